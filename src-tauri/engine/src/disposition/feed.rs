//! The feed of decisions, newest first.

use callboard_rpc::types::{ConnectionId, DispositionFeed, DispositionRow, Page};
use rusqlite::{Connection, named_params};

use super::decisions::{self, Decision, instant};
use crate::inbox;
use crate::kernel::{Result, Reveal, in_place, limit, no_such_place};
use crate::map::{normalise, ranked};

/// Rows of a page where the caller does not say how many, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

pub(super) fn feed(
    db: &Connection,
    of: Option<&ConnectionId>,
    asked: &DispositionFeed,
) -> Result<Page<DispositionRow>> {
    let after =
        asked.after.as_deref().map(|place| read_place(place).ok_or_else(no_such_place)).transpose()?;
    let numbers = Reveal::asked(asked.reveal);
    let limit = limit(asked.limit, PAGE, LARGEST_PAGE)?;
    let code = asked.code.as_deref().map(normalise);
    let filter = "(:connection IS NULL OR connection = :connection) AND (:code IS NULL OR code = :code)
                  AND (:category IS NULL OR category = :category)";
    let connection = of.map(ConnectionId::as_str);
    // All are counted once, for the first page: the others carry the figure along.
    let (after, counted) = after.unwrap_or((i64::MAX, None));
    let total: i64 = match counted {
        Some(total) => total,
        None => db.prepare_cached(&format!("SELECT count(*) FROM decisions WHERE {filter}"))?.query_row(
            named_params! { ":connection": connection, ":code": code, ":category": asked.category },
            |row| row.get(0),
        )?,
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT event, connection, contact, code, call_result, happened, received, category, severity, opts_out,
                unmapped, head, version, fine
         FROM decisions WHERE {filter} AND event < :after ORDER BY event DESC LIMIT :limit"
    ))?;
    let found = statement.query_map(
        named_params! {
            ":connection": connection,
            ":code": code,
            ":category": asked.category,
            ":after": after,
            // One more than asked for tells whether there is another page.
            ":limit": i64::try_from(limit + 1).unwrap_or(i64::MAX),
        },
        decisions::row,
    )?;
    let mut found: Vec<Decision> = found.collect::<rusqlite::Result<_>>()?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| format!("evt_{}.{total}", last.event));
    let rows = found.into_iter().map(|decision| row(db, decision, numbers)).collect::<Result<_>>()?;
    Ok(Page { rows, total: total.unsigned_abs(), next })
}

/// `evt_12.345`: below event 12, of 345 in all; or the first alone.
fn read_place(place: &str) -> Option<(i64, Option<i64>)> {
    match place.split_once('.') {
        Some((event, total)) => {
            Some((inbox::number_of(event)?, Some(in_place(total).filter(|total| *total > 0)?)))
        }
        None => Some((inbox::number_of(place)?, None)),
    }
}

/// A tenant may use numbers as its contacts' ids: none leaves whole unless that was asked for.
fn row(db: &Connection, decision: Decision, numbers: Reveal) -> Result<DispositionRow> {
    let event = inbox::event(db, decision.event)?;
    // Where the event itself was dropped by now, all of it had ended.
    let (state, words) =
        event.map_or((callboard_rpc::types::TrafficState::Done, None), |event| (event.state, event.words));
    let severity = decision.category.is_some().then(|| ranked(decision.severity));
    Ok(DispositionRow {
        event: format!("evt_{}", decision.event),
        at: instant(decision.happened),
        received_at: instant(decision.received),
        contact: numbers.in_text(&decision.contact),
        code: decision.code,
        call_result: decision.call_result.map(|said| numbers.in_text(&said)),
        severity,
        version: decision.category.is_some().then_some(decision.version),
        category: decision.category,
        state,
        words,
    })
}
