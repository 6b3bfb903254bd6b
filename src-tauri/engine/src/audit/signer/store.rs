use callboard_rpc::{Code, RpcError};
use ed25519_dalek::VerifyingKey;
use secrecy::{ExposeSecret as _, SecretString};

use super::key::{Held, Origin};
use crate::audit::Anchor;
use crate::secrets::Secrets;

/// What the secret store knows of the log: the key that signs it, and the newest row that it signed.
///
/// The row is written after its checkpoint was committed, so that after a crash the store is behind the log and never
/// before it: a log that lacks the row is not the one that was signed.
#[derive(Clone, Debug, Default)]
pub(in crate::audit) struct Known {
    pub(super) held: Option<Held>,
    /// Kept as an anchor is, by the secret store in place of a person.
    pub(in crate::audit) signed: Option<Anchor>,
}

impl Known {
    pub(in crate::audit) fn read(
        key: Option<&SecretString>,
        signed: Option<&SecretString>,
    ) -> Result<Self, RpcError> {
        let held = key.map(Held::from_secret).transpose()?;
        let signed = signed.map(|text| text.expose_secret().parse::<Anchor>()).transpose();
        Ok(Self { held, signed: signed.map_err(|_| damaged())? })
    }

    /// The public key of which the log holds a checkpoint, or is another one.
    pub(in crate::audit) fn trusted(&self) -> Option<VerifyingKey> {
        // One that was made a moment ago may still be about to sign for the first time.
        let has_signed = |held: &&Held| held.origin != Origin::New || self.signed.is_some();
        self.held.as_ref().filter(has_signed).map(|held| held.key.verifying_key())
    }
}

fn damaged() -> RpcError {
    RpcError::new(
        Code::Secrets,
        format!(
            "What the secret store keeps of the newest signed row of the audit log (`{}`) is damaged, so the log cannot \
             be compared with it.",
            Secrets::AUDIT_SIGNED
        ),
    )
    .hint(
        "Look at the log with `callboard audit verify`. Where nothing else is wrong: `callboard audit new-key --why TEXT`.",
    )
}
