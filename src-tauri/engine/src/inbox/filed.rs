//! What events are called: the sender's id of each and what it is about, in one index, to find them again.
//!
//! Such names come in no order, so an index that every commit adds to would be changed all over by each of them. So the
//! names of the newest events are kept in memory, and are filed some thousands at a time, in the order of the index.
//! Readers look through those events instead.

use parking_lot::{Mutex, MutexGuard};
use std::collections::{BTreeSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use callboard_rpc::types::SourceId;
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use super::arriving::Arriving;
use crate::kernel::{Kernel, Ms, Result, Write};

/// `what` is 0 for the sender's id and 1 for what the event is about; who erases one of them in `events` erases it here
/// too. Numbers up to `upto` are filed.
pub(super) const TABLES: &str = "
    CREATE TABLE event_names (
        what   INTEGER NOT NULL,
        name   TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (what, name, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE events_filed (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        upto INTEGER NOT NULL
    ) STRICT;
    INSERT INTO events_filed (only, upto) VALUES (1, 0);
    CREATE TRIGGER events_unfiled AFTER DELETE ON events BEGIN
        DELETE FROM event_names WHERE what = 0 AND name = old.sender_id AND number = old.number;
        DELETE FROM event_names WHERE what = 1 AND name = old.about AND number = old.number;
    END;";

/// Numbers of events that are called so, or whose name begins so, some of them twice; with [`called`]. Each part is one
/// stretch of its index: joined by OR, all that events are about would be read.
pub(super) const CALLED: &str = "
    SELECT number FROM event_names WHERE what = 0 AND name BETWEEN ? AND ?
    UNION ALL SELECT number FROM event_names WHERE what = 1 AND name BETWEEN ? AND ?
    UNION ALL SELECT number FROM event_names WHERE what = 1 AND name = ?
    UNION ALL SELECT number FROM events WHERE number > (SELECT upto FROM events_filed)
        AND (sender_id BETWEEN ? AND ? OR about BETWEEN ? AND ? OR about = ?)";

/// The values of [`CALLED`]: names that begin with `begin`, and what is about `or`.
pub(super) fn called(begin: &str, or: &str) -> [Value; 10] {
    let end = format!("{begin}\u{10ffff}");
    let (begin, end, or) = (begin, end.as_str(), or);
    [begin, end, begin, end, or, begin, end, begin, end, or].map(|text| Value::from(text.to_owned()))
}

/// Whether an event is called so: tried on each, with the last five values of [`called`].
pub(super) const IS_CALLED: &str = "(sender_id BETWEEN ? AND ? OR about BETWEEN ? AND ? OR about = ?)";

/// Whether [`CALLED`] finds more names than so many; no more than that are read.
pub(super) fn finds_more(db: &Connection, called: &[Value; 10], most: usize) -> Result<bool> {
    let mut statement =
        db.prepare_cached(&format!("SELECT count(*) > {most} FROM ({CALLED} LIMIT {most} + 1)"))?;
    Ok(statement.query_row(params_from_iter(called), |row| row.get(0))?)
}

/// So many events are filed at once.
pub(super) const ENOUGH: usize = 4096;
/// Names of one write: less than a millisecond of the writer.
const SLICE: usize = 128;
/// The bell that is rung where there are enough.
const BELL: &str = "inbox.filing";

/// The names of those that are not filed yet. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Unfiled(Arc<Mutex<Names>>);

/// In the order of their numbers. A commit that failed leaves some of events that are not there: they go when the next
/// one gives their numbers to others, and what is found is looked up in the table.
#[derive(Debug, Default)]
pub(super) struct Names {
    read: bool,
    hashing: RandomState,
    /// Hashes of ids, with numbers.
    known: BTreeSet<(u64, i64)>,
    all: VecDeque<Named>,
}

#[derive(Debug)]
struct Named {
    number: i64,
    hash: u64,
    sender_id: String,
    about: String,
}

/// An event that came before.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) number: i64,
    /// Of its body; nothing once that was erased.
    pub(super) digest: Option<Vec<u8>>,
}

impl Unfiled {
    /// For one write, whose first new event gets the number `next`.
    pub(super) fn names(&self, write: &Write<'_>, next: i64) -> Result<MutexGuard<'_, Names>> {
        let mut names = self.lock();
        if !names.read {
            *names = Names::read(write)?;
        }
        names.forget_from(next);
        Ok(names)
    }

    fn are_enough(&self) -> bool {
        self.lock().all.len() >= ENOUGH
    }

    /// Those up to a number. Their ids are known until [`Unfiled::are_filed`].
    fn take(&self, upto: i64) -> Vec<Named> {
        let mut names = self.lock();
        let taken = names.all.partition_point(|named| named.number <= upto);
        names.all.drain(..taken).collect()
    }

    fn are_filed(&self, upto: i64) {
        self.lock().known.retain(|(_, number)| *number > upto);
    }

    /// They could not be filed: what is not is read anew.
    fn forget(&self) {
        self.lock().read = false;
    }

    fn lock(&self) -> MutexGuard<'_, Names> {
        self.0.lock()
    }
}

impl Names {
    fn read(db: &Connection) -> Result<Self> {
        let mut names = Self { read: true, ..Self::default() };
        let mut statement = db.prepare(
            "SELECT number, source, sender_id, about FROM events WHERE number > (SELECT upto FROM events_filed)
             ORDER BY number",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            names.add(&row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(0)?);
        }
        Ok(names)
    }

    fn forget_from(&mut self, number: i64) {
        while let Some(named) = self.all.pop_back_if(|named| named.number >= number) {
            self.known.remove(&(named.hash, named.number));
        }
    }

    /// An event that is stored in this write.
    pub(super) fn stored(&mut self, write: &mut Write<'_>, arriving: &Arriving, number: i64) {
        let Arriving { source, sender_id, about, .. } = arriving;
        self.add(source.id.as_str(), sender_id.clone(), about.clone(), number);
        if self.all.len() >= ENOUGH {
            write.wake(BELL);
        }
    }

    fn add(&mut self, source: &str, sender_id: String, about: String, number: i64) {
        let hash = self.hash(source, &sender_id);
        self.known.insert((hash, number));
        self.all.push_back(Named { number, hash, sender_id, about });
    }

    /// The newest event of this id that was stored since then.
    pub(super) fn find(
        &self,
        db: &Connection,
        source: &SourceId,
        sender_id: &str,
        since: Timestamp,
    ) -> Result<Option<Known>> {
        let hash = self.hash(source.as_str(), sender_id);
        for (_, number) in self.known.range((hash, 0)..=(hash, i64::MAX)).rev() {
            let known = known(db, *number, source, sender_id, since)?;
            if known.is_some() {
                return Ok(known);
            }
        }
        let mut filed = db.prepare_cached(
            "SELECT number FROM event_names WHERE what = 0 AND name = ?1 ORDER BY number DESC",
        )?;
        let mut rows = filed.query([sender_id])?;
        while let Some(row) = rows.next()? {
            let known = known(db, row.get(0)?, source, sender_id, since)?;
            if known.is_some() {
                return Ok(known);
            }
        }
        Ok(None)
    }

    fn hash(&self, source: &str, sender_id: &str) -> u64 {
        self.hashing.hash_one((source, sender_id))
    }
}

/// This event, where it is one of this id.
fn known(
    db: &Connection,
    number: i64,
    source: &SourceId,
    sender_id: &str,
    since: Timestamp,
) -> Result<Option<Known>> {
    let mut statement = db.prepare_cached(
        "SELECT digest FROM events WHERE number = ?1 AND source = ?2 AND sender_id = ?3 AND stored >= ?4",
    )?;
    let found = statement.query_row(params![number, source.as_str(), sender_id, Ms(since)], |row| {
        Ok(Known { number, digest: row.get(0)? })
    });
    Ok(found.optional()?)
}

/// Files whenever there are enough, until the program stops.
pub(super) async fn run(kernel: Kernel, unfiled: Unfiled) -> Result<()> {
    let stop = kernel.shutdown.token();
    let bell = kernel.tasks.bell(BELL);
    while !stop.is_cancelled() {
        if let Err(error) = file(&kernel, &unfiled).await {
            tracing::warn!(%error, "events could not be filed by their names; they are found without");
            unfiled.forget();
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = bell.notified() => {}
        }
    }
    Ok(())
}

/// A crash in the middle leaves names that are written once more.
async fn file(kernel: &Kernel, unfiled: &Unfiled) -> Result<()> {
    while unfiled.are_enough() {
        let upto = kernel.db.read(newest).await?;
        let mut names = sorted(unfiled.take(upto)).await?.into_iter();
        loop {
            let slice: Vec<Name> = names.by_ref().take(SLICE).collect();
            if slice.is_empty() {
                break;
            }
            kernel.db.write(move |write| add(write, &slice)).await?;
        }
        kernel.db.write(move |write| Ok(write.execute("UPDATE events_filed SET upto = ?1", [upto])?)).await?;
        unfiled.are_filed(upto);
    }
    Ok(())
}

fn newest(db: &Connection) -> Result<i64> {
    Ok(db.query_row("SELECT coalesce(max(number), 0) FROM events", [], |row| row.get(0))?)
}

/// What it is, the name, the event.
type Name = (u8, String, i64);

/// In the order of the index.
async fn sorted(names: Vec<Named>) -> Result<Vec<Name>> {
    let sorting = tokio::task::spawn_blocking(move || {
        let each = names.into_iter().flat_map(|named| {
            let Named { number, sender_id, about, .. } = named;
            [(0, sender_id, number), (1, about, number)]
        });
        let mut all: Vec<Name> = each.collect();
        all.sort_unstable();
        all
    });
    Ok(sorting.await.map_err(anyhow::Error::new)?)
}

/// Only what its event is still called: since it was kept in memory, the event may have been dropped, or the name erased.
/// That is a look at one row for each name.
fn add(write: &mut Write<'_>, names: &[Name]) -> Result<()> {
    let mut statement = write.prepare_cached(
        "INSERT OR IGNORE INTO event_names (what, name, number) SELECT ?1, ?2, ?3
         WHERE EXISTS (SELECT 1 FROM events WHERE number = ?3 AND CASE ?1 WHEN 0 THEN sender_id ELSE about END = ?2)",
    )?;
    for (what, name, number) in names {
        statement.execute(params![what, name, number])?;
    }
    Ok(())
}
