use std::time::Duration;

use callboard_rpc::{Topic, types::WaitingTasks};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::kernel::{Ms, Result, SetBack, Waits, Write};

/// An id is never used again: work that goes on after its task was cancelled must not settle another one.
pub(in crate::kernel) const TABLES: &str = "
    CREATE TABLE tasks (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        kind       TEXT NOT NULL,
        key        TEXT NOT NULL,
        due        INTEGER NOT NULL,
        version    INTEGER NOT NULL DEFAULT 1,
        attempts   INTEGER NOT NULL DEFAULT 0,
        payload    TEXT NOT NULL,
        dead       INTEGER NOT NULL DEFAULT 0,
        last_error TEXT,
        made       INTEGER NOT NULL,
        UNIQUE (kind, key)
    ) STRICT;
    CREATE INDEX tasks_due ON tasks (kind, dead, due);";

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Task {
    pub id: i64,
    pub kind: &'static str,
    /// What it is about; one task a kind and key.
    pub key: String,
    /// Failed attempts so far.
    pub attempts: u32,
    /// Grows with each [`schedule`]: what was asked anew while it was worked on is not settled by the old work.
    version: i64,
    payload: String,
}

impl Task {
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str(&self.payload)?)
    }
}

/// Writes a task, or puts the one of this kind and key to `due` with a fresh count of attempts.
pub fn schedule(
    write: &mut Write<'_>,
    kind: &'static str,
    key: &str,
    due: Timestamp,
    payload: &impl Serialize,
) -> Result<()> {
    let payload = serde_json::to_string(payload)?;
    write
        .prepare_cached(
            "INSERT INTO tasks (kind, key, due, payload, made) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (kind, key) DO UPDATE
             SET version = version + 1, due = excluded.due, payload = excluded.payload, attempts = 0, dead = 0, last_error = NULL",
        )?
        .execute(params![kind, key, Ms(due), payload, Ms(write.now())])?;
    write.wake(kind);
    Ok(())
}

/// It is done; nothing is left of it.
pub fn done(write: &mut Write<'_>, task: &Task) -> Result<()> {
    write
        .prepare_cached("DELETE FROM tasks WHERE id = ?1 AND version = ?2")?
        .execute([task.id, task.version])?;
    Ok(())
}

/// It went well and is to be done again at `due` (a poll, a tick); no attempt is counted.
pub fn again(write: &mut Write<'_>, task: &Task, due: Timestamp) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE tasks SET due = ?2, attempts = 0, last_error = NULL WHERE id = ?1 AND version = ?3",
        )?
        .execute(params![task.id, Ms(due), task.version])?;
    write.wake(task.kind);
    Ok(())
}

/// Stores how far long work got, in the transaction of that part of it: after a crash it resumes there.
pub fn advance(write: &mut Write<'_>, task: &Task, payload: &impl Serialize) -> Result<()> {
    let payload = serde_json::to_string(payload)?;
    write
        .prepare_cached("UPDATE tasks SET payload = ?2 WHERE id = ?1 AND version = ?3")?
        .execute(params![task.id, payload, task.version])?;
    Ok(())
}

/// It failed for `why` and is tried again at `due`.
pub fn retry(write: &mut Write<'_>, task: &Task, due: Timestamp, why: &str) -> Result<()> {
    write
        .prepare_cached("UPDATE tasks SET due = ?2, attempts = attempts + 1, last_error = ?3 WHERE id = ?1 AND version = ?4")?
        .execute(params![task.id, Ms(due), why, task.version])?;
    write.wake(task.kind);
    write.changed(Topic::Health);
    Ok(())
}

/// It failed for good; kept until a person decides.
pub fn dead(write: &mut Write<'_>, task: &Task, why: &str) -> Result<()> {
    write
        .prepare_cached("UPDATE tasks SET dead = 1, attempts = attempts + 1, last_error = ?2 WHERE id = ?1 AND version = ?3")?
        .execute(params![task.id, why, task.version])?;
    write.changed(Topic::Health);
    Ok(())
}

/// All but those that are due at a time of the calendar: when a window begins or ends, an old secret ends, a schedule
/// fires (which looks anew by itself).
const AFTER_A_WAIT: &str = "dead = 0 AND kind NOT IN ('window.turn', 'delivery.old_secret', 'schedule.tick')";
/// As long as a receiver of deliveries may ask us to wait; a slice cuts its own kinds shorter.
const LONGEST: Duration = Duration::from_hours(24);

/// The calendar was set back: whatever waits does not wait for that.
pub(in crate::kernel) fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    back.mend(write, &Waits { table: "tasks", column: "due", only: AFTER_A_WAIT, longest: LONGEST })
}

/// The calendar was set back: tasks of these kinds (a condition in SQL), which wait for a time of day that was promised, wait
/// no longer than any may.
pub(crate) fn cut_waits(
    write: &mut Write<'_>,
    back: &SetBack,
    kinds: &'static str,
    longest: Duration,
) -> Result<()> {
    back.cut(write, &Waits { table: "tasks", column: "due", only: kinds, longest })
}

/// It is not to be done any more.
pub fn cancel(write: &mut Write<'_>, kind: &'static str, key: &str) -> Result<()> {
    write.prepare_cached("DELETE FROM tasks WHERE kind = ?1 AND key = ?2")?.execute(params![kind, key])?;
    Ok(())
}

/// What waits, by kind.
pub type Waiting = Vec<WaitingTasks>;

pub fn waiting(db: &Connection) -> Result<Waiting> {
    let mut statement = db.prepare_cached(
        "SELECT kind, sum(dead = 0), sum(dead), min(made), min(CASE WHEN dead = 0 THEN due END), max(last_error)
         FROM tasks GROUP BY kind ORDER BY kind",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(WaitingTasks {
            kind: row.get(0)?,
            waiting: row.get::<_, i64>(1)?.unsigned_abs(),
            dead: row.get::<_, i64>(2)?.unsigned_abs(),
            oldest: row.get::<_, Option<Ms>>(3)?.map(|at| at.0),
            next: row.get::<_, Option<Ms>>(4)?.map(|at| at.0),
            last_error: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first `limit` tasks of a kind that are due at `now`, oldest first.
pub(super) fn due(db: &Connection, kind: &'static str, now: Timestamp, limit: usize) -> Result<Vec<Task>> {
    let mut statement = db.prepare_cached(
        "SELECT id, key, attempts, version, payload FROM tasks
         WHERE kind = ?1 AND dead = 0 AND due <= ?2 ORDER BY due, id LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![kind, Ms(now), limit], |row| task(kind, row))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next task of a kind after `now` is due.
pub(super) fn next_due(db: &Connection, kind: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    let mut statement =
        db.prepare_cached("SELECT min(due) FROM tasks WHERE kind = ?1 AND dead = 0 AND due > ?2")?;
    let due = statement.query_row(params![kind, Ms(now)], |row| row.get::<_, Option<Ms>>(0))?;
    Ok(due.map(|at| at.0))
}

fn task(kind: &'static str, row: &Row<'_>) -> rusqlite::Result<Task> {
    Ok(Task {
        id: row.get(0)?,
        kind,
        key: row.get(1)?,
        attempts: row.get(2)?,
        version: row.get(3)?,
        payload: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use callboard_clock::{Chance, ManualClock};

    use super::*;
    use crate::kernel::{DataDir, Kernel, Schema};

    #[tokio::test]
    async fn work_that_outlives_its_cancelled_task_settles_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let held = DataDir::hold(folder.path()).unwrap();
        let clock = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let schema = Schema::new(vec![crate::kernel::TABLES]);
        let kernel = Kernel::open(&held, &schema, clock.clock(), Chance::seeded(1)).unwrap();
        let left = kernel.db.write(|write| {
            let now = write.now();
            schedule(write, "lane", "a", now, &())?;
            let at_work = due(write, "lane", now, 1)?.remove(0);
            cancel(write, "lane", "a")?;
            schedule(write, "other", "b", now, &())?;
            done(write, &at_work)?;
            again(write, &at_work, now + std::time::Duration::from_hours(9))?;
            due(write, "other", now, 1)
        });
        assert_eq!(left.await.unwrap().len(), 1, "the new task is there and is due when it was to be");
    }
}
