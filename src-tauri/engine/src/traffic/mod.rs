//! What came in and what went out, in one list, and each followed from its arrival to its last effect.
//!
//! Cast. A **row** is an event, a refused event or a delivery; nothing is kept here, all of it is read from the inbox and
//! the outbox. A **trace** is one of them with its steps in time; a slice that does something because of an event adds
//! its own ([`crate::slice::Slice`]). **Dead letters** are told apart by what they failed for, and are done again by
//! the slice whose they are.

mod about;
mod commands;
mod dead;
mod list;
mod trace;

pub(crate) use dead::count as dead_letters;
pub(crate) use trace::Tracer;

#[cfg(test)]
mod tests;
