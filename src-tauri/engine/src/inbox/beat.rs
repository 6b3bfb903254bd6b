//! A mark in the database while the listener listens, so that a time in which it could not is known afterwards: the
//! program was not running, or the computer slept.

use std::time::Duration;

use callboard_rpc::types::{ListenerGap, ListenerState};
use callboard_rpc::{NoticeLevel, Topic};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::listener::Listener;
use super::sources;
use crate::kernel::{Ms, NewNotice, Notices, Result, Write};

/// The mark is of the last moment at which it listened. The newest gaps are kept.
pub(super) const TABLES: &str = "
    CREATE TABLE listener_beat (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        at   INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE listener_gaps (
        number INTEGER PRIMARY KEY,
        begin  INTEGER NOT NULL,
        until  INTEGER NOT NULL
    ) STRICT;";

const EVERY: Duration = Duration::from_secs(20);
/// A pause that is longer than this is a gap.
const GAP: SignedDuration = SignedDuration::from_secs(60);
const KEPT: i64 = 100;

/// Marks as soon as it listens and from then on, until the program stops.
pub(super) async fn run(listener: Listener) -> Result<()> {
    let kernel = &listener.0.kernel;
    let stop = kernel.shutdown.token();
    let mut looks = listener.0.looks.each();
    let mut awake = None;
    while !stop.is_cancelled() {
        if listener.now().state == ListenerState::Listening {
            if let Err(error) = kernel.db.write(move |write| mark(write, awake)).await {
                tracing::warn!(%error, "the listener's mark could not be written");
            }
            awake = Some(kernel.clock.now());
        } else {
            awake = None;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            _ = looks.changed() => {}
            () = kernel.clock.sleep(EVERY) => {}
        }
    }
    Ok(())
}

/// It listens now. Where the last mark is old, it could not in between; `awake` is when it was seen listening last,
/// whether or not that could be written.
pub(super) fn mark(write: &mut Write<'_>, awake: Option<Timestamp>) -> Result<()> {
    let now = write.now();
    let last = last(write)?.max(awake);
    if let Some(last) = last.filter(|last| now.duration_since(*last) > GAP) {
        write.execute(
            "INSERT INTO listener_gaps (begin, until) VALUES (?1, ?2)",
            params![Ms(last), Ms(now)],
        )?;
        write.execute(
            "DELETE FROM listener_gaps WHERE number <= (SELECT max(number) FROM listener_gaps) - ?1",
            [KEPT],
        )?;
        write.changed(Topic::Listener);
        tell(write, last, now)?;
    }
    write.execute(
        "INSERT INTO listener_beat (only, at) VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET at = excluded.at",
        [Ms(now)],
    )?;
    Ok(())
}

/// Where somebody could have sent something.
fn tell(write: &mut Write<'_>, from: Timestamp, until: Timestamp) -> Result<()> {
    if sources::all(write)?.iter().all(|source| !source.enabled) {
        return Ok(());
    }
    let clock = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M").to_string();
    let body = format!(
        "From {} to {} UTC Callboard was not running, could not open its address, or this computer slept. Senders that try again have been heard \
         since; what others sent is lost to it.",
        clock(from),
        clock(until)
    );
    Notices::tell(
        write,
        NewNotice {
            level: NoticeLevel::Attention,
            title: "Nothing could come in for a while".to_owned(),
            body,
            link: Some("/settings?part=listener".to_owned()),
        },
    )
}

/// Turned off by hand: what follows is no gap, since nobody was to be heard.
pub(super) fn forget(write: &mut Write<'_>) -> Result<()> {
    write.execute("DELETE FROM listener_beat", [])?;
    Ok(())
}

/// The newest gap after `since`.
pub(super) fn gap_after(db: &Connection, since: Timestamp) -> Result<Option<ListenerGap>> {
    let mut statement = db.prepare_cached(
        "SELECT begin, until FROM listener_gaps WHERE until > ?1 ORDER BY number DESC LIMIT 1",
    )?;
    let found = statement.query_row([Ms(since)], |row| {
        Ok(ListenerGap { from: row.get::<_, Ms>(0)?.0, until: row.get::<_, Ms>(1)?.0 })
    });
    Ok(found.optional()?)
}

fn last(db: &Connection) -> Result<Option<Timestamp>> {
    let mut statement = db.prepare_cached("SELECT at FROM listener_beat")?;
    Ok(statement.query_row([], |row| row.get::<_, Ms>(0)).optional()?.map(|at| at.0))
}
