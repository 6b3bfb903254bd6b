//! Codes that came and that no map knows.

use callboard_rpc::types::{ConnectionId, UnmappedCode};
use rusqlite::{Connection, params};

use super::decisions::instant;
use super::lookup::Lookup;
use crate::kernel::Result;

/// As many are listed, those with the most events first.
const MOST: u32 = 500;

/// What waits to be mapped. A code that the published map knows is not listed, whatever its earlier events were.
pub(super) fn list(db: &Connection, of: &ConnectionId, published: &Lookup) -> Result<Vec<UnmappedCode>> {
    let mut statement = db.prepare_cached(
        "SELECT code, count(*), count(DISTINCT contact), sum(category IS NULL), min(received), max(received),
                (SELECT l.call_result FROM decisions l WHERE l.connection = ?1 AND l.code = d.code AND l.unmapped = 1
                 ORDER BY l.event DESC LIMIT 1)
         FROM decisions d WHERE connection = ?1 AND unmapped = 1 GROUP BY code ORDER BY 2 DESC, code LIMIT ?2",
    )?;
    let rows = statement.query_map(params![of.as_str(), MOST], |row| {
        Ok(UnmappedCode {
            code: row.get(0)?,
            events: row.get::<_, i64>(1)?.unsigned_abs(),
            contacts: row.get::<_, i64>(2)?.unsigned_abs(),
            held: row.get::<_, i64>(3)?.unsigned_abs(),
            first: instant(row.get(4)?),
            last: instant(row.get(5)?),
            call_result: row.get(6)?,
        })
    })?;
    let all: Vec<UnmappedCode> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(all.into_iter().filter(|one| published.mapped(&one.code).is_none()).collect())
}
