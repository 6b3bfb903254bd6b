//! What is let go: deliveries that are done with, after `event.row_days`. In small writes, so that no acknowledgement
//! waits for it.

use callboard_rpc::{Caller, Topic};
use jiff::Timestamp;
use rusqlite::params;
use serde_json::json;

use super::outcomes;
use crate::kernel::audit::Entry;
use crate::kernel::{Kernel, Ms, Result, Write};
use crate::settings;

/// As many go in one write.
const SLICE: usize = 500;

pub(super) async fn tidy(kernel: &Kernel) -> Result<()> {
    let before = settings::rows_kept_since(kernel).await?;
    kernel.in_slices(move |write| drop_some(write, before)).await?;
    kernel.in_slices(move |write| outcomes::drop_oldest(write, before)).await.map(drop)
}

/// The oldest; their tries go with them. Whether there may be more.
fn drop_some(write: &mut Write<'_>, before: Timestamp) -> Result<bool> {
    let limit = i64::try_from(SLICE).unwrap_or(i64::MAX);
    let dropped = write
        .prepare_cached(
            "DELETE FROM deliveries WHERE number IN
             (SELECT number FROM deliveries WHERE created < ?1 AND state IN ('delivered', 'dead')
              ORDER BY created LIMIT ?2)",
        )?
        .execute(params![Ms(before), limit])?;
    if dropped > 0 {
        let told = json!({ "deliveries": dropped, "older_than": before });
        write.audit(&Caller::engine(), Entry::new("deliveries.drop", "deliveries").after(&told))?;
        write.changed(Topic::Deliveries);
    }
    Ok(dropped == SLICE)
}
