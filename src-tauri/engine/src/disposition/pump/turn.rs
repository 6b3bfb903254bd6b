//! One write: what has ended is settled, what may be sent is taken, and it is seen what is due next.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use callboard_cxone::Error as TenantError;
use callboard_rpc::Topic;
use callboard_rpc::types::ConnectionId;
use tokio::task::JoinSet;

use super::{Pump, Ready, TROUBLE};
use crate::disposition::attempt::Tried;
use crate::disposition::claim::{self, Job, LaneId, Standing};
use crate::disposition::gone;
use crate::disposition::hold::{self, bring_forward};
use crate::disposition::settle::{self, Finished};
use crate::kernel::{Ms, Result, Write};

/// A connection that cannot be used is looked at again after this long.
const UNUSABLE: Duration = Duration::from_secs(30);

impl Pump {
    pub(super) async fn turn(&mut self) -> Result<()> {
        let finished = Arc::new(std::mem::take(&mut self.finished));
        let back = self.came_back(&finished);
        let taken_again = taken_again(&finished);
        let mut ready = std::mem::take(&mut self.ready);
        let mut wanted: Vec<_> = ready.iter().map(|one| (one.lane.clone(), one.permits.len())).collect();
        let policy = self.policy;
        let mut each = false;
        loop {
            let (done, back, asked) = (Arc::clone(&finished), back.clone(), wanted.clone());
            let taken_again = taken_again.clone();
            let turned = self.engine.kernel.db.write(move |write| {
                settle::all(write, &policy, &done, each)?;
                for connection in &taken_again {
                    hold::taken_again(write, connection)?;
                }
                for connection in &back {
                    bring_forward(write, connection)?;
                }
                let taken = take(write, &asked)?;
                if !done.is_empty() {
                    write.changed(Topic::Dispositions);
                }
                let now = write.now();
                Ok((taken, claim::standing(write, now)?))
            });
            match turned.await {
                Ok((taken, standing)) => {
                    self.go(ready, taken, standing);
                    return Ok(());
                }
                Err(error) if !each && error.is_of_the_write() => {
                    tracing::warn!(%error, "{APART}");
                    each = true;
                }
                // What the tenant has done must not be forgotten because the disk is full: it is tried until it is
                // written, or the program stops, which then looks at the tenant first. A commit may fail as anything.
                Err(error) => {
                    tracing::warn!(%error, "outcomes of effects could not be stored; trying again");
                    // Permits are not kept over a wait: others send by them. They are asked for anew.
                    ready.clear();
                    wanted.clear();
                    let stop = self.engine.kernel.shutdown.token();
                    tokio::select! {
                        () = stop.cancelled() => return Err(error),
                        () = self.engine.kernel.clock.sleep(TROUBLE) => {}
                    }
                }
            }
        }
    }

    /// The connections whose tenant answers again.
    fn came_back(&mut self, finished: &[Finished]) -> BTreeSet<ConnectionId> {
        let mut back = BTreeSet::new();
        for one in finished.iter().filter(|one| answered(&one.tried)) {
            if self.lanes.entry(one.job.lane.clone()).or_default().came_back() {
                back.insert(one.job.lane.connection.clone());
            }
        }
        back
    }

    fn go(&mut self, ready: Vec<Ready>, taken: Vec<Vec<Job>>, standing: Vec<(LaneId, Standing)>) {
        for (ready, jobs) in ready.into_iter().zip(taken) {
            let lane = self.lanes.entry(ready.lane.clone()).or_default();
            lane.stalled = jobs.is_empty();
            self.fly(ready, jobs);
        }
        self.stands(standing);
    }

    /// Nothing of this lane can be sent: it is put off with the reason, or is given up where the connection is gone.
    pub(super) async fn put_off(&mut self, lane: &LaneId, why: String) -> Result<()> {
        let lane = lane.clone();
        let work = move |write: &mut Write<'_>| {
            let due = Ms(write.now() + UNUSABLE);
            write.execute(
                "UPDATE effects SET due = ?3, words = ?4
                 WHERE connection = ?1 AND urgent = ?2 AND state = 'waiting' AND due < ?3",
                rusqlite::params![lane.connection.as_str(), lane.urgent, due, why],
            )?;
            if gone::is_gone(write, &lane.connection)? {
                gone::removed(write, &lane.connection)?;
            }
            let now = write.now();
            claim::standing(write, now)
        };
        let standing = self.engine.kernel.db.write(work).await?;
        self.stands(standing);
        Ok(())
    }

    /// Begins nothing new, and writes down what is still coming back.
    pub(super) async fn let_finish(mut self) -> Result<()> {
        self.ready.clear();
        // With the permits of those that have been answered.
        self.asking = JoinSet::new();
        while let Some(Ok(finished)) = self.flying.join_next().await {
            self.came(finished);
        }
        let finished = Arc::new(std::mem::take(&mut self.finished));
        match self.write_finished(&finished, false).await {
            Err(error) if error.is_of_the_write() => {
                tracing::warn!(%error, "{APART}");
                self.write_finished(&finished, true).await
            }
            settled => settled,
        }
    }

    async fn write_finished(&mut self, finished: &Arc<Vec<Finished>>, each: bool) -> Result<()> {
        let (finished, policy) = (Arc::clone(finished), self.policy);
        let work = move |write: &mut Write<'_>| {
            settle::all(write, &policy, &finished, each)?;
            Ok(())
        };
        self.engine.kernel.db.write(work).await
    }
}

const APART: &str = "outcomes of effects could not be written down together; each is by itself";

/// Whether the tenant answered it, be it with a refusal.
fn answered(tried: &Tried) -> bool {
    match tried {
        Tried::Failed(error) => !error.is_passing() && !error.may_have_happened(),
        _ => true,
    }
}

/// The connections whose credentials were taken, and not refused at the same time.
fn taken_again(finished: &[Finished]) -> BTreeSet<ConnectionId> {
    let refused = |tried: &Tried| matches!(tried, Tried::Failed(TenantError::Unauthorized { .. }));
    let ours = |tried: &Tried| matches!(tried, Tried::Failed(TenantError::Config { .. }));
    let of = |is: &dyn Fn(&Tried) -> bool| -> BTreeSet<ConnectionId> {
        let found = finished.iter().filter(|one| is(&one.tried));
        found.map(|one| one.job.lane.connection.clone()).collect()
    };
    let turned_away = of(&refused);
    let mut taken = of(&|tried| answered(tried) && !refused(tried) && !ours(tried));
    taken.retain(|connection| !turned_away.contains(connection));
    taken
}

fn take(write: &mut Write<'_>, wanted: &[(LaneId, usize)]) -> Result<Vec<Vec<Job>>> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|at| !wanted[*at].0.urgent);
    let mut taken = vec![Vec::new(); wanted.len()];
    for at in order {
        let (lane, limit) = &wanted[at];
        taken[at] = claim::claim(write, lane, *limit)?;
    }
    Ok(taken)
}
