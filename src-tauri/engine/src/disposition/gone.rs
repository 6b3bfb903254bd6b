//! What waits for a connection that was removed. Nothing can come of it any more, so it ends: events that are held, and
//! those that are not decided yet. Messages that are still to be sent are ended by the outbox.

use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, SourceKind, TrafficState};
use rusqlite::Connection;

use super::outcomes::{self, Outcome};
use super::{decisions, versions};
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, Result, Write};
use crate::{Engine, connection, inbox};

const KIND: &str = "disposition.gone";
/// Rows of one write: a few milliseconds of the writer.
const SLICE: usize = 200;
pub(super) const WORDS: &str = "Its connection was removed.";
/// The same as an outcome.
pub(super) const OUTCOME: &str = "dead: connection removed";

/// A connection was removed: what waits for it ends from now on, and also after a crash.
pub(crate) fn removed(write: &mut Write<'_>, _: &ConnectionId) -> Result<()> {
    begin(write)
}

fn begin(write: &mut Write<'_>) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, "all", now, &())
}

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| end_all(this.clone(), task));
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        // What an earlier version of the program left waiting is found too.
        if let Err(error) = this.kernel.db.write(begin).await {
            tracing::warn!(%error, "what waits for removed connections is looked for at the next start");
        }
    });
}

pub(super) fn is_gone(db: &Connection, of: &ConnectionId) -> Result<bool> {
    match connection::find(db, of) {
        Ok(_) => Ok(false),
        Err(Error::Said(_)) => Ok(true),
        Err(other) => Err(other),
    }
}

/// An event that is held or not decided ends.
pub(super) fn end(write: &mut Write<'_>, event: i64) -> Result<()> {
    inbox::settle(write, event, TrafficState::Dead, Some(WORDS))?;
    let version = decisions::find(write, event)?.map_or(0, |decision| decision.version);
    outcomes::note(
        write,
        Outcome { event, version, category: None, effect: None, word: OUTCOME, words: None },
    )
}

async fn end_all(engine: Engine, task: Task) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    while engine.kernel.db.write(end_some).await? {
        if stop.is_cancelled() {
            return Ok(());
        }
    }
    engine.kernel.db.write(move |write| tasks::done(write, &task)).await
}

/// Some of what waits; whether there may be more.
fn end_some(write: &mut Write<'_>) -> Result<bool> {
    let mut left = SLICE;
    for of in versions::connections(write)? {
        if left > 0 && is_gone(write, &of)? {
            left -= end_held(write, &of, left)?;
        }
    }
    if left < SLICE {
        write.changed(Topic::Dispositions);
    }
    Ok(left == 0)
}

/// Events that are held; how many these were.
fn end_held(write: &mut Write<'_>, of: &ConnectionId, limit: usize) -> Result<usize> {
    let held = inbox::held(write, SourceKind::CallResult, of, limit)?;
    for event in &held {
        end(write, *event)?;
    }
    Ok(held.len())
}
