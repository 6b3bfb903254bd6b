//! A run that opens, and what it is measured by as its windows come.

use callboard_rpc::types::{ConnectionId, RunFigures, RunId, RunState, ScheduleId, WindowState};
use callboard_rpc::{Caller, Topic};
use jiff::Timestamp;
use rusqlite::Connection;

use super::awaits::{awaited, forget_arrived};
use super::people::called;
use super::poll;
use super::progress::is_for_its_people;
use super::store::{Run, find, insert, object, store};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::window::{self, Window};

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
        superseded: None,
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
    let windows = window::of_run(write, id)?;
    forget_arrived(write, id, &windows)?;
    // Once it has a window again, nothing takes its place.
    let superseded = run.superseded.clone().filter(|_| !windows.iter().any(goes_out));
    let run = Run { superseded, ..measured(write, run, write.now())? };
    store(write, &run)?;
    look_again(write, id)
}

fn goes_out(row: &Window) -> bool {
    let live = [WindowState::Planned, WindowState::Sending, WindowState::Submitted, WindowState::Begun];
    !row.unwanted && live.contains(&row.state)
}

/// The run with its first start, last end and expected count as its windows make them at `now`: those that stand,
/// stood or are on their way. A zone that failed or was withdrawn is nothing to wait for.
pub(super) fn measured(db: &Connection, run: Run, now: Timestamp) -> Result<Run> {
    let windows = window::of_run(db, &run.id)?;
    let waits = |row: &&Window| is_for_its_people(row);
    // What was withdrawn may have dialled before, so the figures are asked for from its start on.
    let began = |row: &&Window| waits(row) || row.state == WindowState::Withdrawn;
    let first_start = windows.iter().filter(began).map(|row| row.start).min().unwrap_or(run.first_start);
    let last_end = windows.iter().filter(waits).map(|row| row.end).max().unwrap_or(run.last_end.min(now));
    // What is completed beyond this count are calls again to the same; such a run ends with its last window and not at
    // its count (`progress`).
    let contacts = called(&windows, &awaited(db, &run.id, now)?).iter().map(|called| called.contacts).sum();
    // A stop takes windows away, and not what was expected: what is left of them does not complete the run.
    let stands = run.by_hand || run.stop_asked || contacts == 0;
    let expected = if stands { run.figures.expected } else { contacts }.max(1);
    let figures = RunFigures { expected, ..run.figures };
    Ok(Run { first_start, last_end, figures, ..run })
}

/// Has the run looked at now rather than at its next poll: something about it has changed.
pub fn look_again(write: &mut Write<'_>, id: &RunId) -> Result<()> {
    if find(write, id)?.is_some_and(|run| !run.is_over()) {
        poll::schedule(write, id)?;
    }
    Ok(())
}
