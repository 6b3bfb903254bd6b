use callboard_rpc::types::{RunFigures, RunId, RunPoint};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::kernel::{Ms, Result, Write};

/// As many points of a run are kept; then every second one of its older half goes.
const MOST: usize = 1_200;

/// Adds a point; in flat stretches only the first and the newest point are kept.
pub(super) fn add(write: &mut Write<'_>, run: &RunId, at: Timestamp, figures: &RunFigures) -> Result<()> {
    let newest = newest(write, run, 2)?;
    if let [last, before] = newest.as_slice()
        && same(last, figures)
        && same(before, figures)
    {
        write
            .prepare_cached("DELETE FROM run_points WHERE run = ?1 AND at = ?2")?
            .execute(params![run.as_str(), Ms(last.at)])?;
    }
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    write
        .prepare_cached(
            "INSERT INTO run_points (run, at, completed, attempted, connected) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (run, at) DO UPDATE SET completed = excluded.completed,
             attempted = excluded.attempted, connected = excluded.connected",
        )?
        .execute(params![
            run.as_str(),
            Ms(at),
            count(figures.completed),
            count(figures.attempted),
            count(figures.connected)
        ])?;
    thin_out(write, run)
}

/// Points of a calendar that was ahead.
pub(super) fn forget_after(write: &Write<'_>, run: &RunId, now: Timestamp) -> Result<()> {
    write.execute("DELETE FROM run_points WHERE run = ?1 AND at > ?2", params![run.as_str(), Ms(now)])?;
    Ok(())
}

/// All points of a run, oldest first.
pub(super) fn all(db: &Connection, run: &RunId) -> Result<Vec<RunPoint>> {
    let mut points = newest(db, run, usize::MAX)?;
    points.reverse();
    Ok(points)
}

/// The newest points of a run, newest first.
pub(super) fn newest(db: &Connection, run: &RunId, limit: usize) -> Result<Vec<RunPoint>> {
    let mut statement = db.prepare_cached(
        "SELECT at, completed, attempted, connected FROM run_points WHERE run = ?1 ORDER BY at DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![run.as_str(), limit], |row| {
        let count = |column| Ok::<_, rusqlite::Error>(row.get::<_, i64>(column)?.unsigned_abs());
        Ok(RunPoint {
            at: row.get::<_, Ms>(0)?.0,
            completed: count(1)?,
            attempted: count(2)?,
            connected: count(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn same(point: &RunPoint, figures: &RunFigures) -> bool {
    (point.completed, point.attempted, point.connected)
        == (figures.completed, figures.attempted, figures.connected)
}

fn thin_out(write: &mut Write<'_>, run: &RunId) -> Result<()> {
    let count: i64 = write
        .prepare_cached("SELECT count(*) FROM run_points WHERE run = ?1")?
        .query_row([run.as_str()], |row| row.get(0))?;
    if usize::try_from(count).unwrap_or(usize::MAX) <= MOST {
        return Ok(());
    }
    // The first point stays: the run began there.
    write
        .prepare_cached(
            "DELETE FROM run_points WHERE run = ?1 AND at IN (
                SELECT at FROM (SELECT at, row_number() OVER (ORDER BY at) AS place FROM run_points WHERE run = ?1)
                WHERE place <= ?2 AND place % 2 = 0)",
        )?
        .execute(params![run.as_str(), count / 2])?;
    Ok(())
}
