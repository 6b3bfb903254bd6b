//! Copying the log (WAL) into the database file, beside the writer: readers and commits go on meanwhile.

use std::cell::Cell;
use std::ffi::c_int;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};

use crate::kernel::Result;
use crate::kernel::watchdog::Part;

/// So many pages are copied at a time, 16 MB: a page that many commits change is copied once for all of them.
const EVERY: u32 = 4096;
/// With so many in the log, 64 MB, the writer copies what is left by itself: under a load that never pauses it would
/// grow for ever, since it begins anew only where all of it was copied.
const MOST: u32 = 4 * EVERY;

thread_local! {
    /// Pages in the log after the last commit of this thread.
    static PAGES: Cell<u32> = const { Cell::new(0) };
    /// Whether this thread has written into the log since that was last asked.
    static WROTE: Cell<bool> = const { Cell::new(false) };
}

/// What the writer knows of the log.
#[derive(Debug)]
pub(super) struct Log {
    copier: Option<(SyncSender<()>, JoinHandle<()>)>,
    /// Pages in the log when it was last asked to be copied.
    asked_at: u32,
    behind: Behind,
}

/// How far the database file is behind the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Behind(Arc<Pages>);

#[derive(Debug, Default)]
struct Pages {
    /// In the log after the last commit.
    written: AtomicU32,
    /// Of those, the first that are in the file too.
    copied: AtomicU32,
}

impl Behind {
    /// Whether whoever writes much had better wait until more is copied: the writer does not come to copy by itself then.
    pub(super) fn is_far(&self) -> bool {
        let copied = self.0.copied.load(Ordering::Relaxed);
        self.0.written.load(Ordering::Relaxed).saturating_sub(copied) >= 2 * EVERY
    }
}

impl Log {
    /// Takes the place of SQLite's own copying, which is done within the commit that happens to be the one too many.
    pub(super) fn watch(db: &Connection, path: &Path, part: Part, behind: Behind) -> Result<Self> {
        db.wal_hook(Some(counted));
        let (wake, woken) = sync_channel(1);
        let copied = behind.clone();
        let copying = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        let thread = std::thread::Builder::new()
            .name("callboard-log".to_owned())
            .spawn(move || copy_when_woken(&copying, &woken, &part, &copied))?;
        Ok(Self { copier: Some((wake, thread)), asked_at: 0, behind })
    }

    /// Of a database in which nothing is written.
    pub(super) fn none() -> Self {
        Self { copier: None, asked_at: 0, behind: Behind::default() }
    }

    /// Whether the last commit of this thread wrote anything that is to be synced.
    pub(super) fn take_wrote() -> bool {
        WROTE.take()
    }

    /// After each commit, on the thread that made it.
    pub(super) fn committed(&mut self, db: &Connection) {
        let pages = PAGES.get();
        if pages < self.behind.0.written.swap(pages, Ordering::Relaxed) {
            self.asked_at = 0; // it began anew
            self.behind.0.copied.store(0, Ordering::Relaxed);
        }
        if pages - self.asked_at < EVERY {
            return;
        }
        if pages >= MOST {
            copy(db, &self.behind);
        } else if let Some((wake, _)) = &self.copier {
            // Where it is full, it has been asked already.
            let _ = wake.try_send(());
        }
        self.asked_at = pages;
    }

    /// Before the writer closes: the last connection to close copies the rest and takes the log away.
    pub(super) fn close(&mut self) {
        if let Some((wake, thread)) = self.copier.take() {
            drop(wake);
            let _ = thread.join(); // it has no answer; a panic was logged
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as SQLite calls it")]
fn counted(_: &Wal, pages: c_int) -> rusqlite::Result<()> {
    PAGES.set(u32::try_from(pages).unwrap_or_default());
    WROTE.set(true);
    Ok(())
}

fn copy_when_woken(db: &Connection, woken: &Receiver<()>, part: &Part, behind: &Behind) {
    while woken.recv().is_ok() {
        let _round = part.round();
        copy(db, behind);
    }
}

/// As much as no reader and no other copying stands in the way of.
fn copy(db: &Connection, behind: &Behind) {
    match db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(2)) {
        Ok(copied) => behind.0.copied.store(u32::try_from(copied).unwrap_or_default(), Ordering::Relaxed),
        Err(error) => {
            tracing::warn!(%error, "the log could not be copied into the database; it grows, and is copied later");
        }
    }
}
