//! What is to happen later: rows that survive a crash, and loops that wake when one is due.
//!
//! A task is written by [`schedule`] in the transaction of what caused it, and settled by [`done`], [`again`],
//! [`retry`] or [`dead`] in the transaction of its effect. Nobody owns a row while it is worked on: one process
//! holds the data directory, so at its start everything that is due is simply begun anew, and every kind of
//! work is written to be repeated without a second effect.
//!
//! When a task is due stands in its row by the calendar. Where that is set back, all of them are due as long from now as
//! they were ([`set_back`]).

mod rows;
mod work;

pub(in crate::kernel) use rows::TABLES;
pub(crate) use rows::cut_waits;
pub(in crate::kernel) use rows::set_back;
pub use rows::{Task, Waiting, advance, again, cancel, dead, done, retry, schedule, waiting};
pub use work::{LIMIT, Tasks, Wakes};
