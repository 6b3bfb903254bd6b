//! Which messages may be sent, and when the next wait is over.

use callboard_cxone::Class;
use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{COLUMNS, IN_FLIGHT, LaneId, Row, WAKE, read};
use crate::kernel::{Ms, Result, StoredWord, Write};

/// The first of a lane that may be sent, in their order: of each subject the oldest, and of the `kinds` (JSON) alone. Those
/// in flight are among them.
pub(in crate::outbox) fn ready(
    db: &Connection,
    lane: &LaneId,
    kinds: &str,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM outbox o INDEXED BY outbox_ready
         WHERE o.connection = ?1 AND o.lane = ?2 AND o.state = 'waiting' AND o.due IS NULL
           AND o.kind IN (SELECT value FROM json_each(?3))
           AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.kind = o.kind AND e.subject = o.subject
               AND e.connection = o.connection AND e.number < o.number AND e.state = 'waiting')
         ORDER BY o.rank, o.number LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows =
        statement.query_map(params![lane.connection.as_str(), lane.class.word(), kinds, limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The lanes that have something to send at once. One step in an index each, however many messages they have.
pub(in crate::outbox) fn lanes(db: &Connection) -> Result<Vec<LaneId>> {
    let mut next = db.prepare_cached(
        "SELECT connection, lane, number FROM outbox
         WHERE state = 'waiting' AND due IS NULL AND (connection, lane) > (?1, ?2)
         ORDER BY connection, lane LIMIT 1",
    )?;
    let (mut lanes, mut after) = (Vec::new(), (String::new(), String::new()));
    loop {
        let found = next.query_row(params![after.0, after.1], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, Class::read(row, 1, ("outbox", 2))?))
        });
        let Some((connection, lane, class)) = found.optional()? else { return Ok(lanes) };
        lanes.push(LaneId { connection: ConnectionId(connection.clone()), class });
        after = (connection, lane);
    }
}

/// When the next wait is over.
pub(in crate::outbox) fn next_due(db: &Connection) -> Result<Option<Timestamp>> {
    let mut statement =
        db.prepare_cached("SELECT min(due) FROM outbox WHERE state = 'waiting' AND due IS NOT NULL")?;
    Ok(statement.query_row([], |row| row.get::<_, Option<Ms>>(0))?.map(|at| at.0))
}

/// Whoever has waited long enough may be sent.
pub(in crate::outbox) fn end_waits(write: &mut Write<'_>) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET due = NULL WHERE state = 'waiting' AND due IS NOT NULL AND due <= ?1",
        )?
        .execute([Ms(write.now())])?;
    Ok(())
}

/// Waits of one connection after at least so many attempts are over now; not those for a time that is promised.
pub(in crate::outbox) fn bring_forward(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    attempts: u32,
) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE outbox SET due = CASE WHEN not_before > ?3 THEN not_before END
             WHERE state = 'waiting' AND due IS NOT NULL AND connection = ?1 AND attempts >= ?2",
        )?
        .execute(params![connection.as_str(), attempts, Ms(write.now())])?;
    write.wake(WAKE);
    Ok(())
}

/// Some of one connection that wait and are not in flight.
pub(in crate::outbox) fn some_of(db: &Connection, of: &ConnectionId, limit: usize) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox o
         WHERE o.connection = ?1 AND o.state = 'waiting' AND NOT {IN_FLIGHT} ORDER BY o.number LIMIT ?2"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![of.as_str(), limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Messages that wait and are of no kind that this program knows.
pub(in crate::outbox) fn of_other_kinds(db: &Connection, kinds: &[&str]) -> Result<Vec<(i64, String)>> {
    let mut statement = db.prepare_cached(
        "SELECT min(number), kind FROM outbox WHERE state = 'waiting' AND kind NOT IN (SELECT value FROM json_each(?1))
         GROUP BY kind",
    )?;
    let rows = statement.query_map([serde_json::to_string(kinds)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
