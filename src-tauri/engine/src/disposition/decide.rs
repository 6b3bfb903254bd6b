//! Deciding: events in the order in which they came, in slices that hold the writer for a few milliseconds.

use std::sync::Arc;

use callboard_rpc::types::{ConnectionId, SourceKind, TrafficState, UnmappedPolicy};
use callboard_rpc::{Caller, Topic};

use super::apply::{Deciding, apply};
use super::body::{self, Arrived};
use super::lookup::Lookup;
use super::maps::Maps;
use super::outcomes::{self, Outcome};
use super::route::Routes;
use super::{decisions, drafts, gone, versions};
use crate::Engine;
use crate::inbox::{self, Arrival, Event};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, Result, Write};

const KIND: &str = "disposition.decide";
/// Events of one write: about 5 ms of the writer.
const SLICE: usize = 100;
/// How often an event that fails by itself is decided before it is set aside.
const ATTEMPTS: u32 = 3;

/// What the inbox does with call results.
pub(crate) fn arrival(maps: &Maps) -> Arrival {
    let maps = maps.clone();
    Arrival {
        kinds: &[SourceKind::CallResult],
        arrived: Box::new(move |write, events| arrived(write, &maps, events)),
    }
}

/// They are decided in the write that stores them, where they are few and nothing older waits: nothing has to be read
/// again. Otherwise, and where that fails, the loop decides them.
fn arrived(write: &mut Write<'_>, maps: &Maps, events: Vec<Event>) -> Result<()> {
    let oldest = inbox::undecided(write, SourceKind::CallResult, decisions::newest(write)?, 1)?;
    let is_next = oldest.first().map(|event| event.number) == events.first().map(|event| event.number);
    if !is_next || events.len() > SLICE {
        return later(write);
    }
    let decided = write.apart(|write| {
        let read = events.into_iter().map(body::read).collect::<std::result::Result<Vec<_>, _>>();
        let read = read.map_err(|(_, why)| anyhow::anyhow!("{why}"))?;
        decide(write, maps, read.iter())
    });
    if let Err(error) = decided? {
        tracing::warn!(%error, "events could not be decided as they came; each is decided by itself");
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
    engine.kernel.shutdown.spawn(async move {
        // What a crash left between an event and its task is found too.
        if let Err(error) = this.kernel.db.write(later).await {
            tracing::warn!(%error, "events that wait to be decided are looked for when the next one comes");
        }
    });
}

async fn decide_all(engine: Engine, task: Task) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    while !stop.is_cancelled() {
        let events = engine.kernel.db.read(next).await?;
        if events.is_empty() {
            break;
        }
        decide_slice(&engine, events).await?;
    }
    engine
        .kernel
        .db
        .write(move |write| {
            // What came meanwhile has scheduled the task anew, and is not settled by this.
            tasks::done(write, &task)
        })
        .await
}

fn next(db: &rusqlite::Connection) -> Result<Vec<Event>> {
    inbox::undecided(db, SourceKind::CallResult, decisions::newest(db)?, SLICE)
}

/// All in one write. Where that fails for a reason that is not storage's, each by itself, so that one that is poison
/// holds up no other; order within a contact does not suffer, since the newest event time wins.
pub(super) async fn decide_slice(engine: &Engine, events: Vec<Event>) -> Result<()> {
    let read: Arc<Vec<_>> = Arc::new(events.into_iter().map(body::read).collect());
    if read.iter().all(std::result::Result::is_ok) {
        let (all, maps) = (Arc::clone(&read), engine.memory.maps.clone());
        let together = engine.kernel.db.write(move |write| decide(write, &maps, all.iter().flatten()));
        match together.await {
            Err(Error::Other(error)) => {
                tracing::warn!(%error, "a slice of events could not be decided; each is decided by itself");
            }
            settled => return settled,
        }
    }
    for at in 0..read.len() {
        decide_one(engine, &read, at).await?;
    }
    Ok(())
}

type Read = std::result::Result<Arrived, (i64, String)>;

async fn decide_one(engine: &Engine, read: &Arc<Vec<Read>>, at: usize) -> Result<()> {
    let mut attempt = 1;
    loop {
        let (all, maps) = (Arc::clone(read), engine.memory.maps.clone());
        let outcome = engine
            .kernel
            .db
            .write(move |write| match &all[at] {
                Ok(arrived) => decide(write, &maps, std::iter::once(arrived)),
                Err((_, why)) => Err(anyhow::anyhow!("{why}").into()),
            })
            .await;
        let Err(Error::Other(why)) = outcome else { return outcome };
        if attempt == ATTEMPTS {
            let number = match &read[at] {
                Ok(arrived) => arrived.event.number,
                Err((number, _)) => *number,
            };
            let why = why.to_string();
            return engine.kernel.db.write(move |write| set_aside(write, number, &why)).await;
        }
        attempt += 1;
    }
}

/// It is poison: kept as a dead letter with the reason, until a person replays it.
fn set_aside(write: &mut Write<'_>, number: i64, why: &str) -> Result<()> {
    tracing::error!(event = number, why, "an event could not be decided and is set aside");
    inbox::settle(write, number, TrafficState::Dead, Some(why))?;
    let told = Entry::new("disposition.set_aside", format!("event/evt_{number}"));
    write.audit(&Caller::engine(), told.result(format!("failed: {why}")))?;
    let outcome =
        Outcome { event: number, version: 0, category: None, effect: None, word: "set aside", words: None };
    outcomes::note(write, outcome)?;
    Ok(())
}

/// Decides these in one write; not those whose connection is gone, which end.
pub(super) fn decide<'a>(
    write: &mut Write<'_>,
    maps: &Maps,
    arrived: impl Iterator<Item = &'a Arrived>,
) -> Result<()> {
    let mut routes = Routes::default();
    let mut in_force: Vec<InForce> = Vec::new();
    for one in arrived {
        let known = in_force.iter().position(|map| map.connection == one.event.connection);
        if known.is_none() && gone::is_gone(write, &one.event.connection)? {
            gone::end(write, one.event.number)?;
            continue;
        }
        let at = known.unwrap_or(in_force.len());
        if known.is_none() {
            in_force.push(InForce::read(write, maps, &one.event.connection)?);
        }
        let map = &mut in_force[at];
        map.decided += 1;
        let (lookup, hold) = (&map.lookup, map.hold);
        apply(write, &mut Deciding { lookup, hold, routes: &mut routes }, one)?;
    }
    for map in in_force {
        versions::count_decided(write, &map.connection, map.lookup.version, map.decided)?;
    }
    routes.close(write)?;
    write.changed(Topic::Dispositions);
    Ok(())
}

/// The map and the policy of one connection, as this write finds them.
#[derive(Debug)]
pub(super) struct InForce {
    pub(super) connection: ConnectionId,
    pub(super) lookup: Arc<Lookup>,
    pub(super) hold: bool,
    decided: i64,
}

impl InForce {
    pub(super) fn read(write: &mut Write<'_>, maps: &Maps, connection: &ConnectionId) -> Result<Self> {
        versions::ensure(write, connection)?;
        Ok(Self {
            connection: connection.clone(),
            lookup: maps.of(write, connection)?,
            hold: drafts::policy(write, connection)? == UnmappedPolicy::Hold,
            decided: 0,
        })
    }
}
