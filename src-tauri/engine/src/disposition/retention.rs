//! Retention: outcomes are dropped day by day, decisions with their events.

use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::OptionalExtension as _;

use super::outcomes::{OUTCOMES, day};
use crate::audit::drop_sealed;
use crate::kernel::{Kernel, Result, Write};
use crate::{inbox, settings};

/// Rows of one write, so that nothing that is acknowledged waits for it.
const SLICE: i64 = 2000;

pub(super) async fn tidy(kernel: &Kernel) -> Result<()> {
    let before = settings::rows_kept_since(kernel).await?;
    kernel.in_slices(move |write| drop_day(write, before)).await?;
    kernel
        .db
        .write(move |write| Ok(write.execute("DELETE FROM unheard WHERE day < ?1", [day(before)])?))
        .await?;
    kernel.in_slices(drop_orphans).await.map(drop)
}

/// Drops the outcomes of the oldest day, where that is older. Answers whether there may be more.
fn drop_day(write: &mut Write<'_>, before: Timestamp) -> Result<bool> {
    let oldest = write
        .prepare_cached("SELECT day FROM disposition_outcomes ORDER BY number LIMIT 1")?
        .query_row([], |row| row.get::<_, String>(0))
        .optional()?;
    match oldest.filter(|oldest| *oldest < day(before)) {
        Some(oldest) => Ok(drop_sealed(write, &Caller::engine(), &OUTCOMES, &oldest)? > 0),
        None => Ok(false),
    }
}

/// Some rows of events that were dropped, those before the oldest that is kept. Answers whether there may be more.
fn drop_orphans(write: &mut Write<'_>) -> Result<bool> {
    let Some(oldest) = inbox::oldest(write)? else { return Ok(false) };
    let mut dropped = 0;
    for table in ["decisions", "routed"] {
        let sql = format!(
            "DELETE FROM {table} WHERE event < ?1 AND event <=
             (SELECT max(event) FROM (SELECT event FROM {table} ORDER BY event LIMIT ?2))"
        );
        dropped += write.prepare_cached(&sql)?.execute([oldest, SLICE])?;
    }
    Ok(dropped > 0)
}
