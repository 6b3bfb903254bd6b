//! How one message goes on: enqueued, tried again, ended.

use jiff::Timestamp;
use rusqlite::{named_params, params};

use super::{LaneId, Row, WAKE};
use crate::kernel::{Ms, Result, StoredWord, Write};

/// Writes a message, waiting for `due` or to be sent at once; answers its number. The number in `row` does not count.
pub(in crate::outbox) fn insert(write: &mut Write<'_>, row: &Row, due: Option<Timestamp>) -> Result<i64> {
    write
        .prepare_cached(
            "INSERT INTO outbox (kind, connection, lane, subject, rank, key, state, due, enqueued, attempts, look, payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            row.kind,
            row.connection().as_str(),
            row.lane.class.word(),
            row.subject,
            row.rank,
            row.key,
            due.map(Ms),
            Ms(row.enqueued),
            row.attempts,
            row.look,
            row.payload
        ])?;
    write.wake(WAKE);
    Ok(write.last_insert_rowid())
}

/// The message is promised for `at`, and is not sent before.
pub(in crate::outbox) fn promise(write: &mut Write<'_>, number: i64, at: Timestamp) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET not_before = ?2, due = max(coalesce(due, 0), ?2) WHERE number = ?1",
        )?
        .execute(params![number, Ms(at)])?;
    Ok(())
}

/// Messages that were not tried yet wait for the time that they are promised for, whatever the calendar says meanwhile.
pub(in crate::outbox) fn keep_promises(write: &mut Write<'_>) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET due = max(coalesce(due, 0), not_before)
             WHERE state = 'waiting' AND attempts = 0 AND not_before > ?1",
        )?
        .execute([Ms(write.now())])?;
    Ok(())
}

/// The message is tried again: at `due`, or in its turn.
pub(in crate::outbox) fn again(
    write: &mut Write<'_>,
    row: &Row,
    due: Option<Timestamp>,
    words: &str,
) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET due = ?2, attempts = ?3, look = ?4, words = ?5 WHERE number = ?1 AND state = 'waiting'",
        )?
        .execute(params![row.number, due.map(Ms), row.attempts, row.look, words])?;
    Ok(())
}

/// Why nothing of a lane can be sent.
pub(in crate::outbox) fn say(write: &mut Write<'_>, lane: &LaneId, words: &str) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET words = ?3
             WHERE connection = ?1 AND lane = ?2 AND state = 'waiting' AND due IS NULL AND words IS NOT ?3",
        )?
        .execute(params![lane.connection.as_str(), lane.class.word(), words])?;
    Ok(())
}

/// The message has another body, and so another key.
pub(in crate::outbox) fn renew(write: &mut Write<'_>, row: &Row) -> Result<()> {
    write.prepare_cached("UPDATE outbox SET payload = ?2, key = ?3 WHERE number = ?1")?.execute(params![
        row.number,
        row.payload,
        row.key
    ])?;
    Ok(())
}

/// The message has arrived, or another took its place: nothing is left of it. One that may have arrived all the same is
/// remembered for a moment.
pub(in crate::outbox) fn end(write: &mut Write<'_>, number: i64, may_have_arrived: bool) -> Result<()> {
    if may_have_arrived {
        write
            .prepare_cached(
                "UPDATE outbox SET state = 'over', look = 1, due = NULL, ended = ?2 WHERE number = ?1",
            )?
            .execute(params![number, Ms(write.now())])?;
    } else {
        write.prepare_cached("DELETE FROM outbox WHERE number = ?1")?.execute([number])?;
    }
    Ok(())
}

/// The message ends as `dead` or `resting`, and stays for a person to decide.
pub(in crate::outbox) fn keep(
    write: &mut Write<'_>,
    row: &Row,
    state: &str,
    cause: &str,
    words: &str,
) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET state = :state, due = NULL, attempts = :attempts, look = :look, cause = :cause,
                 words = :words, ended = :ended WHERE number = :number",
        )?
        .execute(named_params! {
            ":state": state,
            ":attempts": row.attempts,
            ":look": row.look,
            ":cause": cause,
            ":words": words,
            ":ended": Ms(write.now()),
            ":number": row.number,
        })?;
    Ok(())
}

/// What ended before then and was kept.
pub(in crate::outbox) fn forget_ended(write: &mut Write<'_>, states: &str, before: Timestamp) -> Result<()> {
    write
        .prepare_cached(
            "DELETE FROM outbox WHERE state <> 'waiting' AND ended < ?2
               AND state IN (SELECT value FROM json_each(?1))",
        )?
        .execute(params![states, Ms(before)])?;
    Ok(())
}
