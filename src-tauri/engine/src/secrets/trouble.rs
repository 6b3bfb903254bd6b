use callboard_rpc::{Code, RpcError};

use crate::kernel::Error;

/// The store did not do it: why, and what to do. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct SecretTrouble {
    pub words: String,
    pub to_do: &'static str,
}

impl SecretTrouble {
    pub(super) fn keyring(why: &str) -> Self {
        Self {
            words: format!("This machine's keyring could not be used: {why}."),
            to_do: "Unlock or start the keyring, or choose in Settings, Secrets: this session only, or a file \
                    encrypted with a passphrase.",
        }
    }

    pub(super) fn file(why: impl Into<String>) -> Self {
        Self {
            words: why.into(),
            to_do: "Choose the file again in Settings, Secrets, with its passphrase; or start with \
                    CALLBOARD_PASSPHRASE_FILE.",
        }
    }
}

impl From<SecretTrouble> for RpcError {
    fn from(trouble: SecretTrouble) -> Self {
        Self::new(Code::Secrets, trouble.words).hint(trouble.to_do)
    }
}

impl From<SecretTrouble> for Error {
    fn from(trouble: SecretTrouble) -> Self {
        Self::Said(trouble.into())
    }
}
