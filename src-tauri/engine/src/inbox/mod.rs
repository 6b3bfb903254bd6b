//! What comes in: events that are on disk before their senders are told so, and are never lost after that.
//!
//! Cast. A **source** is who may send here: a path, a kind and a proof; a person adds it, its secret is in the secret
//! store, the [`roster`] holds all of them ready. The [`Listener`] is the door, open where the settings or the start
//! of the program say. The [`gate`] keeps the order of work of contract §4; what it believes goes to the [`intake`],
//! where many requests share one commit, and each is answered after it. An **event** is the row that is left: its
//! sender's id is remembered for 30 days, so that a repetition has no second effect. What it does is for other slices
//! ([`Arrival`]); one whose kind no slice handles is kept, and that is all. **Refusals** are counted, not stored,
//! unless the sender proved who it is.
//!
//! After a crash everything that was acknowledged is there, and nothing is half there. What was not acknowledged may
//! be there too: its sender tries again under the same id.

mod arriving;
mod beat;
mod bodies;
mod commands;
mod dead;
mod draft;
mod enable;
mod events;
mod filed;
mod gate;
mod intake;
mod json;
mod listener;
mod looks;
mod port;
mod proof;
mod read;
mod refusal;
mod refusals;
mod refused;
mod retention;
mod roster;
mod seen;
mod self_test;
mod sources;
mod tally;
mod view;
mod wishes;
mod words;

pub(crate) use bodies::ContactId;
pub use dead::{dead, dead_events, dead_of};
pub use events::{Event, event, held, id_of, number_of, oldest, settle, stands, undecided};
pub(crate) use intake::{Arrival, Arrivals};
pub use listener::Listener;
pub use read::{
    RefusedEvent, Wanted, by_minute, count_events, count_refused, events, refused, refused_event,
};
pub(crate) use seen::as_seen;
pub use sources::names;
pub(crate) use view::listener as shown;
pub use wishes::{Listen, TlsFiles};

use futures_util::FutureExt as _;

use crate::slice::Slice;

/// The part of received events in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[
        events::TABLES,
        sources::TABLES,
        wishes::TABLES,
        beat::TABLES,
        refusals::TABLES,
        refused::TABLES,
        filed::TABLES,
    ],
    sealed: &[events::EVENTS],
    resume: Some(|engine| engine.listener.start()),
    retention: Some(|engine| async move { retention::tidy(&engine.listener).await }.boxed()),
    set_back: Some(sources::set_back),
    hold: Some(sources::hold),
    ..Slice::named("inbox")
};

#[cfg(test)]
pub(crate) mod tests;
