//! Dispositions: what the end of a call means, and what it does.
//!
//! Cast. The **map** of a connection says code → category → severity → actions ([`code`] is what a code is). A person
//! changes a **draft**, tries it on the events that are stored ([`try_map`]), and publishes it: a **version**, which
//! never changes; going back publishes a copy. [`decide`] takes events as they come and makes a **decision** of each,
//! by the version that is published then. The newest event of a contact by its own time is its **head** ([`head`]):
//! that one is applied, older ones are late. A decision has **effects** ([`effects`]): messages of the
//! outbox, opt-outs first, one writing a contact at a time. Who listens to its severity is told ([`route`]). What
//! ended is an **outcome**, sealed in the audit log by one row a commit. A map that is published may be applied to
//! earlier events too ([`reapply`]). What waits for a connection that is removed ends ([`gone`]).
//!
//! After a crash: an event is decided or not, since its decision, its effects and its routes are one write. An effect
//! that was being sent is read at the tenant before it is repeated, under its old key. An event on which deciding
//! fails is set aside after three attempts, and others go on.

mod alert;
mod apply;
mod body;
mod code;
mod commands;
mod compare;
mod decide;
mod decisions;
mod default_map;
mod drafts;
mod effects;
mod feed;
mod file;
mod gone;
mod head;
mod lookup;
mod maps;
mod meanings;
mod needs;
mod outcomes;
mod patch;
mod publish;
mod reapply;
mod rederive;
mod replay;
mod respell;
mod retention;
mod route;
mod settle;
mod shown;
mod suppress;
mod trace;
mod try_map;
mod unmapped;
mod validate;
mod versions;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use alert::MIGRATION as ALERTS;
pub(crate) use decisions::{FINE, MIGRATION as DECISIONS};
pub(crate) use drafts::MIGRATION as DRAFTS;
pub use file::{LARGEST as LARGEST_MAP, read as read_map};
pub use maps::Maps;
pub use needs::{Queue, as_tasks, codes_to_map, needs, queue};
pub(crate) use outcomes::{MIGRATION as OUTCOMES_MIGRATION, WORDS as OUTCOME_WORDS};
pub(crate) use route::{MIGRATION as ROUTES, TOLD_AS};
pub use trace::trace;
pub(crate) use versions::MIGRATION as VERSIONS;

use crate::Engine;
use callboard_rpc::types::SourceKind;

use crate::slice::{Reviver, Slice};

/// The part of call results in the program.
pub(crate) const SLICE: Slice = Slice {
    sealed: &[outcomes::OUTCOMES],
    resume: Some(resume),
    messages: &[&patch::Patch, &suppress::Suppress],
    arrival: Some(|memory| decide::arrival(&memory.maps)),
    trace: Some(trace::trace),
    revive: Some(Reviver { kind: SourceKind::CallResult, revive: replay::revive }),
    needs: Some(|db, _, _| needs::needs(db)),
    waiting: Some(needs::as_tasks),
    on_removed: Some(gone::removed),
    ..Slice::named("disposition")
};

/// Begins the loops; what was under way is begun anew.
fn resume(engine: &Engine) {
    decide::resume(engine);
    alert::resume(engine);
    reapply::resume(engine);
    gone::resume(engine);
    respell::resume(engine);
    retention::resume(engine);
}
