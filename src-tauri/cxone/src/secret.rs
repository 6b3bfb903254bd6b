use futures_util::future::BoxFuture;
use secrecy::SecretString;

/// Where the client secret is fetched from when a token must be asked for, and not earlier: the
/// operating system's keyring, this session's memory, an encrypted file.
pub trait SecretSource: Send + Sync {
    fn client_secret(&self) -> BoxFuture<'_, Result<SecretString, SecretUnavailable>>;
}

/// The store is locked, absent or silent; `reason` is in plain words and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SecretUnavailable {
    pub reason: String,
}

/// A secret that is held in memory: this session only, and tests.
impl SecretSource for SecretString {
    fn client_secret(&self) -> BoxFuture<'_, Result<SecretString, SecretUnavailable>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}
