//! Starts to come that do not happen, and why: their day was stopped by hand, or another window of the campaign is there.

use callboard_rpc::types::{ScheduleId, ScheduleState};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::consider::whose;
use super::day::Day;
use super::decide::one_window;
use super::fire_rows::Outcome;
use super::here::blocks;
use super::in_the_way::in_the_way;
use super::question::Question;
use super::store::{self, Saved};
use super::{Group, Mode, Occurrence, Window, fire_rows};
use crate::kernel::Result;
use crate::zone::window_words;
use crate::{run, settings, window};

pub(super) const STOPPED: &str = "The run of this day was stopped by hand.";

/// Days of a schedule whose run a person stopped: nothing of them starts any more.
pub(super) struct StoppedDays<'a> {
    db: &'a Connection,
    schedule: &'a ScheduleId,
    mode: &'a Mode,
    known: Vec<(Day, bool)>,
}

impl<'a> StoppedDays<'a> {
    pub(super) fn of(db: &'a Connection, schedule: &'a ScheduleId, mode: &'a Mode) -> Self {
        Self { db, schedule, mode, known: Vec::new() }
    }

    pub(super) fn holds(&mut self, occurrence: Occurrence) -> Result<bool> {
        let day = Day::of(self.mode, occurrence);
        if let Some((_, stopped)) = self.known.iter().find(|(known, _)| *known == day) {
            return Ok(*stopped);
        }
        let newest = fire_rows::runs_of(self.db, self.schedule, day)?.into_iter().next();
        let run = newest.map(|id| run::find(self.db, &id)).transpose()?.flatten();
        let stopped = run.is_some_and(|run| run.stop_asked);
        self.known.push((day, stopped));
        Ok(stopped)
    }
}

/// What keeps starts of a schedule that are not decided yet from happening.
pub(super) struct NotComing<'a> {
    saved: &'a Saved,
    stopped: StoppedDays<'a>,
    /// Windows of the campaign that another schedule made, or a person.
    others: Vec<window::Window>,
    /// Up to here a window is submitted at once, so that what stands then decides.
    soon: Timestamp,
    now: Timestamp,
}

impl<'a> NotComing<'a> {
    pub(super) fn read(
        db: &'a Connection,
        saved: &'a Saved,
        question: &'a Question,
        now: Timestamp,
    ) -> Result<Self> {
        let mut others = match saved.state {
            ScheduleState::Active => window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?,
            _ => Vec::new(),
        };
        others.retain(|row| is_anothers(row, saved));
        let ahead = SignedDuration::try_from(settings::get(db)?.submit_ahead).unwrap_or_default();
        let stopped = StoppedDays::of(db, &saved.id, &question.mode);
        Ok(Self { saved, stopped, others, soon: now + ahead, now })
    }

    /// Why this start does not happen; `None` where nothing is known against it.
    pub(super) fn why(&mut self, zone: &str, group: &Group, window: &Window) -> Result<Option<String>> {
        if self.stopped.holds(window.occurrence)? {
            return Ok(Some(STOPPED.to_owned()));
        }
        if window.start > self.soon || self.others.is_empty() || self.is_decided(zone, window)? {
            return Ok(None);
        }
        let clock = group.zones().clock().1.clone();
        let Some(new) = one_window(zone, vec![(group, window.clone())], &whose(self.saved)) else {
            return Ok(None);
        };
        let there = in_the_way(&new, &self.others, self.saved.draft.overlap);
        // One of which it is not known that it dials may be gone in time.
        let there = there.filter(|there| !blocks(there, &new));
        there.map(|there| anothers_words(self.stopped.db, there, self.saved, &clock, self.now)).transpose()
    }

    /// One that has its own window comes, whatever stands beside it.
    fn is_decided(&self, zone: &str, window: &Window) -> Result<bool> {
        let occurrence = window.occurrence.to_string();
        let outcome = fire_rows::outcome(self.stopped.db, &self.saved.id, zone, &occurrence)?;
        Ok(outcome.is_some_and(|outcome| outcome != Outcome::Lifted))
    }
}

/// Whether a window was made by another schedule, or without one.
pub(super) fn is_anothers(row: &window::Window, saved: &Saved) -> bool {
    row.schedule.as_ref() != Some(&saved.id)
}

/// `Evening calls has a window of this campaign there, Mon 23 Nov 09:00–13:00 (UTC−05:00), and this schedule does not overlap.`
pub(super) fn anothers_words(
    db: &Connection,
    there: &window::Window,
    saved: &Saved,
    clock: &TimeZone,
    now: Timestamp,
) -> Result<String> {
    let other = there.schedule.as_ref().map(|id| store::find(db, id)).transpose()?.flatten();
    let who = match other {
        Some(other) => other.draft.name,
        None => "A start by hand".to_owned(),
    };
    let why = match saved.draft.overlap {
        callboard_rpc::types::Overlap::Skip => "and this schedule does not overlap",
        callboard_rpc::types::Overlap::Allow => "and the campaign cannot start twice at the same time",
    };
    let words = window_words(clock, there.start, there.end, now);
    Ok(format!("{who} has a window of this campaign there, {words}, {why}."))
}
