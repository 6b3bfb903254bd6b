//! What events are called: the sender's id of each and what it is about, in one index, to find them again.
//!
//! Such names come in no order, so an index that every commit adds to would be changed all over by each of them. So the
//! newest events are found without it (by hashes of their ids in memory, or by looking through them), and are filed some
//! thousands at a time, in the order of the index.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use callboard_rpc::types::SourceId;
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::kernel::{Kernel, Ms, Result, Write};

/// `what` is 0 for the sender's id and 1 for what the event is about; who erases one of them in `events` erases it here
/// too. Numbers up to `upto` are filed.
pub(crate) const MIGRATION: &str = "
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
    INSERT INTO event_names (what, name, number)
        SELECT 0, sender_id, number FROM events UNION ALL SELECT 1, about, number FROM events ORDER BY 1, 2, 3;
    INSERT INTO events_filed (only, upto) SELECT 1, coalesce(max(number), 0) FROM events;
    DROP INDEX events_by_sender;
    DROP INDEX events_by_about;
    CREATE TRIGGER events_unfiled AFTER DELETE ON events BEGIN
        DELETE FROM event_names WHERE what = 0 AND name = old.sender_id AND number = old.number;
        DELETE FROM event_names WHERE what = 1 AND name = old.about AND number = old.number;
    END;";

/// Numbers of events that are called so, or whose name begins so; with [`called`].
pub(super) const CALLED: &str = "
    SELECT number FROM event_names WHERE what = 0 AND name BETWEEN ? AND ?
    UNION ALL SELECT number FROM event_names WHERE what = 1 AND (name BETWEEN ? AND ? OR name = ?)
    UNION ALL SELECT number FROM events WHERE number > (SELECT upto FROM events_filed)
        AND (sender_id BETWEEN ? AND ? OR about BETWEEN ? AND ? OR about = ?)";

/// The values of [`CALLED`]: names that begin with `begin`, and what is about `or`.
pub(super) fn called(begin: &str, or: &str) -> [Value; 10] {
    let end = format!("{begin}\u{10ffff}");
    let (begin, end, or) = (begin, end.as_str(), or);
    [begin, end, begin, end, or, begin, end, begin, end, or].map(|text| Value::from(text.to_owned()))
}

/// So many events are filed at once.
const ENOUGH: usize = 8192;
/// Names of one write: less than a millisecond of the writer.
const SLICE: usize = 128;
/// The bell that is rung where there are enough.
const BELL: &str = "inbox.filing";

/// The ids of those that are not filed yet. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Unfiled(Arc<Mutex<Ids>>);

/// Hashes with numbers. What is found is looked up in the table: after a commit that failed, some name events that are
/// not there, or others.
#[derive(Debug, Default)]
pub(super) struct Ids {
    read: bool,
    hashing: RandomState,
    known: BTreeSet<(u64, i64)>,
}

/// An event that came before.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) number: i64,
    /// Of its body; nothing once that was erased.
    pub(super) digest: Option<Vec<u8>>,
}

impl Unfiled {
    /// For one write.
    pub(super) fn ids(&self, write: &Write<'_>) -> Result<MutexGuard<'_, Ids>> {
        let mut ids = self.lock();
        if !ids.read {
            ids.read_from(write)?;
        }
        Ok(ids)
    }

    fn may_be_enough(&self) -> bool {
        let ids = self.lock();
        !ids.read || ids.known.len() >= ENOUGH
    }

    fn are_filed(&self, upto: i64) {
        self.lock().known.retain(|(_, number)| *number > upto);
    }

    fn lock(&self) -> MutexGuard<'_, Ids> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ids {
    fn read_from(&mut self, db: &Connection) -> Result<()> {
        let mut statement = db.prepare(
            "SELECT number, source, sender_id FROM events WHERE number > (SELECT upto FROM events_filed)",
        )?;
        let hash = |row: &Row<'_>| {
            Ok((self.hash(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?), row.get(0)?))
        };
        self.known = statement.query_map([], hash)?.collect::<rusqlite::Result<_>>()?;
        self.read = true;
        Ok(())
    }

    /// An event was stored in this write.
    pub(super) fn add(&mut self, write: &mut Write<'_>, source: &SourceId, sender_id: &str, number: i64) {
        self.known.insert((self.hash(source.as_str(), sender_id), number));
        if self.known.len() >= ENOUGH {
            write.wake(BELL);
        }
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
pub(super) async fn run(kernel: Kernel, unfiled: Unfiled) {
    let stop = kernel.shutdown.token();
    let bell = kernel.tasks.bell(BELL);
    while !stop.is_cancelled() {
        if let Err(error) = file(&kernel, &unfiled).await {
            tracing::warn!(%error, "events could not be filed by their names; they are found without");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = bell.notified() => {}
        }
    }
}

/// All but fewer than [`ENOUGH`]. A crash in the middle leaves names that are written once more.
async fn file(kernel: &Kernel, unfiled: &Unfiled) -> Result<()> {
    while unfiled.may_be_enough()
        && let Some((upto, names)) = kernel.db.read(enough).await?
    {
        let mut names = names.into_iter();
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

/// What it is, the name, the event.
type Name = (u8, String, i64);

/// The names of the oldest that are not filed, in the order of the index, and the last of them; none where they are few.
fn enough(db: &Connection) -> Result<Option<(i64, Vec<Name>)>> {
    let mut statement = db.prepare_cached(
        "SELECT number, sender_id, about FROM events WHERE number > (SELECT upto FROM events_filed)
         ORDER BY number LIMIT ?1",
    )?;
    let mut rows = statement.query([i64::try_from(ENOUGH).unwrap_or(i64::MAX)])?;
    let (mut upto, mut names) = (0, Vec::with_capacity(2 * ENOUGH));
    while let Some(row) = rows.next()? {
        upto = row.get(0)?;
        names.push((0, row.get(1)?, upto));
        names.push((1, row.get(2)?, upto));
    }
    names.sort_unstable();
    Ok((names.len() == 2 * ENOUGH).then_some((upto, names)))
}

fn add(write: &mut Write<'_>, names: &[Name]) -> Result<()> {
    let mut statement =
        write.prepare_cached("INSERT OR IGNORE INTO event_names (what, name, number) VALUES (?1, ?2, ?3)")?;
    for (what, name, number) in names {
        statement.execute(params![what, name, number])?;
    }
    Ok(())
}
