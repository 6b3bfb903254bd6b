//! The messages of one subject: what waits, is in flight, was given up, or was replaced a moment ago.

use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, params};

use super::{COLUMNS, IN_FLIGHT, Row, read};
use crate::kernel::{Ms, Result, Write, unknown_word};

/// How a message is that has not arrived.
#[derive(Clone, Debug)]
pub(in crate::outbox) struct Standing {
    pub(in crate::outbox) row: Row,
    pub(in crate::outbox) state: State,
    pub(in crate::outbox) called_off: bool,
    /// While it waits for another attempt.
    pub(in crate::outbox) due: Option<Timestamp>,
    pub(in crate::outbox) words: Option<String>,
    pub(in crate::outbox) ended: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    InFlight,
    /// A dead letter.
    Dead,
    /// It may be at the tenant, and a person decides.
    Resting,
    /// Something took its place a moment ago, and it may have arrived all the same.
    Over,
}

/// The oldest first.
pub(in crate::outbox) fn of_subject(
    db: &Connection,
    kind: &str,
    connection: &ConnectionId,
    subject: &str,
) -> Result<Vec<Standing>> {
    let sql =
        format!("{} WHERE o.kind = ?1 AND o.subject = ?2 AND o.connection = ?3 ORDER BY o.number", select());
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([kind, subject, connection.as_str()], standing)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest that waits behind this one.
pub(in crate::outbox) fn newer(db: &Connection, row: &Row) -> Result<Option<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT max(number) FROM outbox WHERE kind = ?1 AND subject = ?2 AND connection = ?3 AND number > ?4
           AND state = 'waiting'",
    )?;
    let found = params![row.kind, row.subject, row.connection().as_str(), row.number];
    Ok(statement.query_row(found, |row| row.get(0))?)
}

/// Something older may still be on its way: the message waits until then, and is looked up first.
pub(in crate::outbox) fn look_first(write: &mut Write<'_>, number: i64, until: Timestamp) -> Result<()> {
    write
        .prepare_cached("UPDATE outbox SET look = 1, due = max(coalesce(due, 0), ?2) WHERE number = ?1")?
        .execute(params![number, Ms(until)])?;
    Ok(())
}

/// It is not wanted any more while it is in flight: if it fails, it is not tried again.
pub(in crate::outbox) fn call_off(write: &mut Write<'_>, number: i64) -> Result<()> {
    write.prepare_cached("UPDATE outbox SET called_off = 1 WHERE number = ?1")?.execute([number])?;
    Ok(())
}

pub(in crate::outbox) fn is_called_off(db: &Connection, number: i64) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT called_off FROM outbox WHERE number = ?1")?;
    Ok(statement.query_row([number], |row| row.get(0)).optional()?.unwrap_or(false))
}

fn select() -> String {
    format!(
        "SELECT {COLUMNS}, o.state, o.due, o.words, o.ended, o.called_off, o.state = 'waiting' AND {IN_FLIGHT} FROM outbox o"
    )
}

fn standing(sql: &SqlRow<'_>) -> rusqlite::Result<Standing> {
    let row = read(sql)?;
    let state = match sql.get_ref(11)?.as_str()? {
        "waiting" if sql.get(16)? => State::InFlight,
        "waiting" => State::Waiting,
        "dead" => State::Dead,
        "resting" => State::Resting,
        "over" => State::Over,
        other => return Err(unknown_word(11, "outbox", &row.number.to_string(), "state", other)),
    };
    Ok(Standing {
        row,
        state,
        called_off: sql.get(15)?,
        due: sql.get::<_, Option<Ms>>(12)?.map(|at| at.0),
        words: sql.get(13)?,
        ended: sql.get::<_, Option<Ms>>(14)?.map(|at| at.0),
    })
}
