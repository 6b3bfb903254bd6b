//! Runs: one time that a campaign runs, from its first window to its last word.
//!
//! Cast: [`open`] makes a [`Run`] in the transaction that makes its windows. From its first start on, `poll` reads
//! the tenant's figures and moves it: waiting → running (↔ stalled) → completed, ended, stopped or failed. The end
//! is announced exactly once: state, audit row, notice and outgoing webhook are one transaction. After a crash the
//! poll is due at once and goes on where it stood; figures never go backwards, and a tenant that reports less than
//! before is flagged.

mod awaits;
mod commands;
mod eta;
mod figures;
mod points;
mod poll;
mod progress;
mod stall;
mod store;
mod summary;
#[cfg(test)]
mod tests;

pub use awaits::{AWAITS_MIGRATION, Awaits, await_more, awaited};
pub(crate) use poll::set_back;
pub use store::{MIGRATION, NewRun, Run, find, last_of, live, look_again, open, stop_asked, windows_added};
pub use summary::summarise;

use crate::Engine;

/// Begins the loop; runs that were under way are polled at once.
pub(crate) fn resume(engine: &Engine) {
    poll::resume(engine);
}
