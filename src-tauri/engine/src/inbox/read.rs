//! Pages of events and of refused ones, newest first, for whoever shows them.
//!
//! Both are walked in the order of their numbers, which is that of their arrival. The beginning of a contact, a number
//! or a sender's id has an index; so have states that wait for something. Kind and source alone have none: a page of a
//! rare source reads until it is full. A beginning that very many share has none either (`COMMON`).

use callboard_rpc::types::{ConnectionId, SourceId, SourceKind, TrafficState};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use super::events::{Event, SELECT, row};
use super::filed;
use crate::kernel::{Ms, Result, StoredWord};

/// Which events are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub state: Option<TrafficState>,
    /// As it stands in its column: `call-result`.
    pub kind: Option<String>,
    /// Id of a source.
    pub source: Option<String>,
    pub since: Option<Timestamp>,
    /// The beginning of a contact or of a sender's id, or all digits of a number.
    pub q: Option<String>,
}

/// One whose sender proved who it is, and that can never be right.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedEvent {
    /// Written `ref_NUMBER` outside.
    pub number: i64,
    pub source: SourceId,
    pub connection: ConnectionId,
    pub kind: SourceKind,
    pub sender_id: String,
    pub received: Timestamp,
    pub status: u16,
    pub reason: String,
    pub bytes: u64,
    /// Its beginning.
    pub body: Option<String>,
}

/// Where more names than these begin as is asked (`msg_`), their events are not gathered first: they are the most of all
/// there are, or nearly, so a walk from the newest meets them soon. Nor are more than these counted.
pub(super) const COMMON: usize = 10_000;

/// The newest `limit` with a number below `before`.
pub fn events(db: &Connection, wanted: &Wanted, before: i64, limit: usize) -> Result<Vec<Event>> {
    let mut asked = wanted.of_events(db)?;
    asked.and("number < ?", before.into());
    let sql = format!("{SELECT} WHERE {} ORDER BY number DESC LIMIT {limit}", asked.sql());
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(asked.values), row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many there are. By a beginning that very many share, 10,000 at most: then there may be more, and pages go on behind
/// them. To count on would be to read millions for a figure that helps nobody.
pub fn count_events(db: &Connection, wanted: &Wanted) -> Result<u64> {
    let asked = wanted.of_events(db)?;
    let sql = asked.sql();
    if !asked.is_common {
        return count(db, &format!("SELECT count(*) FROM events WHERE {sql}"), asked.values);
    }
    if let ([_], Some(called)) = (&asked.conditions[..], wanted.called()) {
        // By their names alone: where they are few among millions, a walk would be long.
        let names = format!("SELECT DISTINCT number FROM ({}) LIMIT {COMMON}", filed::CALLED);
        return count(db, &format!("SELECT count(*) FROM ({names})"), called.into());
    }
    let walk = format!("SELECT 1 FROM events WHERE {sql} ORDER BY number DESC LIMIT {COMMON}");
    count(db, &format!("SELECT count(*) FROM ({walk})"), asked.values)
}

/// The newest `limit` refused ones with a number below `before`.
pub fn refused(db: &Connection, wanted: &Wanted, before: i64, limit: usize) -> Result<Vec<RefusedEvent>> {
    let mut asked = wanted.of_refused();
    asked.and("number < ?", before.into());
    let sql = format!("{REFUSED} WHERE {} ORDER BY number DESC LIMIT {limit}", asked.sql());
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(asked.values), refused_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn count_refused(db: &Connection, wanted: &Wanted) -> Result<u64> {
    let asked = wanted.of_refused();
    count(db, &format!("SELECT count(*) FROM event_refusals WHERE {}", asked.sql()), asked.values)
}

pub fn refused_event(db: &Connection, number: i64) -> Result<Option<RefusedEvent>> {
    let mut statement = db.prepare_cached(&format!("{REFUSED} WHERE number = ?1"))?;
    Ok(statement.query_row([number], refused_row).optional()?)
}

/// How many events came in each of the 60 minutes before `now`, oldest first, by the index of their times; of the newest
/// hundred thousand at most.
pub fn by_minute(db: &Connection, now: Timestamp) -> Result<Vec<u32>> {
    let begin = Ms(now).millis() - 3_600_000;
    let mut statement = db.prepare_cached(
        "SELECT received FROM events WHERE received >= ?1 ORDER BY received DESC LIMIT 100000",
    )?;
    let mut rows = statement.query([begin])?;
    let mut minutes = vec![0_u32; 60];
    while let Some(row) = rows.next()? {
        let at = row.get::<_, i64>(0)? - begin;
        if at < 0 {
            break;
        }
        let minute = usize::try_from(at / 60_000).unwrap_or(59).min(59);
        minutes[minute] += 1;
    }
    Ok(minutes)
}

const REFUSED: &str = "SELECT number, source, connection, kind, sender_id, received, status, reason, bytes, body FROM event_refusals";

/// Conditions that are joined by `AND`, with their values.
#[derive(Debug, Default)]
struct Asked {
    conditions: Vec<String>,
    values: Vec<Value>,
    /// Whether very many begin as is asked.
    is_common: bool,
}

impl Asked {
    fn and(&mut self, condition: &str, value: Value) {
        self.conditions.push(condition.to_owned());
        self.values.push(value);
    }

    fn sql(&self) -> String {
        if self.conditions.is_empty() { "1".to_owned() } else { self.conditions.join(" AND ") }
    }
}

impl Wanted {
    fn of_events(&self, db: &Connection) -> Result<Asked> {
        let mut asked = self.of_both();
        if let Some(state) = self.state {
            // Named twice where it can be, so that the index of those that wait for something is used.
            let open = if matches!(state, TrafficState::Kept | TrafficState::Done) {
                "state = ?"
            } else {
                "state NOT IN ('kept', 'done') AND state = ?"
            };
            asked.and(open, state.word().to_owned().into());
        }
        if let Some(since) = self.since {
            // By number, so that a walk from the newest ends there.
            let begin = "number >= coalesce((SELECT min(number) FROM events WHERE received >= ?), 0)";
            asked.and(begin, Ms(since).millis().into());
        }
        if let Some(called) = self.called() {
            asked.is_common = filed::finds_more(db, &called, COMMON)?;
            if asked.is_common {
                asked.conditions.push(filed::IS_CALLED.to_owned());
                asked.values.extend(called.into_iter().skip(5));
            } else {
                // Few are found by what they are called, so the walk is over those and not over all.
                asked.conditions.push(format!("number IN ({})", filed::CALLED));
                asked.values.extend(called);
            }
        }
        Ok(asked)
    }

    fn called(&self) -> Option<[Value; 10]> {
        self.q.as_ref().map(|q| filed::called(q, &format!("+{}", digits(q))))
    }

    fn of_refused(&self) -> Asked {
        let mut asked = self.of_both();
        if let Some(q) = &self.q {
            asked.conditions.push("sender_id BETWEEN ? AND ?".to_owned());
            asked.values.extend([q.clone(), format!("{q}\u{10ffff}")].map(Value::from));
        }
        asked
    }

    fn of_both(&self) -> Asked {
        let mut asked = Asked::default();
        if let Some(kind) = &self.kind {
            asked.and("kind = ?", kind.clone().into());
        }
        if let Some(source) = &self.source {
            asked.and("source = ?", source.clone().into());
        }
        if let Some(since) = self.since {
            asked.and("received >= ?", Ms(since).millis().into());
        }
        asked
    }
}

/// `+1 (415) 555-2671` → `14155552671`.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn count(db: &Connection, sql: &str, values: Vec<Value>) -> Result<u64> {
    let count: i64 = db.prepare_cached(sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn refused_row(row: &Row<'_>) -> rusqlite::Result<RefusedEvent> {
    Ok(RefusedEvent {
        number: row.get(0)?,
        source: SourceId(row.get(1)?),
        connection: ConnectionId(row.get(2)?),
        kind: SourceKind::read(row, 3, ("refused_events", 0))?,
        sender_id: row.get(4)?,
        received: row.get::<_, Ms>(5)?.0,
        status: row.get(6)?,
        reason: row.get(7)?,
        bytes: row.get::<_, i64>(8)?.unsigned_abs(),
        body: row.get(9)?,
    })
}
