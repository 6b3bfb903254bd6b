//! Deciding: events in the order of their arrival, in slices that hold the writer for a few milliseconds.

use std::collections::BTreeMap;

use callboard_rpc::types::{ConnectionId, SourceKind, TrafficState};
use callboard_rpc::{Caller, Topic};

use super::carry::Carrier;
use super::consequences::consequences;
use super::decisions::{self, Decision};
use super::known::at_arrival;
use super::outcomes::{self, Outcome};
use super::step::Now;
use super::{body, removed};
use crate::Engine;
use crate::inbox::{self, Arrival, Event};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, Result, Write};
use crate::map::{Maps, Rules, versions};

const KIND: &str = "disposition.decide";
/// Events of one write: about 5 ms of the writer.
const SLICE: usize = 100;
/// Attempts for an event that fails by itself, before it is set aside.
const ATTEMPTS: u32 = 3;

/// The hook of the inbox for call results.
pub(crate) fn arrival(maps: &Maps) -> Arrival {
    let maps = maps.clone();
    Arrival {
        kinds: &[SourceKind::CallResult],
        arrived: Box::new(move |write, events| arrived(write, &maps, &events)),
    }
}

/// Events are decided in the write that stores them, where they are few and nothing older waits: nothing has to be read
/// again. Otherwise, and where that fails, the loop decides them.
fn arrived(write: &mut Write<'_>, maps: &Maps, events: &[Event]) -> Result<()> {
    let oldest = inbox::undecided(write, SourceKind::CallResult, decisions::newest(write)?, 1)?;
    let is_next = oldest.first().map(|event| event.number) == events.first().map(|event| event.number);
    if !is_next || events.len() > SLICE {
        return later(write);
    }
    let decided = write.apart(|write| {
        let read = events.iter().map(body::read).collect::<std::result::Result<Vec<_>, _>>();
        decide(write, maps, &read.map_err(anyhow::Error::msg)?)
    });
    if let Err(error) = decided? {
        tracing::warn!(%error, "events could not be decided as they arrived; each is decided by itself");
        return later(write);
    }
    Ok(())
}

/// The loop decides what is not decided yet.
pub(super) fn later(write: &mut Write<'_>) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, "all", now, &())
}

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| decide_all(this.clone(), task));
    let this = engine.clone();
    // What a crash left between an event and its task is found too.
    engine.kernel.keep_running("the search for events that wait to be decided", move || {
        let this = this.clone();
        async move { this.kernel.db.write(later).await }
    });
}

async fn decide_all(engine: Engine, task: Task) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    while !stop.is_cancelled() {
        let events = engine.kernel.db.read(next).await?;
        if events.is_empty() {
            break;
        }
        decide_slice(&engine, &events).await?;
    }
    engine
        .kernel
        .db
        .write(move |write| {
            // An event that arrived meanwhile has scheduled the task anew, and is not settled by this.
            tasks::done(write, &task)
        })
        .await
}

fn next(db: &rusqlite::Connection) -> Result<Vec<Event>> {
    inbox::undecided(db, SourceKind::CallResult, decisions::newest(db)?, SLICE)
}

/// All in one write. Where that fails for a reason that is not storage's, each by itself, so that one that is poison
/// holds up no other; order within a contact does not suffer, since the newest event time wins.
async fn decide_slice(engine: &Engine, events: &[Event]) -> Result<()> {
    let read: Vec<_> = events.iter().map(body::read).collect();
    if let Ok(all) = read.iter().cloned().collect::<std::result::Result<Vec<_>, _>>() {
        match decide_together(engine, all).await {
            Err(Error::Other(error)) => {
                tracing::warn!(%error, "a slice of events could not be decided; each is decided by itself");
            }
            settled => return settled,
        }
    }
    for (event, read) in events.iter().zip(read) {
        let why = match read {
            Ok(decision) => decide_one(engine, decision).await?,
            Err(why) => Some(why),
        };
        if let Some(why) = why {
            let number = event.number;
            engine.kernel.db.write(move |write| set_aside(write, number, &why)).await?;
        }
    }
    Ok(())
}

async fn decide_together(engine: &Engine, all: Vec<Decision>) -> Result<()> {
    let maps = engine.memory.maps.clone();
    engine.kernel.db.write(move |write| decide(write, &maps, &all)).await
}

/// Answers why the event cannot be decided.
async fn decide_one(engine: &Engine, event: Decision) -> Result<Option<String>> {
    let mut attempt = 1;
    loop {
        match decide_together(engine, vec![event.clone()]).await {
            Err(Error::Other(why)) if attempt == ATTEMPTS => return Ok(Some(why.to_string())),
            Err(Error::Other(_)) => attempt += 1,
            settled => return settled.map(|()| None),
        }
    }
}

/// A poison event is kept as a dead letter with the reason, until a person replays it.
fn set_aside(write: &mut Write<'_>, number: i64, why: &str) -> Result<()> {
    tracing::error!(event = number, why, "an event could not be decided and is set aside");
    inbox::settle(write, number, TrafficState::Dead, Some(why))?;
    let entry = Entry::new("disposition.set_aside", format!("event/evt_{number}"));
    write.audit(&Caller::engine(), entry.result(format!("failed: {why}")))?;
    outcomes::note(write, &Outcome::undecided(number, "set aside"))
}

/// Decides these in one write; those whose connection was removed end.
pub(super) fn decide(write: &mut Write<'_>, maps: &Maps, arrived: &[Decision]) -> Result<()> {
    let mut carrier = Carrier::default();
    let mut in_force: BTreeMap<&ConnectionId, Option<Rules>> = BTreeMap::new();
    for event in arrived {
        let of = &event.connection;
        if !in_force.contains_key(of) {
            in_force.insert(of, rules(write, maps, of)?);
        }
        let Some(rules) = &in_force[of] else {
            removed::end(write, event.event)?;
            continue;
        };
        let all = consequences(&at_arrival(write, event)?, Now::Arrived(rules));
        carrier.carry_out(write, event.of(), all.steps)?;
    }
    carrier.close(write)?;
    write.changed(Topic::Dispositions);
    Ok(())
}

/// The rules of a connection, as this write finds them; `None` where it was removed.
fn rules(write: &mut Write<'_>, maps: &Maps, of: &ConnectionId) -> Result<Option<Rules>> {
    if removed::is_removed(write, of)? {
        return Ok(None);
    }
    versions::ensure(write, of)?;
    maps.of(write, of).map(Some)
}
