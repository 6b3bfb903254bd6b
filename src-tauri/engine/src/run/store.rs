use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, RunFigures, RunId, RunState, ScheduleId, Stall};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::json;

use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// `quiet_since` and `silent_since` are about the figures; `superseded` is what makes others in the place of its windows.
pub(super) const TABLES: &str = "
    CREATE TABLE runs (
        id           TEXT PRIMARY KEY,
        connection   TEXT NOT NULL,
        campaign     TEXT NOT NULL,
        schedule     TEXT,
        name         TEXT NOT NULL,
        state        TEXT NOT NULL,
        opened       INTEGER NOT NULL,
        first_start  INTEGER NOT NULL,
        last_end     INTEGER NOT NULL,
        expected     INTEGER NOT NULL,
        by_hand      INTEGER NOT NULL,
        completed    INTEGER NOT NULL DEFAULT 0,
        attempted    INTEGER NOT NULL DEFAULT 0,
        connected    INTEGER NOT NULL DEFAULT 0,
        as_of        INTEGER,
        progressed   INTEGER,
        stop_asked   INTEGER NOT NULL DEFAULT 0,
        flags        TEXT NOT NULL DEFAULT '[]',
        stall        TEXT,
        ended        INTEGER,
        quiet_since  INTEGER,
        silent_since INTEGER,
        superseded   TEXT
    ) STRICT;
    CREATE INDEX runs_by_campaign ON runs (connection, campaign, first_start);
    CREATE INDEX runs_by_time ON runs (opened);
    CREATE TABLE run_points (
        run       TEXT NOT NULL REFERENCES runs (id),
        at        INTEGER NOT NULL,
        completed INTEGER NOT NULL,
        attempted INTEGER NOT NULL,
        connected INTEGER NOT NULL,
        PRIMARY KEY (run, at)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE run_marks (
        id    INTEGER PRIMARY KEY,
        run   TEXT NOT NULL REFERENCES runs (id),
        at    INTEGER NOT NULL,
        kind  TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT;
    CREATE INDEX run_marks_of_run ON run_marks (run, at);";

/// A run as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: RunId,
    pub connection: ConnectionId,
    pub campaign_id: String,
    pub schedule: Option<ScheduleId>,
    pub name: String,
    pub state: RunState,
    pub opened: Timestamp,
    pub first_start: Timestamp,
    pub last_end: Timestamp,
    pub figures: RunFigures,
    /// Expected completions were named by hand, and do not follow the windows.
    pub by_hand: bool,
    /// When completions last grew.
    pub progressed: Option<Timestamp>,
    /// The first answer since all windows have ended from which on every answer told the same figures.
    pub quiet_since: Option<Timestamp>,
    /// The first poll since the last good one that told nothing.
    pub silent_since: Option<Timestamp>,
    pub stop_asked: bool,
    /// What takes its windows back to make others in their place: `an edit of its schedule`.
    pub superseded: Option<String>,
    pub flags: Vec<String>,
    pub stall: Option<Stall>,
    pub ended: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, connection, campaign, schedule, name, state, opened, first_start, last_end, expected,
    by_hand, completed, attempted, connected, as_of, progressed, stop_asked, flags, stall, ended, quiet_since,
    silent_since, superseded";

impl Run {
    pub fn is_over(&self) -> bool {
        is_over(self.state)
    }

    pub(super) fn told(&self) -> serde_json::Value {
        json!({
            "campaign": self.campaign_id, "schedule": self.schedule, "state": self.state,
            "expected": self.figures.expected, "completed": self.figures.completed,
            "as_of": self.figures.as_of,
        })
    }
}

fn is_over(state: RunState) -> bool {
    matches!(
        state,
        RunState::Completed | RunState::Ended | RunState::Stopped | RunState::Failed | RunState::Superseded
    )
}

pub(super) fn object(id: &RunId) -> String {
    format!("run/{id}")
}

pub(super) fn insert(write: &Write<'_>, run: &Run) -> Result<()> {
    let sql = format!(
        "INSERT INTO runs ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
         ?17, ?18, ?19, ?20, ?21, ?22, ?23)"
    );
    write.prepare_cached(&sql)?.execute(params![
        run.id.as_str(),
        run.connection.as_str(),
        run.campaign_id,
        run.schedule.as_ref().map(ScheduleId::as_str),
        run.name,
        run.state.word(),
        Ms(run.opened),
        Ms(run.first_start),
        Ms(run.last_end),
        signed(run.figures.expected),
        run.by_hand,
        signed(run.figures.completed),
        signed(run.figures.attempted),
        signed(run.figures.connected),
        run.figures.as_of.map(Ms),
        run.progressed.map(Ms),
        run.stop_asked,
        serde_json::to_string(&run.flags)?,
        run.stall.as_ref().map(serde_json::to_string).transpose()?,
        run.ended.map(Ms),
        run.quiet_since.map(Ms),
        run.silent_since.map(Ms),
        run.superseded
    ])?;
    Ok(())
}

/// Stores what may change about a run.
pub(super) fn store(write: &mut Write<'_>, run: &Run) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE runs SET state = ?2, first_start = ?3, last_end = ?4, expected = ?5, completed = ?6,
             attempted = ?7, connected = ?8, as_of = ?9, progressed = ?10, stop_asked = ?11, flags = ?12,
             stall = ?13, ended = ?14, quiet_since = ?15, silent_since = ?16, superseded = ?17 WHERE id = ?1",
        )?
        .execute(params![
            run.id.as_str(),
            run.state.word(),
            Ms(run.first_start),
            Ms(run.last_end),
            signed(run.figures.expected),
            signed(run.figures.completed),
            signed(run.figures.attempted),
            signed(run.figures.connected),
            run.figures.as_of.map(Ms),
            run.progressed.map(Ms),
            run.stop_asked,
            serde_json::to_string(&run.flags)?,
            run.stall.as_ref().map(serde_json::to_string).transpose()?,
            run.ended.map(Ms),
            run.quiet_since.map(Ms),
            run.silent_since.map(Ms),
            run.superseded
        ])?;
    write.changed(Topic::Runs);
    Ok(())
}

pub fn find(db: &Connection, id: &RunId) -> Result<Option<Run>> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id.as_str()], run).optional()?)
}

/// The newest run of a schedule.
pub fn last_of(db: &Connection, schedule: &ScheduleId) -> Result<Option<RunId>> {
    let newest = select(db, "schedule = ?1 ORDER BY opened DESC, id DESC LIMIT 1", &[&schedule.as_str()])?;
    Ok(newest.into_iter().next().map(|run| run.id))
}

/// Runs that are not over, oldest first.
pub fn live(db: &Connection) -> Result<Vec<Run>> {
    select(db, "ended IS NULL ORDER BY first_start, id", &[])
}

pub(super) fn select(db: &Connection, condition: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Run>> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE {condition}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params, run)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<Ms>>(column)?.map(|at| at.0));
    let count = |column| Ok::<_, rusqlite::Error>(row.get::<_, i64>(column)?.unsigned_abs());
    Ok(Run {
        id: RunId(row.get(0)?),
        connection: ConnectionId(row.get(1)?),
        campaign_id: row.get(2)?,
        schedule: row.get::<_, Option<String>>(3)?.map(ScheduleId),
        name: row.get(4)?,
        state: RunState::read(row, 5, ("runs", 0))?,
        opened: row.get::<_, Ms>(6)?.0,
        first_start: row.get::<_, Ms>(7)?.0,
        last_end: row.get::<_, Ms>(8)?.0,
        figures: RunFigures {
            expected: count(9)?,
            completed: count(11)?,
            attempted: count(12)?,
            connected: count(13)?,
            as_of: time(14)?,
        },
        by_hand: row.get(10)?,
        progressed: time(15)?,
        stop_asked: row.get(16)?,
        flags: serde_json::from_str(&row.get::<_, String>(17)?).unwrap_or_default(),
        stall: row.get::<_, Option<String>>(18)?.and_then(|stall| serde_json::from_str(&stall).ok()),
        ended: time(19)?,
        quiet_since: time(20)?,
        silent_since: time(21)?,
        superseded: row.get(22)?,
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

// The words are also those that other systems hear.
stored_as!(RunState {
    Submitting => "submitting",
    Waiting => "waiting",
    Running => "running",
    Stalled => "stalled",
    Completed => "completed",
    Ended => "ended",
    Stopped => "stopped",
    Failed => "failed",
    Superseded => "superseded",
});
