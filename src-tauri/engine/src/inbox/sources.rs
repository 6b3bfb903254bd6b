//! The table of sources.

use std::collections::HashMap;

use callboard_rpc::types::{ConnectionId, SourceAuth, SourceId, SourceKind};
use callboard_rpc::{RpcError, Topic};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::kernel::{Ms, Result, SetBack, StoredWord, Waits, Write};
use crate::secrets::{LONGEST_OVERLAP, Numbers, Secrets};

/// `path` is what follows `/webhook/`; the secrets in force have numbers (see `secrets/numbers.rs`). `source_hours` counts what came by hour (since 1970), for a day's figures.
pub(super) const TABLES: &str = "
    CREATE TABLE sources (
        id                TEXT PRIMARY KEY,
        name              TEXT NOT NULL,
        kind              TEXT NOT NULL,
        connection        TEXT NOT NULL,
        path              TEXT NOT NULL UNIQUE,
        auth              TEXT NOT NULL,
        tolerance         INTEGER NOT NULL,
        enabled           INTEGER NOT NULL,
        old_secret_until  INTEGER,
        last_seen         INTEGER,
        made              INTEGER NOT NULL,
        secret_number     INTEGER NOT NULL DEFAULT 0,
        old_secret_number INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE source_hours (
        source   TEXT NOT NULL,
        hour     INTEGER NOT NULL,
        received INTEGER NOT NULL,
        repeated INTEGER NOT NULL,
        PRIMARY KEY (source, hour)
    ) STRICT, WITHOUT ROWID;";

/// More than any tenant has senders; the roster of all is held in memory.
pub(super) const MOST: usize = 64;

/// A source as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) id: SourceId,
    pub(super) name: String,
    pub(super) kind: SourceKind,
    pub(super) connection: ConnectionId,
    /// What follows `/webhook/`.
    pub(super) path: String,
    pub(super) auth: SourceAuth,
    /// Seconds.
    pub(super) tolerance: u32,
    pub(super) enabled: bool,
    pub(super) secrets: Numbers,
    pub(super) old_secret_until: Option<Timestamp>,
    pub(super) last_seen: Option<Timestamp>,
    pub(super) made: Timestamp,
}

impl Stored {
    /// Where its secrets that are in force are kept.
    pub(super) fn secret_names(&self) -> Vec<String> {
        if self.auth == SourceAuth::None {
            return Vec::new();
        }
        self.secrets.names(&Secrets::of_source(&self.id), self.old_secret_until.is_some())
    }
}

const SELECT: &str = "
    SELECT id, name, kind, connection, path, auth, tolerance, enabled, old_secret_until, last_seen, made, secret_number,
           old_secret_number
    FROM sources";

/// All of them, oldest first.
pub(super) fn all(db: &Connection) -> Result<Vec<Stored>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} ORDER BY made, id"))?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find(db: &Connection, id: &SourceId) -> Result<Stored> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    let found = statement.query_row([id.as_str()], row).optional()?;
    Ok(found.ok_or_else(|| RpcError::not_found("source", id.as_str()))?)
}

/// Why a connection has to stay: somebody sends events of it.
pub(crate) fn hold(db: &Connection, connection: &ConnectionId) -> Result<Option<String>> {
    let sender = all(db)?.into_iter().find(|source| source.connection == *connection);
    Ok(sender.map(|source| format!("the source {} belongs to it; remove that first", source.name)))
}

/// What each source is called, those that were removed left out.
pub fn names(db: &Connection) -> Result<HashMap<SourceId, String>> {
    Ok(all(db)?.into_iter().map(|source| (source.id, source.name)).collect())
}

pub(super) fn save(write: &mut Write<'_>, source: &Stored) -> Result<()> {
    write.execute(
        "INSERT INTO sources (id, name, kind, connection, path, auth, tolerance, enabled, old_secret_until, made,
             secret_number, old_secret_number)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, connection = excluded.connection, auth = excluded.auth,
             tolerance = excluded.tolerance, enabled = excluded.enabled, old_secret_until = excluded.old_secret_until,
             secret_number = excluded.secret_number, old_secret_number = excluded.old_secret_number",
        params![
            source.id.as_str(),
            source.name,
            source.kind.word(),
            source.connection.as_str(),
            source.path,
            source.auth.word(),
            source.tolerance,
            source.enabled,
            source.old_secret_until.map(Ms),
            Ms(source.made),
            source.secrets.newest,
            source.secrets.old
        ],
    )?;
    write.changed(Topic::Listener);
    Ok(())
}

/// On or off from now on; the rest of the row stays.
pub(super) fn set_enabled(write: &mut Write<'_>, id: &SourceId, enabled: bool) -> Result<()> {
    write.execute("UPDATE sources SET enabled = ?2 WHERE id = ?1", params![id.as_str(), enabled])?;
    write.changed(Topic::Listener);
    Ok(())
}

/// Its events stay, and so do their counts, which nobody asks for any more.
pub(super) fn remove(write: &mut Write<'_>, id: &SourceId) -> Result<()> {
    write.execute("DELETE FROM sources WHERE id = ?1", [id.as_str()])?;
    write.execute("DELETE FROM source_hours WHERE source = ?1", [id.as_str()])?;
    write.changed(Topic::Listener);
    Ok(())
}

/// The old secret is not taken any more.
pub(super) fn old_secret_ended(write: &mut Write<'_>, id: &SourceId) -> Result<()> {
    write.execute(
        "UPDATE sources SET old_secret_until = NULL, old_secret_number = NULL WHERE id = ?1",
        [id.as_str()],
    )?;
    write.changed(Topic::Listener);
    Ok(())
}

/// It was heard at `at`.
pub(super) fn seen(write: &mut Write<'_>, id: &SourceId, at: Timestamp) -> Result<()> {
    write
        .prepare_cached("UPDATE sources SET last_seen = max(coalesce(last_seen, 0), ?2) WHERE id = ?1")?
        .execute(params![id.as_str(), Ms(at)])?;
    Ok(())
}

/// Adds to the figures of the hour.
pub(super) fn count(write: &mut Write<'_>, id: &SourceId, received: u64, repeated: u64) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO source_hours (source, hour, received, repeated) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (source, hour) DO UPDATE
             SET received = received + excluded.received, repeated = repeated + excluded.repeated",
        )?
        .execute(params![id.as_str(), hour(write.now()), received.cast_signed(), repeated.cast_signed()])?;
    Ok(())
}

/// Events received and repeated by a source over the last 24 hours.
pub(super) fn counted(db: &Connection, id: &SourceId, now: Timestamp) -> Result<(u64, u64)> {
    let mut statement = db.prepare_cached(
        "SELECT coalesce(sum(received), 0), coalesce(sum(repeated), 0) FROM source_hours WHERE source = ?1 AND hour > ?2",
    )?;
    Ok(statement.query_row(params![id.as_str(), hour(now) - 24], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
    })?)
}

/// The calendar was set back: an old secret is taken until the time that was told for it, and never longer than any may be.
pub(super) fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    let longest = LONGEST_OVERLAP;
    back.cut(write, &Waits { table: "sources", column: "old_secret_until", only: "TRUE", longest })
}

/// Hours since 1970.
pub(super) fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3600)
}

fn row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<Ms>>(column)?.map(|at| at.0));
    Ok(Stored {
        id: SourceId(row.get(0)?),
        name: row.get(1)?,
        kind: SourceKind::read(row, 2, ("sources", 0))?,
        connection: ConnectionId(row.get(3)?),
        path: row.get(4)?,
        auth: SourceAuth::read(row, 5, ("sources", 0))?,
        tolerance: row.get(6)?,
        enabled: row.get(7)?,
        old_secret_until: time(8)?,
        last_seen: time(9)?,
        made: row.get::<_, Ms>(10)?.0,
        secrets: Numbers { newest: row.get(11)?, old: row.get(12)? },
    })
}
