//! The commands of schedules: what is looked at, what is saved, what is sent.

mod look;
mod save;
mod send;
