//! What every slice stands on, and what knows no slice.
//!
//! Cast: a slice changes things only in [`Db::write`], whose closure gets a [`Write`]: a savepoint with its
//! reads, the audit head, the tasks to wake and the topics that changed. The writer thread commits many such
//! closures in one fsync and only then answers them, publishes the topics on the [`Bus`] and wakes the task
//! loops. What is to happen later or elsewhere is a row in `tasks`, written in the same closure; a crash
//! loses none, since whoever holds the lock of the data directory begins with all that are due.

pub mod audit;
mod bus;
mod calendar;
mod db;
mod error;
mod folder;
mod loops;
mod notice;
mod paging;
mod reveal;
mod shutdown;
mod spreadsheet;
mod stored;
pub mod tasks;
mod text;
mod time;
pub mod watchdog;

pub use bus::Bus;
pub(crate) use calendar::{Mend, SetBack, Waits};
pub(crate) use db::{
    APPLICATION_ID, address as database_address, copy_with_log, has_log, refuse_by_header, unreadable,
};
pub use db::{Db, Schema, Write};
pub use error::{Error, Result};
pub use folder::{AtRest, DataDir, FolderError, Holder, Quiet, Reading};
pub(crate) use loops::Pace;
pub use notice::{NewNotice, Notices};
pub use paging::{Paging, in_place, limit, no_such_place};
pub use reveal::Reveal;
pub use shutdown::Shutdown;
pub use spreadsheet::guarded;
pub use stored::StoredWord;
pub(crate) use stored::{stored_as, unknown_word};
pub use text::{composed, counted, is_unseen, unaccented};
pub use time::Ms;

#[cfg(test)]
pub(crate) mod steps;
#[cfg(test)]
mod tests;

use std::time::Duration;

use callboard_clock::{Chance, Clock};
use callboard_rpc::Topic;
use db::Around;
use watchdog::{Said, Watchdog};

/// The tables that every slice stands on.
pub(crate) const TABLES: &[&str] = &[audit::TABLES, tasks::TABLES, Notices::TABLES];

/// What stands still is looked for so often.
const LOOK: Duration = Duration::from_secs(3);

/// How many read the database at once.
#[cfg(not(test))]
pub fn readers() -> usize {
    Db::READERS
}

/// The same in a test, which `CALLBOARD_TEST_READERS` may hold to fewer: with one, whatever keeps a reader while it
/// waits for another stands still at once.
#[cfg(test)]
pub fn readers() -> usize {
    let fewer = std::env::var("CALLBOARD_TEST_READERS").ok().and_then(|text| text.parse().ok());
    fewer.unwrap_or(Db::READERS)
}

/// Clock, chance, database, bus, tasks and the way out, as every slice gets them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Kernel {
    pub clock: Clock,
    pub chance: Chance,
    pub db: Db,
    pub bus: Bus,
    pub tasks: tasks::Tasks,
    pub shutdown: Shutdown,
    pub watchdog: Watchdog,
}

impl Kernel {
    /// Opens the database of `folder` with the tables of `schema`, and starts the writer.
    pub fn open(folder: &DataDir, schema: &Schema, clock: Clock, chance: Chance) -> Result<Self> {
        Self::open_with(folder, schema, clock, chance, readers())
    }

    /// The same with so many that read the database at once.
    pub fn open_with(
        folder: &DataDir,
        schema: &Schema,
        clock: Clock,
        chance: Chance,
        readers: usize,
    ) -> Result<Self> {
        let bus = Bus::new();
        let wakes = tasks::Wakes::default();
        let watchdog = Watchdog::new(clock.clone());
        let around = Around { bus: bus.clone(), wakes: wakes.clone(), watchdog: watchdog.clone(), readers };
        let (path, ours) = (folder.database(), (clock.clone(), chance.clone()));
        let db = match folder.read_in() {
            None => Db::open(path, schema, ours.0, ours.1, around)?,
            Some(copies) => Db::open_at_rest(&path, copies, schema, ours.0, ours.1, around)?,
        };
        let shutdown = Shutdown::new(clock.clone());
        let tasks = tasks::Tasks::new(db.clone(), clock.clone(), wakes, shutdown.clone(), watchdog.clone());
        Ok(Self { clock, chance, db, bus, tasks, shutdown, watchdog })
    }

    /// Says what stands still, in the log and to the doors, until the program stops.
    pub fn keep_watch(&self) {
        let (watchdog, bus, mut said) = (self.watchdog.clone(), self.bus.clone(), Said::default());
        self.keep_doing("the watch", Pace::every(LOOK), move || {
            if said.look(watchdog.hangs()) {
                bus.changed([Topic::Health]);
            }
            std::future::ready(Ok(()))
        });
    }

    /// Begins nothing new, and lets what is being done finish (8 s at most).
    pub async fn drain(&self) {
        self.shutdown.drain().await;
    }

    /// Drains, unless that was done, and closes the database; what was not drained resumes at the next start.
    pub async fn close(&self) {
        // Draining again would give what hangs its eight seconds once more.
        if !self.shutdown.has_begun() {
            self.drain().await;
        }
        self.db.close().await;
    }
}
