//! Saved schedules as pages show them.

use std::collections::BTreeSet;

use callboard_rpc::types::{NextFire, PassedOver, Schedule, ScheduleState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::consider::by_clock;
use super::made::Listed;
use super::not_coming::{NotComing, StaysAway};
use super::question::Question;
use super::store::Saved;
use super::under_way::UnderWay;
use super::{Asked, Group, Verdict, Window, edit, going_on, next_fire, sentence, valid, windows};
use crate::kernel::{Error, Result};
use crate::rules::{self, RuleBook};
use crate::zone::{ZoneData, local_words};
use crate::{connection, contacts, run, window};

/// Fires of a schedule in a list.
const NEXT: usize = 10;
/// Fires of one zone in a stretch of time at most: a week of minutes.
const MOST_IN_A_ZONE: usize = 10_080;

/// What views depend on, besides the schedule.
pub(super) struct View<'a> {
    pub(super) db: &'a Connection,
    pub(super) zones: &'a ZoneData,
    pub(super) rules: RuleBook,
    pub(super) now: Timestamp,
}

impl<'a> View<'a> {
    pub(super) fn new(db: &'a Connection, zones: &'a ZoneData, now: Timestamp) -> Result<Self> {
        Ok(Self { db, zones, rules: rules::current(db)?, now })
    }

    /// The whole of a schedule. One whose list or zone is gone is shown without what they would tell.
    pub(super) fn schedule(&self, saved: Saved) -> Result<Schedule> {
        let question = self.question(&saved)?;
        let change = UnderWay::of(self.db, &saved)?;
        let (next, passed_over) = match &question {
            Some(question) if change.comes(&saved) => self.next(&saved, question, NEXT)?,
            _ => Default::default(),
        };
        let set = match &saved.draft.contacts {
            Some(id) => said(contacts::set(self.db, id))?,
            None => None,
        };
        let zones: BTreeSet<&str> =
            question.iter().flat_map(|question| &question.groups).map(|group| group.zones().name()).collect();
        let state = match &question {
            _ if change.pauses() => ScheduleState::Paused,
            Some(question) if saved.state == ScheduleState::Active && self.is_over(question) => {
                ScheduleState::Done
            }
            _ => saved.state,
        };
        Ok(Schedule {
            connection_name: connection::name(self.db, &saved.connection)?,
            sentence: question.as_ref().map(|question| sentence(&question.cron)).unwrap_or_default(),
            contacts: set.map(|set| set.rows),
            zones: u32::try_from(zones.len()).unwrap_or(u32::MAX),
            next,
            last_run: run::last_of(self.db, &saved.id)?,
            blocked: edit::blocked(self.db, &saved)?,
            going_on: {
                let words = going_on::words(self.db, &saved, self.zones, self.now)?;
                change.words().into_iter().chain(words).collect()
            },
            passed_over,
            id: saved.id,
            connection: saved.connection,
            draft: saved.draft,
            state,
            paused_because: saved.paused_because,
            zone_release: saved.zone_release,
            moved: saved.moved,
            created_at: saved.created,
            updated_at: saved.updated,
        })
    }

    /// Whether its one moment has passed wherever its contacts are.
    fn is_over(&self, question: &Question) -> bool {
        question.cron.is_once().is_some()
            && valid::still_to_come(question, self.now).is_err()
            && question.groups.iter().all(|group| {
                let (_, clock) = question.mode.clock_of(group.zones()).clock();
                next_fire(&question.cron, clock, self.now).is_none()
            })
    }

    /// Its fires between two instants, over all zones, in no order. What was decided not to happen is left out.
    pub(super) fn fires_between(
        &self,
        saved: &Saved,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<NextFire>> {
        let comes = UnderWay::of(self.db, saved)?.comes(saved);
        let Some(question) = self.question(saved)?.filter(|_| comes) else { return Ok(Vec::new()) };
        let asked = question.asked(self.zones, &self.rules, from.max(self.now), self.now);
        let mut not_coming = NotComing::read(self.db, saved, &question, self.now)?;
        let (mut made, mut found) = (not_coming.made()?, Vec::new());
        for (zone, groups) in by_clock(&question.groups) {
            for group in groups {
                let coming =
                    windows(&asked, group).take(MOST_IN_A_ZONE).take_while(|window| window.start < until);
                for window in coming {
                    let Listed::AsGiven { end } = made.lists(zone, &window) else { continue };
                    if not_coming.why(zone, group, &window)?.is_none() {
                        found.push(self.fire(saved, group, &window, end));
                    }
                }
            }
        }
        let made = made.others().map(|row| self.by_its_window(saved, row));
        found.extend(made.filter(|fire| fire.start >= from && fire.start < until));
        Ok(found)
    }

    /// Starts that come, and starts that would come by their times and do not.
    fn next(
        &self,
        saved: &Saved,
        question: &Question,
        most: usize,
    ) -> Result<(Vec<NextFire>, Vec<PassedOver>)> {
        let asked: Asked<'_> = question.asked(self.zones, &self.rules, self.now, self.now);
        let (mut found, mut passed_over) = (Vec::new(), Vec::new());
        let mut not_coming = NotComing::read(self.db, saved, question, self.now)?;
        let mut made = not_coming.made()?;
        for (zone, groups) in by_clock(&question.groups) {
            for group in groups {
                let mut left = most;
                for window in windows(&asked, group) {
                    let Listed::AsGiven { end } = made.lists(zone, &window) else { continue };
                    match not_coming.why(zone, group, &window)? {
                        Some(StaysAway(Some(words))) => {
                            let zone = zone.to_owned();
                            passed_over.push(PassedOver { zone, start: window.start, words });
                        }
                        Some(StaysAway(None)) => {}
                        None => {
                            found.push(self.fire(saved, group, &window, end));
                            left -= 1;
                        }
                    }
                    if left == 0 {
                        break;
                    }
                }
            }
        }
        found.extend(made.others().map(|row| self.by_its_window(saved, row)));
        found.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.zone.cmp(&b.zone)));
        found.truncate(most);
        passed_over.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.zone.cmp(&b.zone)));
        passed_over.dedup();
        passed_over.truncate(most);
        Ok((found, passed_over))
    }

    /// `end`: of the window that was made of it.
    fn fire(&self, saved: &Saved, group: &Group, window: &Window, end: Option<Timestamp>) -> NextFire {
        let end = end.map_or(window.end, |end| end.min(window.end));
        let refused = matches!(window.verdict, Verdict::Refused { .. });
        NextFire {
            schedule: saved.id.clone(),
            name: saved.draft.name.clone(),
            zone: group.zones().name().to_owned(),
            start: window.start,
            end: if refused { window.start } else { end },
            local_start: local_words(group.zones().clock().1, window.start, self.now),
            contacts: group.contacts(),
            verdict: window.verdict.word(),
            rule: window.verdict.cause().map(|cause| cause.rule.clone()),
        }
    }

    /// A start as the window says that was made of it.
    fn by_its_window(&self, saved: &Saved, row: window::Window) -> NextFire {
        let (start, end) = row.will_dial();
        let clock = self.zones.get(&row.zone);
        NextFire {
            schedule: saved.id.clone(),
            name: saved.draft.name.clone(),
            start,
            end,
            local_start: clock
                .map_or_else(|_| start.to_string(), |clock| local_words(&clock, start, self.now)),
            contacts: row.contacts,
            verdict: row.verdict,
            rule: row.rule,
            zone: row.zone,
        }
    }

    fn question(&self, saved: &Saved) -> Result<Option<Question>> {
        said(Question::read(self.db, self.zones, (&saved.draft).into(), self.now))
    }
}

/// What is refused in words is simply not there; what fails is an error.
fn said<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(Error::Said(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
