use callboard_rpc::types::SecretStoreKind as Kind;
use secrecy::SecretString;

use super::SecretTrouble;
use super::file::SecretFile;
use super::keyring::Keyring;
use super::session::Session;

/// The store in use.
#[derive(Clone, Debug)]
pub(super) enum Opened {
    Keyring(Keyring),
    Session(Session),
    File(SecretFile),
    /// The file was chosen, and it cannot be opened: why.
    Shut(SecretTrouble),
}

impl Opened {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Keyring(_) => Kind::Keyring,
            Self::Session(_) => Kind::Session,
            Self::File(_) | Self::Shut(_) => Kind::File,
        }
    }

    pub(super) async fn get(&self, name: &str) -> std::result::Result<Option<SecretString>, SecretTrouble> {
        match self {
            Self::Keyring(keyring) => keyring.get(name).await,
            Self::Session(session) => Ok(session.get(name)),
            Self::File(file) => Ok(file.get(name).await),
            Self::Shut(trouble) => Err(trouble.clone()),
        }
    }

    pub(super) async fn remove(&self, name: &str) -> std::result::Result<(), SecretTrouble> {
        match self {
            Self::Keyring(keyring) => keyring.remove(name).await,
            Self::Session(session) => {
                session.remove(name);
                Ok(())
            }
            Self::File(file) => file.remove(name).await,
            Self::Shut(trouble) => Err(trouble.clone()),
        }
    }

    pub(super) async fn set(
        &self,
        name: &str,
        secret: SecretString,
    ) -> std::result::Result<(), SecretTrouble> {
        match self {
            Self::Keyring(keyring) => keyring.set(name, secret).await,
            Self::Session(session) => {
                session.set(name, secret);
                Ok(())
            }
            Self::File(file) => file.set(name, secret).await,
            Self::Shut(trouble) => Err(trouble.clone()),
        }
    }
}
