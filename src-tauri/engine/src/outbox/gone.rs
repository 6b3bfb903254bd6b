//! What waits for a connection that was removed. Nothing can come of it any more, so it ends.

use callboard_rpc::types::ConnectionId;

use super::kind::{Kinds, find};
use super::message::Why;
use super::row;
use crate::Engine;
use crate::connection;
use crate::kernel::tasks;
use crate::kernel::{Error, Result, Write};

const KIND: &str = "outbox.gone";
/// Messages of one write: a few milliseconds of the writer.
const SLICE: usize = 200;
const WORDS: &str = "Its connection was removed.";

/// A connection was removed: what waits for it ends from now on, and also after a crash.
pub(crate) fn removed(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, connection.as_str(), now, &())
}

pub(super) fn resume(engine: &Engine, kinds: Kinds) {
    engine
        .kernel
        .run_in_slices(KIND, move |write, task| end_some(write, kinds, &ConnectionId(task.key.clone())));
}

pub(super) fn is_gone(write: &Write<'_>, of: &ConnectionId) -> Result<bool> {
    match connection::find(write, of) {
        Ok(_) => Ok(false),
        Err(Error::Said(_)) => Ok(true),
        Err(other) => Err(other),
    }
}

/// Some of what waits and is not in flight; whether there may be more.
fn end_some(write: &mut Write<'_>, kinds: Kinds, of: &ConnectionId) -> Result<bool> {
    let ended = row::some_of(write, of, SLICE)?;
    for row in &ended {
        row::keep(write, row, "dead", "connection removed", WORDS)?;
        if let Some(kind) = find(kinds, &row.kind) {
            kind.given_up(write, row, &Why::ConnectionRemoved)?;
        }
    }
    Ok(ended.len() == SLICE)
}
