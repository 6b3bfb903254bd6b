//! Codes that came and that no map knows.

use callboard_rpc::types::{ConnectionId, UnmappedCode};
use rusqlite::Connection;

use super::decisions::instant;
use super::lookup::Lookup;
use crate::kernel::Result;

/// As many are listed, those with the most events first.
const MOST: usize = 500;

/// What waits to be mapped. A code that the published map knows is not listed, whatever its earlier events were: no more
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
        if published.mapped(&code).is_some() {
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
