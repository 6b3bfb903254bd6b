use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, RangeInclusive};
use std::panic::{AssertUnwindSafe, catch_unwind};

use callboard_clock::Chance;
use callboard_rpc::{Caller, Event, Topic};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::kernel::audit::{self, Head};
use crate::kernel::{Error, Ms, Result};

/// What a write closure gets: the transaction, the time, and what is to happen once it is committed.
#[derive(Debug)]
pub struct Write<'a> {
    db: &'a Connection,
    chance: &'a Chance,
    now: Timestamp,
    pub(super) head: Head,
    pub(super) after: AfterCommit,
}

/// What is told after the commit, and forgotten where there is none.
#[derive(Debug, Default)]
pub(super) struct AfterCommit {
    pub(super) topics: BTreeSet<Topic>,
    pub(super) events: Vec<Event>,
    pub(super) wakes: BTreeSet<&'static str>,
    /// By kind and group.
    pub(super) seals: BTreeMap<(&'static str, String), Sealed>,
}

/// What makes one audit row over the rows of a group that a commit added.
pub(crate) type Sealer = fn(&mut Write<'_>, &str, RangeInclusive<i64>) -> Result<()>;

/// The rows of one kind and group that the writes of a commit added, to be sealed when all of them are done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sealed {
    pub(super) by: Sealer,
    pub(super) first: i64,
    pub(super) last: i64,
}

impl<'a> Write<'a> {
    pub(super) fn new(db: &'a Connection, chance: &'a Chance, now: Timestamp, head: Head) -> Self {
        Self { db, chance, now: Ms::cut(now), head, after: AfterCommit::default() }
    }

    /// The time of this write, in whole milliseconds as columns hold it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn chance(&self) -> &Chance {
        self.chance
    }

    /// Runs `work` so that it can fail, or panic, by itself: its changes and its audit rows are taken back then, and the
    /// rest of this write stands.
    pub fn apart<T>(&mut self, work: impl FnOnce(&mut Write<'_>) -> Result<T>) -> Result<Result<T>> {
        self.prepare_cached("SAVEPOINT apart")?.execute([])?;
        let mut part = Write::new(self.db, self.chance, self.now, self.head.clone());
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut part))).unwrap_or_else(|_| {
            Err(Error::Other(anyhow::anyhow!("it panicked; its changes were taken back")))
        });
        let Write { head, after, .. } = part;
        if result.is_ok() {
            self.head = head;
            self.after.merge(after);
        } else {
            self.prepare_cached("ROLLBACK TO apart")?.execute([])?;
        }
        self.prepare_cached("RELEASE apart")?.execute([])?;
        Ok(result)
    }

    /// Adds a row to the audit log, in the transaction of what it tells of; answers its number.
    pub fn audit(&mut self, caller: &Caller, entry: audit::Entry) -> Result<u64> {
        let row = audit::append(self.db, &self.head, self.now, caller, entry, self.chance)?;
        self.head = row;
        self.changed(Topic::Audit);
        Ok(self.head.seq)
    }

    /// Says that what was read under `topic` is old after this write.
    pub fn changed(&mut self, topic: Topic) {
        self.after.topics.insert(topic);
    }

    /// Tells the doors after the commit.
    pub fn publish(&mut self, event: Event) {
        self.after.events.push(event);
    }

    /// A row with this number is sealed together with all others of its kind and group that this commit adds: machines'
    /// outcomes make one audit row a commit, however many writes share it.
    pub(crate) fn seal_at_commit(&mut self, kind: &'static str, by: Sealer, group: String, number: i64) {
        self.after.seal((kind, group), Sealed { by, first: number, last: number });
    }

    /// Wakes the loop of a kind of task, or whoever waits for a bell of this name, after the commit.
    pub(crate) fn wake(&mut self, kind: &'static str) {
        self.after.wakes.insert(kind);
    }
}

impl Deref for Write<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.db
    }
}

impl AfterCommit {
    pub(super) fn merge(&mut self, other: Self) {
        self.topics.extend(other.topics);
        self.events.extend(other.events);
        self.wakes.extend(other.wakes);
        for (of, rows) in other.seals {
            self.seal(of, rows);
        }
    }

    fn seal(&mut self, of: (&'static str, String), rows: Sealed) {
        let all = self.seals.entry(of).or_insert(rows);
        all.first = all.first.min(rows.first);
        all.last = all.last.max(rows.last);
    }
}
