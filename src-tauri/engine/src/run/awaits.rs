//! What a run still waits for: windows in zones where the time has not come.
//!
//! 09:00 in London and 09:00 in Honolulu are one run, and a window is submitted an hour before its start. Between
//! the two no window is open or ahead, and yet the run is not over, nor complete with London's contacts alone. Each
//! zone is awaited by its own row, which goes when the run has a window for it, whoever made that: so its contacts
//! are counted once.

use callboard_rpc::types::{RunId, ScheduleId, WindowState};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{find, windows_added};
use crate::kernel::{Ms, Result, Write};
use crate::window::{Counted, Window};

/// One row a window that is to come; `people` are how many of its contacts may be where.
pub(super) const TABLES: &str = "
    CREATE TABLE run_awaited (
        run        TEXT NOT NULL REFERENCES runs (id),
        zone       TEXT NOT NULL,
        occurrence TEXT NOT NULL,
        contacts   INTEGER NOT NULL,
        start      INTEGER NOT NULL,
        until      INTEGER NOT NULL,
        people     TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (run, zone, occurrence)
    ) STRICT, WITHOUT ROWID;";

/// Windows that a run will still get for one occurrence; no zones: none any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Awaits {
    pub occurrence: String,
    pub zones: Vec<AwaitedZone>,
}

/// The window that is to come in one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedZone {
    pub zone: String,
    pub contacts: u64,
    /// Those, counted by where they may be.
    pub people: Vec<Counted>,
    pub start: Timestamp,
    /// Its end; it is not awaited after that.
    pub until: Timestamp,
}

/// An awaited zone with the occurrence it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Awaited {
    pub(super) occurrence: String,
    pub(super) zone: AwaitedZone,
}

/// Stores what is awaited for an occurrence, or (`None`) that nothing is awaited any more at all; call it after the
/// windows that are there were added.
pub fn await_more(write: &mut Write<'_>, run: &RunId, awaits: Option<Awaits>) -> Result<()> {
    // A run that is over or was stopped gets no more windows, whatever its schedule has to come.
    let goes_on = find(write, run)?.is_some_and(|run| !run.is_over() && !run.stop_asked);
    let Some(Awaits { occurrence, zones }) = awaits.filter(|_| goes_on) else {
        write.execute("DELETE FROM run_awaited WHERE run = ?1", [run.as_str()])?;
        return windows_added(write, run);
    };
    let gone = "DELETE FROM run_awaited WHERE run = ?1 AND occurrence IN (?2, '')";
    write.prepare_cached(gone)?.execute([run.as_str(), &occurrence])?;
    for AwaitedZone { zone, contacts, people, start, until } in zones {
        write
            .prepare_cached(
                "INSERT INTO run_awaited (run, zone, occurrence, contacts, start, until, people)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (run, zone, occurrence) DO UPDATE SET contacts = excluded.contacts,
                 start = excluded.start, until = excluded.until, people = excluded.people",
            )?
            .execute(params![
                run.as_str(),
                zone,
                occurrence,
                i64::try_from(contacts).unwrap_or(i64::MAX),
                Ms(start),
                Ms(until),
                serde_json::to_string(&people)?
            ])?;
    }
    windows_added(write, run)
}

/// A start that comes in another run, or not at all, is awaited by no run of the schedule any more.
pub fn no_more_awaited(
    write: &mut Write<'_>,
    schedule: &ScheduleId,
    zone: &str,
    occurrence: &str,
) -> Result<()> {
    let runs = {
        let mut statement = write.prepare_cached(
            "DELETE FROM run_awaited WHERE zone = ?2 AND occurrence = ?3
             AND run IN (SELECT id FROM runs WHERE schedule = ?1 AND ended IS NULL) RETURNING run",
        )?;
        let rows =
            statement.query_map([schedule.as_str(), zone, occurrence], |row| Ok(RunId(row.get(0)?)))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()?
    };
    runs.iter().try_for_each(|run| windows_added(write, run))
}

/// Forgets the zones for which the run has a window. One that was withdrawn is none: its start may come again.
pub(super) fn forget_arrived(write: &Write<'_>, run: &RunId, windows: &[Window]) -> Result<()> {
    for row in windows.iter().filter(|row| row.state != WindowState::Withdrawn) {
        write
            .prepare_cached("DELETE FROM run_awaited WHERE run = ?1 AND zone = ?2 AND occurrence = ?3")?
            .execute([run.as_str(), &row.zone, &row.occurrence])?;
    }
    Ok(())
}

/// What a run awaits at `now`, in the order of the starts.
pub(super) fn awaited(db: &Connection, run: &RunId, now: Timestamp) -> Result<Vec<Awaited>> {
    let mut statement = db.prepare_cached(
        "SELECT occurrence, zone, contacts, start, until, people FROM run_awaited
         WHERE run = ?1 AND until > ?2 ORDER BY start, zone",
    )?;
    let rows = statement.query_map(params![run.as_str(), Ms(now)], |row| {
        Ok(Awaited {
            occurrence: row.get(0)?,
            zone: AwaitedZone {
                zone: row.get(1)?,
                contacts: row.get::<_, i64>(2)?.unsigned_abs(),
                // One that cannot be read is counted as a whole.
                people: serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default(),
                start: row.get::<_, Ms>(3)?.0,
                until: row.get::<_, Ms>(4)?.0,
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The number of starts that a run still awaits.
pub fn starts_to_come(db: &Connection, run: &RunId, now: Timestamp) -> Result<u64> {
    Ok(awaited(db, run, now)?.len() as u64)
}

/// Occurrences for which a live run of the schedule awaits something: a rule or a list that changed since then may
/// have made it untrue.
pub fn awaited_occurrences(db: &Connection, schedule: &ScheduleId) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT occurrence FROM run_awaited JOIN runs ON runs.id = run
         WHERE schedule = ?1 AND ended IS NULL AND occurrence <> ''",
    )?;
    let rows = statement.query_map([schedule.as_str()], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
