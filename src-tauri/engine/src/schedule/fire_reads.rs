//! Reads of decided fires.

use callboard_rpc::types::{RunId, ScheduleId, WindowId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::day::Day;
use super::fire_rows::Outcome;
use crate::kernel::{Ms, Result, StoredWord};

/// The runs of a schedule and day, the newest first: 09:00 in New York, 09:00 in Honolulu and 10:00 in either are one,
/// and there are several only where one was over when the next fire came.
pub(super) fn runs_of(db: &Connection, schedule: &ScheduleId, day: Day) -> Result<Vec<RunId>> {
    const NEWEST: &str = "run IS NOT NULL GROUP BY run ORDER BY max(decided) DESC, max(at) DESC";
    let id = schedule.as_str();
    let run = |row: &rusqlite::Row<'_>| Ok(RunId(row.get(0)?));
    let runs = match day {
        Day::Wall(date) => db
            .prepare_cached(&format!(
                "SELECT run FROM fires WHERE schedule = ?1 AND substr(occurrence, 1, 11) = ?2 AND {NEWEST}"
            ))?
            .query_map(params![id, format!("{date}T")], run)?
            .collect::<rusqlite::Result<_>>()?,
        Day::Stretch { from, until } => db
            .prepare_cached(&format!(
                "SELECT run FROM fires WHERE schedule = ?1 AND (at = ?2 OR at >= ?2 AND at < ?3) AND {NEWEST}"
            ))?
            .query_map(params![id, Ms(from), Ms(until)], run)?
            .collect::<rusqlite::Result<_>>()?,
    };
    Ok(runs)
}

/// The occurrences since an instant whose fires are in a run.
pub(super) fn occurrences_of(
    db: &Connection,
    schedule: &ScheduleId,
    run: &RunId,
    since: Timestamp,
) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT occurrence FROM fires WHERE schedule = ?1 AND run = ?2 AND at >= ?3",
    )?;
    let rows = statement.query_map(params![schedule.as_str(), run.as_str(), Ms(since)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The windows that the newest fires made since an instant, an entry an occurrence, newest first.
pub(super) fn newest_windows(
    db: &Connection,
    schedule: &ScheduleId,
    since: Timestamp,
    most: u32,
) -> Result<Vec<Vec<WindowId>>> {
    let mut statement = db.prepare_cached(
        "SELECT json_group_array(window) FROM fires
         WHERE schedule = ?1 AND decided >= ?2 AND outcome IN ('started', 'missed') AND window IS NOT NULL
         GROUP BY occurrence ORDER BY max(at) DESC LIMIT ?3",
    )?;
    let rows =
        statement.query_map(params![schedule.as_str(), Ms(since), most], |row| row.get::<_, String>(0))?;
    rows.map(|row| Ok(serde_json::from_str::<Vec<String>>(&row?)?.into_iter().map(WindowId).collect()))
        .collect()
}

/// A fire as it was decided.
#[derive(Clone, Debug)]
pub(super) struct DecidedFire {
    pub(super) zone: String,
    pub(super) occurrence: String,
    pub(super) outcome: Outcome,
    pub(super) words: String,
    pub(super) window: Option<WindowId>,
}

/// All that was decided of fires from an instant on.
pub(super) fn decided_from(
    db: &Connection,
    schedule: &ScheduleId,
    from: Timestamp,
) -> Result<Vec<DecidedFire>> {
    let mut statement = db.prepare_cached(
        "SELECT zone, occurrence, outcome, words, window FROM fires WHERE schedule = ?1 AND at >= ?2",
    )?;
    let rows = statement.query_map(params![schedule.as_str(), Ms(from)], |row| {
        Ok(DecidedFire {
            zone: row.get(0)?,
            occurrence: row.get(1)?,
            outcome: Outcome::read(row, 2, ("fires", 1))?,
            words: row.get(3)?,
            window: row.get::<_, Option<String>>(4)?.map(WindowId),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
