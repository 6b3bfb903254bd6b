//! How many messages wait, and since when. `kinds` is a JSON list of their words.

use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::kernel::{Ms, Result};

/// Those that are still to arrive, and since when the oldest waits.
pub(in crate::outbox) fn waiting(db: &Connection, kinds: &str) -> Result<(u64, Option<Timestamp>)> {
    let mut statement = db.prepare_cached(
        "SELECT count(*), min(enqueued) FROM outbox
         WHERE state = 'waiting' AND kind IN (SELECT value FROM json_each(?1))",
    )?;
    let found =
        statement.query_row([kinds], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Ms>>(1)?)))?;
    Ok((found.0.unsigned_abs(), found.1.map(|at| at.0)))
}

/// Those of one connection that are still to arrive.
pub(in crate::outbox) fn waiting_of(db: &Connection, of: &ConnectionId, kinds: &str) -> Result<u64> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM outbox
         WHERE connection = ?1 AND state = 'waiting' AND kind IN (SELECT value FROM json_each(?2))",
    )?;
    let count: i64 = statement.query_row(params![of.as_str(), kinds], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Those of one connection that wait for no time.
pub(in crate::outbox) fn in_turn(db: &Connection, of: &ConnectionId, kinds: &str) -> Result<u64> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM outbox
         WHERE connection = ?1 AND state = 'waiting' AND due IS NULL AND kind IN (SELECT value FROM json_each(?2))",
    )?;
    let count: i64 = statement.query_row(params![of.as_str(), kinds], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Messages that were given up or rest for one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeadLetters {
    pub(crate) cause: String,
    pub(crate) count: u64,
    /// The words of one of them.
    pub(crate) words: String,
}

/// Those that were given up or rest, by cause; the most frequent first.
pub(in crate::outbox) fn dead_by_cause(db: &Connection, kinds: &str) -> Result<Vec<DeadLetters>> {
    let mut statement = db.prepare_cached(
        "SELECT coalesce(cause, ''), count(*) AS count, coalesce(max(words), '') FROM outbox
         WHERE state IN ('dead', 'resting') AND kind IN (SELECT value FROM json_each(?1))
         GROUP BY 1 ORDER BY count DESC, 1",
    )?;
    let rows = statement.query_map([kinds], |row| {
        let count = row.get::<_, i64>(1)?.unsigned_abs();
        Ok(DeadLetters { cause: row.get(0)?, count, words: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the first of those that have failed is tried again.
pub(in crate::outbox) fn next_of(db: &Connection, kinds: &str) -> Result<Option<Timestamp>> {
    let mut statement = db.prepare_cached(
        "SELECT min(due) FROM outbox WHERE state = 'waiting' AND due IS NOT NULL
           AND kind IN (SELECT value FROM json_each(?1))",
    )?;
    Ok(statement.query_row([kinds], |row| row.get::<_, Option<Ms>>(0))?.map(|at| at.0))
}

/// Why one failed, of the first that wait: where none of those has, hardly any has.
pub(in crate::outbox) fn last_words(db: &Connection, kinds: &str) -> Result<Option<String>> {
    let mut statement = db.prepare_cached(
        "SELECT words FROM (SELECT words FROM outbox
             WHERE state = 'waiting' AND kind IN (SELECT value FROM json_each(?1)) LIMIT 500)
         WHERE words IS NOT NULL LIMIT 1",
    )?;
    Ok(statement.query_row([kinds], |row| row.get(0)).optional()?)
}

/// The same of one connection.
pub(in crate::outbox) fn last_words_of(
    db: &Connection,
    of: &ConnectionId,
    kinds: &str,
) -> Result<Option<String>> {
    let mut statement = db.prepare_cached(
        "SELECT words FROM (SELECT words FROM outbox WHERE state = 'waiting' AND connection = ?1
             AND kind IN (SELECT value FROM json_each(?2)) LIMIT 500)
         WHERE words IS NOT NULL LIMIT 1",
    )?;
    Ok(statement.query_row(params![of.as_str(), kinds], |row| row.get(0)).optional()?)
}
