use parking_lot::Mutex;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callboard_rpc::types::{SecretStore as State, SecretStoreKind as Kind};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::Mutex as AsyncMutex;

use super::file::SecretFile;
use super::keyring::{Ask, Keyring, ask_the_system};
use super::opened::Opened;
use super::replaced::{self, Replaced};
use super::session::Session;
use super::{SecretTrouble, StoreChoice, choice, file};
use crate::kernel::{DataDir, Kernel, Result};

/// The program's secrets, in the one store that is in use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Secrets(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kernel: Kernel,
    file: PathBuf,
    /// Nothing is put into a store: what a question has to put somewhere is kept in memory beside it.
    only_reads: bool,
    given: StoreChoice,
    ask: Ask,
    work: u8,
    session: Session,
    /// Found out at the first question; another one after [`Secrets::choose`].
    open: AsyncMutex<Option<Opened>>,
    /// What the keyring last said about itself, and when (monotonic): the board asks often.
    probed: Mutex<Option<(Duration, std::result::Result<(), SecretTrouble>)>>,
}

/// How long an answer about the keyring's health is believed.
const PROBE_KEPT: Duration = Duration::from_secs(30);

impl Secrets {
    /// Asks nothing of anybody yet.
    pub(crate) fn new(kernel: Kernel, folder: &DataDir, given: StoreChoice) -> Self {
        Self::with(kernel, folder, given, ask_the_system, file::WORK)
    }

    pub(super) fn with(kernel: Kernel, folder: &DataDir, given: StoreChoice, ask: Ask, work: u8) -> Self {
        let file = SecretFile::path(folder.path());
        let (open, probed) = (AsyncMutex::new(None), Mutex::new(None));
        let (only_reads, session) = (folder.is_read(), Session::default());
        Self(Arc::new(Inner { kernel, file, only_reads, given, ask, work, session, open, probed }))
    }

    /// `None` where nothing is kept under this name.
    pub async fn get(&self, name: &str) -> Result<Option<SecretString>> {
        if let Some(secret) = self.kept_beside(name) {
            return Ok(Some(secret));
        }
        Ok(self.opened().await?.get(name).await?)
    }

    pub async fn set(&self, name: &str, secret: SecretString) -> Result<()> {
        if self.0.only_reads {
            self.0.session.set(name, secret);
            return Ok(());
        }
        let store = self.opened().await?;
        store.set(name, secret).await?;
        self.remember(&store, name).await
    }

    /// Well done also where there was none.
    pub async fn remove(&self, name: &str) -> Result<()> {
        if self.0.only_reads {
            self.0.session.remove(name);
            return Ok(());
        }
        let store = self.opened().await?;
        self.let_go(&store, name).await
    }

    /// Whether a secret was put under this name, without asking a keyring for it.
    pub async fn holds(&self, name: &str) -> Result<bool> {
        if self.kept_beside(name).is_some() {
            return Ok(true);
        }
        let store = self.opened().await?;
        if let Opened::Session(session) = &store {
            return Ok(session.get(name).is_some());
        }
        let (kind, name) = (store.kind(), name.to_owned());
        self.0.kernel.db.read(move |db| choice::is_remembered(db, kind, &name)).await
    }

    fn kept_beside(&self, name: &str) -> Option<SecretString> {
        self.0.session.get(name).filter(|_| self.0.only_reads)
    }

    /// Which store is in use and whether it works, in words.
    pub async fn state(&self) -> Result<State> {
        let store = self.opened().await?;
        let (usable, words) = match &store {
            Opened::Session(_) => {
                (true, "Secrets are kept in memory and forgotten when Callboard ends.".to_owned())
            }
            Opened::File(_) => {
                (true, "Secrets are kept in a file that is encrypted with your passphrase.".to_owned())
            }
            Opened::Keyring(keyring) => match self.probe(keyring).await {
                Ok(()) => (true, "Secrets are kept in this system's keyring.".to_owned()),
                Err(trouble) => (false, format!("{} {}", trouble.words, trouble.to_do)),
            },
            Opened::Shut(trouble) => (false, format!("{} {}", trouble.words, trouble.to_do)),
        };
        Ok(State { kind: store.kind(), usable, words })
    }

    /// Uses another store from now on. What the old one holds moves there, as far as the old one can still be
    /// read; where the new one does not work, nothing changes.
    pub async fn choose(&self, kind: Kind, passphrase: Option<SecretString>) -> Result<()> {
        self.opened().await?;
        let mut open = self.0.open.lock().await;
        let store = self.open(kind, passphrase).await?;
        if let Opened::Shut(trouble) = store {
            return Err(trouble.into());
        }
        if let Opened::Keyring(keyring) = &store {
            keyring.probe().await?;
        }
        if let Some(old) = open.as_ref().filter(|old| old.kind() != kind) {
            self.move_all(old, &store).await?;
        }
        self.0.kernel.db.write(move |write| choice::choose(write, kind)).await?;
        *self.probed() = None;
        *open = Some(store);
        Ok(())
    }

    async fn move_all(&self, old: &Opened, new: &Opened) -> Result<()> {
        for name in self.names_in(old.kind()).await? {
            let secret = match old.get(&name).await {
                Ok(Some(secret)) => secret,
                Ok(None) => continue,
                // A store that is left because it does not work keeps what it has.
                Err(trouble) => {
                    tracing::warn!(%trouble, "the old store of secrets cannot be read; what it holds stays there");
                    return Ok(());
                }
            };
            new.set(&name, secret).await?;
            self.remember(new, &name).await?;
            self.let_go(old, &name).await?;
        }
        Ok(())
    }

    /// Those of an owner that a further rotation took the place of, and that are in force still.
    pub async fn replaced(&self, owner: &str, now: Timestamp) -> Result<Vec<Replaced>> {
        let owner = owner.to_owned();
        self.0.kernel.db.read(move |db| replaced::in_force(db, &owner, now)).await
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.kernel.clock.now()
    }

    /// What the store in use holds.
    pub(super) async fn names(&self) -> Result<Vec<String>> {
        let kind = self.opened().await?.kind();
        self.names_in(kind).await
    }

    #[cfg(test)]
    pub(crate) async fn names_of(&self, owner: &str) -> Vec<String> {
        let of_owner = format!("{owner}/");
        self.names().await.unwrap().into_iter().filter(|name| name.starts_with(&of_owner)).collect()
    }

    async fn names_in(&self, kind: Kind) -> Result<Vec<String>> {
        if kind == Kind::Session {
            return Ok(self.0.session.names());
        }
        self.0.kernel.db.read(move |db| choice::remembered(db, kind)).await
    }

    /// Takes a secret out of a store and its name out of the list.
    async fn let_go(&self, store: &Opened, name: &str) -> Result<()> {
        store.remove(name).await?;
        let (kind, name) = (store.kind(), name.to_owned());
        self.0.kernel.db.write(move |write| choice::forget(write, kind, &name)).await
    }

    async fn opened(&self) -> Result<Opened> {
        let mut open = self.0.open.lock().await;
        if let Some(store) = &*open {
            return Ok(store.clone());
        }
        let chosen = self.chosen().await?;
        let told = self.0.given.kind.or(chosen.kind);
        let kind = match told {
            Some(kind) => kind,
            None => self.0.kernel.db.read(choice::kept).await?.unwrap_or(Kind::Keyring),
        };
        let store = self.open(kind, self.0.given.passphrase.clone()).await?;
        Ok(open.insert(store).clone())
    }

    /// The store that a person chose, and the name of the house, which it gets at the first question: only for this one
    /// where nothing is changed.
    async fn chosen(&self) -> Result<choice::Chosen> {
        let db = &self.0.kernel.db;
        match db.read(choice::chosen).await? {
            Some(chosen) => Ok(chosen),
            None if self.0.only_reads => {
                Ok(choice::Chosen { house: self.0.kernel.chance.token(), kind: None })
            }
            None => db.write(choice::named).await,
        }
    }

    async fn open(&self, kind: Kind, passphrase: Option<SecretString>) -> Result<Opened> {
        Ok(match (kind, passphrase) {
            (Kind::Session, _) => Opened::Session(self.0.session.clone()),
            (Kind::Keyring, _) => {
                let house = self.chosen().await?.house;
                Opened::Keyring(Keyring::new(self.0.kernel.clock.clone(), house, self.0.ask))
            }
            (Kind::File, None) => {
                Opened::Shut(SecretTrouble::file("The file of secrets needs its passphrase."))
            }
            (Kind::File, Some(passphrase)) => {
                let file = self.0.file.clone();
                let opened = if self.0.only_reads {
                    SecretFile::open_to_read(file, passphrase).await
                } else {
                    SecretFile::open(file, passphrase, self.0.work).await
                };
                match opened {
                    Ok(file) => Opened::File(file),
                    Err(trouble) => Opened::Shut(trouble),
                }
            }
        })
    }

    /// Of a session too, though it is forgotten: that its secrets were put there is remembered.
    async fn remember(&self, store: &Opened, name: &str) -> Result<()> {
        let (kind, name) = (store.kind(), name.to_owned());
        self.0.kernel.db.write(move |write| choice::remember(write, kind, &name)).await
    }

    async fn probe(&self, keyring: &Keyring) -> std::result::Result<(), SecretTrouble> {
        let now = self.0.kernel.clock.monotonic();
        if let Some((at, answer)) = &*self.probed()
            && now.saturating_sub(*at) < PROBE_KEPT
        {
            return answer.clone();
        }
        let answer = keyring.probe().await;
        *self.probed() = Some((self.0.kernel.clock.monotonic(), answer.clone()));
        answer
    }

    fn probed(
        &self,
    ) -> parking_lot::MutexGuard<'_, Option<(Duration, std::result::Result<(), SecretTrouble>)>> {
        self.0.probed.lock()
    }
}
