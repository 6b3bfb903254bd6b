//! What is not its contact's head any more is not sent, whatever was killed or published meanwhile: the newest event by
//! its own time is the last at the tenant.

use callboard_rpc::types::ConnectionId;
use rusqlite::params;

use super::apply::superseded;
use super::effects;
use super::settle::{BEFORE_READING, finish};
use crate::kernel::{Ms, Result, Write};

/// The event that counts for the contact of effect `e` of decision `d`, where that is another one.
pub(super) const BY: &str = "CASE WHEN d.head = 1 THEN NULL ELSE (
    SELECT h.event FROM decisions h WHERE h.contact = e.contact AND h.connection = e.connection AND h.head = 1) END";

/// An effect that writes a contact for which another event counts.
#[derive(Clone, Debug)]
pub(super) struct Stale<'a> {
    pub(super) event: i64,
    pub(super) connection: &'a ConnectionId,
    pub(super) contact: &'a str,
    pub(super) attempts: u32,
    /// What counts.
    pub(super) by: i64,
    /// It was sent, and may be at the tenant or still on its way.
    pub(super) may_have_arrived: bool,
}

/// It is superseded. Where it may have arrived all the same, the newer one waits a moment and reads first.
pub(super) fn step_aside(write: &mut Write<'_>, stale: &Stale<'_>) -> Result<()> {
    effects::overtaken(write, stale.event, stale.by, stale.attempts, stale.may_have_arrived)?;
    superseded(write, stale.event, stale.by)?;
    if stale.may_have_arrived {
        effects::look_first(write, stale.connection, stale.contact, BEFORE_READING)?;
    }
    Ok(())
}

/// What a crash left half sent may be at the tenant: it is given time to arrive, and then read first.
pub(super) fn recover(write: &mut Write<'_>) -> Result<()> {
    for sent in half_sent(write)? {
        let Sent { event, connection, contact, attempts, rearm, by } = sent;
        if let Some(by) = by {
            let (connection, contact) = (&connection, contact.as_str());
            let stale = Stale { event, connection, contact, attempts, by, may_have_arrived: true };
            step_aside(write, &stale)?;
        } else if effects::called_off(write, event, attempts, true)? {
            finish(write, event)?;
        } else if rearm > 0 {
            effects::begin_anew(write, event)?;
        } else {
            let due = Ms(write.now() + BEFORE_READING);
            write.execute(
                "UPDATE effects SET state = 'waiting', look = 1, due = max(due, ?2) WHERE event = ?1 AND kind = 'patch'",
                params![event, due],
            )?;
        }
    }
    Ok(())
}

struct Sent {
    event: i64,
    connection: ConnectionId,
    contact: String,
    attempts: u32,
    rearm: i64,
    by: Option<i64>,
}

fn half_sent(write: &Write<'_>) -> Result<Vec<Sent>> {
    let mut statement = write.prepare_cached(&format!(
        "SELECT e.event, e.connection, e.contact, e.attempts, e.rearm, {BY}
         FROM effects e LEFT JOIN decisions d ON d.event = e.event WHERE e.state = 'sending'"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(Sent {
            event: row.get(0)?,
            connection: ConnectionId(row.get(1)?),
            contact: row.get(2)?,
            attempts: row.get(3)?,
            rearm: row.get(4)?,
            by: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
