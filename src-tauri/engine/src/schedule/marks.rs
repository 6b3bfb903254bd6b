//! Up to where each zone of a schedule was decided.

use callboard_rpc::types::ScheduleId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::fire_rows::Outcome;
use super::policy::Watermark;
use crate::kernel::{Ms, Result, StoredWord, Write};

/// Up to where a zone was decided.
pub(super) fn of(db: &Connection, schedule: &ScheduleId, zone: &str) -> Result<Option<Watermark>> {
    let mut statement = db
        .prepare_cached("SELECT decided_until, last FROM schedule_marks WHERE schedule = ?1 AND zone = ?2")?;
    let mark = statement.query_row(params![schedule.as_str(), zone], |row| {
        let last: Option<String> = row.get(1)?;
        Ok(Watermark { decided_until: row.get::<_, Ms>(0)?.0, last: last.and_then(|last| last.parse().ok()) })
    });
    Ok(mark.optional()?)
}

pub(super) fn set(write: &Write<'_>, schedule: &ScheduleId, zone: &str, mark: Watermark) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO schedule_marks (schedule, zone, decided_until, last) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (schedule, zone) DO UPDATE SET decided_until = excluded.decided_until, last = excluded.last",
        )?
        .execute(params![
            schedule.as_str(),
            zone,
            Ms(mark.decided_until),
            mark.last.map(|last| last.to_string())
        ])?;
    Ok(())
}

/// Zones in which a fire was lifted are decided anew from before it; what else was decided there has its row.
pub(super) fn back_to_lifted(write: &Write<'_>, schedule: &ScheduleId) -> Result<()> {
    write.execute(
        "UPDATE schedule_marks SET last = NULL, decided_until = min(decided_until, lifted.first - 1)
         FROM (SELECT zone, min(at) AS first FROM fires WHERE schedule = ?1 AND outcome = ?2 GROUP BY zone) AS lifted
         WHERE schedule_marks.schedule = ?1 AND schedule_marks.zone = lifted.zone",
        params![schedule.as_str(), Outcome::Lifted.word()],
    )?;
    Ok(())
}

/// No zone counts as decided beyond `latest`; what was decided there has its row.
pub(super) fn cut(write: &Write<'_>, schedule: &ScheduleId, latest: Timestamp) -> Result<()> {
    write.execute(
        "UPDATE schedule_marks SET last = NULL, decided_until = ?3 WHERE schedule = ?1 AND decided_until > ?2",
        params![schedule.as_str(), Ms(latest), Ms(write.now())],
    )?;
    Ok(())
}

/// Its zones begin anew from where the schedule says.
pub(super) fn clear(write: &Write<'_>, schedule: &ScheduleId) -> Result<()> {
    write.execute("DELETE FROM schedule_marks WHERE schedule = ?1", [schedule.as_str()])?;
    Ok(())
}
