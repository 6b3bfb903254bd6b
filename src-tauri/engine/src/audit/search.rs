//! Finding rows: newest first, a page at a time.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use callboard_rpc::RpcError;
use callboard_rpc::types::{AuditFilter, AuditList, AuditPage, AuditRow, Page};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::checkpoint;
use super::page::{COLUMNS, row};
use super::seal::ACTION;
use crate::kernel::{Ms, Paging, Result};

const USUAL: u32 = 100;
const MOST: u32 = 1000;

/// One page, and how many rows the filter lets through in all.
pub(super) fn list(db: &Connection, asked: &AuditList) -> Result<AuditPage> {
    let all = Clause::of(&asked.filter);
    let leaves_out = asked.seals == Some(false) && !names_seals(&asked.filter);
    let mut page = all.clone();
    if leaves_out {
        page = page.without_seals(&asked.filter);
    }
    let paging = Paging::<Place>::new(asked.after.as_deref(), asked.limit, USUAL, MOST)?;
    let total = paging.total(|| page.count(db))?;
    let left_out = match paging.after.and_then(|place| place.left_out) {
        Some(counted) => counted,
        None if leaves_out => all.count(db)?.saturating_sub(total),
        None => 0,
    };
    if let Some(Place { below, .. }) = paging.after {
        page.and("seq < ?", Value::Integer(below));
    }
    let (from, clause) = (page.from, &page.sql);
    let sql =
        format!("SELECT {COLUMNS} FROM {from} WHERE {clause} ORDER BY seq DESC LIMIT {}", paging.to_read());
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(&page.values), row)?;
    let rows: Vec<AuditRow> = found.collect::<rusqlite::Result<_>>()?;
    let place = |row: &AuditRow| Place { below: row.seq.cast_signed(), left_out: Some(left_out) };
    let Page { rows, total, next } = paging.page(rows, total, place);
    Ok(AuditPage { rows, total, next, seals_left_out: leaves_out.then_some(left_out) })
}

/// Whoever asks for seals gets them.
fn names_seals(filter: &AuditFilter) -> bool {
    given(filter.action.as_ref()) == Some(ACTION)
        || given(filter.object.as_ref()).is_some_and(|object| object.starts_with("sealed/"))
}

/// `12-67`: below row 12, with 67 seals left out in all, as the first page counted them; or the row alone.
#[derive(Clone, Copy, Debug)]
struct Place {
    below: i64,
    left_out: Option<u64>,
}

impl FromStr for Place {
    type Err = ParseIntError;

    fn from_str(text: &str) -> std::result::Result<Self, ParseIntError> {
        match text.split_once('-') {
            Some((below, left_out)) => Ok(Self { below: below.parse()?, left_out: Some(left_out.parse()?) }),
            None => Ok(Self { below: text.parse()?, left_out: None }),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.below)?;
        self.left_out.map_or(Ok(()), |left_out| write!(f, "-{left_out}"))
    }
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
#[derive(Clone, Debug)]
struct Clause {
    from: &'static str,
    sql: String,
    values: Vec<Value>,
}

impl Clause {
    fn of(filter: &AuditFilter) -> Self {
        let mut clause = Self { from: "audit", sql: EVERYTHING.to_owned(), values: Vec::new() };
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

    fn without_seals(mut self, filter: &AuditFilter) -> Self {
        self.sql.push_str(" AND action <> 'audit.seal'");
        // Objects and actions have indices of their own; by anything else the decisions are walked, which are few.
        if given(filter.object.as_ref()).is_none() && given(filter.action.as_ref()).is_none() {
            self.from = "audit INDEXED BY audit_decisions";
        }
        self
    }

    fn count(&self, db: &Connection) -> Result<u64> {
        // Rows are never taken away, so that without a filter the newest number is how many there are.
        if self.sql == EVERYTHING {
            return Ok(checkpoint::head(db)?.seq);
        }
        let sql = format!("SELECT count(*) FROM {} WHERE {}", self.from, self.sql);
        let count: i64 =
            db.prepare_cached(&sql)?.query_row(params_from_iter(&self.values), |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    fn and(&mut self, condition: &str, value: Value) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.push(value);
    }
}

const EVERYTHING: &str = "1";

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
