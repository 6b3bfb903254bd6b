use callboard_rpc::types::{RunState, WindowState};
use jiff::{SignedDuration, Timestamp};

use super::people::are_called_again;
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
#[expect(clippy::struct_excessive_bools, reason = "facts about the windows that do not depend on each other")]
pub(super) struct Windows {
    /// Since when at least one has been open.
    pub(super) open: Option<Timestamp>,
    /// On their way to the tenant, or not begun.
    pub(super) ahead: bool,
    /// At least one stood at the tenant at some time, and was not gone before its start.
    pub(super) any_stood: bool,
    pub(super) withdrawn: bool,
    /// The end of the last one that was not withdrawn.
    pub(super) last_end: Option<Timestamp>,
    /// The same people are called by several of them, as by an hourly schedule: their count tells nothing of
    /// whether the last of these is done.
    pub(super) repeats: bool,
}

impl Windows {
    pub(super) fn of(windows: &[Window], now: Timestamp) -> Self {
        let mut found = Self { repeats: are_called_again(windows), ..Self::default() };
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
                    found.last_end = found.last_end.max(Some(row.end));
                }
                WindowState::Ended => {
                    found.any_stood = true;
                    found.last_end = found.last_end.max(Some(row.end));
                }
                WindowState::Withdrawn => {
                    found.withdrawn = true;
                    // A row of an older program does not say when it was gone.
                    found.any_stood |= row.tenant_id.is_some() && row.start <= row.gone.unwrap_or(now);
                }
                WindowState::Refused | WindowState::Failed => {}
            }
        }
        found
    }

    /// No window may dial any more.
    pub(super) fn over(self) -> bool {
        self.open.is_none() && !self.ahead
    }

    /// No window may dial any more, and `at` is later than the last one's end: figures of `at` are the last ones.
    pub(super) fn over_before(self, at: Timestamp) -> bool {
        self.over() && self.last_end.is_none_or(|end| at > end)
    }
}

/// A window that stands, stood or is on its way: its people are called by it, and expected.
pub(super) fn is_for_its_people(row: &Window) -> bool {
    !matches!(row.state, WindowState::Refused | WindowState::Failed | WindowState::Withdrawn)
}

/// What a run's state depends on besides itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub(super) windows: Windows,
    /// Another run of the campaign overlaps, so the tenant's figures do not tell them apart and only time ends
    /// this one.
    pub(super) shared: bool,
    /// The connection was removed: there is nobody to ask any more.
    pub(super) nobody_to_ask: bool,
}

/// The state that a run is in, from its figures, its windows and the time. Pure.
pub(super) fn state(run: &Run, around: Around, patience: Patience, now: Timestamp) -> RunState {
    if run.is_over() {
        return run.state;
    }
    let reached = run.figures.completed >= run.figures.expected && run.figures.as_of.is_some();
    // What is told as completed is told for good: not while a window is to come, and where the same people are
    // called again, not before the last one's figures.
    let counts = reached && !around.shared && !around.windows.ahead;
    // Where the last poll told nothing, the count may be far beyond what is known: it is asked again first.
    if counts && !around.windows.repeats && run.silent_since.is_none() {
        return RunState::Completed;
    }
    if around.windows.over() {
        return match over(run, around, patience, now) {
            RunState::Ended if counts && run.quiet_since.is_some() => RunState::Completed,
            state => state,
        };
    }
    let Some(open) = around.windows.open else {
        return if around.windows.any_stood { RunState::Waiting } else { RunState::Submitting };
    };
    let still_since = run.progressed.map_or(open, |progressed| progressed.max(open));
    let still = now.duration_since(still_since) >= patience.stall;
    // Figures that nobody could ask for, as while the machine slept, do not stand still.
    let known = run.silent_since.is_none() || silent_for(run, patience.still.min(patience.stall), now);
    // Past its count it does not wait for more: the others with which it shares its figures do.
    if still && known && !reached { RunState::Stalled } else { RunState::Running }
}

/// No window may dial any more: what is left is to wait for the last figures. They are the last where they were told
/// after the end and have been still since then; as long as nobody could be asked, nothing is known, also not 0.
fn over(run: &Run, around: Around, patience: Patience, now: Timestamp) -> RunState {
    if !around.windows.any_stood {
        if run.superseded.is_some() && around.windows.withdrawn && !run.stop_asked {
            return RunState::Superseded;
        }
        let by_hand = run.stop_asked || around.windows.withdrawn;
        return if by_hand { RunState::Stopped } else { RunState::Failed };
    }
    let still = |since: Timestamp| {
        run.figures.as_of.is_some_and(|as_of| as_of.duration_since(since) >= patience.still)
    };
    let settled = if run.stop_asked { run.quiet_since.is_some() } else { run.quiet_since.is_some_and(still) };
    if settled || around.nobody_to_ask {
        return if run.stop_asked { RunState::Stopped } else { RunState::Ended };
    }
    if silent_for(run, patience.still, now) { RunState::Stalled } else { RunState::Running }
}

fn silent_for(run: &Run, time: SignedDuration, now: Timestamp) -> bool {
    run.silent_since.is_some_and(|since| now.duration_since(since) >= time)
}
