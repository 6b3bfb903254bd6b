use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::scrypt;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use super::SecretTrouble;
use crate::kernel::DataDir;

/// All secrets in one file, encrypted with a passphrase (age, scrypt). Read once when it is opened; written
/// whole at each change, with scrypt's cost as it was found, which its maker chose. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct SecretFile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    passphrase: SecretString,
    work: u8,
    secrets: Mutex<BTreeMap<String, SecretString>>,
}

/// Shortest passphrase for a new file.
const SHORTEST: usize = 8;
/// scrypt's cost as a power of two: some 0.3 s and 128 MB on a small machine, each time.
pub(super) const WORK: u8 = 17;
/// What a file that somebody put in our place may cost us at most.
const MOST_WORK: u8 = 20;

impl SecretFile {
    pub(super) fn path(folder: &Path) -> PathBuf {
        folder.join("secrets.age")
    }

    /// Opens the file with its passphrase, or makes a new one where there is none.
    pub(super) async fn open(
        path: PathBuf,
        passphrase: SecretString,
        work: u8,
    ) -> Result<Self, SecretTrouble> {
        let (phrase, from) = (passphrase.clone(), path.clone());
        let (work, secrets) = blocking(move || {
            if from.exists() {
                return read(&from, &phrase);
            }
            check_new(&phrase)?;
            write(&from, &phrase, work, &BTreeMap::new())?;
            Ok((work, BTreeMap::new()))
        })
        .await?;
        Ok(Self(Arc::new(Inner { path, passphrase, work, secrets: Mutex::new(secrets) })))
    }

    /// Opens the file as it lies there, for whoever changes nothing; one that nobody has made yet is empty.
    pub(super) async fn open_to_read(path: PathBuf, passphrase: SecretString) -> Result<Self, SecretTrouble> {
        let (phrase, from) = (passphrase.clone(), path.clone());
        let (work, secrets) =
            blocking(move || if from.exists() { read(&from, &phrase) } else { Ok((WORK, BTreeMap::new())) })
                .await?;
        Ok(Self(Arc::new(Inner { path, passphrase, work, secrets: Mutex::new(secrets) })))
    }

    pub(super) async fn get(&self, name: &str) -> Option<SecretString> {
        self.0.secrets.lock().await.get(name).cloned()
    }

    pub(super) async fn set(&self, name: &str, secret: SecretString) -> Result<(), SecretTrouble> {
        self.change(|secrets| drop(secrets.insert(name.to_owned(), secret))).await
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), SecretTrouble> {
        self.change(|secrets| drop(secrets.remove(name))).await
    }

    /// Memory changes only after the file did.
    async fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, SecretString>),
    ) -> Result<(), SecretTrouble> {
        let mut held = self.0.secrets.lock().await;
        let mut secrets = held.clone();
        change(&mut secrets);
        let (inner, content) = (Arc::clone(&self.0), secrets.clone());
        blocking(move || write(&inner.path, &inner.passphrase, inner.work, &content)).await?;
        *held = secrets;
        Ok(())
    }
}

fn check_new(passphrase: &SecretString) -> Result<(), SecretTrouble> {
    let long_enough = passphrase.expose_secret().chars().count() >= SHORTEST;
    let refused =
        || SecretTrouble::file("A passphrase of at least 8 characters is needed for the file of secrets.");
    long_enough.then_some(()).ok_or_else(refused)
}

/// What is in the file, and what it costs to open.
fn read(
    path: &Path,
    passphrase: &SecretString,
) -> Result<(u8, BTreeMap<String, SecretString>), SecretTrouble> {
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let mut identity = scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    let decryptor =
        age::Decryptor::new_buffered(bytes.as_slice()).map_err(|error| unreadable(path, &error))?;
    let mut reader =
        decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|error| match error {
            age::DecryptError::DecryptionFailed | age::DecryptError::NoMatchingKeys => {
                SecretTrouble::file("The passphrase does not open the file of secrets.")
            }
            other => unreadable(path, &other),
        })?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|error| unreadable(path, &error))?;
    let content: BTreeMap<String, String> =
        serde_json::from_str(&text).map_err(|_| unreadable(path, &"its content is not ours"))?;
    let secrets = content.into_iter().map(|(name, secret)| (name, SecretString::from(secret))).collect();
    Ok((work_of(&bytes).unwrap_or(WORK), secrets))
}

/// The power of two in the header of a file that age has opened: `-> scrypt SALT POWER` on its second line.
fn work_of(file: &[u8]) -> Option<u8> {
    let line = file.split(|byte| *byte == b'\n').nth(1)?;
    let mut words = std::str::from_utf8(line).ok()?.strip_prefix("-> scrypt ")?.split(' ');
    words.nth(1)?.parse().ok()
}

fn write(
    path: &Path,
    passphrase: &SecretString,
    work: u8,
    secrets: &BTreeMap<String, SecretString>,
) -> Result<(), SecretTrouble> {
    let content: BTreeMap<&str, &str> =
        secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose_secret())).collect();
    let encrypted = encrypt(passphrase, work, &content).map_err(|why| unwritable(path, &why))?;
    DataDir::write_private(path, &encrypted).map_err(|error| unwritable(path, &error))
}

fn encrypt(
    passphrase: &SecretString,
    work: u8,
    content: &BTreeMap<&str, &str>,
) -> Result<Vec<u8>, anyhow::Error> {
    let plain = SecretString::from(serde_json::to_string(content)?);
    let mut recipient = scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(work);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))?;
    let mut encrypted = Vec::new();
    let mut writer = encryptor.wrap_output(&mut encrypted)?;
    writer.write_all(plain.expose_secret().as_bytes())?;
    writer.finish()?;
    Ok(encrypted)
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> SecretTrouble {
    SecretTrouble::file(format!("The file of secrets {} cannot be read ({why}).", path.display()))
}

fn unwritable(path: &Path, why: &dyn std::fmt::Display) -> SecretTrouble {
    SecretTrouble::file(format!("The file of secrets {} cannot be written ({why}).", path.display()))
}

/// An empty file that costs little to open, for tests of what stands on it.
#[cfg(test)]
pub(crate) fn cheap(folder: &Path, passphrase: &str) {
    let passphrase = SecretString::from(passphrase);
    write(&SecretFile::path(folder), &passphrase, 2, &BTreeMap::new()).unwrap();
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SecretTrouble> + Send + 'static,
) -> Result<T, SecretTrouble> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|_| Err(SecretTrouble::file("The work on the file of secrets was broken off.")))
}
