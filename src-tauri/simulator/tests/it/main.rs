//! The stand-in as a client meets it: over a socket, with a clock that only the test moves.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

mod contacts;
mod control;
mod exchanges;
mod faults;
mod journal;
mod listener;
mod outbound;
mod progress;
mod senders;
mod sending;
mod state;
mod tenant;
mod token;
