//! How one effect goes on: armed, tried again, over.

use callboard_rpc::types::ConnectionId;
use rusqlite::params;

use super::State;
use crate::disposition::pump::LANE;
use crate::disposition::settle::BEFORE_READING;
use crate::kernel::{Ms, Result, Write};
use jiff::Timestamp;

/// Writes an effect, to be done as soon as may be: where the tenant refuses our credentials, when it is asked again. One
/// that was there begins anew as another intent, with a fresh key; where an earlier try of it may have reached the tenant,
/// it waits a moment and reads first.
pub(in crate::disposition) fn arm(
    write: &mut Write<'_>,
    event: i64,
    connection: &ConnectionId,
    contact: &str,
    urgent: bool,
) -> Result<()> {
    let key = write.chance().token();
    write
        .prepare_cached(
            "INSERT INTO effects (event, kind, connection, contact, urgent, state, due, key, armed)
             VALUES (?1, 'patch', ?2, ?3, ?4, 'waiting',
                 max(?5, coalesce((SELECT until FROM credentials_refused WHERE connection = ?2), 0)), ?6, ?5)
             ON CONFLICT (event, kind) DO UPDATE SET urgent = excluded.urgent, words = NULL, settled = NULL,
                 armed = excluded.armed,
                 rearm = state = 'sending',
                 state = CASE state WHEN 'sending' THEN state ELSE 'waiting' END,
                 due = CASE WHEN state = 'sending' THEN due WHEN state <> 'done' AND look = 1
                     THEN max(excluded.due, ?7) ELSE excluded.due END,
                 attempts = CASE state WHEN 'sending' THEN attempts ELSE 0 END,
                 look = CASE state WHEN 'done' THEN 0 ELSE look END,
                 key = CASE state WHEN 'sending' THEN key ELSE excluded.key END",
        )?
        .execute(params![
            event,
            connection.as_str(),
            contact,
            urgent,
            Ms(write.now()),
            key,
            Ms(write.now() + BEFORE_READING)
        ])?;
    write.wake(LANE);
    Ok(())
}

/// Before it is sent another time, it is read whether it is at the tenant.
pub(in crate::disposition) fn may_be_there(write: &mut Write<'_>, event: i64) -> Result<()> {
    write.execute("UPDATE effects SET look = 1 WHERE event = ?1 AND kind = 'patch'", params![event])?;
    Ok(())
}

/// It is over: `state` is done or dead. `false` where it was to begin anew when it has ended, which it does now. A
/// contact is not written anew for what does not count for it any more.
pub(in crate::disposition) fn over(
    write: &mut Write<'_>,
    event: i64,
    to: State,
    attempts: u32,
    words: Option<&str>,
) -> Result<bool> {
    let rows = write
        .prepare_cached(
            "UPDATE effects SET state = ?2, attempts = ?3, words = ?4, settled = ?5, rearm = 0
             WHERE event = ?1 AND kind = 'patch' AND (rearm <= 0 OR NOT EXISTS (
                 SELECT 1 FROM decisions d WHERE d.event = effects.event AND d.head = 1))",
        )?
        .execute(params![event, to.word(), attempts, words, Ms(write.now())])?;
    if rows == 0 {
        begin_anew(write, event)?;
    }
    Ok(rows > 0)
}

/// As another intent, with a fresh key; what was sent until now may still be on its way, so it is read first.
pub(in crate::disposition) fn begin_anew(write: &mut Write<'_>, event: i64) -> Result<()> {
    let key = write.chance().token();
    write.execute(
        "UPDATE effects SET state = 'waiting', rearm = 0, attempts = 0, look = 1, key = ?2, due = ?3
         WHERE event = ?1 AND kind = 'patch'",
        params![event, key, Ms(write.now() + BEFORE_READING)],
    )?;
    Ok(())
}

/// It is tried again at `due`; with `look` it is read first what became of it. Where it was to begin anew, it does.
pub(in crate::disposition) fn later(
    write: &mut Write<'_>,
    event: i64,
    due: Timestamp,
    attempts: u32,
    look: bool,
    words: &str,
) -> Result<()> {
    let rows = write
        .prepare_cached(
            "UPDATE effects SET state = 'waiting', due = ?2, attempts = ?3, look = ?4, words = ?5, rearm = 0
             WHERE event = ?1 AND kind = 'patch' AND rearm <= 0",
        )?
        .execute(params![event, Ms(due), attempts, look, words])?;
    if rows == 0 {
        begin_anew(write, event)?;
    }
    Ok(())
}
