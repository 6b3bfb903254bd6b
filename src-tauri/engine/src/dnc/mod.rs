//! Do not call: for each number and connection, whether it may be called.
//!
//! Cast. An **event** says that a number opted out or in at a time; [`record`] is the one way in, whoever says it (a
//! disposition, a webhook, a file, a person). The **ledger** is what follows from all events of a number: the newest
//! time wins, to the nanosecond, at equal times the opt-out (contract §7), in whatever order and however often they came. Numbers stand
//! here whole, since they are what this is about; they leave it masked.

mod ledger;

pub use ledger::{Direction, Recorded, State, record, state};

use crate::slice::Slice;

/// The part of do-not-call in the program.
pub(crate) const SLICE: Slice = Slice { tables: &[ledger::TABLES], ..Slice::named("dnc") };

#[cfg(test)]
mod tests;
