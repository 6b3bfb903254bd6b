//! The queue of numbers that the tenant is to be told of. A number leaves it once the tenant has confirmed what holds.

use callboard_phone::E164;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::ledger::Ledger;
use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// `message` is the subject of the message of the outbox that names the number, while one does.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_queue (
        ledger  INTEGER NOT NULL REFERENCES dnc_ledgers (id),
        number  INTEGER NOT NULL,
        since   INTEGER NOT NULL,
        state   TEXT NOT NULL,
        message TEXT,
        PRIMARY KEY (ledger, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dnc_queue_next ON dnc_queue (ledger, since, number) WHERE state = 'waiting';
    CREATE INDEX dnc_queue_sending ON dnc_queue (ledger, number) WHERE state = 'sending';
    CREATE INDEX dnc_queue_dead ON dnc_queue (ledger, number) WHERE state = 'dead';";

/// How a number stands in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No message names it yet.
    Waiting,
    /// A message of the outbox names it: nothing else is sent of it until that ends.
    Sending,
    /// The tenant refuses it: a person decides.
    Dead,
}
stored_as!(State { Waiting => "waiting", Sending => "sending", Dead => "dead" });

/// A number in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Queued {
    pub(super) since: Timestamp,
    pub(super) state: State,
    pub(super) message: Option<String>,
}

pub(super) fn find(db: &Connection, ledger: Ledger, number: E164) -> Result<Option<Queued>> {
    let mut statement = db.prepare_cached(
        "SELECT number, since, state, message FROM dnc_queue WHERE ledger = ?1 AND number = ?2",
    )?;
    Ok(statement.query_row(params![ledger.0, number.pack()], queued).optional()?)
}

fn queued(row: &Row<'_>) -> rusqlite::Result<Queued> {
    let state = State::read(row, 2, ("dnc_queue", 0))?;
    Ok(Queued { since: row.get::<_, Ms>(1)?.0, state, message: row.get(3)? })
}

/// A number waits to be sent; one that waits already keeps its place.
pub(super) fn wait(write: &Write<'_>, ledger: Ledger, number: E164) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO dnc_queue (ledger, number, since, state) VALUES (?1, ?2, ?3, 'waiting')
             ON CONFLICT (ledger, number) DO UPDATE SET state = 'waiting', message = NULL WHERE state <> 'waiting'",
        )?
        .execute(params![ledger.0, number.pack(), Ms(write.now())])?;
    Ok(())
}

/// A message names a number that did not wait here.
pub(super) fn sending(write: &Write<'_>, ledger: Ledger, number: E164, message: &str) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO dnc_queue (ledger, number, since, state, message) VALUES (?1, ?2, ?3, 'sending', ?4)",
        )?
        .execute(params![ledger.0, number.pack(), Ms(write.now()), message])?;
    Ok(())
}

/// A message names it from now on.
pub(super) fn in_message(
    write: &Write<'_>,
    ledger: Ledger,
    number: E164,
    state: State,
    message: &str,
) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_queue SET state = ?3, message = ?4 WHERE ledger = ?1 AND number = ?2")?
        .execute(params![ledger.0, number.pack(), state.word(), message])?;
    Ok(())
}

pub(super) fn leave(write: &Write<'_>, ledger: Ledger, number: E164) -> Result<()> {
    write
        .prepare_cached("DELETE FROM dnc_queue WHERE ledger = ?1 AND number = ?2")?
        .execute(params![ledger.0, number.pack()])?;
    Ok(())
}

/// The first `limit` that no message names yet, the oldest first.
pub(super) fn next(db: &Connection, ledger: Ledger, limit: usize) -> Result<Vec<E164>> {
    let mut statement = db.prepare_cached(
        "SELECT number FROM dnc_queue WHERE ledger = ?1 AND state = 'waiting' ORDER BY since, number LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![ledger.0, limit], number)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first `limit` that no message on its way names.
pub(super) fn not_sending(db: &Connection, ledger: Ledger, limit: usize) -> Result<Vec<E164>> {
    let mut statement = db.prepare_cached(
        "SELECT number FROM dnc_queue WHERE ledger = ?1 AND state = 'waiting'
         UNION ALL SELECT number FROM dnc_queue WHERE ledger = ?1 AND state = 'dead' LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![ledger.0, limit], number)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many numbers of a ledger stand so, by an index of those alone.
pub(super) fn count(db: &Connection, ledger: Ledger, state: State) -> Result<u64> {
    let sql = match state {
        State::Waiting => "SELECT count(*) FROM dnc_queue WHERE ledger = ?1 AND state = 'waiting'",
        State::Sending => "SELECT count(*) FROM dnc_queue WHERE ledger = ?1 AND state = 'sending'",
        State::Dead => "SELECT count(*) FROM dnc_queue WHERE ledger = ?1 AND state = 'dead'",
    };
    let count: i64 = db.prepare_cached(sql)?.query_row([ledger.0], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn number(row: &Row<'_>) -> rusqlite::Result<E164> {
    let packed: i64 = row.get(0)?;
    E164::unpack(packed).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, packed))
}

/// Since when the first waits that no message names yet.
pub(super) fn oldest(db: &Connection, ledger: Ledger) -> Result<Option<Timestamp>> {
    let mut statement =
        db.prepare_cached("SELECT min(since) FROM dnc_queue WHERE ledger = ?1 AND state = 'waiting'")?;
    let oldest: Option<Ms> = statement.query_row([ledger.0], |row| row.get(0))?;
    Ok(oldest.map(|since| since.0))
}
