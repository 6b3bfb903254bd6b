//! The outbox in a real engine, with kinds of its own, on a clock that the tests step; a stand-in tenant answers.

mod batches;
mod house;
mod kills;
pub(super) mod kinds;
mod ordering;
mod pausing;
mod property;
mod unknown;
