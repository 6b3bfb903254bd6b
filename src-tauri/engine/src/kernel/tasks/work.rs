use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::rows::{self, Task};
use crate::kernel::watchdog::{self, Part, Watchdog};
use crate::kernel::{Db, Result, Shutdown};

/// What a task may take between two waits for a turn: the longest request to a tenant (30 s), and as much as everything else
/// may.
pub const LIMIT: Duration = Duration::from_secs(30).saturating_add(watchdog::LIMIT);

/// Starts the loops that do the tasks.
#[derive(Clone, Debug)]
pub struct Tasks {
    db: Db,
    clock: Clock,
    wakes: Wakes,
    shutdown: Shutdown,
    watchdog: Watchdog,
}

/// One bell a kind of task.
#[derive(Clone, Debug, Default)]
pub struct Wakes(Arc<Mutex<HashMap<&'static str, Arc<Notify>>>>);

impl Wakes {
    pub(in crate::kernel) fn wake(&self, kind: &'static str) {
        self.bell(kind).notify_one();
    }

    fn wake_all(&self) {
        let bells: Vec<_> = self.0.lock().values().map(Arc::clone).collect();
        for bell in &bells {
            bell.notify_one();
        }
    }

    fn bell(&self, kind: &'static str) -> Arc<Notify> {
        Arc::clone(self.0.lock().entry(kind).or_default())
    }
}

impl Tasks {
    /// Where storage itself fails, a loop looks again after this long.
    const TROUBLE: Duration = Duration::from_secs(2);

    pub(in crate::kernel) fn new(
        db: Db,
        clock: Clock,
        wakes: Wakes,
        shutdown: Shutdown,
        watchdog: Watchdog,
    ) -> Self {
        Self { db, clock, wakes, shutdown, watchdog }
    }

    /// Every loop looks again what is due.
    pub(in crate::kernel) fn wake_all(&self) {
        self.wakes.wake_all();
    }

    /// Does the tasks of `kind` from now on, at most `at_once` at a time, each key once at a time.
    ///
    /// `work` settles its task in the transaction of its effect ([`super::done`] and so on). Where it answers
    /// with an error the row stands as it was, and it is begun anew after a pause.
    pub fn run<W, F>(&self, kind: &'static str, at_once: usize, work: W)
    where
        W: Fn(Task) -> F + Send + Sync + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let this = self.clone();
        self.shutdown.spawn(async move { this.do_all(kind, at_once, Arc::new(work)).await });
    }

    /// The bell that [`crate::kernel::Write::wake`] rings, for a slice that keeps its durable work in a table of its
    /// own and has a loop of its own. No kind of task has the same name.
    pub(crate) fn bell(&self, name: &'static str) -> Arc<Notify> {
        self.wakes.bell(name)
    }

    async fn do_all<W, F>(self, kind: &'static str, at_once: usize, work: Arc<W>)
    where
        W: Fn(Task) -> F + Send + Sync + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let stop = self.shutdown.token();
        let bell = self.wakes.bell(kind);
        let part = self.watchdog.part(format!("the loop of {kind}"));
        let doing = self.watchdog.part(format!("a task of {kind}"));
        let (finished, mut finishes) = mpsc::unbounded_channel::<(i64, bool)>();
        let mut busy: HashSet<i64> = HashSet::new();
        loop {
            while let Ok((id, _)) = finishes.try_recv() {
                busy.remove(&id);
            }
            let round = part.round();
            let begun = self.begin(kind, at_once, &mut busy, &work, &finished, &doing).await;
            drop(round);
            let wait = match begun {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(kind, %error, "tasks could not be read; looking again");
                    Some(self.clock.now() + Self::TROUBLE)
                }
            };
            tokio::select! {
                () = stop.cancelled() => return self.let_finish(busy, finishes).await,
                () = bell.notified() => {}
                Some((id, well)) = finishes.recv() => {
                    busy.remove(&id);
                    if !well && self.pause(&stop).await.is_break() {
                        return self.let_finish(busy, finishes).await;
                    }
                }
                () = self.until(wait) => {}
            }
        }
    }

    /// Begins what is due; answers when to look again by itself.
    async fn begin<W, F>(
        &self,
        kind: &'static str,
        at_once: usize,
        busy: &mut HashSet<i64>,
        work: &Arc<W>,
        finished: &mpsc::UnboundedSender<(i64, bool)>,
        doing: &Part,
    ) -> Result<Option<Timestamp>>
    where
        W: Fn(Task) -> F + Send + Sync + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let now = self.clock.now();
        let free = at_once.saturating_sub(busy.len());
        let looked_at = busy.len() + free;
        let (due, next) = self
            .db
            .read(move |db| Ok((rows::due(db, kind, now, looked_at)?, rows::next_due(db, kind, now)?)))
            .await?;
        let fresh: Vec<Task> = due.into_iter().filter(|task| !busy.contains(&task.id)).take(free).collect();
        for task in fresh {
            busy.insert(task.id);
            let (id, key) = (task.id, task.key.clone());
            let (work, finished) = (Arc::clone(work), finished.clone());
            let done = doing.task(LIMIT, key.clone(), async move { work(task).await });
            self.shutdown.spawn(async move {
                let result = std::panic::AssertUnwindSafe(done).catch_unwind().await;
                let well = match result {
                    Ok(Ok(())) => true,
                    Ok(Err(error)) => {
                        tracing::warn!(kind, key, %error, "a task could not be settled; it is begun anew");
                        false
                    }
                    Err(_) => {
                        tracing::error!(kind, key, "a task panicked; it is begun anew");
                        false
                    }
                };
                let _ = finished.send((id, well));
            });
        }
        Ok(next)
    }

    /// After a task that could not be settled: its row stands as it was, and without a pause this would spin.
    async fn pause(&self, stop: &CancellationToken) -> ControlFlow<()> {
        tokio::select! {
            () = stop.cancelled() => ControlFlow::Break(()),
            () = self.clock.sleep(Self::TROUBLE) => ControlFlow::Continue(()),
        }
    }

    async fn until(&self, at: Option<Timestamp>) {
        match at {
            Some(at) => self.clock.sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    async fn let_finish(&self, mut busy: HashSet<i64>, mut finishes: mpsc::UnboundedReceiver<(i64, bool)>) {
        while !busy.is_empty() {
            let Some((id, _)) = finishes.recv().await else { return };
            busy.remove(&id);
        }
    }
}
