//! How often what was refused: counted in memory, written every few seconds, sampled into the audit log.
//!
//! The table holds one row a source, hour and kind of refusal, so that no flood of requests can fill the disk; the
//! counts of the last seconds before a crash are lost.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

use callboard_rpc::types::{RefusalCount, SourceId};
use callboard_rpc::{Caller, Topic};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use super::refusal::Cause;
use super::refused::{self, Refused};
use super::sources::{hour, seen};
use crate::kernel::audit::Entry;
use crate::kernel::{Kernel, Ms, Result, Write};

/// `source` is empty where the request named none.
pub(super) const TABLES: &str = "
    CREATE TABLE refusal_hours (
        source TEXT NOT NULL,
        hour   INTEGER NOT NULL,
        status INTEGER NOT NULL,
        reason TEXT NOT NULL,
        count  INTEGER NOT NULL,
        last   INTEGER NOT NULL,
        told   INTEGER NOT NULL,
        PRIMARY KEY (source, hour, status, reason)
    ) STRICT, WITHOUT ROWID;";

/// Those that are not written yet. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusals(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    waiting: Mutex<Waiting>,
    /// Held while some are written: whoever flushes returns once all that came before is.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Waiting {
    counts: HashMap<(Option<SourceId>, Cause), (u64, Timestamp)>,
    /// Of senders who proved who they are; more than [`ROWS`] between two writes are counted only.
    rows: Vec<Refused>,
    /// When each source was heard last.
    heard: HashMap<SourceId, Timestamp>,
}

const ROWS: usize = 200;

impl Waiting {
    fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.rows.is_empty() && self.heard.is_empty()
    }

    /// What was taken and could not be written, beside what has come since.
    fn put_back(&mut self, taken: &Self) {
        for (of, (count, last)) in &taken.counts {
            let counted = self.counts.entry(of.clone()).or_insert((0, *last));
            counted.0 += count;
            counted.1 = counted.1.max(*last);
        }
        let room = ROWS.saturating_sub(self.rows.len());
        self.rows.splice(0..0, taken.rows.iter().take(room).cloned());
        for (source, at) in &taken.heard {
            let heard = self.heard.entry(source.clone()).or_insert(*at);
            *heard = (*heard).max(*at);
        }
    }
}

impl Refusals {
    pub(super) fn count(&self, source: Option<&SourceId>, cause: Cause, at: Timestamp) {
        let mut waiting = self.waiting();
        let counted = waiting.counts.entry((source.cloned(), cause)).or_insert((0, at));
        counted.0 += 1;
        counted.1 = at;
    }

    /// One whose sender proved who it is.
    pub(super) fn keep(&self, refused: Refused) {
        let mut waiting = self.waiting();
        waiting.heard.insert(refused.source.clone(), refused.received);
        if waiting.rows.len() < ROWS {
            waiting.rows.push(refused);
        }
    }

    /// Writes what was counted since the last time; what cannot be written waits for the next.
    pub(super) async fn flush(&self, kernel: &Kernel) -> Result<()> {
        let _alone = self.0.writing.lock().await;
        let waiting = Arc::new(std::mem::take(&mut *self.waiting()));
        if waiting.is_empty() {
            return Ok(());
        }
        let taken = Arc::clone(&waiting);
        let written = kernel.db.write(move |write| store(write, &taken)).await;
        if written.is_err() {
            self.waiting().put_back(&waiting);
        }
        written
    }

    fn waiting(&self) -> parking_lot::MutexGuard<'_, Waiting> {
        self.0.waiting.lock()
    }
}

/// Over the last 24 hours, most often first.
pub(super) fn counted(
    db: &Connection,
    source: Option<&SourceId>,
    now: Timestamp,
) -> Result<Vec<RefusalCount>> {
    let mut statement = db.prepare_cached(
        "SELECT status, reason, sum(count), max(last) FROM refusal_hours
         WHERE source = ?1 AND hour > ?2 GROUP BY status, reason ORDER BY sum(count) DESC, status",
    )?;
    let rows = statement.query_map(params![source.map_or("", SourceId::as_str), hour(now) - 24], |row| {
        Ok(RefusalCount {
            status: row.get(0)?,
            reason: row.get(1)?,
            count: row.get::<_, i64>(2)?.unsigned_abs(),
            last: row.get::<_, Ms>(3)?.0,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Hours before `oldest` are forgotten.
pub(super) fn forget(write: &mut Write<'_>, oldest: i64) -> Result<()> {
    write.execute("DELETE FROM refusal_hours WHERE hour < ?1", [oldest])?;
    write.execute("DELETE FROM source_hours WHERE hour < ?1", [oldest])?;
    Ok(())
}

fn store(write: &mut Write<'_>, waiting: &Waiting) -> Result<()> {
    for ((source, cause), (count, last)) in &waiting.counts {
        add(write, source.as_ref(), *cause, *count, *last)?;
    }
    for row in &waiting.rows {
        refused::keep(write, row)?;
    }
    for (source, at) in &waiting.heard {
        seen(write, source, *at)?;
    }
    write.changed(Topic::Listener);
    if !waiting.rows.is_empty() {
        write.changed(Topic::Inbox);
    }
    Ok(())
}

fn add(
    write: &mut Write<'_>,
    source: Option<&SourceId>,
    cause: Cause,
    count: u64,
    last: Timestamp,
) -> Result<()> {
    let (status, reason) = (cause.status(), cause.words());
    let named = source.map_or("", SourceId::as_str);
    let now = write.now();
    write
        .prepare_cached(
            "INSERT INTO refusal_hours (source, hour, status, reason, count, last, told)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
             ON CONFLICT (source, hour, status, reason) DO UPDATE SET count = count + excluded.count, last = excluded.last",
        )?
        .execute(params![named, hour(now), status, reason, count.cast_signed(), Ms(last)])?;
    sample(write, named, hour(now), status, &reason)
}

/// The first of an hour, and then each time there are ten times as many, is told in the audit log.
fn sample(write: &mut Write<'_>, source: &str, hour: i64, status: u16, reason: &str) -> Result<()> {
    let key = params![source, hour, status, reason];
    let found = write
        .prepare_cached(
            "SELECT count, told FROM refusal_hours WHERE source = ?1 AND hour = ?2 AND status = ?3 AND reason = ?4",
        )?
        .query_row(key, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    let Some((count, told)) = found.filter(|(count, told)| *count >= (told * 10).max(1)) else {
        return Ok(());
    };
    write.execute(
        "UPDATE refusal_hours SET told = ?5 WHERE source = ?1 AND hour = ?2 AND status = ?3 AND reason = ?4",
        params![source, hour, status, reason, count],
    )?;
    let object = if source.is_empty() { "listener".to_owned() } else { format!("source/{source}") };
    let told = json!({ "status": status, "reason": reason, "in_this_hour": count, "before": told });
    write.audit(&Caller::engine(), Entry::new("inbox.refused", object).after(&told).result("refused"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_written_is_counted_together_with_what_came_meanwhile() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let refusals = Refusals::default();
        let source = SourceId::from("src_1");
        refusals.count(Some(&source), Cause::Id, at(1));
        let taken = std::mem::take(&mut *refusals.waiting());
        refusals.count(Some(&source), Cause::Id, at(2));
        refusals.count(None, Cause::Host, at(3));
        refusals.waiting().put_back(&taken);
        let waiting = refusals.waiting();
        assert_eq!(waiting.counts[&(Some(source), Cause::Id)], (2, at(2)));
        assert_eq!(waiting.counts[&(None, Cause::Host)], (1, at(3)));
    }
}
