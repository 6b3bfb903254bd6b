//! The fires of saved schedules that were decided, each once.

use callboard_rpc::types::{RunId, ScheduleId, WindowId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// What became of a fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A window was made of it.
    Started,
    /// A rule forbids it.
    Refused,
    Holiday,
    /// A window was still open, and the schedule does not overlap.
    Skipped,
    /// It is in the tray of missed fires, or was.
    Missed,
    /// The run of its occurrence was stopped by hand.
    Stopped,
    /// Its window was withdrawn for a pause or a change; it may come again.
    Lifted,
    /// The same, and the schedule does not make it again: a person started it, or its time has come. It goes to the tray.
    LiftedForGood,
}

stored_as!(Outcome {
    Started => "started",
    Refused => "refused",
    Holiday => "holiday",
    Skipped => "skipped",
    Missed => "missed",
    Stopped => "stopped",
    Lifted => "lifted",
    LiftedForGood => "lifted_for_good",
});

/// A decided fire on its way into the table.
#[derive(Clone, Debug)]
pub(super) struct Decided<'a> {
    pub(super) schedule: &'a ScheduleId,
    pub(super) zone: &'a str,
    pub(super) occurrence: &'a str,
    /// The instant that zone data gave it.
    pub(super) at: Timestamp,
    pub(super) outcome: Outcome,
    pub(super) words: &'a str,
    pub(super) run: Option<&'a RunId>,
    pub(super) window: Option<&'a WindowId>,
}

/// How it was decided before, where it was.
pub(super) fn outcome(
    db: &Connection,
    schedule: &ScheduleId,
    zone: &str,
    occurrence: &str,
) -> Result<Option<Outcome>> {
    let mut statement = db.prepare_cached(
        "SELECT outcome, occurrence FROM fires WHERE schedule = ?1 AND zone = ?2 AND occurrence = ?3",
    )?;
    let found = statement
        .query_row(params![schedule.as_str(), zone, occurrence], |row| Outcome::read(row, 0, ("fires", 1)));
    Ok(found.optional()?)
}

/// The window that was made of a fire, where one was.
pub(super) fn window_of(
    db: &Connection,
    schedule: &ScheduleId,
    zone: &str,
    occurrence: &str,
) -> Result<Option<WindowId>> {
    let mut statement =
        db.prepare_cached("SELECT window FROM fires WHERE schedule = ?1 AND zone = ?2 AND occurrence = ?3")?;
    let found = statement
        .query_row(params![schedule.as_str(), zone, occurrence], |row| row.get::<_, Option<String>>(0));
    Ok(found.optional()?.flatten().map(WindowId))
}

/// Decides a fire: `false` where it was decided before, and then nothing is to be done. One that starts, or is passed
/// over for a window, is watched until it is known whether that window stands at the tenant.
pub(super) fn decide(write: &Write<'_>, fire: &Decided<'_>) -> Result<bool> {
    let rows = write
        .prepare_cached(
            "INSERT OR IGNORE INTO fires (schedule, zone, occurrence, at, outcome, words, run, window, watched, decided)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            fire.schedule.as_str(),
            fire.zone,
            fire.occurrence,
            Ms(fire.at),
            fire.outcome.word(),
            fire.words,
            fire.run.map(RunId::as_str),
            fire.window.map(WindowId::as_str),
            matches!(fire.outcome, Outcome::Started | Outcome::Skipped) && fire.window.is_some(),
            Ms(write.now())
        ])?;
    Ok(rows == 1)
}

/// It was not decided: the scheduler decides it at its time.
pub(super) fn forget(write: &Write<'_>, schedule: &ScheduleId, zone: &str, occurrence: &str) -> Result<()> {
    write.execute(
        "DELETE FROM fires WHERE schedule = ?1 AND zone = ?2 AND occurrence = ?3",
        params![schedule.as_str(), zone, occurrence],
    )?;
    Ok(())
}

/// A fire that was decided gets another outcome: it started late, or was missed after all.
pub(super) fn redecide(write: &Write<'_>, fire: &Decided<'_>) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE fires SET outcome = ?4, words = ?5, run = coalesce(?6, run), window = coalesce(?7, window),
             watched = 0 WHERE schedule = ?1 AND zone = ?2 AND occurrence = ?3",
        )?
        .execute(params![
            fire.schedule.as_str(),
            fire.zone,
            fire.occurrence,
            fire.outcome.word(),
            fire.words,
            fire.run.map(RunId::as_str),
            fire.window.map(WindowId::as_str)
        ])?;
    Ok(())
}

/// A person submitted the window of these fires.
pub(super) fn by_hand(write: &Write<'_>, window: &WindowId) -> Result<()> {
    write.prepare_cached("UPDATE fires SET by_hand = 1 WHERE window = ?1")?.execute([window.as_str()])?;
    Ok(())
}

/// A start that was decided is passed over for a window by hand, and watched until it is known whether that stands.
pub(super) fn pass_over(write: &Write<'_>, fire: &Decided<'_>) -> Result<()> {
    redecide(write, fire)?;
    write
        .prepare_cached("UPDATE fires SET watched = 1 WHERE schedule = ?1 AND zone = ?2 AND occurrence = ?3")?
        .execute(params![fire.schedule.as_str(), fire.zone, fire.occurrence])?;
    Ok(())
}

/// A fire whose window is not known to stand at the tenant yet.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) zone: String,
    pub(super) occurrence: String,
    pub(super) at: Timestamp,
    pub(super) window: WindowId,
    /// The window was made of it.
    pub(super) started: bool,
    /// The window was started by hand and covers it.
    pub(super) passed_over: bool,
    /// Why it was decided so, where that is said.
    pub(super) words: String,
}

pub(super) fn watched(db: &Connection, schedule: &ScheduleId) -> Result<Vec<Watched>> {
    let condition = "schedule = ?1 AND watched = 1 AND window IS NOT NULL ORDER BY at, zone LIMIT 1000";
    with_window(db, condition, &[&schedule.as_str()])
}

/// The fires of one window.
pub(super) fn of_window(db: &Connection, window: &WindowId) -> Result<Vec<Watched>> {
    with_window(db, "window = ?1 ORDER BY at, zone", &[&window.as_str()])
}

pub(super) fn with_window(
    db: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Watched>> {
    let sql = format!("SELECT zone, occurrence, at, window, outcome, words FROM fires WHERE {condition}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params, |row| {
        let outcome: String = row.get(4)?;
        Ok(Watched {
            zone: row.get(0)?,
            occurrence: row.get(1)?,
            at: row.get::<_, Ms>(2)?.0,
            window: WindowId(row.get(3)?),
            started: outcome == Outcome::Started.word(),
            passed_over: outcome == Outcome::Skipped.word(),
            words: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// It is known what became of its window.
pub(super) fn settled(write: &Write<'_>, schedule: &ScheduleId, zone: &str, occurrence: &str) -> Result<()> {
    write
        .prepare_cached("UPDATE fires SET watched = 0 WHERE schedule = ?1 AND zone = ?2 AND occurrence = ?3")?
        .execute(params![schedule.as_str(), zone, occurrence])?;
    Ok(())
}

/// Rows this old protect nothing: the marks lie far beyond them.
pub(super) fn forget_before(write: &Write<'_>, schedule: &ScheduleId, before: Timestamp) -> Result<()> {
    write
        .prepare_cached("DELETE FROM fires WHERE schedule = ?1 AND at < ?2 AND watched = 0")?
        .execute(params![schedule.as_str(), Ms(before)])?;
    Ok(())
}
