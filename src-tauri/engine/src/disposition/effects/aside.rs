//! How an effect steps aside: something newer counts for its contact, the map does not want it any more, or its
//! connection is gone.

use callboard_rpc::types::ConnectionId;
use rusqlite::params;

use super::Superseded;
use crate::disposition::settle::BEFORE_READING;
use crate::kernel::{Ms, Result, Write};

/// A newer event takes the place of what was still to be written into this contact; answers whose it was. What is under
/// way is not begun anew when it has ended. Where one of those that waited may have arrived, the newer one reads first.
pub(in crate::disposition) fn supersede(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    contact: &str,
    by: i64,
) -> Result<Superseded> {
    write
        .prepare_cached(
            "UPDATE effects SET rearm = 0
             WHERE contact = ?1 AND connection = ?2 AND state = 'sending' AND state IN ('waiting', 'sending')
               AND kind = 'patch' AND event <> ?3",
        )?
        .execute(params![contact, connection.as_str(), by])?;
    let mut statement = write.prepare_cached(
        "UPDATE effects SET state = 'superseded', settled = ?4, words = ?5
         WHERE contact = ?1 AND connection = ?2 AND state = 'waiting' AND state IN ('waiting', 'sending')
           AND kind = 'patch' AND event <> ?3
         RETURNING event, look",
    )?;
    let words = taken_by(by);
    let rows = statement
        .query_map(params![contact, connection.as_str(), by, Ms(write.now()), words], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let found: Vec<(i64, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Superseded {
        may_have_arrived: found.iter().any(|(_, look)| *look) || on_its_way(write, connection, contact)?,
        events: found.into_iter().map(|(event, _)| event).collect(),
    })
}

/// Whether something that was superseded a moment ago may still be on its way to this contact, also where nothing took its
/// place there. What came last is looked at.
fn on_its_way(write: &Write<'_>, connection: &ConnectionId, contact: &str) -> Result<bool> {
    let mut statement = write.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM (
             SELECT event FROM decisions WHERE contact = ?1 AND connection = ?2 ORDER BY event DESC LIMIT 16) d
         CROSS JOIN effects e ON e.event = d.event
         WHERE e.kind = 'patch' AND e.state = 'superseded' AND e.look = 1 AND e.settled > ?3)",
    )?;
    let since = Ms(write.now() - BEFORE_READING);
    Ok(statement.query_row(params![contact, connection.as_str(), since], |row| row.get(0))?)
}

/// One effect whose decision does not count any more. `attempts` are those that were made; `look` where one of them may
/// have reached the tenant.
pub(in crate::disposition) fn overtaken(
    write: &mut Write<'_>,
    event: i64,
    by: i64,
    attempts: u32,
    look: bool,
) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE effects SET state = 'superseded', rearm = 0, attempts = ?2, words = ?3, settled = ?4,
                 look = max(look, ?5)
             WHERE event = ?1 AND kind = 'patch'",
        )?
        .execute(params![event, attempts, taken_by(by), Ms(write.now()), look])?;
    Ok(())
}

/// Something older may still be on its way to this contact: what waits to be written into it waits a moment, and reads
/// first, so that it is the last at the tenant.
pub(in crate::disposition) fn look_first(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    contact: &str,
    patience: std::time::Duration,
) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE effects SET look = 1, due = max(due, ?3) WHERE contact = ?1 AND connection = ?2
             AND state = 'waiting' AND state IN ('waiting', 'sending') AND kind = 'patch'",
        )?
        .execute(params![contact, connection.as_str(), Ms(write.now() + patience)])?;
    Ok(())
}

fn taken_by(event: i64) -> String {
    format!("evt_{event} counts more and took its place.")
}

/// It is not to be done any more, where it is not under way already; what is, is neither begun anew when it has ended nor
/// tried again ([`called_off`]).
pub(in crate::disposition) fn call_off(write: &mut Write<'_>, event: i64) -> Result<()> {
    write.execute(
        "UPDATE effects SET rearm = -1 WHERE event = ?1 AND kind = 'patch' AND state = 'sending'",
        params![event],
    )?;
    write.execute(
        "UPDATE effects SET state = 'superseded', settled = ?2, words = ?3
         WHERE event = ?1 AND kind = 'patch' AND state IN ('waiting', 'dead')",
        params![event, Ms(write.now()), CALLED_OFF],
    )?;
    Ok(())
}

/// Its try failed: where it was called off meanwhile, that was its last one, and it is superseded. `look` where the try
/// may have reached the tenant. Whether it was called off.
pub(in crate::disposition) fn called_off(
    write: &mut Write<'_>,
    event: i64,
    attempts: u32,
    look: bool,
) -> Result<bool> {
    let rows = write
        .prepare_cached(
            "UPDATE effects SET state = 'superseded', rearm = 0, attempts = ?2, look = max(look, ?3), settled = ?4,
                 words = ?5
             WHERE event = ?1 AND kind = 'patch' AND state = 'sending' AND rearm < 0",
        )?
        .execute(params![event, attempts, look, Ms(write.now()), CALLED_OFF])?;
    Ok(rows > 0)
}

pub(in crate::disposition) const CALLED_OFF: &str = "The map does not write this any more.";

/// The connection was removed: nothing can be done there any more. At most `limit` of those that wait, which are
/// answered.
pub(in crate::disposition) fn give_up(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    limit: usize,
    words: &str,
) -> Result<Vec<i64>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut given_up = write.prepare_cached(
        "UPDATE effects SET state = 'dead', words = ?2, settled = ?3 WHERE (event, kind) IN (
             SELECT event, kind FROM effects WHERE connection = ?1 AND state = 'waiting' LIMIT ?4)
         RETURNING event",
    )?;
    let rows =
        given_up.query_map(params![connection.as_str(), words, Ms(write.now()), limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
