//! One write: what has ended is settled, what may be sent is taken and marked, and it is seen what is to be sent next.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::Policy;
use callboard_rpc::types::ConnectionId;
use tokio::task::JoinSet;

use super::take::{InFlight, ToSend, take, to_send};
use super::{Relay, TROUBLE};
use crate::kernel::{Result, Write};
use crate::outbox::kind::{Kinds, Tried};
use crate::outbox::policy::refuses_the_kind;
use crate::outbox::row::{self, LaneId, Row};
use crate::outbox::settle::{self, Finished};
use crate::outbox::{gone, paused};

/// A connection that cannot be used is looked at again after this long.
const UNUSABLE: Duration = Duration::from_secs(30);

/// What a turn is to do; the same again where its write failed.
#[derive(Clone)]
struct Turn {
    kinds: Kinds,
    policy: Policy,
    finished: Arc<Vec<Finished>>,
    /// Connections whose tenant answers again.
    back: BTreeSet<ConnectionId>,
    /// Without what has ended.
    in_flight: InFlight,
    /// Lanes with permits, and how many.
    wanted: Vec<(LaneId, usize)>,
    each: bool,
}

/// What a turn has taken, and what is to be sent next.
struct Turned {
    taken: Vec<Vec<Row>>,
    next: ToSend,
}

impl Relay {
    pub(super) async fn turn(&mut self) -> Result<()> {
        let finished = std::mem::take(&mut self.finished);
        let mut ready = std::mem::take(&mut self.ready);
        let mut turn = Turn {
            kinds: self.kinds,
            policy: self.policy(),
            back: self.came_back(&finished),
            in_flight: self.without(&finished),
            finished: Arc::new(finished),
            wanted: ready.iter().map(|one| (one.lane.clone(), one.permits.len())).collect(),
            each: false,
        };
        loop {
            let this = turn.clone();
            match self.engine.kernel.db.write_outcome(move |write| this.carry_out(write)).await {
                Ok(turned) => {
                    self.in_flight = turn.in_flight;
                    for (ready, rows) in ready.into_iter().zip(turned.taken) {
                        self.send(ready, rows);
                    }
                    self.ask_for(turned.next);
                    return Ok(());
                }
                Err(error) if !turn.each && error.is_of_the_write() => {
                    tracing::warn!(%error, "{APART}");
                    turn.each = true;
                }
                // What the tenant has done must not be forgotten because the disk is full: it is tried until it is
                // written, or the program stops, which then looks at the tenant first. A commit may fail as anything.
                Err(error) => {
                    tracing::warn!(%error, "outcomes of messages could not be stored; trying again");
                    // Permits are not kept over a wait: others send by them. They are asked for anew.
                    ready.clear();
                    turn.wanted.clear();
                    let stop = self.engine.kernel.shutdown.token();
                    tokio::select! {
                        () = stop.cancelled() => return Err(error),
                        () = self.engine.kernel.clock.sleep(TROUBLE) => {}
                    }
                }
            }
        }
    }

    /// Nothing of this lane can be sent: it is put off with the reason, or ends where the connection is gone.
    pub(super) async fn put_off(&mut self, lane: LaneId, why: String) -> Result<()> {
        let until = self.engine.kernel.clock.now() + UNUSABLE;
        self.lane(&lane).unusable_until = Some(until);
        let work = move |write: &mut Write<'_>| {
            row::say(write, &lane, &why)?;
            if gone::is_gone(write, &lane.connection)? {
                gone::removed(write, &lane.connection)?;
            }
            Ok(())
        };
        self.engine.kernel.db.write(work).await
    }

    /// Begins nothing new, and writes down what is still coming back.
    pub(super) async fn let_finish(mut self) -> Result<()> {
        self.ready.clear();
        // With the permits of those that have been answered.
        self.asking = JoinSet::new();
        while let Some(Ok(finished)) = self.sending.join_next().await {
            self.ended(finished);
        }
        let finished = std::mem::take(&mut self.finished);
        let turn = Turn {
            kinds: self.kinds,
            policy: self.policy(),
            back: BTreeSet::new(),
            in_flight: self.without(&finished),
            finished: Arc::new(finished),
            wanted: Vec::new(),
            each: false,
        };
        let (together, apart) = (turn.clone(), Turn { each: true, ..turn });
        match self.engine.kernel.db.write_outcome(move |write| together.carry_out(write)).await {
            Err(error) if error.is_of_the_write() => {
                tracing::warn!(%error, "{APART}");
                self.engine.kernel.db.write_outcome(move |write| apart.carry_out(write)).await.map(drop)
            }
            settled => settled.map(drop),
        }
    }

    fn policy(&self) -> Policy {
        Policy { retries: self.house.retry_durable, ..Policy::DURABLE }
    }

    /// The connections whose tenant answers again.
    fn came_back(&mut self, finished: &[Finished]) -> BTreeSet<ConnectionId> {
        let mut back = BTreeSet::new();
        for one in finished.iter().filter(|one| answered(&one.tried)) {
            if self.lane(&one.row.lane).came_back() {
                back.insert(one.row.connection().clone());
            }
        }
        back
    }

    /// What is in flight once these have ended. A lane of which nothing is left stays with nothing, so that its mark goes.
    fn without(&self, finished: &[Finished]) -> InFlight {
        let mut left = self.in_flight.clone();
        for one in finished {
            if let Some(lane) = left.get_mut(&one.row.lane) {
                lane.remove(&one.row.number);
            }
        }
        left
    }
}

impl Turn {
    fn carry_out(mut self, write: &mut Write<'_>) -> Result<Turned> {
        settle::all(write, &self.policy, &self.finished, self.each)?;
        for connection in credentials_taken(&self.finished) {
            paused::taken_again(write, connection)?;
        }
        for (connection, kind) in batches_taken(&self.finished) {
            paused::kind_taken_again(write, connection, kind)?;
        }
        for connection in &self.back {
            row::bring_forward(write, connection, 1)?;
        }
        row::end_waits(write)?;
        let mut taken = vec![Vec::new(); self.wanted.len()];
        let mut order: Vec<usize> = (0..self.wanted.len()).collect();
        order.sort_by_key(|at| self.wanted[*at].0.class);
        for at in order {
            let (lane, limit) = &self.wanted[at];
            taken[at] = take(write, self.kinds, lane, *limit, &self.in_flight)?;
            let lane = self.in_flight.entry(lane.clone()).or_default();
            lane.extend(taken[at].iter().map(|row| (row.number, row.kind.clone())));
        }
        let changed =
            self.finished.iter().map(|one| &one.row.lane).chain(self.wanted.iter().map(|(lane, _)| lane));
        for lane in changed.collect::<BTreeSet<_>>() {
            let numbers = self.in_flight.get(lane).map(|flying| flying.keys().copied().collect());
            row::mark(write, lane, &numbers.unwrap_or_default())?;
        }
        let now = write.now();
        Ok(Turned { taken, next: to_send(write, self.kinds, &self.in_flight, now)? })
    }
}

const APART: &str = "outcomes of messages could not be written down together; each is by itself";

/// Whether the tenant answered it, be it with a refusal.
fn answered(tried: &Tried) -> bool {
    match tried {
        Tried::Failed(error) => !error.is_passing() && !error.may_have_happened(),
        _ => true,
    }
}

/// The connections whose credentials were taken, and not refused at the same time.
fn credentials_taken(finished: &[Finished]) -> BTreeSet<&ConnectionId> {
    let refused = |one: &&Finished| matches!(&one.tried, Tried::Failed(TenantError::Unauthorized { .. }));
    let ours = |one: &Finished| matches!(&one.tried, Tried::Failed(TenantError::Config { .. }));
    let turned_away: BTreeSet<_> = finished.iter().filter(refused).map(|one| one.row.connection()).collect();
    let taken = finished.iter().filter(|one| answered(&one.tried) && !refused(one) && !ours(one));
    taken.map(|one| one.row.connection()).filter(|connection| !turned_away.contains(connection)).collect()
}

/// The kinds of batches that the tenant takes, also where it refuses one for what it holds.
fn batches_taken(finished: &[Finished]) -> BTreeSet<(&ConnectionId, &str)> {
    let of = |one: &'_ Finished| one.kind.is_batch() && answered(&one.tried);
    let refused = |tried: &Tried| match tried {
        Tried::Failed(error) => refuses_the_kind(error) || matches!(error, TenantError::Unauthorized { .. }),
        _ => false,
    };
    let taken = finished.iter().filter(|one| of(one) && !refused(&one.tried));
    taken.map(|one| (one.row.connection(), one.row.kind.as_str())).collect()
}
