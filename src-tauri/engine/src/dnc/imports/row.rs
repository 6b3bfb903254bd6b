//! The table of imports: what each is, and how far it is.

use callboard_rpc::types::{ConnectionId, DncImportId, DncImportMode, DncImportState};
use callboard_rpc::{Caller, RpcError};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::compare::Counts;
use super::look::Facts;
use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// `list` is there once it is written, `list_name` from the beginning; `how`, `facts` and `counts` are JSON. `place` is the
/// last number whose turn to be told has come, `swept` the last one that was looked at again after the import was undone or
/// replaced.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_imports (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        token      TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        list       INTEGER REFERENCES dnc_lists (id),
        list_name  TEXT NOT NULL,
        file       TEXT NOT NULL,
        mode       TEXT NOT NULL,
        actor      TEXT NOT NULL,
        at         INTEGER NOT NULL,
        state      TEXT NOT NULL,
        go         INTEGER NOT NULL,
        pushed     INTEGER NOT NULL,
        stands     INTEGER NOT NULL DEFAULT 0,
        how        TEXT NOT NULL,
        facts      TEXT NOT NULL DEFAULT '{}',
        counts     TEXT NOT NULL DEFAULT '{}',
        refused    INTEGER NOT NULL DEFAULT 0,
        entries    INTEGER NOT NULL DEFAULT 0,
        written    INTEGER NOT NULL DEFAULT 0,
        place      INTEGER,
        passed     INTEGER NOT NULL DEFAULT 0,
        confirmed  INTEGER NOT NULL DEFAULT 0,
        known      INTEGER NOT NULL DEFAULT 0,
        dead       INTEGER NOT NULL DEFAULT 0,
        swept      INTEGER,
        ended      INTEGER,
        words      TEXT
    ) STRICT;
    CREATE INDEX dnc_imports_of_list ON dnc_imports (list) WHERE list IS NOT NULL;";

stored_as!(DncImportState {
    Reading => "reading",
    Looked => "looked",
    Writing => "writing",
    Stopped => "stopped",
    Done => "done",
    Undone => "undone",
    Failed => "failed",
});
stored_as!(DncImportMode { Adds => "adds", Edition => "edition", Changes => "changes", Release => "release" });

/// An import as it stands.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub(super) id: i64,
    pub(super) token: DncImportId,
    pub(super) connection: ConnectionId,
    pub(super) list: Option<i64>,
    pub(super) list_name: String,
    pub(super) file: String,
    pub(super) mode: DncImportMode,
    pub(super) actor: String,
    pub(super) at: Timestamp,
    pub(super) state: DncImportState,
    pub(super) go: bool,
    pub(super) pushed: bool,
    pub(super) stands: bool,
    pub(super) how: String,
    pub(super) facts: Facts,
    pub(super) counts: Counts,
    /// Refused rows that are stored.
    pub(super) refused: u64,
    /// Entries of its file, and those that are written.
    pub(super) entries: u64,
    pub(super) written: u64,
    pub(super) place: Option<i64>,
    pub(super) passed: u64,
    pub(super) confirmed: u64,
    pub(super) known: u64,
    pub(super) dead: u64,
    pub(super) swept: Option<i64>,
    pub(super) words: Option<String>,
}

/// An import that begins to be read.
#[derive(Clone, Debug)]
pub(super) struct New {
    pub(super) token: DncImportId,
    pub(super) connection: ConnectionId,
    pub(super) list_name: String,
    pub(super) file: String,
    pub(super) mode: DncImportMode,
    pub(super) go: bool,
    pub(super) pushed: bool,
    pub(super) how: String,
}

pub(super) fn insert(write: &Write<'_>, caller: &Caller, new: &New) -> Result<i64> {
    write
        .prepare_cached(
            "INSERT INTO dnc_imports (token, connection, list_name, file, mode, actor, at, state, go, pushed, how)
             VALUES (:token, :connection, :list_name, :file, :mode, :actor, :at, 'reading', :go, :pushed, :how)",
        )?
        .execute(named_params! {
            ":token": new.token.as_str(),
            ":connection": new.connection.as_str(),
            ":list_name": new.list_name,
            ":file": new.file,
            ":mode": new.mode.word(),
            ":actor": caller.actor,
            ":at": Ms(write.now()),
            ":go": new.go,
            ":pushed": new.pushed,
            ":how": new.how,
        })?;
    Ok(write.last_insert_rowid())
}

/// Its file was read and sorted; an import that was stopped meanwhile is not there any more.
pub(super) fn looked(write: &Write<'_>, id: i64, facts: &Facts, counts: &Counts, entries: u64) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE dnc_imports SET state = 'looked', facts = ?2, counts = ?3, entries = ?4
             WHERE id = ?1 AND state = 'reading'",
        )?
        .execute(params![
            id,
            serde_json::to_string(facts)?,
            serde_json::to_string(counts)?,
            count(entries)
        ])?;
    Ok(())
}

/// A person lets it go, and is its actor from then on.
pub(super) fn go(write: &Write<'_>, id: i64, pushed: bool, actor: &str) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET go = 1, pushed = ?2, actor = ?3 WHERE id = ?1")?
        .execute(params![id, pushed, actor])?;
    Ok(())
}

/// It is being written from now on; what was counted by looking is counted anew.
pub(super) fn begin(write: &Write<'_>, id: i64, list: i64) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET state = 'writing', list = ?2, counts = '{}' WHERE id = ?1")?
        .execute([id, list])?;
    Ok(())
}

/// So far it is written.
pub(super) fn written(write: &Write<'_>, id: i64, entries: u64, counts: &Counts) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET written = ?2, counts = ?3 WHERE id = ?1")?
        .execute(params![id, count(entries), serde_json::to_string(counts)?])?;
    Ok(())
}

pub(super) fn refused_stored(write: &Write<'_>, id: i64, refused: u64) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET refused = ?2 WHERE id = ?1")?
        .execute([id, count(refused)])?;
    Ok(())
}

pub(super) fn set_state(
    write: &Write<'_>,
    id: i64,
    state: DncImportState,
    words: Option<&str>,
) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET state = ?2, words = ?3, ended = ?4 WHERE id = ?1")?
        .execute(params![id, state.word(), words, Ms(write.now())])?;
    Ok(())
}

pub(super) fn set_pushed(write: &Write<'_>, id: i64, pushed: bool) -> Result<()> {
    write.prepare_cached("UPDATE dnc_imports SET pushed = ?2 WHERE id = ?1")?.execute(params![id, pushed])?;
    Ok(())
}

/// The tenant is told of none of a connection's imports any more.
pub(in crate::dnc) fn hold_up(write: &Write<'_>, of: &ConnectionId) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET pushed = 0 WHERE connection = ?1 AND pushed = 1")?
        .execute([of.as_str()])?;
    Ok(())
}

/// The turn of these numbers has come: the tenant holds `known` of them as it is to.
pub(super) fn passed(write: &Write<'_>, id: i64, place: i64, passed: u64, known: u64) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE dnc_imports SET place = ?2, passed = passed + ?3, known = known + ?4 WHERE id = ?1",
        )?
        .execute([id, place, count(passed), count(known)])?;
    Ok(())
}

/// A batch of its numbers has ended.
pub(super) fn told(write: &Write<'_>, id: i64, confirmed: u64, dead: u64) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET confirmed = confirmed + ?2, dead = dead + ?3 WHERE id = ?1")?
        .execute([id, count(confirmed), count(dead)])?;
    Ok(())
}

pub(super) fn swept(write: &Write<'_>, id: i64, place: Option<i64>) -> Result<()> {
    write.prepare_cached("UPDATE dnc_imports SET swept = ?2 WHERE id = ?1")?.execute(params![id, place])?;
    Ok(())
}

/// None of its numbers is left to be told.
pub(super) fn all_passed(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_imports SET passed = facts ->> 'distinct' WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

pub(super) fn remove(write: &Write<'_>, id: i64) -> Result<()> {
    write.prepare_cached("DELETE FROM dnc_imports WHERE id = ?1")?.execute([id])?;
    Ok(())
}

pub(super) fn find(db: &Connection, id: i64) -> Result<Option<Import>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id], row).optional()?)
}

/// The import that is called so.
pub(super) fn named(db: &Connection, token: &DncImportId) -> Result<Import> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE token = ?1"))?;
    let found = statement.query_row([token.as_str()], row).optional()?;
    Ok(found.ok_or_else(|| RpcError::not_found("import", token.as_str()))?)
}

/// All of a connection, or of all; the newest first.
pub(super) fn all(db: &Connection, of: Option<&ConnectionId>) -> Result<Vec<Import>> {
    let mut statement =
        db.prepare_cached(&format!("{SELECT} WHERE ?1 IS NULL OR connection = ?1 ORDER BY id DESC"))?;
    let rows = statement.query_map([of.map(ConnectionId::as_str)], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether an import or a release of a connection is under way, whose numbers are not all written yet.
pub(super) fn is_under_way(db: &Connection, of: &ConnectionId) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT 1 FROM dnc_imports
         WHERE connection = ?1 AND (go = 1 OR mode = 'release') AND state IN ('reading', 'looked', 'writing')",
    )?;
    Ok(statement.exists([of.as_str()])?)
}

/// The first import of a connection of which numbers are to be told.
pub(super) fn to_tell(db: &Connection, of: &ConnectionId) -> Result<Option<Import>> {
    let mut statement = db.prepare_cached(&format!(
        "{SELECT} WHERE connection = ?1 AND pushed = 1 AND stands = 1 AND state IN ('done', 'stopped')
            AND passed < (facts ->> 'distinct') ORDER BY id LIMIT 1"
    ))?;
    Ok(statement.query_row([of.as_str()], row).optional()?)
}

const SELECT: &str =
    "SELECT id, token, connection, list, list_name, file, mode, actor, at, state, go, pushed, stands,
    how, facts, counts, refused, entries, written, place, passed, confirmed, known, dead, swept, words
    FROM dnc_imports";

fn row(row: &Row<'_>) -> rusqlite::Result<Import> {
    let json = |column: usize| row.get::<_, String>(column);
    let unreadable = |column: usize, error: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    };
    let number = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
    Ok(Import {
        id: row.get(0)?,
        token: DncImportId(row.get(1)?),
        connection: ConnectionId(row.get(2)?),
        list: row.get(3)?,
        list_name: row.get(4)?,
        file: row.get(5)?,
        mode: DncImportMode::read(row, 6, ("dnc_imports", 1))?,
        actor: row.get(7)?,
        at: row.get::<_, Ms>(8)?.0,
        state: DncImportState::read(row, 9, ("dnc_imports", 1))?,
        go: row.get(10)?,
        pushed: row.get(11)?,
        stands: row.get(12)?,
        how: row.get(13)?,
        facts: serde_json::from_str(&json(14)?).map_err(|error| unreadable(14, error))?,
        counts: serde_json::from_str(&json(15)?).map_err(|error| unreadable(15, error))?,
        refused: number(16)?,
        entries: number(17)?,
        written: number(18)?,
        place: row.get(19)?,
        passed: number(20)?,
        confirmed: number(21)?,
        known: number(22)?,
        dead: number(23)?,
        swept: row.get(24)?,
        words: row.get(25)?,
    })
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
