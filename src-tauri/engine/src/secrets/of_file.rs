use std::path::{Path, PathBuf};

use callboard_clock::Clock;
use callboard_rpc::types::SecretStoreKind as Kind;
use rusqlite::{Connection, OpenFlags};
use secrecy::SecretString;

use super::file::{self, SecretFile};
use super::keyring::{Ask, Keyring, ask_the_system};
use super::{SecretTrouble, StoreChoice, choice};
use crate::kernel::database_address;

/// This computer's stores of secrets, asked about a database file on which no engine runs. Nothing is changed in them.
///
/// The keyring knows a database by the house that stands in it, also in a copy; a file of secrets lies beside the database,
/// or belongs to the data folder of which it is a copy.
#[derive(Clone, Debug)]
pub struct StoresOfFile {
    clock: Clock,
    given: StoreChoice,
    /// Of this account, where there is one.
    data_dir: Option<PathBuf>,
    ask: Ask,
}

/// What a store holds under each of the names that were asked for.
type Held<const N: usize> = [Option<SecretString>; N];

impl StoresOfFile {
    pub fn new(clock: Clock, given: StoreChoice, data_dir: Option<PathBuf>) -> Self {
        Self { clock, given, data_dir, ask: ask_the_system }
    }

    #[cfg(test)]
    pub(super) fn with(mut self, ask: Ask) -> Self {
        self.ask = ask;
        self
    }

    /// By what the keyring knows the database.
    pub fn house(db: &Connection) -> Option<String> {
        choice::house(db)
    }

    /// The store into which the folder of a database puts its secrets: as a person chose, or as it was started.
    pub fn kept(db: &Connection) -> Option<Kind> {
        choice::in_use(db).ok().flatten()
    }

    /// Asks that store alone where no other was told: the keyring, where the folder has no secret yet.
    #[must_use]
    pub fn in_use(mut self, kept: Option<Kind>) -> Self {
        self.given.kind = self.given.kind.or(kept).or(Some(Kind::Keyring));
        self
    }

    /// The first store that holds something of the database at `path`; `None` where each that could be asked holds
    /// nothing.
    pub async fn ask<const N: usize>(
        &self,
        house: Option<String>,
        path: &Path,
        names: [&str; N],
    ) -> Result<Option<Held<N>>, SecretTrouble> {
        let mut trouble = None;
        if matches!(self.given.kind, None | Some(Kind::Keyring))
            && let Some(house) = &house
        {
            match self.keyring(house, names).await {
                Ok(Some(held)) => return Ok(Some(held)),
                Ok(None) => {}
                Err(error) => trouble = Some(error),
            }
        }
        if matches!(self.given.kind, None | Some(Kind::File))
            && let Some(file) = self.file_of(path, house.as_deref())
        {
            match self.file(file, names).await {
                Ok(Some(held)) => return Ok(Some(held)),
                Ok(None) => {}
                Err(error) => trouble = Some(error),
            }
        }
        trouble.map_or(Ok(None), Err)
    }

    async fn keyring<const N: usize>(
        &self,
        house: &str,
        names: [&str; N],
    ) -> Result<Option<Held<N>>, SecretTrouble> {
        let keyring = Keyring::new(self.clock.clone(), house.to_owned(), self.ask);
        let mut held = [const { None }; N];
        for (name, held) in names.into_iter().zip(&mut held) {
            *held = keyring.get(name).await?;
        }
        Ok(held.iter().any(Option::is_some).then_some(held))
    }

    async fn file<const N: usize>(
        &self,
        path: PathBuf,
        names: [&str; N],
    ) -> Result<Option<Held<N>>, SecretTrouble> {
        let passphrase = self.given.passphrase.clone();
        let passphrase =
            passphrase.ok_or_else(|| SecretTrouble::file("The file of secrets needs its passphrase."))?;
        let file = SecretFile::open(path, passphrase, file::WORK).await?;
        let mut held = [const { None }; N];
        for (name, held) in names.into_iter().zip(&mut held) {
            *held = file.get(name).await;
        }
        Ok(held.iter().any(Option::is_some).then_some(held))
    }

    /// Only one that is there: opening would make it.
    fn file_of(&self, database: &Path, house: Option<&str>) -> Option<PathBuf> {
        let beside = SecretFile::path(database.parent()?);
        if beside.exists() {
            return Some(beside);
        }
        let data_dir = self.data_dir.as_ref()?;
        let own = SecretFile::path(data_dir);
        let same = house.is_some() && house_in(&data_dir.join("callboard.db")).as_deref() == house;
        (same && own.exists()).then_some(own)
    }
}

/// The house of the data folder, on which an engine may run.
fn house_in(database: &Path) -> Option<String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let address = format!("{}?mode=ro", database_address(database));
    choice::house(&Connection::open_with_flags(address, flags).ok()?)
}
