//! What ends a run before its time: a person's stop, or others in the place of its windows.

use callboard_rpc::Caller;
use callboard_rpc::types::{RunId, ScheduleId};

use super::await_more;
use super::marks::mark;
use super::store::{Run, find, object, store};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// Ends what else a run would still get where a person stops it. A part of [`crate::slice::Slice`].
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

/// Its windows are withdrawn so that others are made in their place, by `what` (`an edit of its schedule`). Where none
/// of them begins and it gets no other, it ends as superseded: no failure, and nothing that a receiver is told.
pub fn supersede(write: &mut Write<'_>, id: &RunId, what: &str) -> Result<()> {
    match find(write, id)?.filter(|run| !run.is_over() && !run.stop_asked) {
        Some(run) => store(write, &Run { superseded: Some(what.to_owned()), ..run }),
        None => Ok(()),
    }
}
