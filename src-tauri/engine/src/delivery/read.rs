//! Deliveries as people see them.

use callboard_rpc::RpcError;
use callboard_rpc::types::{
    Delivery, DeliveryId, DeliveryList, DeliveryState, DeliveryTry, EndpointId, Page, RunId,
};
use rusqlite::{Connection, Row, params};

use crate::kernel::{Ms, Result};

const USUAL: u32 = 50;
const MOST: u32 = 500;

/// Newest first, a page at a time.
pub fn list(db: &Connection, asked: &DeliveryList) -> Result<Page<Delivery>> {
    let after = asked.after.as_deref().map(str::parse::<i64>).transpose();
    let after = after.map_err(|_| RpcError::field("after", "There is no such page."))?.unwrap_or(i64::MAX);
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let endpoint = asked.endpoint.as_ref().map(EndpointId::as_str);
    let run = asked.run.as_ref().map(RunId::as_str);
    let state = asked.state.map(word);
    let wanted =
        "(?1 IS NULL OR d.endpoint = ?1) AND (?2 IS NULL OR d.run = ?2) AND (?3 IS NULL OR d.state = ?3)";
    let total: i64 = db
        .prepare_cached(&format!("SELECT count(*) FROM deliveries d WHERE {wanted}"))?
        .query_row(params![endpoint, run, state], |row| row.get(0))?;
    let sql = format!("{SELECT} WHERE {wanted} AND d.number < ?4 ORDER BY d.number DESC LIMIT ?5");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(params![endpoint, run, state, after, limit + 1], row)?;
    let mut rows: Vec<(i64, Delivery)> = found.collect::<rusqlite::Result<_>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|(number, _)| number.to_string());
    Ok(Page { rows: with_tries(db, rows)?, total: total.cast_unsigned(), next })
}

/// All that was announced of a run, newest first.
pub fn of_run(db: &Connection, run: &RunId) -> Result<Vec<Delivery>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE d.run = ?1 ORDER BY d.number DESC"))?;
    let rows = statement.query_map([run.as_str()], row)?;
    let rows = rows.collect::<rusqlite::Result<_>>()?;
    with_tries(db, rows)
}

/// Name and address are the endpoint's present ones, or the last it had. Where nothing can leave this computer, the
/// next try is when that is looked at again.
pub(super) const SELECT: &str = "
    SELECT d.number, d.id, d.event, d.endpoint, coalesce(e.name, d.endpoint_name), coalesce(e.url, d.url),
           d.state, d.run, d.created, max(d.next_try, coalesce(e.held_until, 0)), d.body
    FROM deliveries d LEFT JOIN endpoints e ON e.id = d.endpoint";

pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<(i64, Delivery)> {
    let state = state(&row.get::<_, String>(6)?);
    let next_try: Option<Ms> = row.get(9)?;
    let delivery = Delivery {
        id: DeliveryId(row.get(1)?),
        event: row.get(2)?,
        endpoint: EndpointId(row.get(3)?),
        endpoint_name: row.get(4)?,
        url: row.get(5)?,
        state,
        run: row.get::<_, Option<String>>(7)?.map(RunId),
        created_at: row.get::<_, Ms>(8)?.0,
        next_try: next_try.filter(|_| state == DeliveryState::Waiting).map(|at| at.0),
        tries: Vec::new(),
        body: row.get(10)?,
    };
    Ok((row.get(0)?, delivery))
}

pub(super) fn with_tries(db: &Connection, rows: Vec<(i64, Delivery)>) -> Result<Vec<Delivery>> {
    rows.into_iter()
        .map(|(_, delivery)| Ok(Delivery { tries: tries(db, &delivery.id)?, ..delivery }))
        .collect()
}

/// Oldest first.
fn tries(db: &Connection, id: &DeliveryId) -> Result<Vec<DeliveryTry>> {
    let mut statement = db.prepare_cached(
        "SELECT at, status, words, took FROM delivery_tries WHERE delivery = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([id.as_str()], |row| {
        Ok(DeliveryTry {
            at: row.get::<_, Ms>(0)?.0,
            status: row.get(1)?,
            words: row.get(2)?,
            took_ms: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "waiting",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Dead => "dead",
    }
}

fn state(word: &str) -> DeliveryState {
    match word {
        "waiting" => DeliveryState::Waiting,
        "delivered" => DeliveryState::Delivered,
        _ => DeliveryState::Dead,
    }
}
