//! Deliveries as the list of all traffic wants them: pages by any filter, one with all its tries.

use callboard_rpc::types::{Delivery, DeliveryId, DeliveryState, EndpointId, RunId};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::read::{SELECT, row, with_tries};
use crate::kernel::{Ms, Result, StoredWord};

/// Which deliveries are asked for.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub endpoint: Option<EndpointId>,
    pub run: Option<RunId>,
    pub state: Option<DeliveryState>,
    /// Name of an event.
    pub event: Option<String>,
    pub since: Option<Timestamp>,
    /// The beginning of a delivery's id or of what it is about.
    pub q: Option<String>,
}

/// The newest `limit` with a number below `before`.
pub fn page(db: &Connection, sent: &Sent, before: i64, limit: usize) -> Result<Vec<(i64, Delivery)>> {
    let (wanted, mut values) = sent.conditions();
    values.push(before.into());
    let sql = format!("{SELECT} WHERE {wanted} AND d.number < ? ORDER BY d.number DESC LIMIT {limit}");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(&values), row)?;
    let rows: Vec<(i64, Delivery)> = found.collect::<rusqlite::Result<_>>()?;
    let numbers: Vec<i64> = rows.iter().map(|(number, _)| *number).collect();
    Ok(numbers.into_iter().zip(with_tries(db, rows)?).collect())
}

/// How many there are in all. For the first page alone: it reads as many.
pub fn count_sent(db: &Connection, sent: &Sent) -> Result<u64> {
    let (wanted, values) = sent.conditions();
    let count = format!("SELECT count(*) FROM deliveries d WHERE {wanted}");
    let total: i64 = db.prepare_cached(&count)?.query_row(params_from_iter(&values), |row| row.get(0))?;
    Ok(total.unsigned_abs())
}

/// One with all its tries, and what it is about.
pub fn show(db: &Connection, id: &DeliveryId) -> Result<Option<(Delivery, String)>> {
    let found =
        db.prepare_cached(&format!("{SELECT} WHERE d.id = ?1"))?.query_row([id.as_str()], row).optional()?;
    let Some(found) = found else { return Ok(None) };
    let subject = db
        .prepare_cached("SELECT subject FROM deliveries WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))?;
    Ok(with_tries(db, vec![found])?.pop().map(|sent| (sent, subject)))
}

/// All that was announced about this subject, also again (`SUBJECT/…`), oldest first.
pub fn of_subject(db: &Connection, subject: &str) -> Result<Vec<Delivery>> {
    let mut statement = db.prepare_cached(&format!(
        "{SELECT} WHERE d.subject = ?1 OR d.subject BETWEEN ?1 || '/' AND ?1 || '/\u{10ffff}' ORDER BY d.number"
    ))?;
    let rows = statement.query_map([subject], row)?;
    with_tries(db, rows.collect::<rusqlite::Result<_>>()?)
}

impl Sent {
    fn conditions(&self) -> (String, Vec<Value>) {
        let mut conditions = vec!["1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let mut and = |condition: &str, value: Value| {
            conditions.push(condition.to_owned());
            values.push(value);
        };
        if let Some(endpoint) = &self.endpoint {
            and("d.endpoint = ?", endpoint.to_string().into());
        }
        if let Some(run) = &self.run {
            and("d.run = ?", run.to_string().into());
        }
        if let Some(state) = self.state {
            // Named twice where it can be, so that the index of those that are not done with is used.
            let open = state != DeliveryState::Delivered;
            let condition = if open { "d.state <> 'delivered' AND d.state = ?" } else { "d.state = ?" };
            and(condition, state.word().to_owned().into());
        }
        if let Some(event) = &self.event {
            and("d.event = ?", event.clone().into());
        }
        if let Some(since) = self.since {
            and("d.created >= ?", Ms(since).millis().into());
            // By number, so that a walk from the newest ends there.
            let begin = "d.number >= coalesce((SELECT min(number) FROM deliveries WHERE created >= ?), 0)";
            and(begin, Ms(since).millis().into());
        }
        if let Some(q) = &self.q {
            // Few are found by what they are called, so the walk is over those and not over all.
            conditions.push(
                "d.number IN (SELECT number FROM deliveries WHERE id BETWEEN ? AND ?
                 UNION ALL SELECT number FROM deliveries WHERE subject BETWEEN ? AND ?)"
                    .to_owned(),
            );
            let end = format!("{q}\u{10ffff}");
            values.extend([q.clone(), end.clone(), q.clone(), end].map(Value::from));
        }
        (conditions.join(" AND "), values)
    }
}
