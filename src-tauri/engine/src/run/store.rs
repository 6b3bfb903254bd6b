use std::collections::BTreeMap;

use callboard_rpc::types::{
    ConnectionId, RunFigures, RunId, RunMark, RunState, ScheduleId, Stall, WindowState,
};
use callboard_rpc::{Caller, Topic};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::json;

use super::awaits::{Awaited, await_more, awaited, forget_arrived};
use super::poll;
use crate::kernel::audit::Entry;
use crate::kernel::{Ms, Result, Write};
use crate::window;

pub const MIGRATION: &str = "
    CREATE TABLE runs (
        id          TEXT PRIMARY KEY,
        connection  TEXT NOT NULL,
        campaign    TEXT NOT NULL,
        schedule    TEXT,
        name        TEXT NOT NULL,
        state       TEXT NOT NULL,
        opened      INTEGER NOT NULL,
        first_start INTEGER NOT NULL,
        last_end    INTEGER NOT NULL,
        expected    INTEGER NOT NULL,
        by_hand     INTEGER NOT NULL,
        completed   INTEGER NOT NULL DEFAULT 0,
        attempted   INTEGER NOT NULL DEFAULT 0,
        connected   INTEGER NOT NULL DEFAULT 0,
        as_of       INTEGER,
        progressed  INTEGER,
        stop_asked  INTEGER NOT NULL DEFAULT 0,
        flags       TEXT NOT NULL DEFAULT '[]',
        stall       TEXT,
        ended       INTEGER
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

/// What is known of the figures besides themselves.
pub const FIGURES_MIGRATION: &str = "
    ALTER TABLE runs ADD COLUMN quiet_since INTEGER;
    ALTER TABLE runs ADD COLUMN silent_since INTEGER;";

/// What a submission knows of a run before its windows are there.
#[derive(Clone, Debug)]
pub struct NewRun {
    pub connection: ConnectionId,
    pub campaign_id: String,
    pub schedule: Option<ScheduleId>,
    pub name: String,
    /// Expected completions, where the supervisor named them; else the contacts in the submitted windows.
    pub expected: Option<u64>,
}

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
    pub flags: Vec<String>,
    pub stall: Option<Stall>,
    pub ended: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, connection, campaign, schedule, name, state, opened, first_start, last_end, expected,
    by_hand, completed, attempted, connected, as_of, progressed, stop_asked, flags, stall, ended, quiet_since,
    silent_since";

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
    matches!(state, RunState::Completed | RunState::Ended | RunState::Stopped | RunState::Failed)
}

/// Makes a run, to be polled from its first start on. Its windows follow in the same transaction, and then
/// [`windows_added`].
pub fn open(write: &mut Write<'_>, caller: &Caller, new: NewRun) -> Result<RunId> {
    let now = write.now();
    let run = Run {
        id: RunId::from_token(&write.chance().token()),
        connection: new.connection,
        campaign_id: new.campaign_id,
        schedule: new.schedule,
        name: new.name,
        state: RunState::Submitting,
        opened: now,
        first_start: now,
        last_end: now,
        figures: RunFigures { expected: new.expected.unwrap_or(0), ..RunFigures::default() },
        by_hand: new.expected.is_some(),
        progressed: None,
        quiet_since: None,
        silent_since: None,
        stop_asked: false,
        flags: Vec::new(),
        stall: None,
        ended: None,
    };
    insert(write, &run)?;
    write.audit(caller, Entry::new("run.open", object(&run.id)).after(&run.told()))?;
    write.changed(Topic::Runs);
    Ok(run.id)
}

/// Brings first start, last end and the expected count to what its windows are now, and has it looked at.
pub fn windows_added(write: &mut Write<'_>, id: &RunId) -> Result<()> {
    // What an ended run was measured by has been told.
    let Some(run) = find(write, id)?.filter(|run| !run.is_over()) else { return Ok(()) };
    forget_arrived(write, id, &window::of_run(write, id)?)?;
    let run = measured(write, run, write.now())?;
    store(write, &run)?;
    look_again(write, id)
}

/// The run with its first start, last end and expected count as its windows make them at `now`: those that stand,
/// stood or are on their way. A zone that failed or was withdrawn is nothing to wait for.
pub(super) fn measured(db: &Connection, run: Run, now: Timestamp) -> Result<Run> {
    let windows = window::of_run(db, &run.id)?;
    let waits = |row: &&window::Window| {
        !matches!(row.state, WindowState::Refused | WindowState::Failed | WindowState::Withdrawn)
    };
    // What was withdrawn may have dialled before, so the figures are asked for from its start on.
    let began = |row: &&window::Window| waits(row) || row.state == WindowState::Withdrawn;
    let first_start = windows.iter().filter(began).map(|row| row.start).min().unwrap_or(run.first_start);
    let last_end = windows.iter().filter(waits).map(|row| row.end).max().unwrap_or(run.last_end.min(now));
    let waiting: Vec<_> = windows.iter().filter(waits).collect();
    let contacts = contacts_of(&waiting, &awaited(db, &run.id, now)?);
    // A stop takes windows away, and not what was expected: what is left of them does not complete the run.
    let stands = run.by_hand || run.stop_asked || contacts == 0;
    let expected = if stands { run.figures.expected } else { contacts }.max(1);
    let figures = RunFigures { expected, ..run.figures };
    Ok(Run { first_start, last_end, figures, ..run })
}

/// Everybody who is to be called, once: the windows of a zone that follow each other in a run, and one that starts
/// late after its first one failed, are for the same people.
fn contacts_of(windows: &[&window::Window], awaited: &[Awaited]) -> u64 {
    let windows = windows.iter().map(|row| (row.zone.as_str(), row.contacts));
    let awaited = awaited.iter().map(|more| (more.zone.zone.as_str(), more.zone.contacts));
    let mut by_zone: BTreeMap<&str, u64> = BTreeMap::new();
    for (zone, contacts) in windows.chain(awaited) {
        let most = by_zone.entry(zone).or_default();
        *most = contacts.max(*most);
    }
    by_zone.values().sum()
}

/// Has the run looked at now rather than at its next poll: something about it has changed.
pub fn look_again(write: &mut Write<'_>, id: &RunId) -> Result<()> {
    if find(write, id)?.is_some_and(|run| !run.is_over()) {
        poll::schedule(write, id)?;
    }
    Ok(())
}

/// Ends what else a run would still get where a person stops it. A slice that makes some of it adds its own to
/// `engine::RUN_STOPPED`.
pub(crate) type Stopped = fn(&Write<'_>, &ScheduleId, &RunId) -> Result<()>;

/// A person withdrew its windows: it gets no more of them, and ends as stopped once none may dial and the figures
/// were asked for after that.
pub fn stop_asked(write: &mut Write<'_>, caller: &Caller, id: &RunId) -> Result<()> {
    let Some(run) = find(write, id)?.filter(|run| !run.is_over()) else { return Ok(()) };
    let stopped = Run { stop_asked: true, ..run.clone() };
    store(write, &stopped)?;
    mark(write, id, "stop_asked", "Stopping: its windows are being withdrawn.")?;
    write.audit(caller, Entry::new("run.stop", object(id)).before(&run.told()).after(&stopped.told()))?;
    await_more(write, id, None)
}

pub(super) fn object(id: &RunId) -> String {
    format!("run/{id}")
}

fn insert(write: &Write<'_>, run: &Run) -> Result<()> {
    let sql = format!(
        "INSERT INTO runs ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
         ?17, ?18, ?19, ?20, ?21, ?22)"
    );
    write.prepare_cached(&sql)?.execute(params![
        run.id.as_str(),
        run.connection.as_str(),
        run.campaign_id,
        run.schedule.as_ref().map(ScheduleId::as_str),
        run.name,
        word(run.state),
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
        run.silent_since.map(Ms)
    ])?;
    Ok(())
}

/// Stores what may change about a run.
pub(super) fn store(write: &mut Write<'_>, run: &Run) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE runs SET state = ?2, first_start = ?3, last_end = ?4, expected = ?5, completed = ?6,
             attempted = ?7, connected = ?8, as_of = ?9, progressed = ?10, stop_asked = ?11, flags = ?12,
             stall = ?13, ended = ?14, quiet_since = ?15, silent_since = ?16 WHERE id = ?1",
        )?
        .execute(params![
            run.id.as_str(),
            word(run.state),
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
            run.silent_since.map(Ms)
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

/// Writes down something that happened to a run.
pub(super) fn mark(write: &mut Write<'_>, id: &RunId, kind: &str, words: &str) -> Result<()> {
    write
        .prepare_cached("INSERT INTO run_marks (run, at, kind, words) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id.as_str(), Ms(write.now()), kind, words])?;
    Ok(())
}

/// The newest marks of a run, oldest first.
pub(super) fn marks(db: &Connection, id: &RunId) -> Result<Vec<RunMark>> {
    let mut statement = db.prepare_cached(
        "SELECT at, kind, words FROM
             (SELECT id, at, kind, words FROM run_marks WHERE run = ?1 ORDER BY at DESC, id DESC LIMIT 1000)
         ORDER BY at, id",
    )?;
    let rows = statement.query_map([id.as_str()], |row| {
        Ok(RunMark { at: row.get::<_, Ms>(0)?.0, kind: row.get(1)?, words: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let state: String = row.get(5)?;
    let state = from_word(&state).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(5, rusqlite::types::Type::Text, "no state".into())
    })?;
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<Ms>>(column)?.map(|at| at.0));
    let count = |column| Ok::<_, rusqlite::Error>(row.get::<_, i64>(column)?.unsigned_abs());
    Ok(Run {
        id: RunId(row.get(0)?),
        connection: ConnectionId(row.get(1)?),
        campaign_id: row.get(2)?,
        schedule: row.get::<_, Option<String>>(3)?.map(ScheduleId),
        name: row.get(4)?,
        state,
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
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const STATES: [(RunState, &str); 8] = [
    (RunState::Submitting, "submitting"),
    (RunState::Waiting, "waiting"),
    (RunState::Running, "running"),
    (RunState::Stalled, "stalled"),
    (RunState::Completed, "completed"),
    (RunState::Ended, "ended"),
    (RunState::Stopped, "stopped"),
    (RunState::Failed, "failed"),
];

/// As it stands in the table, and as other systems hear it.
pub(super) fn word(state: RunState) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("failed", |(_, word)| word)
}

fn from_word(text: &str) -> Option<RunState> {
    STATES.iter().find(|(_, word)| *word == text).map(|(state, _)| *state)
}
