//! What a slice tells of its messages that have not arrived: how each stands, how long the queue is, and why it waits.

use callboard_rpc::types::{ConnectionId, WaitingTasks};
use jiff::Timestamp;
use rusqlite::Connection;

use super::message::Message;
use super::row::{self, DeadLetters, State};
use super::{paused, paused::Pause};
use crate::kernel::Result;

/// How a message stands that has not arrived.
#[derive(Clone, Debug)]
pub(crate) struct Standing<B> {
    pub(crate) state: State,
    pub(crate) body: B,
    pub(crate) attempts: u32,
    /// It is not wanted any more, and ends as it ends.
    pub(crate) called_off: bool,
    /// When it is tried again, where that is not at once.
    pub(crate) due: Option<Timestamp>,
    /// Why it failed last, or what it waits for.
    pub(crate) words: Option<String>,
    pub(crate) ended: Option<Timestamp>,
}

/// The messages of one subject that have not arrived, the oldest first.
pub(crate) fn standing<M: Message>(
    db: &Connection,
    connection: &ConnectionId,
    subject: &str,
) -> Result<Vec<Standing<M::Body>>> {
    let mut all = Vec::new();
    for one in row::of_subject(db, M::KIND, connection, subject)? {
        let pause = match one.state {
            State::Waiting => pause_of(db, one.row.connection(), M::KIND)?,
            _ => None,
        };
        let (until, why) = pause.map_or((None, None), |pause| (Some(pause.until), Some(pause.words)));
        all.push(Standing {
            state: one.state,
            body: one.row.body::<M>()?,
            attempts: one.row.attempts,
            called_off: one.called_off,
            due: one.due.max(until),
            words: one.words.or(why),
            ended: one.ended,
        });
    }
    Ok(all)
}

fn pause_of(db: &Connection, of: &ConnectionId, kind: &str) -> Result<Option<Pause>> {
    let mut pauses = paused::of(db, of)?;
    pauses.retain(|pause| pause.kind.as_deref().is_none_or(|paused| paused == kind));
    Ok(pauses.pop())
}

/// How many messages of these kinds are still to arrive, and since when the oldest waits. By an index, however many wait.
pub(crate) fn waiting(db: &Connection, kinds: &[&str]) -> Result<(u64, Option<Timestamp>)> {
    row::waiting(db, &serde_json::to_string(kinds)?)
}

/// How many messages of one connection and of these kinds are in flight, or wait for nothing but their turn.
pub(crate) fn in_turn(db: &Connection, of: &ConnectionId, kinds: &[&str]) -> Result<u64> {
    row::in_turn(db, of, &serde_json::to_string(kinds)?)
}

/// The dead letters of these kinds by cause, the most frequent first.
pub(crate) fn dead_by_cause(db: &Connection, kinds: &[&str]) -> Result<Vec<DeadLetters>> {
    row::dead_by_cause(db, &serde_json::to_string(kinds)?)
}

/// Dead letters by cause, in words: `Given up: 3 rejected, 1 conflict. …`.
fn given_up(causes: &[DeadLetters]) -> Option<String> {
    let first = causes.first()?;
    let counts: Vec<_> = causes.iter().map(|one| format!("{} {}", one.count, one.cause)).collect();
    Some(format!("Given up: {}. {}", counts.join(", "), first.words).trim_end().to_owned())
}

/// Why a message of one connection and of these kinds failed last that is sent again.
pub(crate) fn trouble(db: &Connection, of: &ConnectionId, kinds: &[&str]) -> Result<Option<String>> {
    row::last_words_of(db, of, &serde_json::to_string(kinds)?)
}

/// How these kinds stand among what else waits, under one name; absent where nothing waits and nothing is dead.
pub(crate) fn as_tasks(db: &Connection, name: &str, kinds: &[&str]) -> Result<Option<WaitingTasks>> {
    let causes = dead_by_cause(db, kinds)?;
    let kinds = serde_json::to_string(kinds)?;
    let (waiting, oldest) = row::waiting(db, &kinds)?;
    let dead: u64 = causes.iter().map(|cause| cause.count).sum();
    if waiting == 0 && dead == 0 {
        return Ok(None);
    }
    Ok(Some(WaitingTasks {
        kind: name.to_owned(),
        waiting,
        dead,
        oldest,
        next: row::next_of(db, &kinds)?.or(oldest),
        last_error: row::last_words(db, &kinds)?.or_else(|| given_up(&causes)),
    }))
}
