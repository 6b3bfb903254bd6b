//! Doing effects: over kept-alive connections, a bounded number at once, opt-outs first.
//!
//! One loop for all lanes. A lane that has something due waits for one of its connection's permits (opt-outs and the
//! rest in their own class), and takes a row only when it holds one, so that nothing is held meanwhile. One write
//! settles whatever has ended and takes what is to be tried next: the more there is to do, the more shares a commit.

mod lane;
mod turn;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use callboard_cxone::retry::Policy;
use callboard_cxone::{Class, Permit, Tenant};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::attempt::{Tried, attempt};
use super::claim::{self, Job, LaneId, Standing};
use super::settle::Finished;
use super::stale;
use crate::kernel::Result;
use crate::{Engine, settings};
use lane::Lane;

/// The bell that is rung where an effect was written.
pub(super) const LANE: &str = "disposition.effects";
/// With so many outcomes the next write begins, whatever else may come.
const MOST_GATHERED: usize = 64;
/// Where storage itself fails, or a connection cannot be used, we look again after this long.
const TROUBLE: Duration = Duration::from_secs(2);

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        let stop = this.kernel.shutdown.token();
        while !stop.is_cancelled() {
            match AssertUnwindSafe(Pump::new(this.clone()).run()).catch_unwind().await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => tracing::warn!(%error, "effects cannot be read or settled; looking again"),
                Err(_) => tracing::error!("the loop of effects panicked; it is begun anew"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = this.kernel.clock.sleep(TROUBLE) => {}
            }
        }
    });
}

struct Pump {
    engine: Engine,
    lanes: BTreeMap<LaneId, Lane>,
    /// Each in a task of its own, so that they are polled while rows are read and written.
    asking: JoinSet<Asked>,
    /// Each in a task of its own, so that they go on while outcomes are written.
    flying: JoinSet<Finished>,
    /// Permits with their clients, for rows that are to be taken in the next turn.
    ready: Vec<Ready>,
    finished: Vec<Finished>,
    policy: Policy,
    read_first: bool,
}

/// A lane that may send, as often as it holds permits.
struct Ready {
    lane: LaneId,
    tenant: Tenant,
    permits: Vec<Permit>,
}

/// What came of asking for permits: none where the connection cannot be used, and why.
struct Asked {
    lane: LaneId,
    got: std::result::Result<Ready, String>,
}

impl Pump {
    fn new(engine: Engine) -> Self {
        Self {
            engine,
            lanes: BTreeMap::new(),
            asking: JoinSet::new(),
            flying: JoinSet::new(),
            ready: Vec::new(),
            finished: Vec::new(),
            policy: Policy::DURABLE,
            read_first: false,
        }
    }

    async fn run(mut self) -> Result<()> {
        let bell = self.engine.kernel.tasks.bell(LANE);
        let stop = self.engine.kernel.shutdown.token();
        let part = self.engine.kernel.watchdog.part("the loop of effects");
        let db = self.engine.kernel.db.clone();
        db.write(stale::recover).await?;
        self.look().await?;
        loop {
            let clock = self.engine.kernel.clock.clone();
            let next = self.lanes.values().filter_map(|lane| lane.next).min();
            let looking = tokio::select! {
                biased;
                () = stop.cancelled() => return self.let_finish().await,
                Some(Ok(finished)) = self.flying.join_next() => { self.came(finished); false }
                Some(Ok(asked)) = self.asking.join_next() => { self.got(asked).await?; false }
                () = bell.notified() => true,
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
            while let Some(Ok(finished)) = self.flying.try_join_next() {
                self.came(finished);
            }
            while let Some(Ok(asked)) = self.asking.try_join_next() {
                self.got(asked).await?;
            }
            let after = self.finished.len() + self.ready.len();
            if after == before || after >= MOST_GATHERED {
                return Ok(());
            }
            tokio::task::yield_now().await;
        }
    }

    fn came(&mut self, finished: Finished) {
        for lane in [true, false] {
            let id = LaneId { connection: finished.job.lane.connection.clone(), urgent: lane };
            let lane = self.lanes.entry(id).or_default();
            lane.stalled = false;
            lane.wait_for(&finished.tried);
        }
        self.lanes.entry(finished.job.lane.clone()).or_default().ended(&finished.tried);
        self.finished.push(finished);
    }

    async fn got(&mut self, asked: Asked) -> Result<()> {
        let lane = self.lanes.entry(asked.lane.clone()).or_default();
        lane.asking = false;
        match asked.got {
            Ok(ready) => self.ready.push(ready),
            Err(why) => self.put_off(&asked.lane, why).await?,
        }
        Ok(())
    }

    async fn look(&mut self) -> Result<()> {
        let now = self.engine.kernel.clock.now();
        let read = self.engine.kernel.db.read(move |db| {
            let house = settings::get(db)?;
            Ok((claim::standing(db, now)?, house.retry_durable, house.disposition_read_first))
        });
        let (standing, retries, read_first) = read.await?;
        self.policy = Policy { retries, ..Policy::DURABLE };
        self.read_first = read_first;
        for lane in self.lanes.values_mut() {
            lane.stalled = false;
        }
        self.stands(standing);
        Ok(())
    }

    /// Asks for permits where something is due and nobody asks yet. While opt-outs of a connection are due, the rest of
    /// it stands in the line for one permit at a time: it is not starved, and cannot take all that are free before the
    /// opt-outs have asked.
    fn stands(&mut self, standing: Vec<(LaneId, Standing)>) {
        let pressed: BTreeSet<_> = standing
            .iter()
            .filter(|(id, standing)| id.urgent && standing.due > 0)
            .map(|(id, _)| id.connection.clone())
            .collect();
        let now = self.engine.kernel.clock.now();
        for (id, standing) in standing {
            let lane = self.lanes.entry(id.clone()).or_default();
            if let Some(until) = lane.held_until(now) {
                lane.next = Some(until);
                continue;
            }
            lane.next = standing.next;
            let most = if !id.urgent && pressed.contains(&id.connection) { 1 } else { lane.room() };
            let wanted = standing.due.min(lane.room()).min(most);
            if wanted > 0 && !lane.asking && !lane.stalled {
                lane.asking = true;
                self.asking.spawn(ask_whole(self.engine.clone(), id, wanted));
            }
        }
    }

    fn fly(&mut self, ready: Ready, jobs: Vec<Job>) {
        let Ready { lane, tenant, permits } = ready;
        let state = self.lanes.entry(lane).or_default();
        for (job, permit) in jobs.into_iter().zip(permits) {
            state.flying += 1;
            let (tenant, read_first) = (tenant.clone(), self.read_first);
            let jitter = self.engine.kernel.chance.unit();
            self.flying.spawn(async move {
                let trying = attempt(&tenant, permit, &job, read_first);
                let tried = AssertUnwindSafe(trying).catch_unwind().await.unwrap_or_else(|_| {
                    let message = "Callboard could not try it, for a reason of its own".to_owned();
                    Tried::Failed(callboard_cxone::Error::Config { message })
                });
                Finished { job, tried, jitter }
            });
        }
    }
}

/// The same, where asking panics too: a lane whose question is lost would ask no more.
async fn ask_whole(engine: Engine, lane: LaneId, wanted: usize) -> Asked {
    let asking = AssertUnwindSafe(ask(engine, lane.clone(), wanted)).catch_unwind();
    asking.await.unwrap_or_else(|_| {
        let why = "Callboard could not use the connection, for a reason of its own".to_owned();
        Asked { lane, got: Err(why) }
    })
}

/// Waits for the first permit; takes as many more as are free at once.
async fn ask(engine: Engine, lane: LaneId, wanted: usize) -> Asked {
    let connection = lane.connection.clone();
    let row = engine.kernel.db.read(move |db| crate::connection::find(db, &connection)).await;
    let tenant = match row.and_then(|row| engine.tenants.of(&row)) {
        Ok(tenant) => tenant,
        Err(error) => return Asked { lane, got: Err(error.to_string()) },
    };
    let class = if lane.urgent { Class::OptOuts } else { Class::Rest };
    let mut permits = vec![tenant.permit(class).await];
    while permits.len() < wanted {
        let Some(permit) = tenant.permit(class).now_or_never() else { break };
        permits.push(permit);
    }
    Asked { got: Ok(Ready { lane: lane.clone(), tenant, permits }), lane }
}

async fn until(clock: &callboard_clock::Clock, at: Option<Timestamp>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
