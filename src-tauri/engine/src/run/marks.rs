//! What happened to a run, for its chart and its page.

use callboard_rpc::types::{RunId, RunMark};
use rusqlite::{Connection, params};

use crate::kernel::{Ms, Result, Write};

/// Writes down something that happened to a run.
pub(super) fn mark(write: &mut Write<'_>, id: &RunId, kind: &str, words: &str) -> Result<()> {
    write
        .prepare_cached("INSERT INTO run_marks (run, at, kind, words) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id.as_str(), Ms(write.now()), kind, words])?;
    Ok(())
}

/// How many of a kind.
pub(super) fn count(db: &Connection, id: &RunId, kind: &str) -> Result<u32> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM run_marks WHERE run = ?1 AND kind = ?2")?;
    Ok(statement.query_row([id.as_str(), kind], |row| row.get(0))?)
}

/// The newest marks of a run, oldest first.
pub(super) fn marks(db: &Connection, id: &RunId) -> Result<Vec<RunMark>> {
    let mut statement = db.prepare_cached(
        "SELECT at, kind, words FROM
             (SELECT id, at, kind, words FROM run_marks WHERE run = ?1 ORDER BY at DESC, id DESC LIMIT 1000)
         ORDER BY at, id",
    )?;
    let rows = statement.query_map([id.as_str()], |row| {
        Ok(RunMark { at: row.get::<_, Ms>(0)?.0, kind: row.get(1)?, words: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
