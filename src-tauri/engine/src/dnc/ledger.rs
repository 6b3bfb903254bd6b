//! The events of all numbers, in one tree: by list, number and time. What holds for a number follows from them.

use callboard_phone::E164;
use callboard_rpc::types::ConnectionId;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::imports::{self, Whose};
use super::said::Said;
use crate::kernel::{Result, StoredWord, Write, stored_as};

/// Events are only added. A number's newest in a list is the last key of (list, number). `request` is the row that says
/// more of it.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_ledgers (
        id         INTEGER PRIMARY KEY,
        connection TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE dnc_lists (
        id     INTEGER PRIMARY KEY,
        ledger INTEGER NOT NULL REFERENCES dnc_ledgers (id),
        kind   TEXT NOT NULL,
        name   TEXT NOT NULL,
        UNIQUE (ledger, kind, name)
    ) STRICT;
    CREATE TABLE dnc_events (
        list    INTEGER NOT NULL REFERENCES dnc_lists (id),
        number  INTEGER NOT NULL,
        said    INTEGER NOT NULL,
        request INTEGER NOT NULL,
        PRIMARY KEY (list, number, said)
    ) STRICT, WITHOUT ROWID;";

/// The request whose event is not in the tree as it was sealed, or the event that no request has said; a list counts to the
/// ledger of its requests.
pub(super) const UNFIT: &str = "
    SELECT r.id FROM dnc_requests r
        LEFT JOIN dnc_lists l ON l.id = r.list AND l.ledger = r.ledger
        LEFT JOIN dnc_events e ON e.list = l.id AND e.number = r.number AND e.said = r.said AND e.request = r.id
        WHERE e.request IS NULL
    UNION ALL
    SELECT e.request FROM dnc_events e
        LEFT JOIN dnc_requests r ON r.id = e.request AND r.list = e.list AND r.number = e.number AND r.said = e.said
        WHERE r.id IS NULL
    LIMIT 1";

/// The ledger of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ledger(pub(super) i64);

/// The origin of the events of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    /// Opt-ins and opt-outs that a source of webhooks sends; the list is called as the source is identified.
    Webhook,
    /// Ends of calls.
    Disposition,
    /// Supervisors, by hand.
    Person,
    /// Files that are imported; the list is called as a person calls it.
    Import,
    /// Numbers that a person lets be called again after an import was undone.
    Release,
}
stored_as!(ListKind {
    Webhook => "webhook",
    Disposition => "disposition",
    Person => "person",
    Import => "import",
    Release => "release",
});

impl ListKind {
    /// Whether its events are those of imports (`imports::listed`).
    pub(super) fn is_imported(self) -> bool {
        matches!(self, Self::Import | Self::Release)
    }
}

/// A list of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List {
    pub(super) id: i64,
    pub(super) kind: ListKind,
}

/// A list, by what names it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListName<'a> {
    pub(super) kind: ListKind,
    pub(super) name: &'a str,
}

/// One event as the tree has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) list: i64,
    pub(super) kind: ListKind,
    pub(super) name: String,
    pub(super) said: Said,
    pub(super) request: i64,
}

/// The ledger of a connection; `None` where nothing was ever said of a number of it.
pub(super) fn of(db: &Connection, connection: &ConnectionId) -> Result<Option<Ledger>> {
    let mut statement = db.prepare_cached("SELECT id FROM dnc_ledgers WHERE connection = ?1")?;
    Ok(statement.query_row([connection.as_str()], |row| row.get(0)).optional()?.map(Ledger))
}

/// The same; it is begun where there is none.
pub(super) fn begun(write: &mut Write<'_>, connection: &ConnectionId) -> Result<Ledger> {
    if let Some(ledger) = of(write, connection)? {
        return Ok(ledger);
    }
    write
        .prepare_cached("INSERT INTO dnc_ledgers (connection) VALUES (?1)")?
        .execute([connection.as_str()])?;
    Ok(Ledger(write.last_insert_rowid()))
}

/// Every ledger that was begun.
pub(super) fn all(db: &Connection) -> Result<Vec<Ledger>> {
    let mut statement = db.prepare_cached("SELECT id FROM dnc_ledgers ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0).map(Ledger))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The connection of a ledger.
pub(super) fn connection(db: &Connection, ledger: Ledger) -> Result<ConnectionId> {
    let mut statement = db.prepare_cached("SELECT connection FROM dnc_ledgers WHERE id = ?1")?;
    Ok(statement.query_row([ledger.0], |row| row.get(0).map(ConnectionId))?)
}

/// All lists of a ledger.
pub(super) fn lists(db: &Connection, ledger: Ledger) -> Result<Vec<List>> {
    let mut statement = db.prepare_cached("SELECT id, kind FROM dnc_lists WHERE ledger = ?1 ORDER BY id")?;
    let rows = statement.query_map([ledger.0], |row| {
        Ok(List { id: row.get(0)?, kind: ListKind::read(row, 1, ("dnc_lists", 0))? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The list that is called so; `None` where it was not begun.
pub(super) fn find_list(db: &Connection, ledger: Ledger, name: ListName<'_>) -> Result<Option<i64>> {
    let mut statement =
        db.prepare_cached("SELECT id FROM dnc_lists WHERE ledger = ?1 AND kind = ?2 AND name = ?3")?;
    Ok(statement.query_row(params![ledger.0, name.kind.word(), name.name], |row| row.get(0)).optional()?)
}

/// The list of a ledger that is called so; it is begun where there is none.
pub(super) fn list(write: &mut Write<'_>, ledger: Ledger, name: ListName<'_>) -> Result<i64> {
    if let Some(id) = find_list(write, ledger, name)? {
        return Ok(id);
    }
    let (kind, name) = (name.kind.word(), name.name);
    write
        .prepare_cached("INSERT INTO dnc_lists (ledger, kind, name) VALUES (?1, ?2, ?3)")?
        .execute(params![ledger.0, kind, name])?;
    Ok(write.last_insert_rowid())
}

/// The request of an event, where its list has it.
pub(super) fn request_of(db: &Connection, list: i64, number: E164, said: Said) -> Result<Option<i64>> {
    let mut statement =
        db.prepare_cached("SELECT request FROM dnc_events WHERE list = ?1 AND number = ?2 AND said = ?3")?;
    Ok(statement.query_row(params![list, number.pack(), said], |row| row.get(0)).optional()?)
}

/// Adds an event that its list does not have.
pub(super) fn add(write: &Write<'_>, list: i64, number: E164, said: Said, request: i64) -> Result<()> {
    write
        .prepare_cached("INSERT INTO dnc_events (list, number, said, request) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![list, number.pack(), said, request])?;
    Ok(())
}

/// The statement that holds for a number: the greatest of what the lists say last. `None` where nothing was said of it.
pub(super) fn holds(db: &Connection, ledger: Ledger, number: E164) -> Result<Option<Said>> {
    Ok(people(db, ledger, number)?.max(imports::says(db, ledger, number, Whose::All)?))
}

/// The statement that the tenant is to be told of: the same without imports that are not to be told yet.
pub(super) fn wanted(db: &Connection, ledger: Ledger, number: E164) -> Result<Option<Said>> {
    Ok(people(db, ledger, number)?.max(imports::says(db, ledger, number, Whose::Pushed)?))
}

fn people(db: &Connection, ledger: Ledger, number: E164) -> Result<Option<Said>> {
    let mut statement = db.prepare_cached(
        "SELECT (SELECT max(said) FROM dnc_events e WHERE e.list = l.id AND e.number = ?2)
         FROM dnc_lists l WHERE l.ledger = ?1",
    )?;
    let mut rows = statement.query(params![ledger.0, number.pack()])?;
    let mut holds: Option<Said> = None;
    while let Some(row) = rows.next()? {
        holds = holds.max(row.get(0)?);
    }
    Ok(holds)
}

/// All events of a number, the newest first.
pub(super) fn history(db: &Connection, ledger: Ledger, number: E164) -> Result<Vec<Event>> {
    let mut statement = db.prepare_cached(
        "SELECT l.id, l.kind, l.name, e.said, e.request FROM dnc_lists l
         JOIN dnc_events e ON e.list = l.id AND e.number = ?2
         WHERE l.ledger = ?1 ORDER BY e.said DESC, l.id",
    )?;
    let rows = statement.query_map(params![ledger.0, number.pack()], |row| {
        let kind = ListKind::read(row, 1, ("dnc_lists", 0))?;
        Ok(Event { list: row.get(0)?, kind, name: row.get(2)?, said: row.get(3)?, request: row.get(4)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
