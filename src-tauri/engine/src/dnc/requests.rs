//! The table of requests: what people asked for, how it was told, and how far it got. The audit log seals those of one
//! commit by one row.

use std::ops::RangeInclusive;
use std::time::Duration;

use callboard_phone::E164;
use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::ledger::{self, Ledger};
use super::said::{OUT, Said};
use crate::audit::{self, SealKind};
use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// Rows are only added; how far one got (`sent`, `ended`, `outcome`, `words`) is written later and not sealed. `day` is
/// the UTC day of `recorded`.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_requests (
        id       INTEGER PRIMARY KEY,
        day      TEXT NOT NULL,
        ledger   INTEGER NOT NULL REFERENCES dnc_ledgers (id),
        list     INTEGER NOT NULL,
        number   INTEGER NOT NULL,
        said     INTEGER NOT NULL,
        event    INTEGER,
        who      TEXT NOT NULL,
        reason   TEXT,
        metadata TEXT,
        received INTEGER NOT NULL,
        recorded INTEGER NOT NULL,
        outcome  TEXT NOT NULL,
        sent     INTEGER,
        ended    INTEGER,
        words    TEXT
    ) STRICT;
    CREATE INDEX dnc_requests_by_day ON dnc_requests (day, id);
    CREATE INDEX dnc_requests_by_event ON dnc_requests (event) WHERE event IS NOT NULL;
    CREATE INDEX dnc_requests_open ON dnc_requests (ledger, number) WHERE outcome IN ('waiting', 'dead');
    CREATE INDEX dnc_requests_waiting ON dnc_requests (ledger, received) WHERE outcome = 'waiting';
    CREATE INDEX dnc_requests_dead ON dnc_requests (ledger, ended) WHERE outcome = 'dead';";

/// The seals of requests in the audit log.
pub(crate) const REQUESTS: SealKind = SealKind {
    name: "dnc.requests",
    table: "dnc_requests",
    group: "day",
    order: "id",
    columns: &[
        "ledger", "list", "number", "said", "event", "who", "reason", "metadata", "received", "recorded",
    ],
    beside: None,
    derived: Some(ledger::UNFIT),
};

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The tenant has not confirmed it yet.
    Waiting,
    /// The tenant holds the number so.
    Confirmed,
    /// A newer one was known when it came.
    Late,
    /// A newer one took its place before the tenant had confirmed it.
    Superseded,
    /// The tenant refuses it.
    Dead,
    /// Its connection was removed.
    Removed,
}
stored_as!(Outcome {
    Waiting => "waiting",
    Confirmed => "confirmed",
    Late => "late",
    Superseded => "superseded",
    Dead => "dead",
    Removed => "removed",
});

/// The request of a person: what was asked, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) ledger: Ledger,
    pub(super) list: i64,
    pub(super) number: E164,
    pub(super) said: Said,
    /// The event of the inbox that said so.
    pub(super) event: Option<i64>,
    pub(super) who: String,
    pub(super) reason: Option<String>,
    /// JSON, as the sender wrote it.
    pub(super) metadata: Option<String>,
    pub(super) received: Timestamp,
}

/// A request as it stands.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) request: Request,
    pub(super) recorded: Timestamp,
    pub(super) outcome: Outcome,
    /// When it was last sent.
    pub(super) sent: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    pub(super) words: Option<String>,
}

pub(super) fn insert(write: &mut Write<'_>, request: &Request, outcome: Outcome) -> Result<i64> {
    let now = write.now();
    write
        .prepare_cached(
            "INSERT INTO dnc_requests
                 (day, ledger, list, number, said, event, who, reason, metadata, received, recorded, outcome, ended)
             VALUES (:day, :ledger, :list, :number, :said, :event, :who, :reason, :metadata, :received, :recorded,
                 :outcome, :ended)",
        )?
        .execute(named_params! {
            ":day": day_of(now),
            ":ledger": request.ledger.0,
            ":list": request.list,
            ":number": request.number.pack(),
            ":said": request.said,
            ":event": request.event,
            ":who": request.who,
            ":reason": request.reason,
            ":metadata": request.metadata,
            ":received": Ms(request.received),
            ":recorded": Ms(now),
            ":outcome": outcome.word(),
            ":ended": (outcome != Outcome::Waiting).then_some(Ms(now)),
        })?;
    let id = write.last_insert_rowid();
    write.seal_at_commit(REQUESTS.name, seal, day_of(now), id);
    Ok(id)
}

fn seal(write: &mut Write<'_>, day: &str, rows: RangeInclusive<i64>) -> Result<()> {
    audit::seal(write, &Caller::engine(), &REQUESTS, day, rows).map(drop)
}

/// A request ends.
pub(super) fn end(write: &Write<'_>, id: i64, outcome: Outcome, words: Option<&str>) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_requests SET outcome = ?2, ended = ?3, words = ?4 WHERE id = ?1")?
        .execute(params![id, outcome.word(), Ms(write.now()), words])?;
    Ok(())
}

/// A dead one is sent again.
pub(super) fn reopen(write: &Write<'_>, id: i64) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE dnc_requests SET outcome = 'waiting', ended = NULL, words = NULL WHERE id = ?1",
        )?
        .execute([id])?;
    Ok(())
}

/// Something is sent of a number: its requests that this answers leave with this write.
pub(super) fn leave(write: &Write<'_>, ledger: Ledger, number: E164, said: Said) -> Result<()> {
    // The first condition lets SQLite use the index of open requests.
    write
        .prepare_cached(
            "UPDATE dnc_requests SET sent = ?4 WHERE ledger = ?1 AND number = ?2
             AND outcome IN ('waiting', 'dead') AND outcome = 'waiting' AND said <= ?3",
        )?
        .execute(params![ledger.0, number.pack(), said, Ms(write.now())])?;
    Ok(())
}

/// The requests of a number that wait, or were given up.
pub(super) fn open(db: &Connection, ledger: Ledger, number: E164) -> Result<Vec<Stored>> {
    let mut statement = db.prepare_cached(&format!(
        "{SELECT} WHERE ledger = ?1 AND number = ?2 AND outcome IN ('waiting', 'dead') ORDER BY id"
    ))?;
    let rows = statement.query_map(params![ledger.0, number.pack()], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find(db: &Connection, id: i64) -> Result<Option<Stored>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id], row).optional()?)
}

/// The request that an event of the inbox made.
pub(super) fn of_event(db: &Connection, event: i64) -> Result<Option<Stored>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE event = ?1"))?;
    Ok(statement.query_row([event], row).optional()?)
}

/// Opt-outs that wait and were received before `before`: how many, and when the first was. By the index of those that
/// wait.
pub(super) fn late(db: &Connection, ledger: Ledger, before: Timestamp) -> Result<Option<(u64, Timestamp)>> {
    let mut statement = db.prepare_cached(
        "SELECT count(*), min(received) FROM dnc_requests
         WHERE outcome = 'waiting' AND ledger = ?1 AND received < ?2 AND said & 3 = ?3",
    )?;
    let (count, first) = statement.query_row(params![ledger.0, Ms(before), OUT], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Ms>>(1)?))
    })?;
    Ok(first.map(|first| (count.unsigned_abs(), first.0)))
}

/// Requests that no event of the inbox made and that the tenant refused: how many, since when, and what it said of one.
pub(super) fn dead_by_hand(db: &Connection, ledger: Ledger) -> Result<Option<(u64, Timestamp, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT count(*), min(ended), max(words) FROM dnc_requests
         WHERE outcome = 'dead' AND ledger = ?1 AND event IS NULL",
    )?;
    let (count, since, words) = statement.query_row([ledger.0], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Ms>>(1)?, row.get::<_, Option<String>>(2)?))
    })?;
    Ok(since.map(|since| (count.unsigned_abs(), since.0, words.unwrap_or_default())))
}

/// When the first of those was received that wait.
pub(super) fn oldest(db: &Connection, ledger: Ledger) -> Result<Option<Timestamp>> {
    let mut statement = db
        .prepare_cached("SELECT min(received) FROM dnc_requests WHERE outcome = 'waiting' AND ledger = ?1")?;
    Ok(statement.query_row([ledger.0], |row| row.get::<_, Option<Ms>>(0))?.map(|at| at.0))
}

/// The confirmations of a UTC day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Confirmations {
    pub(super) count: u64,
    /// Half of them took no longer, from their arrival to the confirmation.
    pub(super) median: Option<Duration>,
}

/// Requests that were recorded on a UTC day and are confirmed.
pub(super) fn confirmed(db: &Connection, ledger: Ledger, day: Timestamp) -> Result<Confirmations> {
    let mut statement = db.prepare_cached(
        "SELECT ended - received FROM dnc_requests
         WHERE day = ?1 AND ledger = ?2 AND outcome = 'confirmed' ORDER BY 1",
    )?;
    let rows = statement.query_map(params![day_of(day), ledger.0], |row| row.get::<_, i64>(0))?;
    let took: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
    let median = took.get(took.len() / 2).map(|ms| Duration::from_millis(u64::try_from(*ms).unwrap_or(0)));
    Ok(Confirmations { count: took.len() as u64, median })
}

fn day_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

const SELECT: &str =
    "SELECT id, ledger, list, number, said, event, who, reason, metadata, received, recorded, outcome,
    sent, ended, words FROM dnc_requests";

fn row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let packed: i64 = row.get(3)?;
    let number = E164::unpack(packed).ok_or(rusqlite::Error::IntegralValueOutOfRange(3, packed))?;
    let request = Request {
        ledger: Ledger(row.get(1)?),
        list: row.get(2)?,
        number,
        said: row.get(4)?,
        event: row.get(5)?,
        who: row.get(6)?,
        reason: row.get(7)?,
        metadata: row.get(8)?,
        received: row.get::<_, Ms>(9)?.0,
    };
    Ok(Stored {
        id: row.get(0)?,
        request,
        recorded: row.get::<_, Ms>(10)?.0,
        outcome: Outcome::read(row, 11, ("dnc_requests", 0))?,
        sent: row.get::<_, Option<Ms>>(12)?.map(|at| at.0),
        ended: row.get::<_, Option<Ms>>(13)?.map(|at| at.0),
        words: row.get(14)?,
    })
}
