//! The end of events whose connection was removed: those that are held, and those that are not decided yet. The outbox
//! ends the messages that are still to be sent.

use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, SourceKind, TrafficState};
use rusqlite::Connection;

use super::decisions;
use super::outcomes::{self, Outcome};
use crate::kernel::tasks;
use crate::kernel::{Error, Result, Write};
use crate::map::versions;
use crate::{Engine, connection, inbox};

const KIND: &str = "disposition.removed";
/// Rows of one write: a few milliseconds of the writer.
const SLICE: usize = 200;
pub(super) const WORDS: &str = "Its connection was removed.";
/// The word of the outcome.
pub(super) const OUTCOME: &str = "dead: connection removed";

/// A connection was removed: its events end from now on, and also after a crash.
pub(crate) fn removed(write: &mut Write<'_>, _: &ConnectionId) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, "all", now, &())
}

pub(super) fn resume(engine: &Engine) {
    engine.kernel.run_in_slices(KIND, |write, _| end_some(write));
}

pub(super) fn is_removed(db: &Connection, of: &ConnectionId) -> Result<bool> {
    match connection::find(db, of) {
        Ok(_) => Ok(false),
        Err(Error::Said(_)) => Ok(true),
        Err(other) => Err(other),
    }
}

/// An event that is held or not decided ends.
pub(super) fn end(write: &mut Write<'_>, event: i64) -> Result<()> {
    inbox::settle(write, event, TrafficState::Dead, Some(WORDS))?;
    let outcome = match decisions::find(write, event)? {
        Some(held) => Outcome::of(&held, OUTCOME),
        None => Outcome::undecided(event, OUTCOME),
    };
    outcomes::note(write, &outcome)
}

/// Ends a slice of the events that wait. Answers whether there may be more.
fn end_some(write: &mut Write<'_>) -> Result<bool> {
    let mut left = SLICE;
    for of in versions::connections(write)? {
        if left > 0 && is_removed(write, &of)? {
            left -= end_held(write, &of, left)?;
        }
    }
    if left < SLICE {
        write.changed(Topic::Dispositions);
    }
    Ok(left == 0)
}

/// Ends events that are held. Answers how many.
fn end_held(write: &mut Write<'_>, of: &ConnectionId, limit: usize) -> Result<usize> {
    let held = inbox::held(write, SourceKind::CallResult, of, limit)?;
    for event in &held {
        end(write, *event)?;
    }
    Ok(held.len())
}
