//! SQLite: one writer thread that commits many callers' work at once, one that syncs what was committed, and readers in
//! a pool.

mod log;
mod open;
mod readers;
mod sync;
mod write;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::tasks::Wakes;
use super::{Bus, Error, Result, audit};

use log::Log;
pub use open::{MIGRATION_LIMIT, Schema};
use readers::Readers;
use sync::{Sync, Synced, ToDisk, Told};
pub use write::Write;
use writer::{Job, Writer};

/// The database as slices see it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    path: PathBuf,
    jobs: mpsc::Sender<Job>,
    readers: Readers,
    newest_audit_row: Arc<AtomicU64>,
}

impl Db {
    /// How many writes may wait for the writer; then callers wait to be let in.
    const WAITING: usize = 4096;
    /// A reader waits so long for the disk: less than whoever asks the engine waits for an answer.
    const PATIENCE: Duration = Duration::from_secs(3);
    /// The disk is waited for so long where the program ends; by the machine's own clock, which is the disk's.
    const CLOSING: Duration = Duration::from_secs(5);

    pub(super) fn open(
        path: PathBuf,
        schema: &Schema,
        clock: Clock,
        chance: Chance,
        bus: Bus,
        wakes: Wakes,
    ) -> Result<Self> {
        let database = open::for_writing(&path, schema)?;
        let to_disk = sync::of_log(&path)?;
        Self::over(path, database, clock, chance, (bus, wakes), (to_disk, Self::PATIENCE))
    }

    fn over(
        path: PathBuf,
        database: Connection,
        clock: Clock,
        chance: Chance,
        (bus, wakes): (Bus, Wakes),
        (to_disk, patience): (ToDisk, Duration),
    ) -> Result<Self> {
        let (jobs, queue) = mpsc::channel(Self::WAITING);
        let log = Log::watch(&database, &path)?;
        let head = audit::head(&database)?;
        let newest_audit_row = Arc::new(AtomicU64::new(head.seq));
        let synced = Synced::new(patience);
        let told = Told { bus, wakes, newest_audit_row: Arc::clone(&newest_audit_row) };
        let sync = Sync::start(to_disk, told, synced.clone())?;
        Writer::new(database, log, sync, synced.clone(), clock, chance, head).start(queue)?;
        Ok(Self { readers: Readers::new(path.clone(), synced), path, jobs, newest_audit_row })
    }

    /// Runs `work` in a savepoint of its own and answers after the commit that made it durable.
    ///
    /// `work` must be quick (10 ms at most: bulk work comes in slices) and must not wait for anything: every
    /// other writer waits for it. Where it fails, only its own changes are rolled back, its audit rows with
    /// them; where the commit fails, the whole group fails.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Job::new(work, reply);
        self.jobs.send(job).await.map_err(|_| Error::Stopping)?;
        answer.await.map_err(|_| Error::Stopping)?
    }

    /// Runs `work` on a reader: a snapshot of what is committed. Answers once that is on disk; where the disk hangs, with
    /// an error after 3 s.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.readers.read(work).await
    }

    /// Number of the newest audit row that is committed.
    pub fn newest_audit_row(&self) -> u64 {
        self.newest_audit_row.load(Ordering::Acquire)
    }

    /// Bytes of the database file, its log not counted.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |file| file.len())
    }

    /// Readers first: the last connection to close moves the log into the file, and readers may not write. A disk that
    /// hangs is not waited for for ever: the next start reads the log.
    pub(super) async fn close(&self) {
        self.readers.close();
        let (reply, answer) = std::sync::mpsc::channel();
        if self.jobs.send(Job::Close(reply)).await.is_err() {
            return;
        }
        let closed = tokio::task::spawn_blocking(move || answer.recv_timeout(Self::CLOSING));
        if !matches!(closed.await, Ok(Ok(()))) {
            tracing::warn!("the disk does not answer, so the database was not closed");
        }
    }
}
