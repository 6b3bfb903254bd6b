//! Effects that wait together: while the tenant refuses our credentials or no token is to be had, until one is granted
//! again or a person has changed the connection or tested it. Since when that is so is a row, so that a restart forgets
//! nothing of it. It is the connection's trouble, and no event is given up for it.

use callboard_cxone::Error as TenantError;
use callboard_rpc::types::ConnectionId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::claim::Job;
use super::pump::LANE;
use super::{effects, patience};
use crate::kernel::{Ms, Result, SetBack, Waits, Write};
use crate::outbox::{self, Cause};

pub(crate) const MIGRATION: &str = "
    CREATE TABLE credentials_refused (
        connection TEXT PRIMARY KEY,
        since      INTEGER NOT NULL,
        words      TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// `until` is when the next effect shows whether the credentials are taken again; `armed` is since when an effect waits,
/// which may be long after its event came in.
pub(crate) const WAITING_SINCE: &str = "
    ALTER TABLE credentials_refused ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE effects ADD COLUMN armed INTEGER NOT NULL DEFAULT 0;";

/// Whether it is the token that is missing, and not the credentials that are refused.
pub(crate) const NO_TOKEN: &str =
    "ALTER TABLE credentials_refused ADD COLUMN no_token INTEGER NOT NULL DEFAULT 0;";

/// An effect that alone is refused while others are taken waits so long, then it is a dead letter.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);
/// Credentials that were taken so long after an effect was armed are refused to it alone.
const TAKEN_SINCE: SignedDuration = SignedDuration::from_hours(24);
/// A token is asked for again at least so often: somebody else may have mended what stands in the way.
const LONGEST_PAUSE_FOR_A_TOKEN: SignedDuration = SignedDuration::from_mins(1);

/// Why effects wait together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    CredentialsRefused,
    NoToken,
}

impl Why {
    /// `None` for whatever else.
    pub(super) fn of(error: &TenantError) -> Option<Self> {
        match error {
            TenantError::Unauthorized { .. } => Some(Self::CredentialsRefused),
            error => error.lacks_a_token().then_some(Self::NoToken),
        }
    }
}

/// So long after a refusal one effect shows whether the credentials are taken again, by how long they have not been: a
/// moment's trouble at the tenant costs seconds, and one that a person has to mend few requests.
fn pause(refused_for: SignedDuration) -> SignedDuration {
    if refused_for < SignedDuration::from_mins(1) {
        SignedDuration::from_secs(10)
    } else if refused_for < SignedDuration::from_mins(10) {
        SignedDuration::from_mins(1)
    } else {
        SignedDuration::from_mins(10)
    }
}

/// Credentials are mended by a person, and no event is to blame: its effect waits, unless it has for days while those of
/// others were taken.
pub(super) fn may_wait(write: &Write<'_>, job: &Job, why: Why) -> Result<bool> {
    if why == Why::NoToken {
        return Ok(true);
    }
    let since = write
        .prepare_cached(
            "SELECT max(e.armed, d.received) FROM effects e JOIN decisions d ON d.event = e.event
             WHERE e.event = ?1",
        )?
        .query_row([job.event], |row| row.get::<_, Ms>(0))
        .optional()?;
    let Some(Ms(since)) = since else { return Ok(false) };
    let refused_since = in_force(write, &job.lane.connection)?.map_or(write.now(), |(refused, _)| refused);
    Ok(since > write.now() - LONGEST || refused_since.duration_since(since) < TAKEN_SINCE)
}

/// The tenant refuses us, whatever we ask: all of the connection waits, what comes meanwhile too ([`effects::arm`]), and
/// another effect goes first then. No attempt is counted.
pub(super) fn turned_away(write: &mut Write<'_>, job: &Job, why: Why, words: &str) -> Result<()> {
    let until = match in_force(write, &job.lane.connection)? {
        // Many refusals come at once.
        Some((_, until)) if until > write.now() => until,
        held => hold_all(write, job, held.map(|(since, _)| since), why, words)?,
    };
    let behind = Ms::cut(until + SignedDuration::from_secs(1));
    effects::later(write, job.event, behind, job.attempts, job.look, words)
}

/// Since when the tenant refuses, and until when everything waits.
fn in_force(db: &Connection, of: &ConnectionId) -> Result<Option<(Timestamp, Timestamp)>> {
    let mut statement =
        db.prepare_cached("SELECT since, until FROM credentials_refused WHERE connection = ?1")?;
    let found = statement
        .query_row([of.as_str()], |row| Ok((row.get::<_, Ms>(0)?.0, row.get::<_, Ms>(1)?.0)))
        .optional()?;
    Ok(found)
}

fn hold_all(
    write: &mut Write<'_>,
    job: &Job,
    since: Option<Timestamp>,
    why: Why,
    words: &str,
) -> Result<Timestamp> {
    let (now, connection) = (write.now(), job.lane.connection.as_str());
    let since = since.unwrap_or(now);
    let pause = match (why, pause(now.duration_since(since))) {
        (Why::CredentialsRefused, pause) => pause,
        (Why::NoToken, pause) => pause.min(LONGEST_PAUSE_FOR_A_TOKEN),
    };
    let until = Ms::cut(now + pause);
    let cause = if why == Why::NoToken { Cause::NoToken } else { Cause::CredentialsRefused };
    outbox::pause(write, &job.lane.connection, cause, words)?;
    write
        .prepare_cached(
            "INSERT INTO credentials_refused (connection, since, words, until, no_token) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (connection) DO UPDATE
             SET words = excluded.words, until = excluded.until, no_token = excluded.no_token",
        )?
        .execute(params![connection, Ms(since), words, Ms(until), why == Why::NoToken])?;
    for urgent in [true, false] {
        write
            .prepare_cached(
                "UPDATE effects SET due = ?3, words = ?4
                 WHERE connection = ?1 AND urgent = ?2 AND state = 'waiting' AND due < ?3",
            )?
            .execute(params![connection, urgent, Ms(until), words])?;
    }
    Ok(until)
}

/// The calendar was set back: no effect waits for that.
pub(crate) fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    let only = "state = 'waiting'";
    back.mend(write, &Waits { table: "effects", column: "due", only, longest: patience::LONGEST })?;
    let longest = pause(LONGEST).unsigned_abs();
    back.mend(write, &Waits { table: "credentials_refused", column: "until", only: "TRUE", longest })
}

/// The tenant answers again: what waits for that is brought forward.
pub(super) fn bring_forward(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    due_now(write, connection, 1)
}

/// The tenant takes our credentials again: whatever waited for that is tried now.
pub(super) fn taken_again(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    outbox::taken_again(write, connection)?;
    if forget(write, connection)? { due_now(write, connection, 0) } else { Ok(()) }
}

/// Whether it is the token that is missing, since when, and the tenant's words; none where the tenant takes us.
pub(super) fn in_words(db: &Connection, of: &ConnectionId) -> Result<Option<(bool, Timestamp, String)>> {
    let found = db
        .prepare_cached("SELECT no_token, since, words FROM credentials_refused WHERE connection = ?1")?
        .query_row([of.as_str()], |row| Ok((row.get(0)?, row.get::<_, Ms>(1)?.0, row.get(2)?)))
        .optional()?;
    Ok(found)
}

/// How many effects of a connection wait.
pub(super) fn waiting(db: &Connection, of: &ConnectionId) -> Result<u64> {
    let waiting: i64 = db
        .prepare_cached("SELECT count(*) FROM effects WHERE connection = ?1 AND state = 'waiting'")?
        .query_row([of.as_str()], |row| row.get(0))?;
    Ok(waiting.unsigned_abs())
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
