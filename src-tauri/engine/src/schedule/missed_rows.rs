//! The tray of missed fires, as it is stored.

use callboard_rpc::Topic;
use callboard_rpc::types::{MissedId, ScheduleId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::kernel::{Ms, Result, Write};

/// A fire that did not happen and waits for a decision.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MissedRow {
    pub(super) id: MissedId,
    pub(super) schedule: ScheduleId,
    pub(super) zone: String,
    pub(super) occurrence: String,
    pub(super) due: Timestamp,
    pub(super) reason: String,
    pub(super) contacts: u64,
    pub(super) made: Timestamp,
    pub(super) open: bool,
}

const COLUMNS: &str = "id, schedule, zone, occurrence, due, reason, contacts, made, state";

/// How a missed fire left the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Run,
    Skipped,
    Moved,
    /// Its schedule was removed.
    Removed,
    /// The calendar was set back over its time.
    AheadAgain,
}

impl Left {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Skipped => "skipped",
            Self::Moved => "moved",
            Self::Removed => "removed",
            Self::AheadAgain => "ahead_again",
        }
    }
}

pub(super) fn insert(write: &mut Write<'_>, row: &MissedRow) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO missed (id, schedule, zone, occurrence, due, reason, contacts, made)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            row.id.as_str(),
            row.schedule.as_str(),
            row.zone,
            row.occurrence,
            Ms(row.due),
            row.reason,
            i64::try_from(row.contacts).unwrap_or(i64::MAX),
            Ms(row.made)
        ])?;
    write.changed(Topic::Missed);
    Ok(())
}

/// Everything in the tray, newest first.
pub(super) fn open(db: &Connection) -> Result<Vec<MissedRow>> {
    let sql = format!("SELECT {COLUMNS} FROM missed WHERE state = 'open' ORDER BY due DESC, zone LIMIT 5000");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], missed)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find(db: &Connection, id: &MissedId) -> Result<Option<MissedRow>> {
    let sql = format!("SELECT {COLUMNS} FROM missed WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id.as_str()], missed).optional()?)
}

pub(super) fn settle(write: &mut Write<'_>, id: &MissedId, left: Left) -> Result<()> {
    write.execute(
        "UPDATE missed SET state = ?2, settled = ?3 WHERE id = ?1 AND state = 'open'",
        params![id.as_str(), left.word(), Ms(write.now())],
    )?;
    write.changed(Topic::Missed);
    Ok(())
}

/// The tray of a schedule that is removed.
pub(super) fn settle_all(write: &mut Write<'_>, schedule: &ScheduleId, left: Left) -> Result<()> {
    write.execute(
        "UPDATE missed SET state = ?2, settled = ?3 WHERE schedule = ?1 AND state = 'open'",
        params![schedule.as_str(), left.word(), Ms(write.now())],
    )?;
    write.changed(Topic::Missed);
    Ok(())
}

fn missed(row: &Row<'_>) -> rusqlite::Result<MissedRow> {
    Ok(MissedRow {
        id: MissedId(row.get(0)?),
        schedule: ScheduleId(row.get(1)?),
        zone: row.get(2)?,
        occurrence: row.get(3)?,
        due: row.get::<_, Ms>(4)?.0,
        reason: row.get(5)?,
        contacts: row.get::<_, i64>(6)?.unsigned_abs(),
        made: row.get::<_, Ms>(7)?.0,
        open: row.get::<_, String>(8)? == "open",
    })
}
