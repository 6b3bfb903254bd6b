//! Starts to come that do not happen, and why: what was decided of them is no more, their day was stopped by hand, another
//! window of the campaign is there, or the calendar was set back over them.

use std::collections::HashMap;

use callboard_rpc::types::{ScheduleId, ScheduleState};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::consider::{by_clock, mark_of, whose};
use super::day::Day;
use super::decide::one_window;
use super::decided::{Fate, Fates, allowed_now};
use super::fire_rows::Outcome;
use super::here::blocks;
use super::in_the_way::in_the_way;
use super::made::Made;
use super::pass_over::{still_covers, uncovered_words};
use super::question::Question;
use super::store::{self, Saved};
use super::{Group, Mode, Occurrence, Verdict, Window, fire_reads, fire_rows};
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
        let newest = fire_reads::runs_of(self.db, self.schedule, day)?.into_iter().next();
        let run = newest.map(|id| run::find(self.db, &id)).transpose()?.flatten();
        let stopped = run.is_some_and(|run| run.stop_asked);
        self.known.push((day, stopped));
        Ok(stopped)
    }
}

/// Why a start does not come by itself that lay in the past when the schedule last looked.
pub(super) const SET_BACK: &str = "The calendar was set back: this start lay in the past when the schedule was saved or \
                                   changed, so it does not come by itself.";

/// Why a start that was passed over does not come by itself where nothing is in its way any more.
pub(super) const WAY_IS_FREE: &str = "The window that it was passed over for is not there any more. It does not start by \
                                      itself.";

/// A start that does not come; the reason, where it is told nowhere else.
pub(super) struct StaysAway(pub(super) Option<String>);

/// A reason that keeps starts of a schedule from happening.
pub(super) struct NotComing<'a> {
    saved: &'a Saved,
    stopped: StoppedDays<'a>,
    fates: Fates,
    marks: HashMap<String, Timestamp>,
    /// Windows of the campaign in which the tenant may dial.
    live: Vec<window::Window>,
    /// Those of them that another schedule made, or a person.
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
        let live = match saved.state {
            ScheduleState::Active => window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?,
            _ => Vec::new(),
        };
        let others = live.iter().filter(|row| is_anothers(row, saved)).cloned().collect();
        let ahead = SignedDuration::try_from(settings::get(db)?.submit_ahead).unwrap_or_default();
        let stopped = StoppedDays::of(db, &saved.id, &question.mode);
        let mut marks = HashMap::new();
        for zone in by_clock(&question.groups).into_keys() {
            marks.insert(zone.to_owned(), mark_of(db, saved, zone, now, ahead)?.decided_until);
        }
        let fates = Fates::read(db, &saved.id, now)?;
        Ok(Self { saved, stopped, fates, marks, live, others, soon: now + ahead, now })
    }

    /// Starts of the schedule that are windows already.
    pub(super) fn made(&self) -> Result<Made> {
        Made::of(self.stopped.db, self.saved, &self.live, self.now)
    }

    /// Why this start does not happen; `None` where nothing is known against it.
    pub(super) fn why(&mut self, zone: &str, group: &Group, window: &Window) -> Result<Option<StaysAway>> {
        let fate = self.fates.of(zone, &window.occurrence.to_string()).cloned();
        let allowed = !matches!(window.verdict, Verdict::Refused { .. });
        let why = match fate {
            Some(Fate::Gone(None)) => return Ok(Some(StaysAway(None))),
            Some(Fate::Stopped(why)) => why,
            _ if self.stopped.holds(window.occurrence)? => STOPPED.to_owned(),
            Some(Fate::Gone(Some(why))) => why,
            Some(Fate::PassedOver { words, cover }) => {
                self.passed_over(zone, group, window, words, cover.as_deref())
            }
            Some(Fate::TakenBack(why)) if !allowed => why,
            // One that is forbidden still is shown with its rule.
            Some(Fate::TakenBack(why) | Fate::Refused(why)) if allowed => allowed_now(&why),
            None if self.marks.get(zone).is_some_and(|decided_until| window.start <= *decided_until) => {
                SET_BACK.to_owned()
            }
            _ => return Ok(self.anothers(zone, group, window)?.map(|words| StaysAway(Some(words)))),
        };
        Ok(Some(StaysAway(Some(why))))
    }

    /// Why a start that was passed over does not come: what was in its way, or that it is there no more.
    fn passed_over(
        &self,
        zone: &str,
        group: &Group,
        window: &Window,
        words: String,
        cover: Option<&window::Window>,
    ) -> String {
        if let Some(cover) = cover {
            return if still_covers(cover, window.start) { words } else { uncovered_words(cover) };
        }
        if let (Verdict::Refused { .. }, Some(cause)) = (&window.verdict, window.verdict.cause()) {
            return cause.rule.words.clone();
        }
        let new = one_window(zone, vec![(group, window.clone())], &whose(self.saved));
        let there = new.and_then(|new| in_the_way(&new, &self.live, self.saved.draft.overlap));
        if there.is_some() { words } else { WAY_IS_FREE.to_owned() }
    }

    /// The window of another schedule, or of a person, in its way.
    fn anothers(&self, zone: &str, group: &Group, window: &Window) -> Result<Option<String>> {
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
