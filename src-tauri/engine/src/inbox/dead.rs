//! Events that failed for good, by what they failed for; their bodies are not read.

use callboard_rpc::types::{SourceId, SourceKind};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::kernel::{Ms, Result, StoredWord};

/// Dead events of one source that failed for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadEvents {
    pub source: SourceId,
    pub kind: SourceKind,
    pub cause: String,
    pub count: u64,
    pub oldest: Timestamp,
    pub newest: Timestamp,
}

/// The second condition lets SQLite use the index of open events.
const DEAD: &str = "state = 'dead' AND state NOT IN ('kept', 'done')";

pub fn dead_events(db: &Connection) -> Result<Vec<DeadEvents>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT source, kind, coalesce(words, ''), count(*), min(received), max(received)
         FROM events WHERE {DEAD} GROUP BY 1, 2, 3"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(DeadEvents {
            source: SourceId(row.get(0)?),
            kind: SourceKind::read(row, 1, ("events", 0))?,
            cause: row.get(2)?,
            count: row.get::<_, i64>(3)?.unsigned_abs(),
            oldest: row.get::<_, Ms>(4)?.0,
            newest: row.get::<_, Ms>(5)?.0,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The numbers of those of one source that failed for this, oldest first.
pub fn dead_of(db: &Connection, source: &SourceId, cause: &str) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT number FROM events WHERE {DEAD} AND source = ?1 AND coalesce(words, '') = ?2 ORDER BY number"
    ))?;
    let rows = statement.query_map(params![source.as_str(), cause], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many events of a kind are dead, since when the oldest of them is here, and what is said of one of them.
pub fn dead(db: &Connection, of: SourceKind) -> Result<Option<(u64, Timestamp, String)>> {
    let sql = format!("SELECT count(*), min(received), max(words) FROM events WHERE {DEAD} AND kind = ?1");
    let (count, since, words) = db.prepare_cached(&sql)?.query_row([of.word()], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Ms>>(1)?, row.get::<_, Option<String>>(2)?))
    })?;
    Ok(since.map(|since| (count.unsigned_abs(), since.0, words.unwrap_or_default())))
}
