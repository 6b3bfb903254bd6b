use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_rpc::{Code, RpcError};
use ed25519_dalek::SigningKey;
use secrecy::{ExposeSecret as _, SecretString};

use crate::secrets::Secrets;

/// The key that signs, in memory.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Held {
    pub(super) key: SigningKey,
    pub(super) origin: Origin,
}

/// A key of the secret store goes on signing only a log that it has signed before. One that it never signed was made
/// anew by somebody, or is another computer's: signing it would make it this one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum Origin {
    /// Made here, and has not signed yet; in the secret store it says so too.
    New,
    Stored,
    /// This log holds a checkpoint of it.
    HasSigned,
}

impl Held {
    /// What the secret store keeps of a key that has not signed yet, before its base64.
    const NEW: &str = "new:";

    pub(super) fn to_secret(&self) -> SecretString {
        let word = if self.origin == Origin::New { Self::NEW } else { "" };
        SecretString::from(format!("{word}{}", STANDARD.encode(self.key.to_bytes())))
    }

    pub(in crate::audit) fn from_secret(secret: &SecretString) -> Result<Self, RpcError> {
        let (text, origin) = match secret.expose_secret().strip_prefix(Self::NEW) {
            Some(text) => (text, Origin::New),
            None => (secret.expose_secret(), Origin::Stored),
        };
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        let key = bytes.map(|bytes| SigningKey::from_bytes(&bytes)).ok_or_else(|| {
            RpcError::new(Code::Secrets, "The signing key of the audit log in the secret store is damaged.")
                .hint(format!(
                    "Remove the entry `{}`; a new key is made, and the log tells of it.",
                    Secrets::AUDIT_KEY
                ))
        })?;
        Ok(Self { key, origin })
    }
}
