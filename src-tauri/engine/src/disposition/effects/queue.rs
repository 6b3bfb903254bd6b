//! How long the queue is.

use callboard_rpc::types::WaitingTasks;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use crate::disposition::pump::LANE;
use crate::kernel::{Ms, Result};

/// How many are still to be done, and since when the oldest waits: an old event may have been armed anew. By an index of
/// its own, however many wait.
pub(in crate::disposition) fn waiting(db: &Connection) -> Result<(u64, Option<Timestamp>)> {
    let mut statement =
        db.prepare_cached("SELECT count(*), min(armed) FROM effects WHERE state IN ('waiting', 'sending')")?;
    let found = statement.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Ms>>(1)?)));
    let (count, oldest) = found.optional()?.unwrap_or_default();
    Ok((count.unsigned_abs(), oldest.map(|at| at.0)))
}

/// How the queue stands among what else waits: absent where nothing waits and nothing is dead.
pub(in crate::disposition) fn as_tasks(db: &Connection) -> Result<Option<WaitingTasks>> {
    let (waiting, oldest) = waiting(db)?;
    let mut dead = db.prepare_cached("SELECT count(*) FROM effects WHERE state = 'dead'")?;
    let dead: i64 = dead.query_row([], |row| row.get(0))?;
    if waiting == 0 && dead == 0 {
        return Ok(None);
    }
    let mut next = db.prepare_cached("SELECT min(due) FROM effects WHERE state = 'waiting'")?;
    let next = next.query_row([], |row| row.get::<_, Option<Ms>>(0))?;
    // Of the first that are due: where none of those has been put off, hardly any has.
    let mut error = db.prepare_cached(
        "SELECT words FROM (SELECT words FROM effects WHERE state = 'waiting' LIMIT 500)
         WHERE words IS NOT NULL LIMIT 1",
    )?;
    Ok(Some(WaitingTasks {
        kind: LANE.to_owned(),
        waiting,
        dead: dead.unsigned_abs(),
        oldest,
        next: next.map(|at| at.0),
        last_error: error.query_row([], |row| row.get(0)).optional()?,
    }))
}
