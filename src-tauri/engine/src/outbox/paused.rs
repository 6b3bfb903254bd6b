//! Messages that wait together: while the tenant refuses our credentials or grants no token (all of a connection), or
//! refuses every batch of a kind. One message at a time shows whether they are taken again, and a person ends it by mending
//! the connection. Since when it is so is a row, so that a restart forgets nothing of it. No message is given up for it.

use callboard_rpc::types::ConnectionId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::policy::{self, Cause};
use super::row::{self, Row};
use crate::kernel::{Ms, Result, SetBack, StoredWord, Waits, Write, stored_as};

/// `kind` is empty where all of the connection waits. `until` is when the next message shows whether it is taken again.
pub(super) const TABLES: &str = "
    CREATE TABLE outbox_paused (
        connection TEXT NOT NULL,
        kind       TEXT NOT NULL,
        cause      TEXT NOT NULL CHECK (cause IN ('credentials', 'no_token', 'kind')),
        since      INTEGER NOT NULL,
        until      INTEGER NOT NULL,
        words      TEXT NOT NULL,
        PRIMARY KEY (connection, kind)
    ) STRICT, WITHOUT ROWID;";

/// A message that alone is refused while others are taken waits so long, then it is a dead letter.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);
/// Credentials that were taken so long after a message was enqueued are refused to it alone.
const TAKEN_SINCE: SignedDuration = SignedDuration::from_hours(24);
/// A token is asked for again at least so often: somebody else may have mended what stands in the way.
const LONGEST_PAUSE_FOR_A_TOKEN: SignedDuration = SignedDuration::from_mins(1);

/// Why, since when and until when messages of one connection wait together.
#[derive(Clone, Debug)]
pub(crate) struct Pause {
    /// The kind that waits; `None`: all of the connection.
    pub(crate) kind: Option<String>,
    pub(crate) cause: Cause,
    pub(crate) since: Timestamp,
    pub(super) until: Timestamp,
    /// The tenant's.
    pub(crate) words: String,
}

/// So long after a refusal one message shows whether it is taken again, by how long it has not been: a moment's trouble at
/// the tenant costs seconds, and one that a person has to mend few requests.
fn pause(refused_for: SignedDuration) -> SignedDuration {
    if refused_for < SignedDuration::from_mins(1) {
        SignedDuration::from_secs(10)
    } else if refused_for < SignedDuration::from_mins(10) {
        SignedDuration::from_mins(1)
    } else {
        SignedDuration::from_mins(10)
    }
}

/// All pauses of a connection.
pub(crate) fn of(db: &Connection, connection: &ConnectionId) -> Result<Vec<Pause>> {
    let mut statement = db.prepare_cached(
        "SELECT kind, cause, since, until, words, connection FROM outbox_paused WHERE connection = ?1 ORDER BY kind",
    )?;
    let rows = statement.query_map([connection.as_str()], |row| {
        Ok(Pause {
            kind: Some(row.get::<_, String>(0)?).filter(|kind| !kind.is_empty()),
            cause: Cause::read(row, 1, ("outbox_paused", 5))?,
            since: row.get::<_, Ms>(2)?.0,
            until: row.get::<_, Ms>(3)?.0,
            words: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a message may wait for as long as this lasts: always, but where it alone has been refused for days.
pub(super) fn may_wait(write: &Write<'_>, row: &Row, cause: Cause) -> Result<bool> {
    if cause != Cause::CredentialsRefused {
        return Ok(true);
    }
    let pauses = of(write, row.connection())?;
    let refused_since = pauses.iter().find(|one| one.kind.is_none()).map_or(write.now(), |one| one.since);
    let recent = row.enqueued > write.now() - LONGEST;
    Ok(recent || refused_since.duration_since(row.enqueued) < TAKEN_SINCE)
}

/// The message was refused for a cause that would meet others too: all of those wait, and another goes first then. No
/// attempt is counted.
pub(super) fn turned_away(write: &mut Write<'_>, row: &Row, cause: Cause, words: &str) -> Result<()> {
    let kind = if cause == Cause::KindRefused { row.kind.as_str() } else { "" };
    let pauses = of(write, row.connection())?;
    let before = pauses.iter().find(|one| one.kind.as_deref().unwrap_or_default() == kind);
    let until = match before {
        // Many refusals come at once.
        Some(before) if before.until > write.now() => before.until,
        before => begin(write, row.connection(), kind, cause, before.map(|one| one.since), words)?,
    };
    let behind = Ms::cut(until + SignedDuration::from_secs(1));
    row::again(write, row, Some(behind), words)
}

fn begin(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    kind: &str,
    cause: Cause,
    since: Option<Timestamp>,
    words: &str,
) -> Result<Timestamp> {
    let now = write.now();
    let since = since.unwrap_or(now);
    let pause = match (cause, pause(now.duration_since(since))) {
        (Cause::NoToken, pause) => pause.min(LONGEST_PAUSE_FOR_A_TOKEN),
        (_, pause) => pause,
    };
    let until = Ms::cut(now + pause);
    write
        .prepare_cached(
            "INSERT INTO outbox_paused (connection, kind, cause, since, until, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (connection, kind) DO UPDATE
             SET cause = excluded.cause, until = excluded.until, words = excluded.words",
        )?
        .execute(params![connection.as_str(), kind, cause.word(), Ms(since), Ms(until), words])?;
    Ok(until)
}

/// The tenant takes our credentials again: whatever waited for that is sent now.
pub(super) fn taken_again(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    if forget(write, connection, "")? { row::bring_forward(write, connection, 0) } else { Ok(()) }
}

/// The tenant takes a kind again.
pub(super) fn kind_taken_again(write: &mut Write<'_>, connection: &ConnectionId, kind: &str) -> Result<()> {
    if forget(write, connection, kind)? { row::bring_forward(write, connection, 0) } else { Ok(()) }
}

/// The connection was changed or passed its test: whatever waits is sent now.
pub(crate) fn mended(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    write.execute("DELETE FROM outbox_paused WHERE connection = ?1", [connection.as_str()])?;
    row::bring_forward(write, connection, 0)
}

/// The calendar was set back: no message waits for that, and none is sent before the time that it is promised for.
pub(crate) fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    let only = "state = 'waiting' AND due IS NOT NULL";
    back.mend(write, &Waits { table: "outbox", column: "due", only, longest: policy::LONGEST })?;
    row::keep_promises(write)?;
    let longest = pause(LONGEST).unsigned_abs();
    back.mend(write, &Waits { table: "outbox_paused", column: "until", only: "TRUE", longest })?;
    // Since when it lasts decides how often it is tried, and is shown.
    back.mend_since(write, "outbox_paused", "since")
}

/// Whether it was paused until now.
fn forget(write: &mut Write<'_>, connection: &ConnectionId, kind: &str) -> Result<bool> {
    let rows = write
        .prepare_cached("DELETE FROM outbox_paused WHERE connection = ?1 AND kind = ?2")?
        .execute([connection.as_str(), kind])?;
    Ok(rows > 0)
}

stored_as!(Cause { CredentialsRefused => "credentials", NoToken => "no_token", KindRefused => "kind" });
