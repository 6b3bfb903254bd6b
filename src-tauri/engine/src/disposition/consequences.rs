//! The consequences of what happens to the events of a contact: one pure function.
//!
//! Deciding, publishing a map, trying one, comparing what it changes, and replaying a dead letter all ask
//! [`consequences`]; [`super::carry`] alone carries its steps out. So a try-out cannot differ from what publishing does.

use callboard_rpc::types::TrafficState;

use super::decisions::Decision;
use super::effects::{About, Act, CALLED_OFF, Effect, EffectMessage as _, Kind, Progress, by_newer};
use super::outcomes::{End, Outcome};
use super::patch::{Body, Patch};
use super::route::Routed;
use super::state::standing_of;
use super::step::{Known, Now, Step};
use crate::kernel::StoredWord as _;
use crate::map::{Meaning, Rules};

/// The steps, and the events as they are after them.
#[derive(Debug)]
pub(super) struct Consequences {
    pub(super) steps: Vec<Step>,
    pub(super) after: Vec<Known>,
    /// Places of events of which more changes than the decision.
    touched: Vec<usize>,
}

/// All that follows for one contact. `before` has every event that may change, and the one that counts.
pub(super) fn consequences(before: &[Known], now: Now<'_>) -> Consequences {
    let mut all = Consequences { steps: Vec::new(), after: before.to_vec(), touched: Vec::new() };
    match now {
        Now::Arrived(map) => all.decide(before, map, |known| !known.decided),
        Now::Published(map, scopes) => all.decide(before, map, |known| {
            scopes.iter().any(|scope| scope.covers(&known.decision, &map.lookup))
        }),
        Now::Replayed(event) => all.replay(event),
    }
    all.derive_states();
    all
}

impl Consequences {
    /// Whether effects are concerned, and not decisions alone.
    pub(super) fn reach_effects(&self) -> bool {
        !self.touched.is_empty()
    }

    /// Whether a dead letter is sent again.
    pub(super) fn resend(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Messages { act: Act::Resend, .. }))
    }

    /// Events whose contact's number goes on the do-not-call list.
    pub(super) fn suppressed(&self) -> Vec<i64> {
        let event = |step: &Step| match step {
            Step::Suppress(event) => Some(*event),
            _ => None,
        };
        self.steps.iter().filter_map(event).collect()
    }

    fn decide(&mut self, before: &[Known], map: &Rules, covers: impl Fn(&Known) -> bool) {
        for known in self.after.iter_mut().filter(|known| covers(known)) {
            (known.decision, known.does) = known.decision.by(map);
        }
        let rank = |known: &Known| (!known.decision.held()).then(|| known.decision.rank());
        let head = self.after.iter().filter_map(rank).max();
        for known in &mut self.after {
            known.decision.head = head.is_some() && rank(known) == head;
        }
        // A contact has one head at a time: the new one is stored last.
        let (heads, others): (Vec<_>, Vec<_>) =
            (0..before.len()).partition(|at| self.after[*at].decision.head);
        for at in others.iter().chain(&heads) {
            self.store(&before[*at], *at);
        }
        // The outcome that the head replaces is known before the others are looked at.
        for at in heads.iter().chain(&others) {
            self.follow(&before[*at], *at);
        }
    }

    fn store(&mut self, was: &Known, at: usize) {
        let known = &mut self.after[at];
        let (old, new) = (&was.decision, &known.decision);
        if !was.decided {
            known.decided = true;
            self.steps.push(Step::Decide { decision: new.clone(), earlier: None });
        } else if *new == (Decision { head: false, ..old.clone() }) && old.head {
            self.steps.push(Step::Unseat(new.event));
        } else if old != new {
            self.steps.push(Step::Decide { decision: new.clone(), earlier: Some(old.version) });
        }
    }

    /// The steps for one event whose decision may have changed.
    fn follow(&mut self, was: &Known, at: usize) {
        let (old, new) = (&was.decision, self.after[at].decision.clone());
        let Some(does) = self.after[at].does.clone() else {
            if !was.decided && new.held() {
                self.note(Outcome::of(&new, "held"));
                self.touched.push(at);
            }
            return;
        };
        let other = old.category != new.category;
        if new.head && (other || !old.head) {
            return self.take_effect(at, &does, was.decided);
        }
        let did = was.does.as_ref().filter(|_| !other);
        if did != Some(&does) {
            match did {
                Some(did) if new.head => self.adjust(at, did, &does),
                // The list has an order of its own: also an event that does not count for the contact is put there.
                _ => self.suppress_as(at, &does),
            }
            self.touched.push(at);
        } else if old.unmapped != new.unmapped {
            self.touched.push(at);
        }
        if old.held() {
            self.note(Outcome::of(&new, "late"));
        }
    }

    /// The event counts for its contact now, or means something else: all that it does is done.
    fn take_effect(&mut self, at: usize, does: &Meaning, known_before: bool) {
        if does.writes {
            self.write(at, does);
        } else {
            self.clear(at);
        }
        self.suppress_as(at, does);
        if !self.after[at].effects.iter().any(Effect::is_live) {
            self.note(Outcome::of(&self.after[at].decision, "done"));
        }
        self.notify(at, does.clone(), known_before);
        self.touched.push(at);
    }

    /// The same category does something else by the new map: more is done, less is called off, and those are notified
    /// who were not before.
    fn adjust(&mut self, at: usize, did: &Meaning, does: &Meaning) {
        if does.writes && !did.writes {
            self.write(at, does);
        }
        if !does.writes {
            self.call_off(at, Kind::Patch, CALLED_OFF);
        }
        self.suppress_as(at, does);
        let weighs = did.severity != does.severity;
        let notifies = does.notifies && (weighs || !did.notifies);
        let delivers = does.delivers && (weighs || !did.delivers);
        self.notify(at, Meaning { notifies, delivers, ..does.clone() }, true);
    }

    fn write(&mut self, at: usize, does: &Meaning) {
        let body = Body::of(&self.after[at].decision, does);
        self.dismiss(at, Kind::Patch);
        self.supersede_others(at);
        self.enqueued(at, Kind::Patch, Patch::about(&body));
        self.steps.push(Step::Write(body));
    }

    /// Nothing is written into the contact any more.
    fn clear(&mut self, at: usize) {
        self.call_off(at, Kind::Patch, CALLED_OFF);
        self.steps.push(Step::Clear);
        self.supersede_others(at);
        for patch in self.after.iter_mut().filter_map(|known| known.effects.patch.as_mut()) {
            patch.called_off |= patch.in_flight;
        }
    }

    /// Messages of other events that were not sent yet are superseded.
    fn supersede_others(&mut self, by: usize) {
        let words = by_newer(self.after[by].decision.event);
        for at in (0..self.after.len()).filter(|at| *at != by) {
            let patch = self.after[at].effects.patch.as_ref();
            if patch.is_some_and(|patch| patch.progress == Progress::Waiting) {
                self.superseded(at, Kind::Patch, &words);
                self.touched.push(at);
            }
        }
    }

    fn suppress_as(&mut self, at: usize, does: &Meaning) {
        let Known { decision, effects, .. } = &self.after[at];
        let event = decision.event;
        if !does.suppresses {
            return self.call_off(at, Kind::Suppress, CALLED_OFF);
        }
        if effects.suppress.as_ref().is_some_and(Effect::is_wanted) {
            return;
        }
        self.dismiss(at, Kind::Suppress);
        self.steps.push(Step::Suppress(event));
        self.enqueued(at, Kind::Suppress, None);
    }

    fn call_off(&mut self, at: usize, kind: Kind, words: &str) {
        let Some(effect) = self.after[at].effects.get(kind).filter(|effect| effect.is_open()) else { return };
        let progress = effect.progress;
        self.act(at, kind, Act::CallOff);
        if progress != Progress::InFlight {
            self.superseded(at, kind, words);
        }
        if let Some(effect) = self.after[at].effects.get_mut(kind) {
            effect.called_off |= effect.in_flight;
        }
    }

    /// A message waits, beside one that is in flight already.
    fn enqueued(&mut self, at: usize, kind: Kind, about: About) {
        let effects = &mut self.after[at].effects;
        let sent = effects.get(kind).map(|effect| (effect.in_flight, effect.called_off));
        let (in_flight, called_off) = sent.unwrap_or_default();
        effects.set(kind, Effect { in_flight, called_off, about, ..Effect::default() });
    }

    /// A dead letter of the event, before a new message.
    fn dismiss(&mut self, at: usize, kind: Kind) {
        if self.after[at].effects.get(kind).is_some_and(|effect| effect.progress == Progress::Dead) {
            self.act(at, kind, Act::Dismiss);
        }
    }

    fn act(&mut self, at: usize, kind: Kind, act: Act) {
        self.steps.push(Step::Messages { event: self.after[at].decision.event, kind, act });
    }

    /// The message that waits, or is dead, ends. One that is in flight beside it ends as it ends.
    fn superseded(&mut self, at: usize, kind: Kind, words: &str) {
        let Known { decision, effects, .. } = &mut self.after[at];
        let Some(effect) = effects.get_mut(kind) else { return };
        let outcome =
            Outcome::of_effect(decision, kind, effect.about.clone(), End::Superseded.word(), Some(words));
        effect.progress = if effect.in_flight { Progress::InFlight } else { Progress::Superseded };
        effect.words = Some(words.to_owned());
        self.note(outcome);
    }

    /// `does` has the actions that are still to be done.
    fn notify(&mut self, at: usize, does: Meaning, known_before: bool) {
        if does.notifies || does.delivers {
            self.steps.push(Step::Notify(Routed::of(&self.after[at].decision, does, known_before)));
        }
    }

    fn note(&mut self, outcome: Outcome) {
        self.steps.push(Step::Note(outcome));
    }

    /// Each dead letter is sent again, unless something newer was written meanwhile.
    fn replay(&mut self, event: i64) {
        let Some(at) = self.after.iter().position(|known| known.decision.event == event) else { return };
        for kind in [Kind::Suppress, Kind::Patch] {
            let Known { decision, effects, .. } = &self.after[at];
            let Some(dead) = effects.get(kind).filter(|one| one.progress == Progress::Dead) else { continue };
            if kind == Kind::Patch && !decision.head {
                self.call_off(at, kind, "A newer event of the same contact took its place.");
                continue;
            }
            let about = dead.about.clone();
            self.act(at, kind, Act::Resend);
            self.enqueued(at, kind, about);
        }
        self.touched.push(at);
    }

    fn derive_states(&mut self) {
        self.touched.sort_unstable();
        self.touched.dedup();
        let head = self.after.iter().find(|known| known.decision.head).map(|known| known.decision.clone());
        for at in &self.touched {
            let known = &mut self.after[*at];
            let Some(standing) = standing_of(known, head.as_ref()) else { continue };
            // An event arrives as received.
            if (known.state, standing.state) != (TrafficState::Received, TrafficState::Received) {
                known.state = standing.state;
                self.steps.push(Step::State { event: known.decision.event, standing });
            }
        }
    }
}
