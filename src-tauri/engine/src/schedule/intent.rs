//! Changes that are under way: what a person asked for, as a row, so that a crash between withdrawing and beginning anew
//! leaves it to be gone on with rather than to be forgotten.

use callboard_rpc::types::{ConnectionId, ScheduleDraft, ScheduleId};
use callboard_rpc::{Caller, Door};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::kernel::{Ms, Result, Write};

/// One a schedule: written with the first withdrawal, gone with the change.
pub(super) const TABLES: &str = "
    CREATE TABLE schedule_changes (
        schedule TEXT PRIMARY KEY REFERENCES schedules (id),
        change   TEXT NOT NULL,
        actor    TEXT NOT NULL,
        door     TEXT NOT NULL,
        begun    INTEGER NOT NULL
    ) STRICT;";

/// What a change does to a schedule that stands still meanwhile.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    /// To this draft at this connection.
    To {
        connection: ConnectionId,
        draft: Box<ScheduleDraft>,
        /// It fires no more until it is resumed.
        paused: bool,
    },
    Pause,
    Remove,
}

/// A change, who asked for it, and when.
#[derive(Clone, Debug)]
pub(super) struct Intent {
    pub(super) schedule: ScheduleId,
    pub(super) change: Change,
    pub(super) caller: Caller,
    pub(super) begun: Timestamp,
}

pub(super) fn begin(write: &Write<'_>, intent: &Intent) -> Result<()> {
    write.execute(
        "INSERT INTO schedule_changes (schedule, change, actor, door, begun) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            intent.schedule.as_str(),
            serde_json::to_string(&intent.change)?,
            intent.caller.actor,
            serde_json::to_string(&intent.caller.door)?,
            Ms(intent.begun)
        ],
    )?;
    Ok(())
}

pub(super) fn done(write: &Write<'_>, schedule: &ScheduleId) -> Result<()> {
    write.execute("DELETE FROM schedule_changes WHERE schedule = ?1", [schedule.as_str()])?;
    Ok(())
}

pub(super) fn of(db: &Connection, schedule: &ScheduleId) -> Result<Option<Intent>> {
    let row = db.query_row(
        "SELECT change, actor, door, begun FROM schedule_changes WHERE schedule = ?1",
        [schedule.as_str()],
        |row| {
            let text = |index| row.get::<_, String>(index);
            Ok((text(0)?, text(1)?, text(2)?, row.get::<_, Ms>(3)?.0))
        },
    );
    let Some((change, actor, door, begun)) = row.optional()? else { return Ok(None) };
    let door: Door = serde_json::from_str(&door)?;
    Ok(Some(Intent {
        schedule: schedule.clone(),
        change: serde_json::from_str(&change)?,
        caller: Caller::new(actor, door),
        begun,
    }))
}

/// The schedules that are being changed.
pub(super) fn all(db: &Connection) -> Result<Vec<ScheduleId>> {
    let mut statement =
        db.prepare_cached("SELECT schedule FROM schedule_changes ORDER BY begun, schedule")?;
    let rows = statement.query_map([], |row| Ok(ScheduleId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
