use std::time::Duration;

use callboard_phone::E164;
use callboard_rpc::RpcError;
use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::kernel::{Ms, Result, Write};

/// `number` is packed (`E164::pack`); `opted_out` is the direction, as it came; `fine` the rest of the time below a
/// millisecond, in nanoseconds. One row a number, time and direction: the same event again changes nothing.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_events (
        id         INTEGER PRIMARY KEY,
        connection TEXT NOT NULL,
        number     INTEGER NOT NULL,
        opted_out  INTEGER NOT NULL,
        at         INTEGER NOT NULL,
        fine       INTEGER NOT NULL,
        recorded   INTEGER NOT NULL,
        cause      TEXT NOT NULL,
        UNIQUE (number, connection, at, fine, opted_out)
    ) STRICT;
    CREATE TABLE dnc_numbers (
        number     INTEGER NOT NULL,
        connection TEXT NOT NULL,
        opted_out  INTEGER NOT NULL,
        at         INTEGER NOT NULL,
        fine       INTEGER NOT NULL,
        event      INTEGER NOT NULL REFERENCES dnc_events (id),
        PRIMARY KEY (number, connection)
    ) STRICT, WITHOUT ROWID;";

/// The year 2000.
const FIRST: Timestamp = Timestamp::constant(946_684_800, 0);
/// An event may lie so far ahead: clocks differ.
const AHEAD: Duration = Duration::from_mins(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// May be called.
    In,
    /// Must not be called.
    Out,
}

/// What holds for a number now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub direction: Direction,
    /// The time of the event that says so.
    pub at: Timestamp,
}

/// What an event did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It says what holds now.
    Holds,
    /// It was there already.
    Known,
    /// A newer one says what holds: kept, and nothing changed.
    Older,
}

/// Records that a number opted out or in. `cause` names what said so (`evt_12`), which was `told` to us then. The audit
/// entry or the seal is the caller's, in this same write.
///
/// Refused where `at` lies before 2000 or more than 5 min ahead: it would lose, or win, for ever. Ahead of now, or of when
/// it was told: the calendar may have been set back since.
pub fn record(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    number: E164,
    direction: Direction,
    at: Timestamp,
    told: Timestamp,
    cause: &str,
) -> Result<Recorded> {
    let (at, fine) = (Ms::cut(at), at.subsec_nanosecond().rem_euclid(1_000_000));
    bounded(at, write.now().max(told))?;
    let (out, packed) = (direction == Direction::Out, number.pack());
    let rows = write
        .prepare_cached(
            "INSERT INTO dnc_events (connection, number, opted_out, at, fine, recorded, cause)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![connection.as_str(), packed, out, Ms(at), fine, Ms(write.now()), cause])?;
    if rows == 0 {
        return Ok(Recorded::Known);
    }
    let event = write.last_insert_rowid();
    let changed = write
        .prepare_cached(
            "INSERT INTO dnc_numbers (number, connection, opted_out, at, fine, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (number, connection) DO UPDATE
             SET opted_out = excluded.opted_out, at = excluded.at, fine = excluded.fine, event = excluded.event
             WHERE (excluded.at, excluded.fine, excluded.opted_out)
                 > (dnc_numbers.at, dnc_numbers.fine, dnc_numbers.opted_out)",
        )?
        .execute(params![packed, connection.as_str(), out, Ms(at), fine, event])?;
    Ok(if changed > 0 { Recorded::Holds } else { Recorded::Older })
}

/// What holds for a number now; `None` where nothing was ever said of it.
pub fn state(db: &Connection, connection: &ConnectionId, number: E164) -> Result<Option<State>> {
    let mut statement = db.prepare_cached(
        "SELECT opted_out, at, fine FROM dnc_numbers WHERE number = ?1 AND connection = ?2",
    )?;
    let found = statement.query_row(params![number.pack(), connection.as_str()], |row| {
        let direction = if row.get(0)? { Direction::Out } else { Direction::In };
        let at = row.get::<_, Ms>(1)?.0 + Duration::from_nanos(row.get::<_, u32>(2)?.into());
        Ok(State { direction, at })
    });
    Ok(found.optional()?)
}

impl Recorded {
    /// What an opt-out did, after the masked number.
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "is on the do-not-call list.",
            Self::Known => "was put on the do-not-call list by an event of this time already.",
            Self::Older => "was not changed: the do-not-call list knows a newer event of this number.",
        }
    }
}

fn bounded(at: Timestamp, now: Timestamp) -> Result<()> {
    if at < FIRST {
        return Err(RpcError::field("timestamp", "A time before 2000 is not taken.").into());
    }
    if at > now + AHEAD {
        return Err(RpcError::field("timestamp", "A time more than 5 minutes ahead is not taken.").into());
    }
    Ok(())
}
