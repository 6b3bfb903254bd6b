//! Windows as others look for them.

use callboard_rpc::types::{ConnectionId, RunId, WindowId, WindowState};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::row::{COLUMNS, Window, window};
use crate::kernel::{Ms, Result};

pub fn find(db: &Connection, id: &WindowId) -> Result<Option<Window>> {
    let sql = format!("SELECT {COLUMNS} FROM windows WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id.as_str()], window).optional()?)
}

/// All windows of a run, in the order of their starts.
pub fn of_run(db: &Connection, run: &RunId) -> Result<Vec<Window>> {
    select(db, "run = ?1 ORDER BY start, zone", params![run.as_str()])
}

/// Windows of a campaign in which the tenant may dial now or later.
pub fn still_dialling(db: &Connection, connection: &ConnectionId, campaign: &str) -> Result<Vec<Window>> {
    let live =
        "connection = ?1 AND campaign = ?2 AND state NOT IN ('ended', 'refused', 'failed', 'withdrawn')
        ORDER BY start, zone";
    select(db, live, params![connection.as_str(), campaign])
}

/// Windows in which this tenant may dial now or later, of whatever campaign.
pub fn live_at(db: &Connection, connection: &ConnectionId) -> Result<Vec<Window>> {
    let live =
        "connection = ?1 AND state NOT IN ('ended', 'refused', 'failed', 'withdrawn') ORDER BY start, zone";
    select(db, live, params![connection.as_str()])
}

/// Windows in which some tenant may dial now or later.
pub(super) fn all_live(db: &Connection) -> Result<Vec<Window>> {
    select(db, "state NOT IN ('ended', 'refused', 'failed', 'withdrawn') ORDER BY start, zone", params![])
}

/// Windows at a tenant that count as begun or ended, and whose start or end lies after an instant.
pub(super) fn turned_too_early(db: &Connection, now: Timestamp) -> Result<Vec<Window>> {
    let early = "tenant_id IS NOT NULL AND (state = 'ended' AND end > ?1 OR state = 'begun' AND start > ?1) ORDER BY start, zone";
    select(db, early, params![Ms(now)])
}

/// All windows of a campaign that would not be over at an instant, whatever became of them.
pub(super) fn of_campaign(
    db: &Connection,
    connection: &ConnectionId,
    campaign: &str,
    after: Timestamp,
) -> Result<Vec<Window>> {
    let condition = "connection = ?1 AND campaign = ?2 AND end > ?3 ORDER BY start, zone";
    select(db, condition, params![connection.as_str(), campaign, Ms(after)])
}

/// Windows that touch the time between two instants, in the order of their starts.
pub fn all_between(db: &Connection, from: Timestamp, until: Timestamp) -> Result<Vec<Window>> {
    select(db, "end > ?1 AND start < ?2 ORDER BY start, zone", params![Ms(from), Ms(until)])
}

fn select(db: &Connection, condition: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Window>> {
    let sql = format!("SELECT {COLUMNS} FROM windows WHERE {condition}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params, window)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a person has to decide: it failed for good, or is unknown and nothing more is tried, or dials though it should
/// not.
pub fn needs_a_decision(row: &Window) -> bool {
    match row.state {
        WindowState::Failed | WindowState::Unknown => row.next_try.is_none(),
        WindowState::Stuck => true,
        _ => false,
    }
}
