//! Starts of a schedule that a start by hand covers: they are passed over, recorded and shown, and make no second run.

use callboard_rpc::Caller;
use callboard_rpc::types::{Overlap, PassedOver, RunId, ScheduleId, Verdict, WindowState};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::consider::by_clock;
use super::fire_rows::{self, Decided, Outcome};
use super::missed_rows;
use super::question::Question;
use super::store::{self, object};
use super::{MOST_DUE, fires, missed, tick};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::window::{NewWindow, Window};
use crate::zone::{local_words, place};

/// A start that a window by hand covers.
#[derive(Clone, Debug)]
pub(super) struct Covered {
    pub(super) zone: String,
    pub(super) occurrence: String,
    pub(super) at: Timestamp,
    clock: TimeZone,
    until: Timestamp,
}

/// Starts that come while these windows are open. Where windows may overlap, only the next one: the others are meant
/// to run beside each other.
pub(super) fn covered(
    question: &Question,
    windows: &[NewWindow],
    overlap: Overlap,
    now: Timestamp,
) -> Vec<Covered> {
    let clocks = by_clock(&question.groups);
    let most = if overlap == Overlap::Allow { 1 } else { MOST_DUE };
    let mut covered = Vec::new();
    for new in windows.iter().filter(|new| new.verdict != Verdict::Refused) {
        let Some(groups) = clocks.get(new.zone.as_str()) else { continue };
        let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
        let coming = fires(&question.cron, clock, now).take_while(|fire| fire.at < new.end).take(most);
        covered.extend(coming.map(|fire| Covered {
            zone: new.zone.clone(),
            occurrence: question.mode.occurrence(&fire).to_string(),
            at: fire.at,
            clock: groups[0].zones().clock().1.clone(),
            until: new.end,
        }));
    }
    covered
}

impl Covered {
    pub(super) fn words(&self, now: Timestamp) -> String {
        format!(
            "The start at {} ({}) is passed over: a window that was started by hand is open there until {}.",
            local_words(&self.clock, self.at, now),
            place(&self.zone),
            self.clock.to_datetime(self.until).strftime("%H:%M"),
        )
    }
}

/// Decides them as passed over, each with the window that covers it. One that was decided before stays as it is.
pub(super) fn record(
    write: &mut Write<'_>,
    caller: &Caller,
    schedule: &ScheduleId,
    run: &RunId,
    rows: &[Window],
    covered: &[Covered],
) -> Result<Vec<PassedOver>> {
    let mut passed_over = Vec::new();
    for start in covered {
        let ours = |row: &&Window| row.zone == start.zone && row.run == *run;
        let Some(row) = rows.iter().find(ours) else { continue };
        let words = start.words(write.now());
        let fire = Decided {
            schedule,
            zone: &start.zone,
            occurrence: &start.occurrence,
            at: start.at,
            outcome: Outcome::Skipped,
            words: &words,
            run: Some(run),
            window: Some(&row.id),
        };
        if fire_rows::decide(write, &fire)? {
            passed_over.push(PassedOver { zone: start.zone.clone(), start: start.at, words });
        }
    }
    if !passed_over.is_empty() {
        write.audit(caller, Entry::new("schedule.pass_over", object(schedule)).after(&passed_over))?;
        write.changed(callboard_rpc::Topic::Schedules);
        // It watches what becomes of the windows that cover them.
        if store::find(write, schedule)?.is_some_and(|saved| saved.fires()) {
            tick::soon(write, schedule)?;
        }
    }
    Ok(passed_over)
}

/// A window in this state never reached the tenant and will not.
pub(super) const fn covers_nothing(state: WindowState) -> bool {
    matches!(state, WindowState::Failed | WindowState::Refused)
}

pub(super) fn uncovered_words(row: &Window) -> String {
    let trouble = row.trouble.clone().unwrap_or_default();
    format!("It was passed over for a start by hand, which did not reach the tenant. {trouble}")
}

/// A window that did not reach the tenant covers nothing: its starts go to the tray, where a person decides. One that fails later
/// is found by the scheduler.
pub(super) fn uncover(
    write: &mut Write<'_>,
    schedule: &ScheduleId,
    windows: &[Window],
    covered: &[Covered],
) -> Result<()> {
    let Some(saved) = store::find(write, schedule)? else { return Ok(()) };
    for row in windows.iter().filter(|row| covers_nothing(row.state)) {
        for start in covered.iter().filter(|start| start.zone == row.zone) {
            let made = fire_rows::window_of(write, schedule, &start.zone, &start.occurrence)?;
            let outcome = fire_rows::outcome(write, schedule, &start.zone, &start.occurrence)?;
            if made.as_ref() != Some(&row.id) || outcome != Some(Outcome::Skipped) {
                continue; // the scheduler saw it before
            }
            let reason = uncovered_words(row);
            let fire = Decided {
                schedule,
                zone: &start.zone,
                occurrence: &start.occurrence,
                at: start.at,
                outcome: Outcome::Missed,
                words: &reason,
                run: None,
                window: None,
            };
            fire_rows::redecide(write, &fire)?;
            let (zone, occurrence) = (start.zone.as_str(), start.occurrence.as_str());
            let missed = missed::row(write, &saved, zone, occurrence, start.at, reason.clone(), row.contacts);
            missed_rows::insert(write, &missed)?;
        }
    }
    Ok(())
}
