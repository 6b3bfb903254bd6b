//! Deliveries as people see them.

use callboard_rpc::types::{
    Delivery, DeliveryId, DeliveryList, DeliveryState, DeliveryTry, EndpointId, Page, RunId,
};
use rusqlite::{Connection, Row};

use super::letters::{Sent, count_sent, page};
use crate::kernel::{Ms, Paging, Result, StoredWord, stored_as};

const USUAL: u32 = 50;
const MOST: u32 = 500;

/// Newest first, a page at a time.
pub fn list(db: &Connection, asked: &DeliveryList) -> Result<Page<Delivery>> {
    let paging = Paging::new(asked.after.as_deref(), asked.limit, USUAL, MOST)?;
    let wanted = Sent {
        endpoint: asked.endpoint.clone(),
        run: asked.run.clone(),
        state: asked.state,
        ..Sent::default()
    };
    let total = paging.total(|| count_sent(db, &wanted))?;
    let rows = page(db, &wanted, paging.after.unwrap_or(i64::MAX), paging.to_read())?;
    let Page { rows, total, next } = paging.page(rows, total, |(number, _)| *number);
    Ok(Page { rows: rows.into_iter().map(|(_, delivery)| delivery).collect(), total, next })
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
    let state = DeliveryState::read(row, 6, ("deliveries", 1))?;
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

stored_as!(DeliveryState { Waiting => "waiting", Delivered => "delivered", Dead => "dead" });
