//! The words of [`super::consequences`]: the events of a contact, the occasion, and the steps.

use std::sync::Arc;

use callboard_rpc::types::TrafficState;

use super::decisions::Decision;
use super::effects::{Act, Effects, Kind};
use super::outcomes::Outcome;
use super::patch::Body;
use super::route::Routed;
use super::scope::Scope;
use super::state::Standing;
use crate::map::{Meaning, Rules};

/// An event of a contact, with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) decision: Decision,
    /// An event that arrived and is not decided yet has a decision that is held.
    pub(super) decided: bool,
    /// The meaning by the version that decided the event; `None` while the event is held, or cannot change.
    pub(super) does: Option<Arc<Meaning>>,
    pub(super) effects: Effects,
    pub(super) state: TrafficState,
}

/// The occasion.
#[derive(Clone, Copy, Debug)]
pub(super) enum Now<'a> {
    /// An event arrived: the one that is not decided yet.
    Arrived(&'a Rules),
    /// A map was published, and applies to the events of these scopes.
    Published(&'a Rules, &'a [Scope]),
    /// A person replays the dead letters of this event.
    Replayed(i64),
}

/// One step, to be carried out in the order of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// Stores a decision; `earlier` is the version of the one that it replaces.
    Decide { decision: Decision, earlier: Option<u32> },
    /// Stores that another event counts for the contact now.
    Unseat(i64),
    /// Writes a category into the contact, in place of messages that were not sent yet.
    Write(Body),
    /// Calls off all messages that would write into the contact.
    Clear,
    /// Puts the number of the event's contact on the do-not-call list.
    Suppress(i64),
    /// Calls off, dismisses or resends the messages of one effect.
    Messages { event: i64, kind: Kind, act: Act },
    /// Notifies the subscribers of the severity.
    Notify(Routed),
    /// Stores an outcome.
    Note(Outcome),
    /// Stores the state of the event.
    State { event: i64, standing: Standing },
}
