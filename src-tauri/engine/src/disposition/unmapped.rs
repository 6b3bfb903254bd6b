//! Unmapped codes: received with events, and in no map.

use std::cmp::Reverse;

use callboard_rpc::types::{ConnectionId, UnmappedCode};
use jiff::Timestamp;
use rusqlite::Connection;

use super::decisions::instant;
use crate::kernel::Result;
use crate::map::Lookup;

/// The most codes of a list, those with the most events first.
const MOST: usize = 500;

/// The codes that wait to be mapped. One that the published map knows is not listed, whatever its earlier events were: no more
/// rows are read than the list has and the map has codes.
pub(super) fn list(db: &Connection, of: &ConnectionId, published: &Lookup) -> Result<Vec<UnmappedCode>> {
    let mut statement = db.prepare_cached(
        "SELECT code, count(*), count(DISTINCT contact), sum(category IS NULL), min(received), max(received),
                (SELECT l.call_result FROM decisions l WHERE l.connection = ?1 AND l.code = d.code AND l.unmapped = 1
                 ORDER BY l.event DESC LIMIT 1)
         FROM decisions d WHERE connection = ?1 AND unmapped = 1 GROUP BY code ORDER BY 2 DESC, code",
    )?;
    let mut rows = statement.query([of.as_str()])?;
    let mut codes = Vec::new();
    while codes.len() < MOST
        && let Some(row) = rows.next()?
    {
        let code: String = row.get(0)?;
        if !waits(&code, published) {
            continue;
        }
        codes.push(UnmappedCode {
            code,
            events: row.get::<_, i64>(1)?.unsigned_abs(),
            contacts: row.get::<_, i64>(2)?.unsigned_abs(),
            held: row.get::<_, i64>(3)?.unsigned_abs(),
            first: instant(row.get(4)?),
            last: instant(row.get(5)?),
            call_result: row.get(6)?,
        });
    }
    Ok(codes)
}

fn waits(code: &str, published: &Lookup) -> bool {
    published.mapped(code).is_none()
}

/// All that waits to be mapped, listed or not.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) codes: u64,
    pub(super) events: u64,
    /// Events among them that are held.
    pub(super) held: u64,
    /// The time at which the oldest was received.
    pub(super) since: Timestamp,
    /// The codes with the most events, first the one with the most: as many as are listed.
    pub(super) names: Vec<String>,
}

/// The sums; `None` where every received code is in the map.
pub(super) fn waiting(db: &Connection, of: &ConnectionId, published: &Lookup) -> Result<Option<Waiting>> {
    let mut statement = db.prepare_cached(
        "SELECT code, count(*), sum(category IS NULL), min(received)
         FROM decisions WHERE connection = ?1 AND unmapped = 1 GROUP BY code",
    )?;
    let mut rows = statement.query([of.as_str()])?;
    let (mut named, mut held, mut since) = (Vec::new(), 0_u64, i64::MAX);
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        if !waits(&code, published) {
            continue;
        }
        named.push((Reverse(row.get::<_, i64>(1)?.unsigned_abs()), code));
        held += row.get::<_, i64>(2)?.unsigned_abs();
        since = since.min(row.get(3)?);
    }
    if named.is_empty() {
        return Ok(None);
    }
    let codes = named.len() as u64;
    let events = named.iter().map(|(Reverse(events), _)| *events).sum::<u64>();
    named.sort_unstable();
    named.truncate(MOST);
    let names = named.into_iter().map(|(_, code)| code).collect();
    Ok(Some(Waiting { codes, events, held, since: instant(since), names }))
}

/// The number of codes that wait to be mapped.
pub(super) fn count(db: &Connection, of: &ConnectionId, published: &Lookup) -> Result<u64> {
    let mut statement =
        db.prepare_cached("SELECT DISTINCT code FROM decisions WHERE connection = ?1 AND unmapped = 1")?;
    let mut rows = statement.query([of.as_str()])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        count += u64::from(waits(&code, published));
    }
    Ok(count)
}
