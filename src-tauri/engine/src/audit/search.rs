//! Finding rows: newest first, a page at a time.

use callboard_rpc::RpcError;
use callboard_rpc::types::{AuditFilter, AuditList, AuditRow, Page};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::page::{COLUMNS, row};
use crate::kernel::{Ms, Result};

const USUAL: u32 = 100;
const MOST: u32 = 1000;

/// One page, and how many rows the filter lets through in all.
pub(super) fn list(db: &Connection, asked: &AuditList) -> Result<Page<AuditRow>> {
    let filter = Clause::of(&asked.filter);
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut page = filter;
    let place = asked.after.as_deref().map(place).transpose()?;
    let counted = place.and_then(|(_, total)| total);
    let total: i64 = match counted {
        Some(total) => total,
        None => db
            .prepare_cached(&format!("SELECT count(*) FROM audit WHERE {}", page.sql))?
            .query_row(params_from_iter(&page.values), |row| row.get(0))?,
    };
    if let Some((seq, _)) = place {
        page.and("seq < ?", Value::Integer(seq));
    }
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE {} ORDER BY seq DESC LIMIT {}", page.sql, limit + 1);
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(&page.values), row)?;
    let mut rows: Vec<AuditRow> = found.collect::<rusqlite::Result<_>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{total}", row.seq));
    Ok(Page { rows, total: total.cast_unsigned(), next })
}

/// `12.345`: below row 12, of 345 that were counted for the first page; or the first alone.
fn place(after: &str) -> Result<(i64, Option<i64>)> {
    let place = || match after.split_once('.') {
        Some((seq, total)) => Some((seq.parse().ok()?, Some(total.parse().ok()?))),
        None => Some((after.parse().ok()?, None)),
    };
    Ok(place().ok_or_else(|| RpcError::field("after", "There is no such page."))?)
}

pub(super) fn show(db: &Connection, seq: u64) -> Result<AuditRow> {
    let found = db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM audit WHERE seq = ?1"))?
        .query_row([i64::try_from(seq).unwrap_or(-1)], row)
        .optional()?;
    found.ok_or_else(|| RpcError::not_found("audit row", &seq.to_string()).into())
}

/// Oldest first, one after the other: for export.
pub(super) fn each(
    db: &Connection,
    filter: &AuditFilter,
    mut take: impl FnMut(AuditRow) -> Result<()>,
) -> Result<u64> {
    let filter = Clause::of(filter);
    let mut statement =
        db.prepare(&format!("SELECT {COLUMNS} FROM audit WHERE {} ORDER BY seq", filter.sql))?;
    let mut found = statement.query(params_from_iter(&filter.values))?;
    let mut count = 0;
    while let Some(next) = found.next()? {
        take(row(next)?)?;
        count += 1;
    }
    Ok(count)
}

/// A filter as SQL, with the values of its question marks.
#[derive(Debug)]
struct Clause {
    sql: String,
    values: Vec<Value>,
}

impl Clause {
    fn of(filter: &AuditFilter) -> Self {
        let mut clause = Self { sql: "1".to_owned(), values: Vec::new() };
        if let Some(object) = given(filter.object.as_ref()) {
            // An index can walk a range; it could not walk a LIKE with another's wildcards in it.
            clause.and("object >= ?", Value::Text(object.to_owned()));
            clause.and("object < ?", Value::Text(format!("{object}\u{10FFFF}")));
        }
        if let Some(action) = given(filter.action.as_ref()) {
            clause.and("action = ?", Value::Text(action.to_owned()));
        }
        if let Some(actor) = given(filter.actor.as_ref()) {
            clause.and("actor = ?", Value::Text(actor.to_owned()));
        }
        if let Some(text) = given(filter.text.as_ref()) {
            let words = "(action || ' ' || object || ' ' || actor || ' ' || result || ' ' \
                         || coalesce(before, '') || ' ' || coalesce(after, '')) LIKE ? ESCAPE '\\'";
            clause.and(words, Value::Text(format!("%{}%", escaped(text))));
        }
        if let Some(since) = filter.since {
            clause.and("at >= ?", Value::Integer(Ms(since).millis()));
        }
        if let Some(until) = filter.until {
            clause.and("at < ?", Value::Integer(Ms(until).millis()));
        }
        clause
    }

    fn and(&mut self, condition: &str, value: Value) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.push(value);
    }
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
