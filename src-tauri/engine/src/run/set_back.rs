//! Runs, where the calendar was ahead and is set back: one that ended in it goes on with the windows that lie ahead again.

use callboard_rpc::Caller;
use callboard_rpc::types::{RunFigures, RunState};
use jiff::Timestamp;

use super::marks::{self, mark};
use super::progress::Windows;
use super::store::{Run, live, object, select, store};
use super::{points, poll};
use crate::kernel::audit::Entry;
use crate::kernel::{Ms, Result, SetBack, Write};
use crate::window;

/// The kind of the mark that says so.
pub(super) const SET_BACK: &str = "set_back";

/// When each run was to be looked at is another time now, so all are looked at anew, by what is known up to now.
pub(crate) fn set_back(write: &mut Write<'_>, _: &SetBack) -> Result<()> {
    let now = write.now();
    for run in select(write, "ended > ?1", &[&Ms(now)])? {
        let standing = Windows::of(&window::of_run(write, &run.id)?, now);
        if !standing.over() {
            reopen(write, &run)?;
        }
    }
    for run in live(write)? {
        let known = up_to(run.clone(), now);
        if known != run {
            points::forget_after(write, &run.id, now)?;
            store(write, &known)?;
        }
        poll::schedule(write, &run.id)?;
    }
    Ok(())
}

/// Its end was told, and is told again with the figures of its real end.
fn reopen(write: &mut Write<'_>, before: &Run) -> Result<()> {
    let run = Run { state: RunState::Waiting, ended: None, stall: None, ..before.clone() };
    store(write, &run)?;
    mark(
        write,
        &run.id,
        SET_BACK,
        "The calendar was set back: windows of it lie ahead again, and it goes on.",
    )?;
    let entry = Entry::new("run.set_back", object(&run.id)).before(&before.told()).after(&run.told());
    write.audit(&Caller::engine(), entry)?;
    Ok(())
}

/// What an end is known by: a run has one, or another one each time that it goes on after it.
pub(super) fn subject_of_end(write: &Write<'_>, run: &Run) -> Result<String> {
    Ok(match marks::count(write, &run.id, SET_BACK)? {
        0 => run.id.to_string(),
        again => format!("{}/{again}", run.id),
    })
}

fn up_to(run: Run, now: Timestamp) -> Run {
    let past = |at: Option<Timestamp>| at.filter(|at| *at <= now);
    Run {
        figures: RunFigures { as_of: past(run.figures.as_of), ..run.figures },
        progressed: past(run.progressed),
        quiet_since: past(run.quiet_since),
        silent_since: past(run.silent_since),
        ..run
    }
}
