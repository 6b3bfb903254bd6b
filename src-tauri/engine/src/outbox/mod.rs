//! The outbox: calls to a tenant that must arrive once.
//!
//! Cast. A slice writes a **message** in the write of its cause ([`enqueue`]): its **kind** ([`Message`]) says how it is
//! sent, what its answer means and what follows from it, its **subject** what it is about. The **key** is made then, so
//! that each intent has its own. The **relay** sends it with a permit of its class (`relay`), one of a subject at a time
//! and in order, and settles it in one write with whatever else has ended. A message that has arrived leaves the table;
//! its outcome is its slice's own row. `policy` says when one that failed is sent again and when never. One that is given
//! up is a **dead letter**, until a person replays it or it is called off. A **batch** is one message about many items; it
//! is sent in parts where the tenant refuses the whole (`split`). Messages **pause** together where the tenant would
//! refuse all of them (`paused`). A chain is a message whose `settle` enqueues the next.
//!
//! After a crash: a message was enqueued or not, with its cause. The **mark** of each lane names the messages that may have
//! been sent; those are looked up before they are sent again, under their old key (`recover`).

mod enqueue;
mod gone;
mod kind;
#[allow(dead_code, reason = "some of it is for the kinds that come next: callbacks, subscriptions")]
mod message;
mod needs;
mod paused;
mod policy;
mod recover;
mod relay;
mod row;
mod settle;
mod split;
mod tidy;
mod trace;

#[cfg(test)]
pub(crate) mod by_hand;
#[cfg(test)]
mod tests;

pub(crate) use enqueue::{About, New, call_off, dismiss, enqueue, replay};
pub(crate) use kind::{Kind, Kinds};
pub(crate) use message::{
    Envelope, Look, Message, Order, Outcome, Recipient, Refusal, Settled, Unknown, Verdict, Why,
};
pub(crate) use row::State;
pub(crate) use trace::{as_tasks, in_turn, standing, trouble, waiting};

use callboard_rpc::types::Need;
use futures_util::FutureExt as _;
use rusqlite::Connection;

use crate::Engine;
use crate::engine::messages;
use crate::kernel::Result;
use crate::slice::Slice;

/// The part of messages to tenants in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[row::TABLES, paused::TABLES],
    resume: Some(resume),
    retention: Some(|engine| async move { tidy::tidy(&engine.kernel).await }.boxed()),
    set_back: Some(paused::set_back),
    needs: Some(|db, _, _| needs(db)),
    on_mended: Some(paused::mended),
    on_removed: Some(gone::removed),
    ..Slice::named("outbox")
};

/// Lines of the Board about the messages of all slices.
pub(crate) fn needs(db: &Connection) -> Result<Vec<Need>> {
    needs::needs(db, messages())
}

/// Begins the relay; what was in flight at a crash is looked up first.
fn resume(engine: &Engine) {
    send(engine);
    end_with_connections(engine);
}

/// The relay alone, for a slice's own tests.
pub(crate) fn send(engine: &Engine) {
    relay::resume(engine, messages());
}

/// The loop alone that ends what waits for a removed connection.
pub(crate) fn end_with_connections(engine: &Engine) {
    gone::resume(engine, messages());
}
