//! The stand-in tenant inside the program: to try everything with nothing set up.
//!
//! Cast: [`StandIn`] holds the running stand-in (`callboard-simulator`, on loopback, its state in the data
//! directory). A **connection** with `stand_in` leads there and is otherwise like any other: every request goes
//! over the wire, through the same client. [`places`] is where sample contacts live; [`choose`] takes those that may
//! be called now, and one that may not. `demo.start` puts a campaign there, imports a contact list, saves a schedule
//! and runs it now, each by the very command that a person would use.
//!
//! After a crash: where a stand-in connection exists, the stand-in starts with the engine, on its old port where
//! that is free; else the connection follows it.

mod choose;
mod commands;
mod places;
mod running;
mod sample;
#[cfg(test)]
mod tests;

pub(crate) use running::StandIn;

use crate::slice::Slice;

/// The part of the practice tenant in the program.
pub(crate) const SLICE: Slice = Slice { resume: Some(running::resume), ..Slice::named("stand_in") };
