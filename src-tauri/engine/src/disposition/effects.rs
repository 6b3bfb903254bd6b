//! The effects of an event at the tenant: messages of the outbox until they have ended, outcomes afterwards.

use callboard_rpc::Topic;
use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::Connection;

use super::decisions::{self, Decision};
use super::outcomes::{self, End, Last, Outcome, dead};
use super::patch::Patch;
use super::suppress::Suppress;
use super::{removed, state};
use crate::kernel::{Result, StoredWord as _, Write, stored_as};
use crate::outbox::{self, Message, Refusal, Why};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Writes the category into the contact.
    Patch,
    /// Learns the contact's number and puts it on the do-not-call list.
    Suppress,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Progress {
    #[default]
    Waiting,
    InFlight,
    Done,
    Dead,
    Superseded,
}

/// One effect of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Effect {
    pub(super) progress: Progress,
    /// An attempt is in flight, also where a newer message waits.
    pub(super) in_flight: bool,
    /// The attempt in flight is not retried: the map does not want it any more.
    pub(super) called_off: bool,
    /// When it is retried.
    pub(super) due: Option<Timestamp>,
    pub(super) attempts: u32,
    pub(super) words: Option<String>,
    pub(super) ended: Option<Timestamp>,
    pub(super) about: About,
}

/// The category that a patch is about, and the version that decided it: another map may have decided the event since.
pub(super) type About = Option<(String, u32)>;

/// An act on the messages of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Messages are not sent any more; one in flight is not retried.
    CallOff,
    /// A dead letter is dropped, since a new message takes its place.
    Dismiss,
    /// A dead letter is sent again.
    Resend,
}

/// The effects of one event.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Effects {
    pub(super) patch: Option<Effect>,
    pub(super) suppress: Option<Effect>,
}

/// A contact of a connection.
pub(super) type Of<'a> = (&'a ConnectionId, &'a str);

/// Messages that are effects of events.
pub(super) trait EffectMessage: Message {
    const EFFECT: Kind;
    fn subject(contact: &str, event: i64) -> String;
    fn event(body: &Self::Body) -> i64;
    fn about(body: &Self::Body) -> About;
}

/// Words of an effect that the published map does not want any more.
pub(super) const CALLED_OFF: &str = "The map does not write this any more.";

stored_as!(Kind { Patch => "patch", Suppress => "suppress" });

impl Effect {
    pub(super) fn new(progress: Progress, words: Option<&str>) -> Self {
        Self { progress, words: words.map(str::to_owned), ..Self::default() }
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.progress, Progress::Waiting | Progress::InFlight)
    }

    /// Whether it is done, or will be.
    pub(super) fn is_wanted(&self) -> bool {
        match self.progress {
            Progress::Waiting | Progress::Done => true,
            Progress::InFlight => !self.called_off,
            Progress::Dead | Progress::Superseded => false,
        }
    }

    /// Whether a message is left that can be called off.
    pub(super) fn is_open(&self) -> bool {
        self.is_live() || self.progress == Progress::Dead
    }
}

impl Effects {
    pub(super) fn get(&self, kind: Kind) -> Option<&Effect> {
        match kind {
            Kind::Patch => self.patch.as_ref(),
            Kind::Suppress => self.suppress.as_ref(),
        }
    }

    pub(super) fn get_mut(&mut self, kind: Kind) -> Option<&mut Effect> {
        match kind {
            Kind::Patch => self.patch.as_mut(),
            Kind::Suppress => self.suppress.as_mut(),
        }
    }

    pub(super) fn set(&mut self, kind: Kind, effect: Effect) {
        match kind {
            Kind::Patch => self.patch = Some(effect),
            Kind::Suppress => self.suppress = Some(effect),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Effect> {
        self.patch.iter().chain(&self.suppress)
    }
}

/// The effects of one event. `ended` is one that has ended just now: where no newer message is about it, that is all.
pub(super) fn of_event(
    db: &Connection,
    decision: &Decision,
    ended: Option<(Kind, Effect)>,
) -> Result<Effects> {
    let mut known = Effects::default();
    if let Some((kind, effect)) = ended {
        known.set(kind, effect);
    }
    let (patch, suppress) = (known.patch, known.suppress);
    Ok(Effects {
        patch: one(&Patch, db, decision, patch)?,
        suppress: one(&Suppress, db, decision, suppress)?,
    })
}

/// An effect by its newest message, where that has not arrived, else by its newest outcome.
fn one<M: EffectMessage>(
    _: &M,
    db: &Connection,
    decision: &Decision,
    ended: Option<Effect>,
) -> Result<Option<Effect>> {
    let subject = M::subject(&decision.contact, decision.event);
    let mut messages = outbox::standing::<M>(db, &decision.connection, &subject)?;
    messages.retain(|one| M::event(&one.body) == decision.event && one.state != outbox::State::Over);
    let sent = messages.iter().find(|one| one.state == outbox::State::InFlight);
    let (in_flight, called_off) = (sent.is_some(), sent.is_some_and(|one| one.called_off));
    if let Some(message) = messages.pop() {
        let progress = match message.state {
            outbox::State::Waiting => Progress::Waiting,
            outbox::State::InFlight => Progress::InFlight,
            _ => Progress::Dead,
        };
        let (attempts, about) = (message.attempts, M::about(&message.body));
        let (due, words, ended) = (message.due, message.words, message.ended);
        return Ok(Some(Effect { progress, in_flight, called_off, due, attempts, words, ended, about }));
    }
    if ended.is_some() {
        return Ok(ended);
    }
    let last = outcomes::last(db, decision.event, M::EFFECT.word())?;
    Ok(last.map(|Last { progress, about, words, at }| Effect {
        progress,
        about,
        words,
        ended: Some(at),
        ..Effect::default()
    }))
}

/// Does this with the messages that are about one event.
pub(super) fn act<M: EffectMessage>(
    write: &mut Write<'_>,
    kind: &M,
    (connection, contact): Of<'_>,
    event: i64,
    act: Act,
) -> Result<()> {
    let subject = M::subject(contact, event);
    let messages = outbox::About::new(kind, connection, &subject);
    let which = |body: &M::Body| M::event(body) == event;
    match act {
        Act::Resend => outbox::replay(write, &messages, which)?,
        Act::Dismiss => outbox::dismiss(write, &messages, which)?,
        Act::CallOff => {
            outbox::call_off(write, &messages, which)?;
            outbox::dismiss(write, &messages, which)?
        }
    };
    Ok(())
}

/// Stores how a message ended without having arrived.
pub(super) fn given_up<M: EffectMessage>(write: &mut Write<'_>, body: &M::Body, why: &Why) -> Result<()> {
    // Where the event was dropped meanwhile, so was what was made of it.
    let Some(decision) = decisions::find(write, M::event(body))? else { return Ok(()) };
    write.changed(Topic::Dispositions);
    let (word, progress, words) = match why {
        Why::Dead(Refusal { words, code }) => (dead(code), Progress::Dead, words.clone()),
        Why::ConnectionRemoved => (removed::OUTCOME.to_owned(), Progress::Dead, removed::WORDS.to_owned()),
        Why::Resting(words) => {
            let resting = Effect::new(Progress::Dead, Some(words));
            return state::settle(write, &decision, M::EFFECT, resting);
        }
        Why::CalledOff | Why::Superseded => match superseded::<M>(write, &decision, why)? {
            Some(words) => (End::Superseded.word().to_owned(), Progress::Superseded, words),
            None => return Ok(()),
        },
    };
    let outcome = Outcome::of_effect(&decision, M::EFFECT, M::about(body), &word, Some(&words));
    outcomes::note(write, &outcome)?;
    state::settle(write, &decision, M::EFFECT, Effect::new(progress, Some(&words)))
}

/// Why a message that failed in flight is not retried; `None` where a newer one is about the same event.
fn superseded<M: EffectMessage>(db: &Connection, decision: &Decision, why: &Why) -> Result<Option<String>> {
    let head = if M::EFFECT == Kind::Patch { decisions::head(db, decision.of())? } else { None };
    Ok(match head.filter(|head| head.event != decision.event) {
        Some(head) => Some(by_newer(head.event)),
        None if *why == Why::Superseded => None,
        None => Some(CALLED_OFF.to_owned()),
    })
}

/// Words of an effect whose contact has another head.
pub(super) fn by_newer(event: i64) -> String {
    format!("evt_{event} of the same contact counts more and took its place.")
}
