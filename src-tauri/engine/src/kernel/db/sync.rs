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
mod tests;
