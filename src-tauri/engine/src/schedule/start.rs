//! From fires that are due to windows: all zones and fires of a day join one run.

use callboard_rpc::Caller;
use callboard_rpc::types::{Overlap, Verdict, WindowState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::carry::Told;
use super::consider::House;
use super::day::Day;
use super::fire_rows::{self, Decided, Outcome};
use super::in_the_way::in_the_way;
use super::lose::{Lost, lose};
use super::not_coming::{STOPPED, anothers_words, is_anothers};
use super::store::Saved;
use super::submit::{Submission, new_run};
use super::{Mode, Occurrence, fire_reads};
use crate::kernel::{Result, Write};
use crate::run::{self, Run};
use crate::window::{self, NewWindow, Window};
use crate::zone::{ZoneData, place, window_words};

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
    let there = run_of(write, saved, &house.zones, occurrence)?;
    if there.as_ref().is_some_and(|run| run.stop_asked) {
        for one in ready {
            note(write, saved, occurrence, &one, Outcome::Stopped, STOPPED, None)?;
            told.skipped.push(format!("{}: {STOPPED}", one.zone));
        }
        return Ok(());
    }
    let mut fresh = Vec::new();
    for one in ready {
        match in_the_way(&one.new, live, saved.draft.overlap) {
            None => fresh.push(one),
            // Somebody submitted this very fire of the schedule by hand.
            Some(row) if is_the_same(row, saved, occurrence, &one) => {
                note(write, saved, occurrence, &one, Outcome::Started, "", Some(row))?;
            }
            Some(row) if is_anothers(row, saved) => {
                let words = anothers_words(write, row, saved, &one.clock, house.now)?;
                pass_over(write, saved, occurrence, &one, words, told)?;
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

/// The run of the day of an occurrence: the newest, or where that is over one that still goes on. A day whose newest run
/// a person stopped stays stopped.
pub(super) fn run_of(
    db: &Connection,
    saved: &Saved,
    zones: &ZoneData,
    occurrence: &str,
) -> Result<Option<Run>> {
    let Some(day) = day_of(saved, zones, occurrence) else { return Ok(None) };
    let runs = fire_reads::runs_of(db, &saved.id, day)?;
    let mut runs = runs.iter().filter_map(|id| run::find(db, id).transpose()).collect::<Result<Vec<_>>>()?;
    let stopped = runs.first().is_some_and(|newest| newest.stop_asked);
    let goes_on = runs.iter().position(|run| !stopped && takes_windows(run));
    Ok(if runs.is_empty() { None } else { Some(runs.swap_remove(goes_on.unwrap_or(0))) })
}

/// The day that an occurrence belongs to, on the clock that the schedule is read on.
pub(super) fn day_of(saved: &Saved, zones: &ZoneData, occurrence: &str) -> Option<Day> {
    let mode = Mode::of(&saved.draft.mode, zones).ok()?;
    Some(Day::of(&mode, occurrence.parse::<Occurrence>().ok()?))
}

/// What has told its end is not opened again, and what a person stopped gets nothing more.
pub(super) fn takes_windows(run: &Run) -> bool {
    !run.is_over() && !run.stop_asked
}

fn is_the_same(row: &Window, saved: &Saved, occurrence: &str, one: &Ready) -> bool {
    let same_start = row.zone == one.new.zone && row.start == one.at;
    !is_anothers(row, saved) && (row.occurrence == occurrence || same_start)
}

/// The window of another schedule is there. One that does not overlap passes its start over, and says so; one that does
/// was to start all the same, so a person decides about it.
fn pass_over(
    write: &mut Write<'_>,
    saved: &Saved,
    occurrence: &str,
    one: &Ready,
    words: String,
    told: &mut Told,
) -> Result<()> {
    if saved.draft.overlap == Overlap::Skip {
        note(write, saved, occurrence, one, Outcome::Skipped, &words, None)?;
        told.skipped.push(format!("{}: {words}", one.zone));
        told.kept_out.push(format!("{}: {words}", place(&one.zone)));
        return Ok(());
    }
    let Ready { zone, at, clock, new, again } = one;
    let (contacts, again) = (new.contacts, *again);
    lose(write, saved, &Lost { zone, clock, occurrence, at: *at, contacts, reason: words, again }, told)
}

fn skipped_words(row: &Window, clock: &TimeZone, now: Timestamp) -> String {
    let how = if row.start <= now { "is still open" } else { "has not begun yet and is not over by then" };
    let words = window_words(clock, row.start, row.end, now);
    format!("The window {words} {how}, and this schedule does not overlap.")
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
