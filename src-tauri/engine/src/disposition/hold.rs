//! Effects that wait together: while the tenant refuses our credentials, until it takes them again or a person has
//! changed the connection or tested it. Since when it does is a row, so that a restart forgets nothing of it.

use callboard_rpc::types::ConnectionId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::claim::Job;
use super::pump::LANE;
use super::{decisions, effects};
use crate::kernel::{Ms, Result, Write};

pub(crate) const MIGRATION: &str = "
    CREATE TABLE credentials_refused (
        connection TEXT PRIMARY KEY,
        since      INTEGER NOT NULL,
        words      TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// So long after the last refusal one effect shows whether the credentials are taken again.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// What is held until about then is not held anew: many refusals come at once.
const HELD_ALREADY: SignedDuration = SignedDuration::from_mins(2);
/// An event waits so long for its credentials, then it is a dead letter.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Credentials are mended by a person, and no event is to blame: it waits, unless it has for days.
pub(super) fn may_wait(write: &Write<'_>, event: i64) -> Result<bool> {
    let decision = decisions::find(write, event)?;
    let oldest = Ms(write.now() - LONGEST).millis();
    Ok(decision.is_some_and(|decision| decision.received > oldest))
}

/// The tenant refuses our credentials, whatever we ask: all of the connection waits, and another effect goes first then.
/// No attempt is counted.
pub(super) fn turned_away(write: &mut Write<'_>, job: &Job, words: &str) -> Result<()> {
    let (now, until) = (write.now(), write.now() + PAUSE);
    write
        .prepare_cached(
            "INSERT INTO credentials_refused (connection, since, words) VALUES (?1, ?2, ?3)
             ON CONFLICT (connection) DO UPDATE SET words = excluded.words",
        )?
        .execute(params![job.lane.connection.as_str(), Ms(now), words])?;
    for urgent in [true, false] {
        write
            .prepare_cached(
                "UPDATE effects SET due = ?3, words = ?4 WHERE connection = ?1 AND urgent = ?2
                 AND state = 'waiting' AND due < ?5",
            )?
            .execute(params![
                job.lane.connection.as_str(),
                urgent,
                Ms(until),
                words,
                Ms(until - HELD_ALREADY)
            ])?;
    }
    let behind = Ms::cut(until + SignedDuration::from_secs(1));
    effects::later(write, job.event, job.kind, behind, job.attempts, job.look, words)
}

/// The tenant answers again: what waits for that is brought forward.
pub(super) fn bring_forward(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    due_now(write, connection, 1)
}

/// The tenant takes our credentials again: whatever waited for that is tried now.
pub(super) fn taken_again(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    if forget(write, connection)? { due_now(write, connection, 0) } else { Ok(()) }
}

/// Since when the tenant refuses our credentials, in its words, and how many effects wait for that; none where it does
/// not, or nothing waits.
pub(super) fn refused(
    db: &Connection,
    connection: &ConnectionId,
) -> Result<Option<(u64, Timestamp, String)>> {
    let found = db
        .prepare_cached("SELECT since, words FROM credentials_refused WHERE connection = ?1")?
        .query_row([connection.as_str()], |row| Ok((row.get::<_, Ms>(0)?.0, row.get(1)?)))
        .optional()?;
    let Some((since, words)) = found else { return Ok(None) };
    let waiting: i64 = db
        .prepare_cached("SELECT count(*) FROM effects WHERE connection = ?1 AND state = 'waiting'")?
        .query_row([connection.as_str()], |row| row.get(0))?;
    Ok((waiting > 0).then_some((waiting.unsigned_abs(), since, words)))
}

/// Whether it was refused until now.
fn forget(write: &mut Write<'_>, connection: &ConnectionId) -> Result<bool> {
    let rows = write
        .prepare_cached("DELETE FROM credentials_refused WHERE connection = ?1")?
        .execute([connection.as_str()])?;
    Ok(rows > 0)
}

/// The connection was changed or passed its test: whatever waits is tried now.
pub(crate) fn mended(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    forget(write, connection)?;
    due_now(write, connection, 0)?;
    write.wake(LANE);
    Ok(())
}

/// What waits and was tried at least so often.
fn due_now(write: &mut Write<'_>, connection: &ConnectionId, attempts: u32) -> Result<()> {
    for urgent in [true, false] {
        write
            .prepare_cached(
                "UPDATE effects SET due = ?3 WHERE connection = ?1 AND urgent = ?2 AND state = 'waiting'
                 AND due > ?3 AND attempts >= ?4",
            )?
            .execute(params![connection.as_str(), urgent, Ms(write.now()), attempts])?;
    }
    Ok(())
}
