//! What is to happen at the tenant because of an event, and how far it is: messages of the outbox while they are to be
//! sent, outcomes once they have ended.

use jiff::Timestamp;
use rusqlite::Connection;

use super::decisions::Decision;
use super::outcomes::{self, Outcome};
use super::{patch, suppress};
use crate::kernel::{Result, Write};
use crate::outbox;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// Writes the category into the contact.
    Patch,
    /// Learns the contact's number and puts it on the do-not-call list.
    Suppress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Sending,
    Done,
    Dead,
    Superseded,
}

/// One effect of an event.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) kind: Kind,
    pub(super) state: State,
    /// When it is tried again.
    pub(super) due: Option<Timestamp>,
    pub(super) attempts: u32,
    pub(super) words: Option<String>,
    pub(super) settled: Option<Timestamp>,
    /// The category that it was about when it ended: another map may have decided the event since.
    pub(super) category: Option<String>,
}

/// Words of an effect that the published map does not want any more.
pub(super) const CALLED_OFF: &str = "The map does not write this any more.";

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Suppress => "suppress",
        }
    }
}

impl State {
    pub(super) fn live(self) -> bool {
        matches!(self, Self::Waiting | Self::Sending)
    }

    /// How an effect stands whose outcome was called so.
    fn of_outcome(word: &str) -> Self {
        match word {
            "done" | "stands" => Self::Done,
            "superseded" => Self::Superseded,
            _ => Self::Dead,
        }
    }
}

/// The effects of one event, the written contact first.
pub(super) fn of_event(db: &Connection, decision: &Decision) -> Result<Vec<Effect>> {
    Ok(patch::of_event(db, decision)?.into_iter().chain(suppress::of_event(db, decision)?).collect())
}

/// An effect by its newest message, where one has not arrived, else by its newest outcome.
pub(super) fn effect<B>(
    db: &Connection,
    kind: Kind,
    event: i64,
    messages: Vec<outbox::Standing<B>>,
) -> Result<Option<Effect>> {
    let newest = messages.into_iter().rfind(|one| one.state != outbox::State::Over);
    if let Some(message) = newest {
        let state = match message.state {
            outbox::State::Waiting => State::Waiting,
            outbox::State::InFlight => State::Sending,
            _ => State::Dead,
        };
        let (due, attempts, words, settled) = (message.due, message.attempts, message.words, message.ended);
        return Ok(Some(Effect { kind, state, due, attempts, words, settled, category: None }));
    }
    Ok(outcomes::last(db, event, kind.word())?.map(|ended| Effect {
        kind,
        state: State::of_outcome(&ended.word),
        due: None,
        attempts: 0,
        words: ended.words,
        settled: Some(ended.at),
        category: ended.category,
    }))
}

/// Stores how an effect ended; `category` is what it was about.
pub(super) fn note(
    write: &mut Write<'_>,
    kind: Kind,
    decision: &Decision,
    category: Option<&str>,
    word: &str,
    words: Option<&str>,
) -> Result<()> {
    let (event, version) = (decision.event, decision.version);
    let category = category.or(decision.category.as_deref());
    outcomes::note(write, Outcome { event, version, category, effect: Some(kind.word()), word, words })
}
