use callboard_rpc::types::{RunState, WindowState};
use jiff::{SignedDuration, Timestamp};

use super::store::Run;
use crate::window::Window;

/// How long figures may stand still.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// After every window has ended: then the run is over.
    pub(super) still: SignedDuration,
    /// Inside an open window: then it is stalled.
    pub(super) stall: SignedDuration,
}

/// Where a run's windows stand at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Windows {
    /// Since when at least one has been open.
    pub(super) open: Option<Timestamp>,
    /// On their way to the tenant, or not begun.
    pub(super) ahead: bool,
    /// At least one stood at the tenant at some time.
    pub(super) any_stood: bool,
    pub(super) withdrawn: bool,
}

impl Windows {
    pub(super) fn of(windows: &[Window], now: Timestamp) -> Self {
        let mut found = Self::default();
        for row in windows {
            let dials = row.start <= now && now < row.end;
            match row.state {
                WindowState::Planned | WindowState::Sending => found.ahead = true,
                // Where it is not known, or it could not be taken back, the tenant may dial.
                WindowState::Submitted
                | WindowState::Begun
                | WindowState::Unknown
                | WindowState::Withdrawing
                | WindowState::Stuck => {
                    found.any_stood = true;
                    if dials {
                        found.open = Some(found.open.map_or(row.start, |since| since.min(row.start)));
                    }
                    found.ahead |= row.start > now;
                }
                WindowState::Ended => found.any_stood = true,
                WindowState::Withdrawn => {
                    found.withdrawn = true;
                    found.any_stood |= row.tenant_id.is_some() && row.start <= now;
                }
                WindowState::Refused | WindowState::Failed => {}
            }
        }
        found
    }

    fn over(self) -> bool {
        self.open.is_none() && !self.ahead
    }
}

/// The state that a run is in, from its figures, its windows and the time. Pure.
///
/// `shared`: another run of the campaign overlaps, so the tenant's figures do not tell them apart and only time
/// ends this one.
pub(super) fn state(
    run: &Run,
    windows: Windows,
    shared: bool,
    patience: Patience,
    now: Timestamp,
) -> RunState {
    if run.is_over() {
        return run.state;
    }
    if run.figures.completed >= run.figures.expected && run.figures.as_of.is_some() && !shared {
        return RunState::Completed;
    }
    if windows.over() {
        return over(run, windows, patience, now);
    }
    let Some(open) = windows.open else {
        return if windows.any_stood { RunState::Waiting } else { RunState::Submitting };
    };
    let still_since = run.progressed.map_or(open, |progressed| progressed.max(open));
    if now.duration_since(still_since) >= patience.stall { RunState::Stalled } else { RunState::Running }
}

/// No window may dial any more: what is left is to wait for the last figures.
fn over(run: &Run, windows: Windows, patience: Patience, now: Timestamp) -> RunState {
    if run.stop_asked || (windows.withdrawn && !windows.any_stood) {
        return RunState::Stopped;
    }
    if !windows.any_stood {
        return RunState::Failed;
    }
    let still_since = run.progressed.map_or(run.last_end, |progressed| progressed.max(run.last_end));
    if now.duration_since(still_since) >= patience.still { RunState::Ended } else { RunState::Running }
}
