//! Windows that could not be withdrawn: each may dial until its end.

use callboard_cxone::Error as TenantError;
use callboard_rpc::Caller;
use callboard_rpc::types::WindowState;
use jiff::SignedDuration;

use super::kept::ORPHAN;
use super::reads::find;
use super::row::{Window, object, store};
use super::withdraw::Asked;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};

/// So long after a try that was given up the next one begins.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// It may dial and should not. What stood in the way may pass, so it is tried again now and then until its end; what does
/// not pass by itself is a person's to mend.
pub(super) fn stuck(
    write: &mut Write<'_>,
    task: &Task,
    row: Window,
    error: &TenantError,
    words: &str,
) -> Result<()> {
    let soon = Ms::cut(write.now() + AGAIN);
    let next = error.not_before().map_or(soon, |at| at.max(soon));
    // One that a start by hand could not take the place of stands as before; near its end nothing is won by it.
    let goes = error.is_passing() && !was_to_be_replaced(write, &row)?;
    let next_try = Some(next).filter(|at| goes && *at + AGAIN < row.end);
    let goes_on = match next_try {
        Some(at) => format!(
            "It is tried again at {}, while Callboard runs; to be sure, end it in CXone.",
            at.strftime("%Y-%m-%dT%H:%M:%SZ")
        ),
        None if words == ORPHAN => "End it in CXone.".to_owned(),
        None => {
            "It is not tried again by itself: mend that and stop it again, or end it in CXone.".to_owned()
        }
    };
    let row = Window {
        state: WindowState::Stuck,
        unwanted: false,
        shorten_to: None,
        trouble: Some(format!("It could not be withdrawn and may dial until {}: {words} {goes_on}", row.end)),
        next_try,
        ..row
    };
    store(write, &row)?;
    let told = Entry::new("window.withdrawn", object(&row.id)).after(&row.told());
    write.audit(&Caller::engine(), told.result(format!("failed: {error}")))?;
    match next_try {
        Some(at) => {
            tasks::advance(write, task, &Asked { perhaps_done: true })?;
            tasks::again(write, task, at)
        }
        None => tasks::done(write, task),
    }
}

/// It was stuck, and its next try has come.
pub(super) fn once_more(write: &mut Write<'_>, row: Window) -> Result<Window> {
    let row = find(write, &row.id)?.unwrap_or(row);
    if row.state != WindowState::Stuck {
        return Ok(row);
    }
    let row = Window { state: WindowState::Withdrawing, unwanted: true, attempts: 0, next_try: None, ..row };
    store(write, &row)?;
    Ok(row)
}

/// Whether another window waited for it to be gone.
fn was_to_be_replaced(write: &Write<'_>, row: &Window) -> Result<bool> {
    let waiting = "SELECT EXISTS (SELECT 1 FROM windows, json_each(waits_for) WHERE json_each.value = ?1)";
    Ok(write.query_row(waiting, [row.id.as_str()], |row| row.get(0))?)
}
