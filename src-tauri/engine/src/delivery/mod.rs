//! Outgoing webhooks: signed, sent until they arrive or their tries are used up, never twice for one cause.
//!
//! Cast. An **endpoint** is a receiver that a person added; its signing secret is in the secret store. A
//! **delivery** is one body for one endpoint, written by [`announce`] in the transaction of what caused it; its id
//! is the `webhook-id` of every try. A **try** is one request and its answer. [`Deliveries`] is the sender: each
//! endpoint has a lane of its own (a kernel task with the endpoint's id as its key), so that a slow or dead
//! receiver delays nobody else. It goes from waiting to delivered, or to dead, from where only a person brings it
//! back ([`callboard_rpc::command::DeliveryReplayCommand`]).
//!
//! After a crash every lane begins anew with what is due: a request that had left is sent once more under its
//! old id, by which the receiver knows it.

mod address;
mod answer;
mod bury;
mod commands;
mod dead;
mod draft;
mod enable;
mod endpoints;
mod failing;
mod health;
mod lane;
mod letters;
mod needs;
mod network;
mod outbox;
mod outcomes;
mod probe;
mod queue;
mod read;
mod resolver;
mod retention;
mod retry;
mod rotate;
mod set_back;
mod settle;
mod tries;
mod wire;

pub use address::Reach;
pub(crate) use commands::{Begun, in_slices, replay_one};
pub use dead::{DeadLetters, count_dead, dead_letters, dead_letters_of};
pub use endpoints::list as endpoints;
pub use health::{with_health, with_percent};
pub use lane::Deliveries;
pub use letters::{Sent, count_sent, of_subject, page, show};
pub use outbox::{EVENTS, NOT_SENT_YET, announce, announce_to};
use outcomes::OUTCOMES;
pub use read::{list, of_run};
pub use retry::{DELAYS, TRIES};

use futures_util::FutureExt as _;

use crate::slice::Slice;

/// The part of deliveries in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[endpoints::TABLES, outbox::TABLES, outcomes::TABLES],
    sealed: &[OUTCOMES],
    resume: Some(|engine| engine.deliveries.start()),
    retention: Some(|engine| async move { retention::tidy(&engine.kernel).await }.boxed()),
    set_back: Some(set_back::set_back),
    needs: Some(|db, _, now| needs::needs(db, now)),
    ..Slice::named("delivery")
};

#[cfg(test)]
mod tests;
