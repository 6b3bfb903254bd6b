//! Dispositions: what the end of a call means, and what it does.
//!
//! Cast. [`decide`] makes a **decision** of each event that arrives, by the published map (`crate::map`), which a person
//! tries on the stored events first ([`try_map`]). The newest event of a contact by its own time is its **head**
//! ([`head`]): it counts, older ones are late. A decision has **effects** ([`effects`]): messages of the outbox, opt-outs
//! first, one writing a contact at a time. Subscribers are notified by severity ([`route`], [`alert`]). Each end is an
//! **outcome**, sealed in the audit log by one row a commit.
//!
//! One pure function says what follows from all this: [`consequences`] takes the events of a contact as they are known and
//! the occasion (an event arrived, a map was published, a person replays a dead letter) and names the **steps**
//! ([`step`]). Deciding, publishing ([`reapply`]), trying ([`try_map`]) and replaying ([`replay`]) ask it; [`carry`] alone
//! carries steps out. The **state** of an event is derived from its decision and effects in one place ([`state`]).
//!
//! Read [`step`], [`consequences`], [`state`], [`carry`] first; then [`decide`], [`reapply`], [`patch`], [`suppress`].
//!
//! After a crash: an event is decided or not, since its decision, its effects and its routes are one write. A message
//! that was in flight is read at the tenant before it is repeated, under its old key. An event on which deciding
//! fails is set aside after three attempts, and others go on.

mod alert;
mod body;
mod carry;
mod commands;
mod consequences;
mod decide;
mod decisions;
mod effects;
mod feed;
mod head;
mod known;
mod needs;
mod outcomes;
mod patch;
mod publish;
mod reapply;
mod removed;
mod replay;
mod retention;
mod route;
mod scope;
mod shown;
mod state;
mod step;
mod suppress;
mod trace;
mod try_map;
mod unmapped;

#[cfg(test)]
mod tests;

pub use needs::{Queue, as_tasks, codes_to_map, needs, queue};
pub use trace::trace;

use callboard_rpc::types::SourceKind;
use futures_util::FutureExt as _;

use crate::Engine;
use crate::slice::{Reviver, Slice};

/// The part of call results in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[decisions::TABLES, outcomes::TABLES, route::TABLES, alert::TABLES],
    sealed: &[outcomes::OUTCOMES],
    resume: Some(resume),
    retention: Some(|engine| async move { retention::tidy(&engine.kernel).await }.boxed()),
    messages: &[&patch::Patch, &suppress::Suppress],
    arrival: Some(|memory| decide::arrival(&memory.maps)),
    trace: Some(trace::trace),
    revive: Some(Reviver { kind: SourceKind::CallResult, revive: replay::revive }),
    needs: Some(|db, _, _| needs::needs(db)),
    waiting: Some(needs::as_tasks),
    on_removed: Some(removed::removed),
    ..Slice::named("disposition")
};

/// Begins the loops; what was under way is begun anew.
fn resume(engine: &Engine) {
    decide::resume(engine);
    alert::resume(engine);
    reapply::resume(engine);
    removed::resume(engine);
}
