//! What is to happen later: rows that survive a crash, and loops that wake when one is due.
//!
//! A task is written by [`schedule`] in the transaction of what caused it, and settled by [`done`], [`again`],
//! [`retry`] or [`dead`] in the transaction of its effect. Nobody owns a row while it is worked on: one process
//! holds the data directory, so at its start everything that is due is simply begun anew, and every kind of
//! work is written to be repeated without a second effect.

mod rows;
mod work;

pub use rows::{MIGRATION, Task, Waiting, again, cancel, dead, done, retry, schedule, waiting};
pub use work::{Tasks, Wakes};
