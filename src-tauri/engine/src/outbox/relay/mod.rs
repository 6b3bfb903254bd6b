//! The relay: sends messages over kept-alive connections, a bounded number at once, the most important class first.
//!
//! One loop for all lanes. A lane that has something to send waits for one of its connection's permits, and takes messages
//! only when it holds one, so that nothing is held meanwhile. One write settles whatever has ended, takes what is to be sent
//! next and marks it: the more there is to do, the more shares a commit. What is in flight is known in memory, and by the
//! mark after a crash.

mod lane;
mod take;
mod turn;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use callboard_cxone::Permit;
use callboard_rpc::types::ConnectionId;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::kind::{Kinds, Tried, find};
use super::message::Recipient;
use super::recover::recover;
use super::row::{LaneId, Row, WAKE};
use super::settle::Finished;
use crate::kernel::watchdog::Part;
use crate::kernel::{Result, tasks};
use crate::settings::Settings;
use crate::{Engine, connection, settings};
use lane::Lane;
pub(super) use take::InFlight;
#[cfg(test)]
pub(super) use take::take;
use take::{Standing, ToSend, to_send};

/// With so many outcomes the next write begins, whatever else may come.
const MOST_GATHERED: usize = 64;
/// Where storage itself fails, we look again after this long.
const TROUBLE: Duration = Duration::from_secs(2);

/// Sends messages of these kinds from now on, beginning with those that wait already.
pub(super) fn resume(engine: &Engine, kinds: Kinds) {
    let this = engine.clone();
    engine.kernel.keep_running("the relay of the outbox", move || begin(this.clone(), kinds));
}

async fn begin(engine: Engine, kinds: Kinds) -> Result<()> {
    engine.kernel.db.write(move |write| recover(write, kinds)).await?;
    let house = Arc::new(engine.kernel.db.read(settings::get).await?);
    let watchdog = &engine.kernel.watchdog;
    let relay = Relay {
        asks: watchdog.part("the asking for permits for the outbox"),
        attempts: watchdog.part("an attempt of the outbox"),
        engine,
        kinds,
        lanes: BTreeMap::new(),
        asking: JoinSet::new(),
        sending: JoinSet::new(),
        in_flight: InFlight::new(),
        ready: Vec::new(),
        finished: Vec::new(),
        next_due: None,
        house,
    };
    relay.run().await
}

struct Relay {
    engine: Engine,
    kinds: Kinds,
    lanes: BTreeMap<LaneId, Lane>,
    /// Each in a task of its own, so that they are polled while rows are read and written.
    asking: JoinSet<Asked>,
    /// Each in a task of its own, so that they go on while outcomes are written.
    sending: JoinSet<Finished>,
    /// As the marks say.
    in_flight: InFlight,
    /// Permits with their clients, for messages that are to be taken in the next turn.
    ready: Vec<Ready>,
    finished: Vec<Finished>,
    /// When the next wait is over.
    next_due: Option<Timestamp>,
    house: Arc<Settings>,
    /// Who asks and what is in flight is watched, each by itself.
    asks: Part,
    attempts: Part,
}

/// A lane that may send, as often as it holds permits.
struct Ready {
    lane: LaneId,
    to: Recipient,
    permits: Vec<Permit>,
}

/// What came of asking for permits: none where the connection cannot be used, and why.
struct Asked {
    lane: LaneId,
    granted: std::result::Result<Ready, String>,
}

impl Relay {
    async fn run(mut self) -> Result<()> {
        let bell = self.engine.kernel.tasks.bell(WAKE);
        let stop = self.engine.kernel.shutdown.token();
        let part = self.engine.kernel.watchdog.part("the relay of the outbox");
        self.look().await?;
        loop {
            let clock = self.engine.kernel.clock.clone();
            let next = self.next_look();
            let looking = tokio::select! {
                biased;
                () = stop.cancelled() => return self.let_finish().await,
                Some(Ok(finished)) = self.sending.join_next() => { self.ended(finished); false }
                Some(Ok(asked)) = self.asking.join_next() => { self.asked(asked).await?; false }
                () = bell.notified() => { self.look_at_unusable(); true }
                () = until(&clock, next) => true,
            };
            let _round = part.round();
            self.gather().await?;
            if !self.finished.is_empty() || !self.ready.is_empty() {
                self.turn().await?;
            } else if looking {
                self.look().await?;
            }
        }
    }

    /// Whatever else has ended or was granted shares the next write, also what comes while others have their turn.
    async fn gather(&mut self) -> Result<()> {
        loop {
            let before = self.finished.len() + self.ready.len();
            while let Some(Ok(finished)) = self.sending.try_join_next() {
                self.ended(finished);
            }
            while let Some(Ok(asked)) = self.asking.try_join_next() {
                self.asked(asked).await?;
            }
            let after = self.finished.len() + self.ready.len();
            if after == before || after >= MOST_GATHERED {
                return Ok(());
            }
            tokio::task::yield_now().await;
        }
    }

    fn ended(&mut self, finished: Finished) {
        let of = finished.row.lane.clone();
        self.lane(&of).ended(&finished.tried);
        for (_, lane) in self.lanes.iter_mut().filter(|(id, _)| id.connection == of.connection) {
            lane.wait_for(&finished.tried);
        }
        self.finished.push(finished);
    }

    /// Something was enqueued, or a connection was mended.
    fn look_at_unusable(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.unusable_until = None;
        }
    }

    /// A lane that is new waits as long as the others of its connection.
    fn lane(&mut self, id: &LaneId) -> &mut Lane {
        let others = self.lanes.iter().filter(|(other, _)| other.connection == id.connection);
        let not_before = others.filter_map(|(_, lane)| lane.not_before()).max();
        self.lanes.entry(id.clone()).or_insert_with(|| Lane::waiting_until(not_before))
    }

    async fn asked(&mut self, asked: Asked) -> Result<()> {
        self.lane(&asked.lane).asking = false;
        match asked.granted {
            Ok(ready) => self.ready.push(ready),
            Err(why) => self.put_off(asked.lane, why).await?,
        }
        Ok(())
    }

    /// What is to be sent, by reading alone; where a wait is over, in a write.
    async fn look(&mut self) -> Result<()> {
        let (now, kinds, in_flight) = (self.engine.kernel.clock.now(), self.kinds, self.in_flight.clone());
        let read = self
            .engine
            .kernel
            .db
            .read(move |db| Ok((to_send(db, kinds, &in_flight, now)?, settings::get(db)?)));
        let (next, house) = read.await?;
        self.house = Arc::new(house);
        if next.next_due.is_some_and(|due| due <= now) {
            return self.turn().await;
        }
        self.ask_for(next);
        Ok(())
    }

    /// When to look again by itself.
    fn next_look(&self) -> Option<Timestamp> {
        let now = self.engine.kernel.clock.now();
        let held = self.lanes.values().filter_map(|lane| lane.held_until(now).or(lane.paused_until));
        held.chain(self.next_due).min()
    }

    /// Asks for permits where something is ready and nobody asks yet. While a more important class of a connection has
    /// something to send, the others stand in the line for one permit at a time: they are not starved, and cannot take all
    /// that are free before the more important has asked.
    fn ask_for(&mut self, next: ToSend) {
        self.next_due = next.next_due;
        for lane in self.lanes.values_mut() {
            lane.paused_until = None;
        }
        let now = self.engine.kernel.clock.now();
        let mut pressed: BTreeSet<ConnectionId> = BTreeSet::new();
        for (id, Standing { ready, paused_until }) in by_importance(next.lanes) {
            let lane = self.lane(&id);
            lane.paused_until = paused_until;
            if lane.held_until(now).is_some() {
                continue;
            }
            let most = if pressed.contains(&id.connection) { 1 } else { lane.room() };
            let wanted = if lane.asking { 0 } else { ready.min(lane.room()).min(most) };
            lane.asking |= wanted > 0;
            if ready > 0 {
                pressed.insert(id.connection.clone());
            }
            if wanted > 0 {
                let what = id.connection.as_str().to_owned();
                let asks = ask_whole(self.engine.clone(), Arc::clone(&self.house), id, wanted);
                self.asking.spawn(self.asks.task(tasks::LIMIT, what, asks));
            }
        }
    }

    fn send(&mut self, ready: Ready, rows: Vec<Row>) {
        let Ready { lane, to, permits } = ready;
        for (row, permit) in rows.into_iter().zip(permits) {
            let Some(kind) = find(self.kinds, &row.kind) else { continue };
            self.lane(&lane).in_flight += 1;
            self.in_flight.entry(lane.clone()).or_default().insert(row.number, row.kind.clone());
            let (row, to, jitter) = (Arc::new(row), to.clone(), self.engine.kernel.chance.unit());
            let what = format!("{} {}", row.kind, row.number);
            let attempt = async move {
                let attempt = AssertUnwindSafe(kind.attempt(to, permit, Arc::clone(&row))).catch_unwind();
                let tried = attempt.await.unwrap_or_else(|_| {
                    let message = "Callboard could not try it, for a reason of its own".to_owned();
                    Tried::Failed(callboard_cxone::Error::Config { message })
                });
                Finished { row, kind, tried, jitter }
            };
            self.sending.spawn(self.attempts.task(tasks::LIMIT, what, attempt));
        }
    }
}

/// The more important classes first.
fn by_importance(mut standing: Vec<(LaneId, Standing)>) -> Vec<(LaneId, Standing)> {
    standing.sort_by_key(|(id, _)| id.class);
    standing
}

/// The same, where asking panics too: a lane whose question is lost would ask no more.
async fn ask_whole(engine: Engine, house: Arc<Settings>, lane: LaneId, wanted: usize) -> Asked {
    let asking = AssertUnwindSafe(ask(engine, house, lane.clone(), wanted)).catch_unwind();
    asking.await.unwrap_or_else(|_| {
        let why = "Callboard could not use the connection, for a reason of its own".to_owned();
        Asked { lane, granted: Err(why) }
    })
}

/// Waits for the first permit; takes as many more as are free at once.
async fn ask(engine: Engine, house: Arc<Settings>, lane: LaneId, wanted: usize) -> Asked {
    let of = lane.connection.clone();
    let row = engine.kernel.db.read(move |db| connection::find(db, &of)).await;
    let client = row.and_then(|row| Ok((engine.tenants.of(&row)?, row)));
    let (tenant, row) = match client {
        Ok(client) => client,
        Err(error) => return Asked { lane, granted: Err(error.to_string()) },
    };
    let mut permits = vec![tenant.permit(lane.class).await];
    while permits.len() < wanted {
        let Some(permit) = tenant.permit(lane.class).now_or_never() else { break };
        permits.push(permit);
    }
    let to = Recipient { tenant, connection: Arc::new(row), house, db: engine.kernel.db.clone() };
    Asked { granted: Ok(Ready { lane: lane.clone(), to, permits }), lane }
}

async fn until(clock: &callboard_clock::Clock, at: Option<Timestamp>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
