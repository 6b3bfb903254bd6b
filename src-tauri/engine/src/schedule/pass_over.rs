//! Starts of a schedule that a start by hand covers: they are passed over, recorded and shown, and make no second run.

use callboard_rpc::Caller;
use callboard_rpc::types::{Overlap, PassedOver, RunId, ScheduleId, Verdict, WindowId, WindowState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::consider::by_clock;
use super::fire_rows::{self, Decided, Outcome};
use super::missed_rows;
use super::question::Question;
use super::store::{self, object};
use super::{MOST_DUE, fires, missed, tick};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::run;
use crate::window::{self, NewWindow, Window};
use crate::zone::{local_words, place};

/// A start that a window by hand covers.
#[derive(Clone, Debug)]
pub(super) struct Covered {
    pub(super) zone: String,
    pub(super) occurrence: String,
    pub(super) at: Timestamp,
    clock: TimeZone,
    until: Timestamp,
    by_hand: bool,
}

/// A window that is open in a zone, or is about to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opens<'a> {
    pub(super) zone: &'a str,
    pub(super) until: Timestamp,
    /// A person started it.
    pub(super) by_hand: bool,
}

impl<'a> Opens<'a> {
    /// The windows of a start now; refused ones open nowhere.
    pub(super) fn by_hand(windows: &'a [NewWindow]) -> Vec<Self> {
        let sent = windows.iter().filter(|new| new.verdict != Verdict::Refused);
        sent.map(|new| Self { zone: &new.zone, until: new.end, by_hand: true }).collect()
    }
}

/// Starts that come while these windows are open. Where windows may overlap, only the next one: the others are meant
/// to run beside each other.
pub(super) fn covered(
    question: &Question,
    windows: &[Opens<'_>],
    overlap: Overlap,
    now: Timestamp,
) -> Vec<Covered> {
    let clocks = by_clock(&question.groups);
    let most = if overlap == Overlap::Allow { 1 } else { MOST_DUE };
    let mut covered = Vec::new();
    for open in windows {
        let Some(groups) = clocks.get(open.zone) else { continue };
        let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
        let coming = fires(&question.cron, clock, now).take_while(|fire| fire.at < open.until).take(most);
        covered.extend(coming.map(|fire| Covered {
            zone: open.zone.to_owned(),
            occurrence: question.mode.occurrence(&fire).to_string(),
            at: fire.at,
            clock: groups[0].zones().clock().1.clone(),
            until: open.until,
            by_hand: open.by_hand,
        }));
    }
    covered
}

impl Covered {
    pub(super) fn words(&self, now: Timestamp) -> String {
        let which = if self.by_hand { "that was started by hand" } else { "of this schedule" };
        format!(
            "The start at {} ({}) is passed over: a window {which} is open there until {}.",
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
            run::no_more_awaited(write, schedule, &start.zone, &start.occurrence)?;
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

/// Whether a window by hand is, or may still come to be, in the way of a start at this instant.
pub(super) fn still_covers(row: &Window, start: Timestamp) -> bool {
    let gone = row.state == WindowState::Withdrawn && row.gone.is_none_or(|gone| gone < start);
    !covers_nothing(row.state) && !gone && row.end > start
}

pub(super) fn uncovered_words(row: &Window) -> String {
    match row.state {
        WindowState::Failed | WindowState::Refused => {
            let trouble = row.trouble.clone().unwrap_or_default();
            format!("It was passed over for a start by hand, which did not reach the tenant. {trouble}")
        }
        _ => "It was passed over for a start by hand, whose window is not there any more. It does not start by itself."
            .to_owned(),
    }
}

/// The scheduled start that was to be withdrawn for this window, where it may dial after all.
pub(super) fn may_still_dial(db: &Connection, row: &Window, occurrence: &str) -> Result<Option<WindowId>> {
    for id in &row.waits_for {
        let Some(there) = window::find(db, id)? else { continue };
        let gone = matches!(there.state, WindowState::Withdrawn | WindowState::Failed | WindowState::Refused);
        if there.occurrence == occurrence && !gone {
            return Ok(Some(there.id));
        }
    }
    Ok(None)
}

/// A start that was passed over for a window which never reached the tenant, and whose own window may dial after all: it
/// is that window's again, and goes to the tray where that is withdrawn in the end.
pub(super) fn takes_place_after_all(
    write: &Write<'_>,
    schedule: &ScheduleId,
    fire: (&str, &str, Timestamp),
    window: &WindowId,
) -> Result<()> {
    let (zone, occurrence, at) = fire;
    let outcome = Outcome::LiftedForGood;
    let words = "It was withdrawn for a start by hand, which did not take place.";
    fire_rows::redecide(
        write,
        &Decided { schedule, zone, occurrence, at, outcome, words, run: None, window: Some(window) },
    )
}

/// A window that did not reach the tenant covers nothing: its starts go to the tray, where a person decides. One that fails later
/// is found by the scheduler.
pub(super) fn uncover(write: &mut Write<'_>, schedule: &ScheduleId, windows: &[Window]) -> Result<()> {
    let Some(saved) = store::find(write, schedule)? else { return Ok(()) };
    for row in windows.iter().filter(|row| covers_nothing(row.state)) {
        // The scheduler may have seen it before.
        let fires = fire_rows::of_window(write, &row.id)?.into_iter().filter(|fire| fire.passed_over);
        for fire in fires.collect::<Vec<_>>() {
            let (zone, occurrence, at) = (fire.zone.as_str(), fire.occurrence.as_str(), fire.at);
            if let Some(there) = may_still_dial(write, row, occurrence)? {
                takes_place_after_all(write, schedule, (zone, occurrence, at), &there)?;
                continue;
            }
            let (outcome, reason) = (Outcome::Missed, uncovered_words(row));
            let words = reason.as_str();
            let decided = Decided { schedule, zone, occurrence, at, outcome, words, run: None, window: None };
            fire_rows::redecide(write, &decided)?;
            let missed = missed::row(write, &saved, zone, occurrence, at, reason.clone(), row.contacts);
            missed_rows::insert(write, &missed)?;
        }
    }
    Ok(())
}
