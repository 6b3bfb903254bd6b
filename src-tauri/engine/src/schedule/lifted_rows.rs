//! Fires whose windows are taken back: those that come again, and those that a person decides about.

use callboard_rpc::types::{RunId, ScheduleId, WindowId};
use rusqlite::{Connection, params};

use super::fire_rows::{Decided, Outcome, Watched, decide, with_window};
use crate::kernel::{Ms, Result, StoredWord, Write};
use crate::window::Window;

/// Which fires of a schedule come again by themselves once their windows are withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComesAgain {
    /// All whose time is still to come.
    All,
    /// The same without those that a person submitted.
    OfTheScheduler,
    None,
}

/// What was made of this window's fires is lifted: they come again once the window is known to be withdrawn, as far as
/// said. A window of which no fire knows was started by hand.
pub(super) fn lift(
    write: &Write<'_>,
    schedule: &ScheduleId,
    window: &Window,
    comes_again: ComesAgain,
) -> Result<()> {
    let id = window.id.as_str();
    let known: bool = write
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM fires WHERE window = ?1 AND outcome = 'started')")?
        .query_row([id], |row| row.get(0))?;
    write
        .prepare_cached(
            "UPDATE fires SET watched = 0,
             outcome = CASE WHEN outcome = 'started' AND (at <= ?2 OR ?3 OR (?4 AND by_hand)) THEN ?5 ELSE ?6 END
             WHERE window = ?1",
        )?
        .execute(params![
            id,
            Ms(write.now()),
            comes_again == ComesAgain::None,
            comes_again == ComesAgain::OfTheScheduler,
            Outcome::LiftedForGood.word(),
            Outcome::Lifted.word()
        ])?;
    if !known {
        let fire = Decided {
            schedule,
            zone: &window.zone,
            occurrence: &window.occurrence,
            at: window.start,
            outcome: Outcome::LiftedForGood,
            words: "",
            run: Some(&window.run),
            window: Some(&window.id),
        };
        decide(write, &fire)?;
    }
    Ok(())
}

/// Fires that were lifted and do not come again.
pub(super) fn lifted_for_good(db: &Connection, schedule: &ScheduleId) -> Result<Vec<Watched>> {
    let condition = "schedule = ?1 AND outcome = ?2 AND window IS NOT NULL ORDER BY at, zone";
    with_window(db, condition, &[&schedule.as_str(), &Outcome::LiftedForGood.word()])
}

/// The schedules that have such fires.
pub(super) fn schedules_with_some(db: &Connection) -> Result<Vec<ScheduleId>> {
    // Literally as the index says it.
    let mut statement =
        db.prepare_cached("SELECT DISTINCT schedule FROM fires WHERE outcome = 'lifted_for_good'")?;
    let rows = statement.query_map([], |row| Ok(ScheduleId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What was lifted for a change does not come again: it was stopped by hand meanwhile. Of one run alone, or all.
pub(super) fn stop_lifted(write: &Write<'_>, schedule: &ScheduleId, run: Option<&RunId>) -> Result<()> {
    write.execute(
        "UPDATE fires SET outcome = ?3, watched = 0, words = 'It was stopped by hand while the schedule was being changed.'
         WHERE schedule = ?1 AND outcome IN (?4, ?5) AND (?2 IS NULL OR run = ?2)",
        params![
            schedule.as_str(),
            run.map(RunId::as_str),
            Outcome::Stopped.word(),
            Outcome::Lifted.word(),
            Outcome::LiftedForGood.word()
        ],
    )?;
    Ok(())
}

/// Lifted fires with their windows.
pub(super) fn lifted(db: &Connection, schedule: &ScheduleId) -> Result<Vec<WindowId>> {
    let mut statement = db.prepare_cached(
        "SELECT window FROM fires WHERE schedule = ?1 AND outcome = ?2 AND window IS NOT NULL",
    )?;
    let rows = statement
        .query_map(params![schedule.as_str(), Outcome::Lifted.word()], |row| Ok(WindowId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Its window is withdrawn, so that this fire may come again.
pub(super) fn free(write: &Write<'_>, window: &WindowId) -> Result<()> {
    write
        .prepare_cached("DELETE FROM fires WHERE window = ?1 AND outcome = ?2")?
        .execute(params![window.as_str(), Outcome::Lifted.word()])?;
    Ok(())
}
