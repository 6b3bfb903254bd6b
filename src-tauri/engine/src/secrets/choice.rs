use callboard_rpc::types::SecretStoreKind;
use rusqlite::{Connection, OptionalExtension as _, params};
use secrecy::SecretString;

use crate::kernel::{Result, StoredWord, Write, stored_as};

/// `house` tells the entries of this data folder from those of another in the same keyring; a backup that is
/// restored elsewhere finds its own again.
pub(super) const TABLES: &str = "
    CREATE TABLE secret_store (
        only  INTEGER PRIMARY KEY CHECK (only = 1),
        house TEXT NOT NULL,
        kind  TEXT
    ) STRICT;
    CREATE TABLE secret_names (
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        PRIMARY KEY (name, kind)
    ) STRICT, WITHOUT ROWID;";

/// The store that this start was told to use (`--secrets`), and the passphrase where it is the file. It wins
/// over what was chosen in the window, for this run of the program alone.
#[derive(Clone, Debug, Default)]
pub struct StoreChoice {
    pub kind: Option<SecretStoreKind>,
    /// From `CALLBOARD_PASSPHRASE_FILE`; also opens the file where that was chosen earlier.
    pub passphrase: Option<SecretString>,
}

/// The house's name and the store that a person chose.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub(super) house: String,
    pub(super) kind: Option<SecretStoreKind>,
}

/// What stands there; `None` before the house has its name.
pub(super) fn chosen(db: &Connection) -> Result<Option<Chosen>> {
    let chosen = db.query_row("SELECT house, kind FROM secret_store", [], |row| {
        let kind = SecretStoreKind::read_optional(row, 1, ("secret_store", 0))?;
        Ok(Chosen { house: row.get(0)?, kind })
    });
    Ok(chosen.optional()?)
}

/// The same; the house gets its name where it has none.
pub(super) fn named(write: &mut Write<'_>) -> Result<Chosen> {
    let fresh = Chosen { house: write.chance().token(), kind: None };
    if let Some(chosen) = chosen(write)? {
        return Ok(chosen);
    }
    write.execute("INSERT INTO secret_store (only, house) VALUES (1, ?1)", [&fresh.house])?;
    Ok(fresh)
}

/// The house of a database that may be anybody's.
pub(super) fn house(db: &Connection) -> Option<String> {
    db.query_row("SELECT house FROM secret_store", [], |row| row.get(0)).ok()
}

/// The store that a start uses which is told none, of a database that is only read.
pub(super) fn in_use(db: &Connection) -> Result<Option<SecretStoreKind>> {
    let chosen = db.query_row("SELECT kind FROM secret_store", [], |row| {
        SecretStoreKind::read_optional(row, 0, ("secret_store", 0))
    });
    match chosen.optional()?.flatten() {
        Some(kind) => Ok(Some(kind)),
        None => kept(db),
    }
}

pub(super) fn choose(write: &mut Write<'_>, kind: SecretStoreKind) -> Result<()> {
    write.execute("UPDATE secret_store SET kind = ?1", [kind.word()])?;
    Ok(())
}

pub(super) fn remember(write: &mut Write<'_>, kind: SecretStoreKind, name: &str) -> Result<()> {
    write.execute(
        "INSERT INTO secret_names (name, kind) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![name, kind.word()],
    )?;
    Ok(())
}

pub(super) fn forget(write: &mut Write<'_>, kind: SecretStoreKind, name: &str) -> Result<()> {
    write.execute("DELETE FROM secret_names WHERE name = ?1 AND kind = ?2", params![name, kind.word()])?;
    Ok(())
}

/// The store into which this folder's secrets were put by starts that were told one (`--secrets`) while nobody chose: a
/// later start that is told none, as a command after a crash, asks there and not elsewhere. Secrets of people's setting up
/// weigh more than those of the log, which every start writes; then the store that outlives more.
pub(super) fn kept(db: &Connection) -> Result<Option<SecretStoreKind>> {
    let mut statement = db.prepare_cached(
        "SELECT kind, max(name NOT LIKE 'audit/%'), min(name) FROM secret_names GROUP BY kind",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, bool>(1)?, SecretStoreKind::read(row, 0, ("secret_names", 2))?))
    })?;
    let there: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    let best = there.into_iter().max_by_key(|(set_up, kind)| (*set_up, lasting(*kind)));
    Ok(best.map(|(_, kind)| kind))
}

fn lasting(kind: SecretStoreKind) -> u8 {
    match kind {
        SecretStoreKind::Session => 0,
        SecretStoreKind::File => 1,
        SecretStoreKind::Keyring => 2,
    }
}

/// The names that a store holds.
pub(super) fn remembered(db: &Connection, kind: SecretStoreKind) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT name FROM secret_names WHERE kind = ?1 ORDER BY name")?;
    let rows = statement.query_map([kind.word()], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn is_remembered(db: &Connection, kind: SecretStoreKind, name: &str) -> Result<bool> {
    let found = db.query_row(
        "SELECT 1 FROM secret_names WHERE name = ?1 AND kind = ?2",
        params![name, kind.word()],
        |_| Ok(()),
    );
    Ok(found.optional()?.is_some())
}

stored_as!(SecretStoreKind { Keyring => "keyring", Session => "session", File => "file" });
