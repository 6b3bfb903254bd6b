//! Do not call: for each number and connection, whether it may be called, and what the tenant knows of it.
//!
//! Cast. A **statement** says that a number opted out or in at a time ([`Statement`]); [`record`] is the one way in,
//! whoever says it (a webhook, the end of a call, a person). The **ledger** ([`ledger`]) keeps each as an event, in lists by
//! where it comes from; what holds for a number is the greatest of its events ([`said`]): the newest, to the nanosecond,
//! and at equal times the opt-out (contract §7), in whatever order and however often they came. A **request** ([`requests`])
//! is a person's statement with its clock: received, recorded, sent, confirmed.
//!
//! What the tenant confirmed of a number is [`held`]. Where that is not what holds, the number waits in the [`queue`], from
//! which [`drain`] makes batches for the outbox ([`push`]). [`follow`] alone decides what comes next for a number: after each
//! statement, and whenever a message about it has ended. A number is in one message at a time, so that the tenant learns of
//! its events in their order.
//!
//! Lists that a person hands in are read by [`reading`] and kept by [`imports`]: their events stand in a tree of their own,
//! and count beside those of people. The tenant is told of them when a person says so, behind everything else.
//!
//! Read [`said`], [`ledger`], [`record`], [`follow`] first; then [`drain`] and [`push`]; then [`imports`].
//!
//! After a crash: a statement was recorded or not, with its request, its place in the queue and its audit row. A batch that
//! may have been sent is repeated under its key; a state that is set twice is set once. Numbers stand here whole, since they
//! are what this is about; they leave it masked.

mod arrival;
mod commands;
mod drain;
mod follow;
mod held;
mod imports;
mod ledger;
mod needs;
mod push;
mod queue;
mod reading;
mod record;
mod removed;
mod replay;
mod requests;
mod said;
mod trace;

pub use record::{Recorded, Source, State, Statement, record, state};
pub use said::Direction;

pub(crate) use imports::TABLES as IMPORTS;

use callboard_rpc::types::SourceKind;

use crate::Engine;
use crate::slice::{Reviver, Slice};

/// The part of do-not-call in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[ledger::TABLES, requests::TABLES, held::TABLES, queue::TABLES],
    sealed: &[requests::REQUESTS, imports::MARKS, imports::REFUSED],
    sealed_trees: &[imports::LISTED],
    resume: Some(resume),
    messages: &[&push::Push::<false>, &push::Push::<true>],
    arrival: Some(|_| arrival::arrival()),
    trace: Some(trace::trace),
    revive: Some(Reviver { kind: SourceKind::DataAction, revive: replay::revive }),
    needs: Some(|db, _, now| needs::needs(db, now)),
    waiting: Some(needs::as_tasks),
    on_removed: Some(removed::removed),
    ..Slice::named("dnc")
};

/// Begins the loops; what was under way is begun anew.
fn resume(engine: &Engine) {
    drain::resume(engine);
    arrival::resume(engine);
    removed::resume(engine);
    imports::resume(engine);
}

#[cfg(test)]
mod tests;
