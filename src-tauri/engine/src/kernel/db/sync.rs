//! Onto the disk: the log is synced beside the writer, which meanwhile runs what comes next.
//!
//! A commit is told (to its callers, on the bus, to the loops that wait for it) only when it is synced; where many wait,
//! one sync is for all of them. Readers wait too ([`Synced`]), so that nobody ever acts on what a power cut could take
//! back.

use parking_lot::{Condvar, Mutex, MutexGuard};
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use super::write::AfterCommit;
use super::writer::Work;
use crate::kernel::tasks::Wakes;
use crate::kernel::{Bus, Error, Result};

/// So many commits may wait while one is synced. The next is made meanwhile and waits with the writer, so that the group
/// after it is the larger.
const AHEAD: usize = 0;
const HANGS: &str = "The disk does not answer: what was written last is not on it yet. Look at the disk; Callboard goes on by itself once it answers.";

/// Where the commits of this writer stand.
#[derive(Clone, Debug)]
pub(super) struct Synced(Arc<Standing>);

#[derive(Debug)]
struct Standing {
    /// Number of the newest commit that readers may see.
    begun: AtomicU64,
    /// Number of the newest that is on disk with all before it.
    synced: Mutex<u64>,
    moved: Condvar,
    /// A reader waits so long for the disk; by the machine's own clock, which is the disk's.
    patience: Duration,
    /// Why the disk did not keep what was written. Nothing is written after that.
    lost: OnceLock<String>,
}

/// A group whose commit was made, or was not.
pub(super) struct Group {
    pub(super) number: u64,
    pub(super) works: Vec<Box<dyn Work>>,
    pub(super) result: Result<()>,
    /// Whether anything was written at all.
    pub(super) wrote: bool,
    pub(super) after: AfterCommit,
    pub(super) newest_audit_row: u64,
}

/// Who is told of a commit.
pub(super) struct Told {
    pub(super) bus: Bus,
    pub(super) wakes: Wakes,
    pub(super) newest_audit_row: Arc<AtomicU64>,
}

pub(super) struct Sync {
    queue: SyncSender<Group>,
    thread: JoinHandle<()>,
}

/// Makes sure that what was written into the log stays there; answers when it does.
pub(super) type ToDisk = Box<dyn FnMut() -> io::Result<()> + Send>;

/// Syncs the log of the database at `path`, which is open, through a file of its own: the log is the same file for as
/// long.
pub(super) fn of_log(path: &Path) -> io::Result<ToDisk> {
    let mut log = PathBuf::from(path).into_os_string();
    log.push("-wal");
    // Windows syncs only what may be written.
    let file = OpenOptions::new().read(true).write(true).open(&log)?;
    Ok(Box::new(move || file.sync_data()))
}

impl Synced {
    pub(super) fn new(patience: Duration) -> Self {
        Self(Arc::new(Standing {
            begun: AtomicU64::new(0),
            synced: Mutex::new(0),
            moved: Condvar::new(),
            patience,
            lost: OnceLock::new(),
        }))
    }

    /// Number of the commit that begins now; from here on, readers may see it.
    pub(super) fn begin(&self) -> u64 {
        self.0.begun.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// Waits until whatever a reader has seen until now is on disk; not for ever where the disk hangs. Blocks its thread.
    pub(super) fn all(&self) -> Result<()> {
        let seen = self.0.begun.load(Ordering::Acquire);
        let waited = self.0.moved.wait_while_for(&mut self.lock(), |synced| *synced < seen, self.0.patience);
        if waited.timed_out() {
            return Err(Error::Database(HANGS.to_owned()));
        }
        self.intact()
    }

    /// An error once the disk has lost something.
    pub(super) fn intact(&self) -> Result<()> {
        match self.0.lost.get() {
            Some(why) => Err(Error::Database(why.clone())),
            None => Ok(()),
        }
    }

    fn lose(&self, why: String) {
        let _ = self.0.lost.set(why); // the first reason stands
    }

    fn reached(&self, number: u64) {
        let mut synced = self.lock();
        *synced = number.max(*synced);
        self.0.moved.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.0.synced.lock()
    }
}

impl Sync {
    pub(super) fn start(to_disk: ToDisk, told: Told, synced: Synced) -> Result<Self> {
        let (queue, groups) = sync_channel(AHEAD);
        let thread = std::thread::Builder::new()
            .name("callboard-sync".to_owned())
            .spawn(move || sync_all(to_disk, &told, &synced, &groups))?;
        Ok(Self { queue, thread })
    }

    /// Tells the group once it is on disk.
    pub(super) fn add(&self, group: Group) {
        // It ends only after its queue has.
        let _ = self.queue.send(group);
    }

    /// After everything was told.
    pub(super) fn close(self) {
        drop(self.queue);
        let _ = self.thread.join(); // it has no answer; a panic was logged
    }
}

fn sync_all(mut to_disk: ToDisk, told: &Told, synced: &Synced, groups: &Receiver<Group>) {
    let _over = Over(synced);
    while let Ok(first) = groups.recv() {
        let mut all = vec![first];
        all.extend(groups.try_iter());
        if all.iter().any(|group| group.wrote)
            && synced.intact().is_ok()
            && let Err(error) = to_disk()
        {
            // The system may have forgotten what it could not write: trying again would only seem to help.
            let why = format!(
                "The disk did not keep what was written ({error}). Nothing more is written: look at the disk, then restart Callboard."
            );
            tracing::error!(%error, "{why}");
            synced.lose(why);
        }
        for group in all {
            let number = group.number;
            let result = group.result.and_then(|()| if group.wrote { synced.intact() } else { Ok(()) });
            synced.reached(number);
            if result.is_ok() {
                told.tell(group.after, group.newest_audit_row);
            }
            for work in group.works {
                work.answer(result.as_ref().map(|&()| ()));
            }
        }
    }
}

/// Where the thread ends, nobody syncs any more: nothing is told, and nobody waits for it.
struct Over<'a>(&'a Synced);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.lose("The database was closed; restart Callboard.".to_owned());
        self.0.reached(u64::MAX);
    }
}

impl Told {
    fn tell(&self, after: AfterCommit, newest_audit_row: u64) {
        self.newest_audit_row.store(newest_audit_row, Ordering::Release);
        self.bus.changed(after.topics);
        for event in after.events {
            self.bus.publish(event);
        }
        for kind in after.wakes {
            self.wakes.wake(kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use callboard_clock::{Chance, ManualClock};
    use callboard_rpc::Topic;
    use rusqlite::Connection;
    use tempfile::TempDir;

    use super::*;
    use crate::kernel::audit;
    use crate::kernel::db::{Around, Db, Schema, open};
    use crate::kernel::watchdog::Watchdog;

    /// A database whose disk answers as it is told to, one sync after the other.
    fn opened(patience: Duration) -> (TempDir, Db, Bus, mpsc::Sender<io::Result<()>>, Arc<ManualClock>) {
        let folder = tempfile::tempdir().unwrap();
        let (answer, answers) = mpsc::channel::<io::Result<()>>();
        let to_disk: ToDisk = Box::new(move || answers.recv().unwrap_or(Ok(())));
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let schema = Schema::new(vec![crate::kernel::TABLES, &["CREATE TABLE n (x INTEGER) STRICT;"]]);
        let (bus, wakes) = (Bus::new(), Wakes::default());
        let path = folder.path().join("c.db");
        let database = open::for_writing(&path, &schema).unwrap();
        let watchdog = Watchdog::new(manual.clock());
        let told = Around { bus: bus.clone(), wakes, watchdog, readers: 1 };
        let disk = (to_disk, patience);
        let db = Db::over(path, database, manual.clock(), Chance::seeded(1), told, disk).unwrap();
        (folder, db, bus, answer, manual)
    }

    fn add(db: &Db, x: i64) -> tokio::task::JoinHandle<Result<()>> {
        let db = db.clone();
        tokio::spawn(async move {
            let add = move |write: &mut crate::kernel::Write<'_>| {
                write.execute("INSERT INTO n VALUES (?1)", [x])?;
                write.changed(Topic::Inbox);
                Ok(())
            };
            db.write(add).await
        })
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_commit_is_told_and_read_only_once_it_is_on_disk() {
        let (folder, db, bus, disk, _) = opened(Db::PATIENCE);
        let mut told = bus.subscribe();
        let write = add(&db, 1);
        // Another program sees that it was committed.
        let beside = Connection::open(folder.path().join("c.db")).unwrap();
        let rows = || beside.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0)).unwrap();
        while rows() == 0 {
            tokio::task::yield_now().await;
        }
        let reading = db.clone();
        let count =
            |db: &Connection| Ok(db.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0))?);
        let mut read = tokio::spawn(async move { reading.read(count).await });
        for _ in 0..100 {
            assert!(!write.is_finished() && !read.is_finished() && told.is_empty());
            tokio::task::yield_now().await;
        }
        disk.send(Ok(())).unwrap();
        write.await.unwrap().unwrap();
        assert_eq!((&mut read).await.unwrap().unwrap(), 1);
        told.try_recv().unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_the_disk_loses_something_nothing_is_told_or_written_any_more() {
        let (folder, db, bus, disk, _) = opened(Db::PATIENCE);
        let mut told = bus.subscribe();
        disk.send(Err(io::Error::other("gone"))).unwrap();
        let lost = add(&db, 1).await.unwrap().unwrap_err().to_string();
        assert!(lost.contains("gone") && lost.contains("restart"), "{lost}");
        disk.send(Ok(())).unwrap();
        add(&db, 2).await.unwrap().unwrap_err();
        db.read(|_| Ok(())).await.unwrap_err();
        assert!(told.try_recv().is_err(), "nobody was told");
        let beside = Connection::open(folder.path().join("c.db")).unwrap();
        let second: i64 =
            beside.query_row("SELECT count(*) FROM n WHERE x = 2", [], |row| row.get(0)).unwrap();
        assert_eq!(second, 0, "and the second was not even begun");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_disk_that_hangs_is_waited_for_and_not_for_ever() {
        let (_folder, db, _, disk, _) = opened(Duration::ZERO);
        let write = add(&db, 1);
        // Until a read meets the commit.
        let said = loop {
            if let Err(error) = db.read(|_| Ok(())).await {
                break error.to_string();
            }
        };
        assert!(said.contains("does not answer"), "{said}");
        assert!(!write.is_finished(), "it is not given up");
        disk.send(Ok(())).unwrap();
        write.await.unwrap().unwrap();
        db.read(|_| Ok(())).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_wrote_nothing_waits_for_no_disk() {
        let (_folder, db, _, _disk, _) = opened(Db::PATIENCE);
        db.write(|write| Ok(write.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))?)).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_disk_that_hangs_is_waited_for_by_so_many_changes_and_by_what_has_happened_outside() {
        let (folder, db, _, disk, manual) = opened(Db::PATIENCE);
        let since = manual.clock().now();
        let beside = Connection::open(folder.path().join("c.db")).unwrap();
        let rows = || beside.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0)).unwrap();
        let mut first = Vec::new();
        // One is synced, and the next waits for that with the writer.
        for n in 1..=2 {
            first.push(add(&db, n));
            while rows() < n {
                tokio::task::yield_now().await;
            }
        }
        manual.advance(Duration::from_mins(5));
        let mut waiting = Vec::new();
        let refused = loop {
            let mut one = Box::pin(db.write(|write| insert(write, 3)));
            match futures_util::poll!(&mut one) {
                std::task::Poll::Pending => waiting.push(one),
                std::task::Poll::Ready(told) => break told.unwrap_err(),
            }
            // Beside those in the queue only what the writer has in hand.
            assert!(waiting.len() <= Db::WAITING + 2 * 512, "as many as come wait");
        };
        assert!(waiting.len() >= Db::WAITING, "only {} waited", waiting.len());
        let (words, waited) = (refused.to_string(), waiting.len());
        assert!(words.starts_with(&format!("The disk has not answered since {since:.0}")), "{words}");
        assert!(!refused.is_of_the_write(), "the same change can be made later");
        let mut happened = Box::pin(db.write_outcome(|write| insert(write, 5)));
        assert!(futures_util::poll!(&mut happened).is_pending(), "it is not refused, and waits");
        drop(disk); // it answers again
        for one in first {
            one.await.unwrap().unwrap();
        }
        for one in waiting {
            one.await.unwrap();
        }
        happened.await.unwrap();
        db.write(|write| insert(write, 6)).await.unwrap();
        assert_eq!(rows(), 2 + i64::try_from(waited).unwrap() + 2, "what was refused is not there");
    }

    fn insert(write: &mut crate::kernel::Write<'_>, x: i64) -> Result<()> {
        write.execute("INSERT INTO n VALUES (?1)", [x])?;
        Ok(())
    }
}
