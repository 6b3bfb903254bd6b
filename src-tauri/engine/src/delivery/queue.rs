//! What waits for an endpoint: what of it is due, and when to look again.

use callboard_rpc::types::{DeliveryId, EndpointId, RunId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::settle::Due;
use super::wire::Request;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};

/// Only an endpoint that is there and turned on is sent to; nothing of what is being given up (see `bury.rs`), and
/// nothing before it was looked whether we can send again.
const SENDABLE: &str = "d.endpoint = ?1 AND d.state = 'waiting' AND e.enabled AND d.number > e.given_up_to";

/// The first `limit` that are due at `now`.
pub(super) fn due(
    db: &Connection,
    endpoint: &EndpointId,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(Due, Request)>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT d.id, d.event, d.run, d.failures, d.body, e.name, e.url
         FROM deliveries d JOIN endpoints e ON e.id = d.endpoint
         WHERE {SENDABLE} AND d.next_try <= ?2 AND e.held_until <= ?2
         ORDER BY d.next_try, d.number LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![endpoint.as_str(), Ms(now), limit], |row| {
        let (id, url): (String, String) = (row.get(0)?, row.get(6)?);
        let request = Request { id: id.clone(), body: row.get(4)?, url: url.clone() };
        let due = Due {
            id: DeliveryId(id),
            endpoint: endpoint.clone(),
            endpoint_name: row.get(5)?,
            url,
            event: row.get(1)?,
            run: row.get::<_, Option<String>>(2)?.map(RunId),
            failures: row.get(3)?,
        };
        Ok((due, request))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Nothing is due now: until the next try, or until something is announced.
pub(super) fn rest(write: &mut Write<'_>, task: &Task, endpoint: &EndpointId) -> Result<()> {
    let next = write
        .prepare_cached(&format!(
            "SELECT max(min(d.next_try), e.held_until) FROM deliveries d JOIN endpoints e ON e.id = d.endpoint
             WHERE {SENDABLE}"
        ))?
        .query_row([endpoint.as_str()], |row| row.get::<_, Option<Ms>>(0))?;
    match next {
        Some(next) => tasks::again(write, task, next.0),
        None => tasks::done(write, task),
    }
}
