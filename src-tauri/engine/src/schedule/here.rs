//! One zone at one moment: which of its fires are due, and what is to be done with each.

use callboard_rpc::types::{Verdict as VerdictWord, WindowState};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::consider::{ConsideredFire, ConsideredZone, House, What, misfire, whose};
use super::decide::one_window;
use super::fire_rows::{self, Outcome};
use super::question::Question;
use super::store::Saved;
use super::{Decision, Due, Fire, Group, Watermark, decide, due, is_holiday, jittered, policy, window_of};
use crate::kernel::Result;
use crate::window::{self, NewWindow, Window};
use crate::zone::{local_words, place};

/// One zone of one schedule at one moment.
pub(super) struct Here<'a> {
    pub(super) db: &'a Connection,
    pub(super) saved: &'a Saved,
    pub(super) house: &'a House,
    pub(super) question: &'a Question,
    pub(super) zone: &'a str,
    pub(super) groups: &'a [&'a Group],
    pub(super) live: &'a [Window],
}

impl Here<'_> {
    /// What is due here, and whether the zone is held by a window that may still dial.
    pub(super) fn consider(&self, mark: Watermark) -> Result<(ConsideredZone, bool)> {
        let now = self.house.now;
        let until = now + self.house.ahead;
        let (_, clock) = self.question.mode.clock_of(self.groups[0].zones()).clock();
        let Due { fires, passed_over } = due(&self.question.cron, clock, mark, until);
        let newest_late = fires.iter().rposition(|fire| fire.at <= now);
        let mut decided = ConsideredZone {
            zone: self.zone.to_owned(),
            clock: self.groups[0].zones().clock().1.clone(),
            mark: mark.advance(until, &fires),
            fires: Vec::new(),
            passed_over,
        };
        decided.fires.extend(self.set_back_over(mark)?);
        for (index, fire) in fires.iter().enumerate() {
            let occurrence = self.question.mode.occurrence(fire).to_string();
            match fire_rows::outcome(self.db, &self.saved.id, self.zone, &occurrence)? {
                None => {}
                Some(Outcome::Lifted) => match self.lifted(&occurrence, fire)? {
                    // It comes again, or is missed with its reason.
                    Lifted::Gone => {}
                    // It comes again once that is confirmed.
                    Lifted::Leaving => {
                        decided.mark = mark.advance(just_before(fire), &fires[..index]);
                        return Ok((decided, true));
                    }
                    Lifted::Stands => continue,
                },
                Some(_) => continue,
            }
            let (contacts, what) = self.judge(fire, newest_late == Some(index));
            if let (What::Window(new), Some(blocker)) = (&what, self.blocker(&what)) {
                if new.start > now && fire.at > now {
                    // Not yet: it is decided when the old window is gone, or its own time has come.
                    decided.mark = mark.advance(just_before(fire), &fires[..index]);
                    return Ok((decided, true));
                }
                let words = self.blocked_words(blocker);
                decided.fires.push(ConsideredFire {
                    at: fire.at,
                    occurrence,
                    contacts,
                    what: What::Blocked(words),
                });
                continue;
            }
            decided.fires.push(ConsideredFire { at: fire.at, occurrence, contacts, what });
        }
        Ok((decided, false))
    }

    /// Starts that the calendar was set back over, and of which nothing was decided: they lay in the past when the zone
    /// was decided up to its mark, and nobody has confirmed them.
    fn set_back_over(&self, mark: Watermark) -> Result<Vec<ConsideredFire>> {
        let (now, until) = (self.house.now, mark.decided_until);
        // Otherwise all of them were decided as they came within the time of submission.
        let is_set_back = until > now + self.house.ahead || self.saved.active_since > now;
        if !is_set_back {
            return Ok(Vec::new());
        }
        let (_, clock) = self.question.mode.clock_of(self.groups[0].zones()).clock();
        let mut over = Vec::new();
        for fire in due(&self.question.cron, clock, Watermark::starting(now), until).fires {
            let occurrence = self.question.mode.occurrence(&fire).to_string();
            if fire_rows::outcome(self.db, &self.saved.id, self.zone, &occurrence)?.is_none() {
                let contacts = self.groups.iter().map(|group| group.contacts()).sum();
                over.push(ConsideredFire { at: fire.at, occurrence, contacts, what: What::SetBack });
            }
        }
        Ok(over)
    }

    /// What became of a window that is withdrawn for a change.
    fn lifted(&self, occurrence: &str, fire: &Fire) -> Result<Lifted> {
        let id = fire_rows::window_of(self.db, &self.saved.id, self.zone, occurrence)?;
        let row = match id {
            Some(id) => window::find(self.db, &id)?,
            None => None,
        };
        Ok(match row.map(|row| row.state) {
            None | Some(WindowState::Withdrawn | WindowState::Failed | WindowState::Refused) => Lifted::Gone,
            Some(
                WindowState::Planned | WindowState::Sending | WindowState::Unknown | WindowState::Withdrawing,
            ) => Lifted::Leaving,
            // It could not be taken back: it is this fire's window after all, once its time has come.
            Some(_) if fire.at > self.house.now => Lifted::Leaving,
            Some(_) => Lifted::Stands,
        })
    }

    pub(super) fn judge(&self, fire: &Fire, newest_late: bool) -> (u64, What) {
        let house = self.house;
        let asked = self.question.asked(&house.zones, &house.rules, house.now, house.now);
        let open: Vec<_> = self.groups.iter().filter(|group| !is_holiday(&asked, group, fire.at)).collect();
        let contacts = open.iter().map(|group| group.contacts()).sum();
        let judged = open.into_iter().map(|group| (*group, window_of(&asked, group, fire))).collect();
        let Some(mut new) = one_window(self.zone, judged, &whose(self.saved)) else {
            return (self.groups.iter().map(|group| group.contacts()).sum(), What::Holiday);
        };
        if new.verdict == VerdictWord::Refused {
            let was = house.now.duration_since(fire.at) > policy::ON_TIME;
            let words = new.rule.as_ref().map_or_else(String::new, |rule| rule.words.clone());
            return (contacts, if was { What::WasRefused(words) } else { What::Window(Box::new(new)) });
        }
        match decide(fire.at, new.end, house.now, newest_late, misfire(self.saved.draft.misfire)) {
            Decision::Missed(because) => (contacts, What::Missed(because)),
            Decision::Begin { start } if start > fire.at => {
                (new.start, new.asap) = (window::soonest(house.now), true);
                (contacts, What::Window(Box::new(new)))
            }
            Decision::Begin { .. } => {
                let most = SignedDuration::from_secs(i64::from(self.saved.draft.jitter_seconds));
                new.start = jittered(fire.at, new.end, most, house.chance.unit());
                (contacts, What::Window(Box::new(new)))
            }
        }
    }

    /// A window of which it is not known that it does not dial, and which this one would run into.
    fn blocker(&self, what: &What) -> Option<&Window> {
        let What::Window(new) = what else { return None };
        self.live.iter().find(|there| blocks(there, new))
    }

    fn blocked_words(&self, blocker: &Window) -> String {
        let (_, clock) = self.groups[0].zones().clock();
        let until = local_words(clock, blocker.end, self.house.now);
        format!(
            "The window before it may still dial until {until} ({}): {}. Nothing else was started there meanwhile.",
            place(self.zone),
            match blocker.state {
                WindowState::Unknown => "it is not known whether the tenant has it",
                WindowState::Stuck => "it could not be withdrawn",
                _ => "it is being withdrawn",
            }
        )
    }
}

enum Lifted {
    Gone,
    Leaving,
    Stands,
}

fn just_before(fire: &Fire) -> Timestamp {
    fire.at - SignedDuration::from_millis(1)
}

/// Whether a window that may or may not dial stands in the way, whatever is said of overlapping.
pub(super) fn blocks(there: &Window, new: &NewWindow) -> bool {
    let doubtful = there.unwanted
        || matches!(there.state, WindowState::Unknown | WindowState::Stuck | WindowState::Withdrawing);
    let sent = new.verdict != VerdictWord::Refused;
    sent && doubtful && there.zone == new.zone && there.start < new.end && new.start < there.end
}
