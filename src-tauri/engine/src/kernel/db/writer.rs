use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::log::Log;
use super::sync::{Group, Sync, Synced};
use super::write::{AfterCommit, Write};
use crate::kernel::audit::Head;
use crate::kernel::watchdog::Round;
use crate::kernel::{Error, Result};

/// How many writes share one commit at most, and how long the first of them waits for more that are queued.
const GROUP: usize = 512;
const GROUP_TIME: Duration = Duration::from_millis(10);

/// A write that waits for the writer.
pub(super) enum Job {
    Work(Box<dyn Work>),
    Close(std::sync::mpsc::Sender<()>),
}

impl Job {
    pub(super) fn new<T, F>(work: F, reply: oneshot::Sender<Result<T>>, round: Round) -> Self
    where
        T: Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    {
        Self::Work(Box::new(Pending { work: Some(work), done: None, reply: Some(reply), _round: round }))
    }
}

/// A closure with its answer, the answer's type forgotten.
pub(super) trait Work: Send {
    /// Runs the closure; whether its savepoint is to be kept.
    fn run(&mut self, write: &mut Write<'_>) -> bool;
    /// Answers the caller, after the commit or its failure.
    fn answer(self: Box<Self>, committed: std::result::Result<(), &Error>);
}

struct Pending<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    reply: Option<oneshot::Sender<Result<T>>>,
    /// Ends when it is answered.
    _round: Round,
}

impl<T, F> Work for Pending<T, F>
where
    T: Send,
    F: FnOnce(&mut Write<'_>) -> Result<T> + Send,
{
    fn run(&mut self, write: &mut Write<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let result = catch_unwind(AssertUnwindSafe(|| work(write))).unwrap_or_else(|_| {
            Err(Error::Other(anyhow::anyhow!("a write panicked; its changes were rolled back")))
        });
        let keep = result.is_ok();
        self.done = Some(result);
        keep
    }

    fn answer(mut self: Box<Self>, committed: std::result::Result<(), &Error>) {
        let Some(reply) = self.reply.take() else { return };
        let result = match (committed, self.done.take()) {
            // What failed by itself is told as it failed.
            (_, Some(Err(error))) => Err(error),
            (Ok(()), Some(Ok(done))) => Ok(done),
            (Err(error), _) => Err(again(error)),
            (Ok(()), None) => Err(Error::Stopping),
        };
        // The caller may have gone; its work stands all the same.
        let _ = reply.send(result);
    }
}

/// The same failure once more, for the next caller of a group.
fn again(error: &Error) -> Error {
    match error {
        Error::Storage(rusqlite::Error::SqliteFailure(code, text)) => {
            Error::Storage(rusqlite::Error::SqliteFailure(*code, text.clone()))
        }
        other => Error::Other(anyhow::anyhow!("{other}")),
    }
}

pub(super) struct Writer {
    db: Connection,
    log: Log,
    sync: Sync,
    synced: Synced,
    clock: Clock,
    chance: Chance,
    head: Head,
}

impl Writer {
    pub(super) fn new(
        db: Connection,
        log: Log,
        sync: Sync,
        synced: Synced,
        clock: Clock,
        chance: Chance,
        head: Head,
    ) -> Self {
        Self { db, log, sync, synced, clock, chance, head }
    }

    pub(super) fn start(mut self, mut queue: mpsc::Receiver<Job>) -> Result<()> {
        std::thread::Builder::new().name("callboard-writer".to_owned()).spawn(move || {
            while let Some(job) = queue.blocking_recv() {
                match job {
                    Job::Work(first) => {
                        if let Some(close) = self.commit_group(first, &mut queue) {
                            return self.close(&close);
                        }
                    }
                    Job::Close(done) => return self.close(&done),
                }
            }
        })?;
        Ok(())
    }

    /// One transaction for `first` and whatever is queued behind it.
    fn commit_group(
        &mut self,
        first: Box<dyn Work>,
        queue: &mut mpsc::Receiver<Job>,
    ) -> Option<std::sync::mpsc::Sender<()>> {
        let head_before = self.head.clone();
        let mut works: Vec<Box<dyn Work>> = vec![first];
        let mut close = None;
        let mut after = AfterCommit::default();
        let mut number = 0;
        let result = self.synced.intact().and_then(|()| self.begin()).and_then(|()| {
            let began = self.clock.monotonic();
            let mut at = 0;
            while let Some(work) = works.get_mut(at) {
                if at == 0 {
                    self.run_first(work.as_mut(), &mut after)?;
                } else {
                    self.run_one(work.as_mut(), &mut after)?;
                }
                at += 1;
                if at < GROUP && self.clock.monotonic().saturating_sub(began) < GROUP_TIME {
                    match queue.try_recv() {
                        Ok(Job::Work(next)) => works.push(next),
                        Ok(Job::Close(done)) => {
                            close = Some(done);
                            break;
                        }
                        Err(_) => {}
                    }
                }
            }
            self.seal(&mut after)?;
            number = self.synced.begin();
            self.db.prepare_cached("COMMIT")?.execute([]).map(drop).map_err(Error::from)
        });
        if let Err(error) = &result {
            tracing::error!(%error, group = works.len(), "a commit failed; nothing of its group was stored");
            if !self.db.is_autocommit() {
                let _ = self.db.execute_batch("ROLLBACK");
            }
            self.head = head_before;
        }
        let wrote = Log::take_wrote();
        self.sync.add(Group { number, works, result, wrote, after, newest_audit_row: self.head.seq });
        self.log.committed(&self.db);
        close
    }

    fn begin(&self) -> Result<()> {
        self.db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(())
    }

    /// Nothing stands before it, so where it fails the transaction is begun anew: it needs no savepoint, for which
    /// every page that it changes would be copied first.
    fn run_first(&mut self, work: &mut dyn Work, after: &mut AfterCommit) -> Result<()> {
        let mut write = Write::new(&self.db, &self.chance, self.clock.now(), self.head.clone());
        if work.run(&mut write) {
            let Write { head, after: told, .. } = write;
            if self.db.is_autocommit() {
                // It went on after an error at which SQLite had rolled back.
                return Err(Error::Other(anyhow::anyhow!("a write hid an error of the database")));
            }
            self.head = head;
            after.merge(told);
            return Ok(());
        }
        drop(write);
        if !self.db.is_autocommit() {
            self.db.execute_batch("ROLLBACK")?;
        }
        self.begin()
    }

    /// In a savepoint: where it fails, it alone is rolled back, and the audit head with it.
    fn run_one(&mut self, work: &mut dyn Work, after: &mut AfterCommit) -> Result<()> {
        self.db.prepare_cached("SAVEPOINT one")?.execute([])?;
        let mut write = Write::new(&self.db, &self.chance, self.clock.now(), self.head.clone());
        if work.run(&mut write) {
            let Write { head, after: told, .. } = write;
            self.db.prepare_cached("RELEASE one")?.execute([])?;
            self.head = head;
            after.merge(told);
        } else {
            self.db.prepare_cached("ROLLBACK TO one")?.execute([])?;
            self.db.prepare_cached("RELEASE one")?.execute([])?;
        }
        Ok(())
    }

    /// What the writes of this commit added is sealed in it. Where that fails, nothing of the commit stands.
    fn seal(&mut self, after: &mut AfterCommit) -> Result<()> {
        let seals = std::mem::take(&mut after.seals);
        if seals.is_empty() {
            return Ok(());
        }
        let mut write = Write::new(&self.db, &self.chance, self.clock.now(), self.head.clone());
        for ((_, group), rows) in seals {
            (rows.by)(&mut write, &group, rows.first..=rows.last)?;
        }
        let Write { head, after: told, .. } = write;
        self.head = head;
        after.merge(told);
        Ok(())
    }

    fn close(mut self, done: &std::sync::mpsc::Sender<()>) {
        self.sync.close();
        self.log.close();
        if let Err((_, error)) = self.db.close() {
            tracing::warn!(%error, "the database was not closed cleanly; its log is read at the next start");
        }
        let _ = done.send(());
    }
}
