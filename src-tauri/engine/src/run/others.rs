//! Other runs of the same campaign. The tenant's figures are of a campaign and a time, so runs whose times overlap
//! cannot be told apart, and those that follow each other can.

use callboard_rpc::types::RunId;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::store::Run;
use crate::kernel::{Ms, Result};

/// Runs whose time overlaps with this one's. The time of a run goes from its first start to its last window's end,
/// however long its last figures are awaited after that.
pub(super) fn sharing(db: &Connection, run: &Run) -> Result<Vec<RunId>> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM runs WHERE connection = ?1 AND campaign = ?2 AND id <> ?3
         AND first_start < ?5 AND min(last_end, coalesce(ended, last_end)) > ?4 ORDER BY first_start, id",
    )?;
    let until = run.ended.map_or(run.last_end, |ended| ended.min(run.last_end));
    let rows = statement.query_map(
        params![run.connection.as_str(), run.campaign_id, run.id.as_str(), Ms(run.first_start), Ms(until)],
        |row| Ok(RunId(row.get(0)?)),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next run of the campaign began after this one's last window: figures from then on are not this run's.
pub(super) fn next_began(db: &Connection, run: &Run) -> Result<Option<Timestamp>> {
    let mut statement = db.prepare_cached(
        "SELECT min(first_start) FROM runs WHERE connection = ?1 AND campaign = ?2 AND id <> ?3
         AND first_start > ?4 AND state NOT IN ('failed', 'superseded')",
    )?;
    let of = params![run.connection.as_str(), run.campaign_id, run.id.as_str(), Ms(run.last_end)];
    Ok(statement.query_row(of, |row| row.get::<_, Option<Ms>>(0))?.map(|at| at.0))
}
