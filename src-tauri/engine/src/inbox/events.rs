//! The table of events that came in and were acknowledged.

use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, SourceId, SourceKind, TrafficState};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::audit::{Beside, SealKind};
use crate::kernel::{Ms, Result, StoredWord, Write, in_place};

/// `block` is a stretch of numbers that retention drops as one. `about` is the contact, the number or the type that an
/// event is about; like the body it can be erased, so neither is sealed: the body's salted commitment is. `digest`
/// tells a repetition from an id that is used twice, and goes with the body.
pub(super) const TABLES: &str = "
    CREATE TABLE events (
        number     INTEGER PRIMARY KEY,
        block      TEXT NOT NULL,
        source     TEXT NOT NULL,
        connection TEXT NOT NULL,
        kind       TEXT NOT NULL,
        sender_id  TEXT NOT NULL,
        received   INTEGER NOT NULL,
        stored     INTEGER NOT NULL,
        happened   INTEGER NOT NULL,
        bytes      INTEGER NOT NULL,
        commitment BLOB NOT NULL,
        about      TEXT NOT NULL,
        salt       BLOB,
        digest     BLOB,
        body       TEXT,
        state      TEXT NOT NULL,
        words      TEXT
    ) STRICT;
    CREATE INDEX events_by_block ON events (block);
    CREATE INDEX events_by_time ON events (received);
    CREATE INDEX events_open ON events (state, kind) WHERE state NOT IN ('kept', 'done');";

/// What the audit log says of events: one seal a commit.
pub(crate) const EVENTS: SealKind = SealKind {
    name: "events",
    table: "events",
    group: "block",
    order: "number",
    columns: &[
        "source",
        "connection",
        "kind",
        "sender_id",
        "received",
        "stored",
        "happened",
        "bytes",
        "commitment",
    ],
    beside: Some(Beside { commitment: "commitment", salt: "salt", text: "body" }),
    derived: None,
};

/// One event as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Grows with each event; written `evt_NUMBER` outside.
    pub number: i64,
    pub source: SourceId,
    pub connection: ConnectionId,
    pub kind: SourceKind,
    /// The sender's own id of it.
    pub sender_id: String,
    /// When its last byte was here.
    pub received: Timestamp,
    pub stored: Timestamp,
    /// Its own time, as the sender says it.
    pub happened: Timestamp,
    /// The contact, the number (E.164) or the type that it is about; empty once erased.
    pub about: String,
    pub bytes: u64,
    /// Absent once it was dropped or erased.
    pub body: Option<String>,
    pub state: TrafficState,
    pub words: Option<String>,
}

/// Numbers of one block: few enough to be dropped within a write of 10 ms.
const BLOCK: i64 = 2048;

pub(super) const SELECT: &str =
    "SELECT number, source, connection, kind, sender_id, received, stored, happened, about, bytes, body, state, words
     FROM events";

/// The one with this number.
pub fn event(db: &Connection, number: i64) -> Result<Option<Event>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE number = ?1"))?;
    Ok(statement.query_row([number], row).optional()?)
}

/// How the one with this number stands.
pub fn stands(db: &Connection, number: i64) -> Result<Option<TrafficState>> {
    let mut statement = db.prepare_cached("SELECT state, number FROM events WHERE number = ?1")?;
    Ok(statement.query_row([number], |row| TrafficState::read(row, 0, ("events", 1))).optional()?)
}

/// The number of the oldest event that is kept.
pub fn oldest(db: &Connection) -> Result<Option<i64>> {
    Ok(db.prepare_cached("SELECT min(number) FROM events")?.query_row([], |row| row.get(0))?)
}

/// The first `limit` events of a kind that came after `after` and whose effects are not decided yet, in the order in
/// which they came. An event whose effects are under way is `received` too: a slice goes by the newest that it decided.
pub fn undecided(db: &Connection, of: SourceKind, after: i64, limit: usize) -> Result<Vec<Event>> {
    let sql = format!(
        "{SELECT} WHERE state = 'received' AND state NOT IN ('kept', 'done') AND kind = ?1 AND number > ?3 ORDER BY number LIMIT ?2"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![of.word(), limit, after], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first `limit` events of a kind and a connection that are held, in the order in which they came.
pub fn held(db: &Connection, of: SourceKind, connection: &ConnectionId, limit: usize) -> Result<Vec<i64>> {
    // The second condition lets SQLite use the index of open events.
    let mut statement = db.prepare_cached(
        "SELECT number FROM events WHERE state = 'held' AND state NOT IN ('kept', 'done') AND kind = ?1
         AND connection = ?2 ORDER BY number LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![of.word(), connection.as_str(), limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What became of an event, in the transaction in which it did.
pub fn settle(write: &mut Write<'_>, number: i64, to: TrafficState, words: Option<&str>) -> Result<()> {
    write.prepare_cached("UPDATE events SET state = ?2, words = ?3 WHERE number = ?1")?.execute(params![
        number,
        to.word(),
        words
    ])?;
    write.changed(Topic::Inbox);
    Ok(())
}

/// `evt_12` → 12.
pub fn number_of(id: &str) -> Option<i64> {
    in_place(id.strip_prefix("evt_")?)
}

/// 12 → `evt_12`.
pub fn id_of(number: i64) -> String {
    format!("evt_{number}")
}

/// The block that an event of this number belongs to.
pub(super) fn block_of(number: i64) -> String {
    (number / BLOCK).to_string()
}

/// The last number of the block of this one.
pub(super) fn last_of_block(number: i64) -> i64 {
    (number / BLOCK + 1) * BLOCK - 1
}

pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        number: row.get(0)?,
        source: SourceId(row.get(1)?),
        connection: ConnectionId(row.get(2)?),
        kind: SourceKind::read(row, 3, ("events", 0))?,
        sender_id: row.get(4)?,
        received: row.get::<_, Ms>(5)?.0,
        stored: row.get::<_, Ms>(6)?.0,
        happened: row.get::<_, Ms>(7)?.0,
        about: row.get(8)?,
        bytes: row.get::<_, i64>(9)?.unsigned_abs(),
        body: row.get(10)?,
        state: TrafficState::read(row, 11, ("events", 0))?,
        words: row.get(12)?,
    })
}

impl Event {
    /// As it is named outside.
    pub fn id(&self) -> String {
        id_of(self.number)
    }
}
