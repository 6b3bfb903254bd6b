//! SQLite: one writer thread that commits many callers' work at once, one that syncs what was committed, and readers in
//! a pool.

mod at_rest;
mod log;
mod open;
mod readers;
mod sync;
mod write;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use callboard_clock::{Chance, Clock, turn};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::tasks::Wakes;
use super::watchdog::{Part, Watchdog};
use super::{Bus, Error, Reading, Result, audit};

pub(crate) use at_rest::{copy_with_log, has_log, unreadable};
use log::{Behind, Log};
pub use open::Schema;
use open::Written;
pub(crate) use open::{APPLICATION_ID, address, refuse_by_header};
use readers::{Readers, Watched};
use sync::{Sync, Synced, ToDisk, Told};
pub use write::Write;
use writer::{Job, Writer};

/// What stands around a database: who is told of a commit, who watches, and how many read at once.
#[derive(Clone, Debug)]
pub(super) struct Around {
    pub(super) bus: Bus,
    pub(super) wakes: Wakes,
    pub(super) watchdog: Watchdog,
    pub(super) readers: usize,
}

/// The database as slices see it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    path: PathBuf,
    jobs: mpsc::Sender<Job>,
    writing: Part,
    readers: Readers,
    /// For reads that may take long, so that nobody who asks something quick stands behind them.
    long_readers: Readers,
    newest_audit_row: Arc<AtomicU64>,
    behind: Behind,
    clock: Clock,
}

impl Db {
    /// How many writes may wait for the writer; then no more is taken but what has happened outside already.
    const WAITING: usize = 4096;
    /// So many read at once.
    pub(super) const READERS: usize = 4;
    /// So many long reads are done at once.
    const LONG: usize = 2;
    const LOOK_BEHIND: Duration = Duration::from_millis(5);
    const LOOKS_BEHIND: u32 = 400;
    /// A reader waits so long for the disk: less than whoever asks the engine waits for an answer.
    const PATIENCE: Duration = Duration::from_secs(3);
    /// The disk is waited for so long where the program ends; by the machine's own clock, which is the disk's.
    const CLOSING: Duration = Duration::from_secs(5);

    pub(super) fn open(
        path: PathBuf,
        schema: &Schema,
        clock: Clock,
        chance: Chance,
        around: Around,
    ) -> Result<Self> {
        let database = open::for_writing(&path, schema)?;
        let to_disk = sync::of_log(&path)?;
        Self::over(path, database, clock, chance, around, (to_disk, Self::PATIENCE))
    }

    /// The database of a folder on which no Callboard runs, and in which nothing is changed; copies go into the folder
    /// `into`.
    pub(super) fn open_at_rest(
        path: &Path,
        (into, reading): (&Path, Reading),
        schema: &Schema,
        clock: Clock,
        chance: Chance,
        around: Around,
    ) -> Result<Self> {
        let path = at_rest::prepare(path, into, reading, schema)?;
        if reading == Reading::OnACopy {
            return Self::open(path, schema, clock, chance, around);
        }
        let database = open::as_it_lies(&path, schema)?;
        let to_disk: ToDisk = Box::new(|| Ok(()));
        Self::over(path, database, clock, chance, around, (to_disk, Self::PATIENCE))
    }

    fn over(
        path: PathBuf,
        database: Connection,
        clock: Clock,
        chance: Chance,
        around: Around,
        (to_disk, patience): (ToDisk, Duration),
    ) -> Result<Self> {
        let Around { bus, wakes, watchdog, readers } = around;
        let (jobs, queue) = mpsc::channel(Self::WAITING);
        let behind = Behind::default();
        let lies = database.is_readonly(rusqlite::MAIN_DB)?;
        let log = if lies {
            Log::none()
        } else {
            let copying = watchdog.part("the copying of the database's log");
            Log::watch(&database, &path, copying, behind.clone())?
        };
        let head = audit::head(&database)?;
        let newest_audit_row = Arc::new(AtomicU64::new(head.seq));
        let synced = Synced::new(patience);
        let told = Told { bus, wakes, newest_audit_row: Arc::clone(&newest_audit_row) };
        let to_disk = watched(to_disk, watchdog.part("the sync of the database to the disk"));
        let sync = Sync::start(to_disk, told, synced.clone())?;
        let waits = clock.clone();
        Writer::new(database, log, sync, synced.clone(), clock, chance, head).start(queue)?;
        let place = (path.clone(), if lies { Written::ByNobody } else { Written::Meanwhile });
        let reading = watchdog.part("the reading of the database");
        let long = watchdog.part("the long reading of the database");
        Ok(Self {
            readers: Readers::new(place.clone(), readers, synced.clone(), reading, Watched::ToTheAnswer),
            long_readers: Readers::new(place, Self::LONG, synced, long, Watched::WhileItReads),
            writing: watchdog.part("the writing of the database"),
            path,
            jobs,
            newest_audit_row,
            behind,
            clock: waits,
        })
    }

    /// Runs `work` in a savepoint of its own and answers after the commit that made it durable.
    ///
    /// Where [`Self::WAITING`] wait already it is refused: a disk that hangs must not fill the memory.
    ///
    /// `work` must be quick (10 ms at most: bulk work comes in slices) and must not wait for anything: every
    /// other writer waits for it. Where it fails, only its own changes are rolled back, its audit rows with
    /// them; where the commit fails, the whole group fails.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    {
        self.hand_in(work, Full::Refuses).await
    }

    /// The same for what has happened outside already, at a tenant or a receiver, and must not be forgotten: it waits
    /// where no more is taken. Only for work of which so much is under way at most.
    pub(crate) async fn write_outcome<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    {
        self.hand_in(work, Full::LetsWait).await
    }

    /// Into the writer's queue. What waits to be let in waits in a task of its own: a place is also given to who waits and
    /// is not polled.
    async fn hand_in<T, F>(&self, work: F, full: Full) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        match self.jobs.try_send(Job::new(work, reply, self.writing.round())) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(Error::Stopping),
            Err(mpsc::error::TrySendError::Full(job)) if full == Full::LetsWait => {
                let jobs = self.jobs.clone();
                // Where the writer has gone the job goes too, which its caller hears of.
                tokio::spawn(async move { drop(jobs.send(job).await) });
            }
            Err(mpsc::error::TrySendError::Full(job)) => {
                drop(job);
                return Err(self.takes_no_more());
            }
        }
        turn(answer).await.map_err(|_| Error::Stopping)?
    }

    fn takes_no_more(&self) -> Error {
        let since = self.writing.oldest().map(|since| format!(" since {since:.0}")).unwrap_or_default();
        Error::Database(format!(
            "The disk has not answered{since}, and {} changes wait for it: no more is taken, and nothing of this was stored. \
             Look at the disk; Callboard goes on by itself once it answers.",
            Self::WAITING
        ))
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

    /// The same for what may take minutes (a check of everything, an export): it stands in a line of its own, and is said
    /// to stand still only where the database does not get on in it.
    pub async fn read_long<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.long_readers.read(work).await
    }

    /// Number of the newest audit row that is committed.
    pub fn newest_audit_row(&self) -> u64 {
        self.newest_audit_row.load(Ordering::Acquire)
    }

    /// Before the next slice of work that writes much: waits, for 2 s at most, while the database file is far behind its log,
    /// so that it is copied beside the writer and nobody else waits for that.
    pub async fn caught_up(&self) {
        for _ in 0..Self::LOOKS_BEHIND {
            if !self.behind.is_far() {
                return;
            }
            self.clock.sleep(Self::LOOK_BEHIND).await;
        }
    }

    /// Bytes of the database file, its log not counted.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |file| file.len())
    }

    /// Readers first: the last connection to close moves the log into the file, and readers may not write. A disk that
    /// hangs is not waited for for ever: the next start reads the log.
    pub(super) async fn close(&self) {
        self.readers.close();
        self.long_readers.close();
        let (reply, answer) = std::sync::mpsc::channel();
        let jobs = self.jobs.clone();
        // There may be no place for it either.
        tokio::spawn(async move { drop(jobs.send(Job::Close(reply)).await) });
        let closed = tokio::task::spawn_blocking(move || answer.recv_timeout(Self::CLOSING));
        if matches!(closed.await, Ok(Err(RecvTimeoutError::Timeout))) {
            tracing::warn!("the disk does not answer, so the database was not closed");
        }
    }
}

/// What becomes of a write for which there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Full {
    Refuses,
    LetsWait,
}

fn watched(mut to_disk: ToDisk, part: Part) -> ToDisk {
    Box::new(move || {
        let _round = part.round();
        to_disk()
    })
}
