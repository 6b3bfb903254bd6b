//! How endpoints fared over the last 24 hours.

use std::collections::HashMap;

use callboard_rpc::types::Endpoint;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::failing::percent;
use crate::kernel::{Ms, Result};

/// How far each is on its way to be turned off. For whoever wants no more: it reads nothing.
pub fn with_percent(endpoints: Vec<Endpoint>, now: Timestamp) -> Vec<Endpoint> {
    let failing =
        |endpoint: Endpoint| Endpoint { failing_percent: percent(endpoint.failing_since, now), ..endpoint };
    endpoints.into_iter().map(failing).collect()
}

/// The figures of each, in its place. They cost one walk over the day's tries: for pages, not for the way of an event.
pub fn with_health(db: &Connection, endpoints: Vec<Endpoint>, now: Timestamp) -> Result<Vec<Endpoint>> {
    let mut days = days(db, now - SignedDuration::from_hours(24))?;
    let with_day = |endpoint: Endpoint| {
        let Day { delivered, failed, mut answers } = days.remove(endpoint.id.as_str()).unwrap_or_default();
        answers.sort_unstable();
        Endpoint {
            delivered,
            failed,
            answer_ms: answers.get(answers.len() / 2).copied(),
            failing_percent: percent(endpoint.failing_since, now),
            old_secret_until: endpoint.old_secret_until.filter(|until| now < *until),
            ..endpoint
        }
    };
    Ok(endpoints.into_iter().map(with_day).collect())
}

/// The tries of one endpoint; those that failed for our own sake are not among them.
#[derive(Debug, Default)]
struct Day {
    delivered: u64,
    failed: u64,
    /// Milliseconds until each answer.
    answers: Vec<u32>,
}

fn days(db: &Connection, since: Timestamp) -> Result<HashMap<String, Day>> {
    let mut statement = db.prepare_cached(
        "SELECT d.endpoint, t.words IS NULL, t.status IS NOT NULL, t.took
         FROM delivery_tries t JOIN deliveries d ON d.id = t.delivery WHERE t.at > ?1 AND t.ours = 0",
    )?;
    let mut rows = statement.query([Ms(since)])?;
    let mut days: HashMap<String, Day> = HashMap::new();
    while let Some(row) = rows.next()? {
        let day = days.entry(row.get(0)?).or_default();
        let arrived: bool = row.get(1)?;
        day.delivered += u64::from(arrived);
        day.failed += u64::from(!arrived);
        if row.get(2)? {
            day.answers.push(row.get(3)?);
        }
    }
    Ok(days)
}
