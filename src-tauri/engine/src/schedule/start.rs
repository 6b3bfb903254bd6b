//! From fires that are due to windows: all zones and fires of a day join one run.

use callboard_rpc::Caller;
use callboard_rpc::types::{RunId, Verdict, WindowState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::carry::Told;
use super::consider::House;
use super::day::Day;
use super::fire_rows::{self, Decided, Outcome};
use super::in_the_way::in_the_way;
use super::store::Saved;
use super::submit::{Submission, new_run};
use super::{Mode, Occurrence};
use crate::kernel::{Result, Write};
use crate::run;
use crate::window::{self, NewWindow, Window};
use crate::zone::{ZoneData, window_words};

/// A window to be made of a fire; `again` where its first one did not reach the tenant in time.
pub(super) struct Ready {
    pub(super) zone: String,
    pub(super) at: Timestamp,
    pub(super) clock: TimeZone,
    pub(super) new: NewWindow,
    pub(super) again: bool,
}

/// All zones of an occurrence that are ready now join the run of its day.
pub(super) fn start(
    write: &mut Write<'_>,
    saved: &Saved,
    house: &House,
    occurrence: &str,
    ready: Vec<Ready>,
    live: &mut Vec<Window>,
    told: &mut Told,
) -> Result<()> {
    let there = match run_of(write, saved, &house.zones, occurrence)? {
        Some(id) => run::find(write, &id)?,
        None => None,
    };
    if there.as_ref().is_some_and(|run| run.stop_asked) {
        for one in ready {
            let words = "The run of this day was stopped by hand.";
            note(write, saved, occurrence, &one, Outcome::Stopped, words, None)?;
            told.skipped.push(format!("{}: {words}", one.zone));
        }
        return Ok(());
    }
    let mut fresh = Vec::new();
    for one in ready {
        match in_the_way(&one.new, live, saved.draft.overlap) {
            None => fresh.push(one),
            // Somebody submitted this very fire by hand.
            Some(row) if is_the_same(row, saved, occurrence, &one) => {
                note(write, saved, occurrence, &one, Outcome::Started, "", Some(row))?;
            }
            Some(row) => {
                let words = skipped_words(row, &one.clock, house.now);
                note(write, saved, occurrence, &one, Outcome::Skipped, &words, None)?;
                told.skipped.push(format!("{}: {words}", one.zone));
            }
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let sendable = fresh.iter().any(|one| one.new.verdict != Verdict::Refused);
    let id = match there {
        // What is refused anyway needs no run of its own.
        Some(run) if !run.is_over() || !sendable => run.id,
        _ => run::open(write, &Caller::engine(), new_run(&Submission::of_saved(saved)))?,
    };
    let rows = window::add(write, &Caller::engine(), &id, fresh.iter().map(|one| one.new.clone()).collect())?;
    for (one, row) in fresh.iter().zip(&rows) {
        let refused = row.state == WindowState::Refused;
        let (outcome, list) = if refused {
            (Outcome::Refused, &mut told.refused)
        } else {
            (Outcome::Started, &mut told.started)
        };
        list.push(one.zone.clone());
        note(write, saved, occurrence, one, outcome, "", Some(row))?;
    }
    run::windows_added(write, &id)?;
    live.extend(rows.into_iter().filter(|row| row.state != WindowState::Refused));
    Ok(())
}

/// The run of the day of an occurrence.
pub(super) fn run_of(
    db: &Connection,
    saved: &Saved,
    zones: &ZoneData,
    occurrence: &str,
) -> Result<Option<RunId>> {
    let (Ok(mode), Ok(occurrence)) = (Mode::of(&saved.draft.mode, zones), occurrence.parse::<Occurrence>())
    else {
        return Ok(None);
    };
    fire_rows::run_of(db, &saved.id, Day::of(&mode, occurrence))
}

fn is_the_same(row: &Window, saved: &Saved, occurrence: &str, one: &Ready) -> bool {
    let ours = row.schedule.as_ref() == Some(&saved.id) && row.occurrence == occurrence;
    ours || (row.zone == one.new.zone && row.start == one.at)
}

fn skipped_words(row: &Window, clock: &TimeZone, now: Timestamp) -> String {
    format!(
        "The window {} is still open, and this schedule does not overlap.",
        window_words(clock, row.start, row.end, now)
    )
}

fn note(
    write: &Write<'_>,
    saved: &Saved,
    occurrence: &str,
    one: &Ready,
    outcome: Outcome,
    words: &str,
    row: Option<&Window>,
) -> Result<()> {
    let fire = Decided {
        schedule: &saved.id,
        zone: &one.zone,
        occurrence,
        at: one.at,
        outcome,
        words,
        run: row.map(|row| &row.run),
        window: row.map(|row| &row.id),
    };
    if one.again { fire_rows::redecide(write, &fire) } else { fire_rows::decide(write, &fire).map(|_| ()) }
}
