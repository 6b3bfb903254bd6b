//! Runs: one time that a campaign runs, from its first window to its last word.
//!
//! Cast: [`open`] makes a [`Run`] in the transaction that makes its windows. From its first start on, `poll` reads
//! the tenant's figures and moves it: waiting → running (↔ stalled) → completed, ended, stopped, failed or superseded. The end
//! is announced exactly once: state, audit row, notice and outgoing webhook are one transaction. Everybody is
//! expected once, however many windows of the run call them. A run is completed when its count is reached and no window
//! is to come; where several windows of a zone call the same people, only after the last. It is over when its figures
//! were told after its last window's end and have been still since then; as long as nobody could be asked, it waits and
//! says so, and a person may close it (`end`). After a crash the poll is due at once and goes on
//! where it stood; figures never go backwards, and a tenant that reports less than before is flagged.

mod answer;
mod awaits;
mod commands;
mod conclude;
mod end;
mod eta;
mod figures;
mod marks;
mod needs;
mod open;
mod others;
mod pace;
mod people;
mod points;
mod poll;
mod progress;
mod set_back;
mod stall;
mod stop;
mod store;
mod summary;
mod tell;
#[cfg(test)]
mod tests;

pub use awaits::{AwaitedZone, Awaits, await_more, awaited_occurrences, no_more_awaited, starts_to_come};
pub use open::{NewRun, look_again, open, windows_added};
pub(crate) use stop::Stopped;
pub use stop::{stop_asked, supersede};
pub use store::{Run, find, last_of, live};
pub use summary::summarise;
pub use tell::stall_title;

use crate::slice::Slice;

/// The part of runs in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[store::TABLES, awaits::TABLES],
    resume: Some(poll::resume),
    set_back: Some(set_back::set_back),
    needs: Some(|db, _, _| needs::needs(db)),
    ..Slice::named("run")
};
