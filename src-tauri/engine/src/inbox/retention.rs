//! What is let go: bodies after `event.body_days`, whole blocks of rows after `event.row_days`, counts after a month,
//! old secrets when their time is over. In small writes, so that no acknowledgement waits for it.

use callboard_rpc::{Caller, Topic};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use super::arriving::REMEMBERED;
use super::events::EVENTS;
use super::listener::Listener;
use super::{refusals, sources};
use crate::audit::drop_sealed;
use crate::kernel::audit::Entry;
use crate::kernel::{Kernel, Ms, Result, Write};
use crate::secrets::{Secrets, end_replaced};
use crate::settings;

const COUNTS: i64 = 31 * 24;

pub(super) async fn tidy(listener: &Listener) -> Result<()> {
    let kernel = &listener.0.kernel;
    let settings = kernel.db.read(settings::get).await?;
    let now = kernel.clock.now();
    let before = |days: u32| now - SignedDuration::from_hours(24 * i64::from(days));
    let (bodies, rows) = (before(settings.event_body_days), before(settings.event_row_days));
    drop_bodies(kernel, bodies, now - REMEMBERED).await?;
    kernel.in_slices(move |write| drop_block(write, rows)).await?;
    kernel.db.write(move |write| refusals::forget(write, sources::hour(now) - COUNTS)).await?;
    end_old_secrets(listener, now).await
}

/// Bodies that are older, a block a write. A digest outlives its body where its id is still remembered; what waits
/// for its effects keeps both.
async fn drop_bodies(kernel: &Kernel, before: Timestamp, forgotten: Timestamp) -> Result<()> {
    let mut after = 0;
    while let Some((block, last)) = kernel.db.read(move |db| next_block(db, after, before, forgotten)).await?
    {
        kernel.db.write(move |write| drop_bodies_of(write, &block, before, forgotten)).await?;
        after = last;
    }
    Ok(())
}

const OLD: &str = "state NOT IN ('received', 'held')
    AND (body IS NOT NULL AND stored < ?2 OR digest IS NOT NULL AND stored < min(?2, ?3))";

/// The first block behind the event `after` that has something to let go, and its last event.
fn next_block(
    db: &Connection,
    after: i64,
    before: Timestamp,
    forgotten: Timestamp,
) -> Result<Option<(String, i64)>> {
    let sql = format!("SELECT block FROM events WHERE number > ?1 AND {OLD} ORDER BY number LIMIT 1");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_row(params![after, Ms(before), Ms(forgotten)], |row| row.get::<_, String>(0));
    let Some(block) = found.optional()? else { return Ok(None) };
    let last = db.query_row("SELECT max(number) FROM events WHERE block = ?1", [&block], |row| row.get(0))?;
    Ok(Some((block, last)))
}

fn drop_bodies_of(write: &mut Write<'_>, block: &str, before: Timestamp, forgotten: Timestamp) -> Result<()> {
    let sql = format!(
        "UPDATE events SET body = NULL, salt = NULL, digest = CASE WHEN stored < ?3 THEN NULL ELSE digest END
         WHERE block = ?1 AND {OLD}"
    );
    let dropped = write.execute(&sql, params![block, Ms(before), Ms(forgotten)])?;
    let told = json!({ "bodies": dropped, "older_than": before });
    write
        .audit(&Caller::engine(), Entry::new("events.drop_bodies", format!("events/{block}")).after(&told))?;
    write.changed(Topic::Inbox);
    Ok(())
}

/// The oldest block, where all of it is older; whether there may be more.
fn drop_block(write: &mut Write<'_>, before: Timestamp) -> Result<bool> {
    let oldest: Option<String> = write
        .prepare_cached("SELECT block FROM events ORDER BY number LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let Some(block) = oldest else { return Ok(false) };
    let (newest, last): (Ms, i64) =
        write.query_row("SELECT max(stored), max(number) FROM events WHERE block = ?1", [&block], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    // The newest block stays, so that numbers go on where they were.
    let is_newest: bool = write.query_row("SELECT max(number) = ?1 FROM events", [last], |row| row.get(0))?;
    if newest.0 >= before || is_newest {
        return Ok(false);
    }
    Ok(drop_sealed(write, &Caller::engine(), &EVENTS, &block)? > 0)
}

async fn end_old_secrets(listener: &Listener, now: Timestamp) -> Result<()> {
    let _alone = listener.rotating().await;
    let kernel = &listener.0.kernel;
    let all = kernel.db.read(sources::all).await?;
    let over = all.into_iter().filter(|source| source.old_secret_until.is_some_and(|until| until <= now));
    for source in over {
        let owner = Secrets::of_source(&source.id);
        listener.0.secrets.keep_only(&owner, &source.secrets.names(&owner, false)).await?;
        kernel
            .db
            .write(move |write| {
                end_replaced(write, &owner)?;
                sources::old_secret_ended(write, &source.id)
            })
            .await?;
        listener.load_sources().await;
    }
    Ok(())
}
