//! What a poll makes of a run, in one transaction.

use std::time::Duration;

use callboard_cxone::Error as TenantError;
use callboard_rpc::types::{RunState, WindowState};
use jiff::{SignedDuration, Timestamp};

use super::answer::Answer;
use super::awaits::awaited;
use super::end::finish;
use super::marks::mark;
use super::open::measured;
use super::others::sharing;
use super::poll::{Found, Heard};
use super::progress::{Around, Patience, Windows, state};
use super::store::{Run, find, store};
use super::tell::{FAILED, NO_ROW, ODD, flag, tell_stall, tell_totals, unflag};
use super::{figures, points};
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};
use crate::settings::Settings;
use crate::window::{self, Window};

/// While windows are on their way, what becomes of them is shown soon.
const SETTLING: Duration = Duration::from_secs(2);
/// The stand-in tenant is on this machine and hastens its calls.
const STAND_IN: Duration = Duration::from_secs(2);

pub(super) fn conclude(
    write: &mut Write<'_>,
    task: &Task,
    found: &Found,
    answer: Option<std::result::Result<Heard, TenantError>>,
) -> Result<()> {
    let Some(mut run) = find(write, &found.run.id)?.filter(|run| !run.is_over()) else {
        return tasks::done(write, task);
    };
    let now = write.now();
    let windows = window::of_run(write, &run.id)?;
    let mut standing = Windows::of(&windows, now);
    standing.ahead |= !awaited(write, &run.id, now)?.is_empty();
    let error = match answer {
        Some(Ok(heard)) => {
            take(write, &mut run, found.over_before(heard.asked), &heard)?;
            None
        }
        Some(Err(error)) => {
            run.silent_since.get_or_insert(found.began);
            let kind = if slowed_down(&error) { "throttled" } else { "flagged" };
            flag(write, &mut run, kind, FAILED, &format!("{FAILED}: {error}."))?;
            Some(error)
        }
        None => None,
    };
    if !standing.over() {
        run.quiet_since = None;
    }
    run = measured(write, run, now)?;
    let around = Around {
        windows: standing,
        shared: !sharing(write, &run)?.is_empty(),
        nobody_to_ask: found.nobody_to_ask,
    };
    let patience = Patience { still: signed(found.settings.still), stall: signed(found.settings.stall) };
    let before = run.state;
    run.state = state(&run, around, patience, now);
    tell_stall(write, &mut run, before, standing, error.as_ref())?;
    if run.is_over() {
        finish(write, &mut run, standing)?;
        return tasks::done(write, task);
    }
    if before == RunState::Submitting && run.state != before {
        let stand = windows.iter().filter(|row| row.tenant_id.is_some()).count();
        mark(write, &run.id, "submitted", &format!("Windows at the tenant: {stand}."))?;
    }
    if before != run.state && run.state == RunState::Running && !standing.over() {
        mark(write, &run.id, "running", "Its windows are open.")?;
    }
    store(write, &run)?;
    let next = next_look(every(&found.settings, found.stand_in), &windows, standing, now);
    tasks::again(write, task, next.max(error.as_ref().and_then(asked_to_wait).unwrap_or(next)))
}

/// How often a run is asked for.
pub(super) fn every(settings: &Settings, stand_in: bool) -> Duration {
    if stand_in { STAND_IN } else { settings.poll.max(Duration::from_secs(1)) }
}

/// Takes what the tenant told; `last` where nothing of the run dials after that.
pub(super) fn take(write: &mut Write<'_>, run: &mut Run, last: bool, heard: &Heard) -> Result<()> {
    let Answer { figures: told, odd, no_row } = &heard.answer;
    let taken = figures::take(run.figures, *told, heard.asked);
    unflag(run, FAILED);
    match odd {
        Some(fault) => {
            flag(write, run, "flagged", ODD, &format!("{ODD}: {fault}. It is counted nowhere."))?;
        }
        None => {
            unflag(run, ODD);
        }
    }
    // Before a campaign dials, a tenant may well have no row of it.
    if *no_row && last {
        flag(write, run, "flagged", NO_ROW, NO_ROW)?;
    } else {
        unflag(run, NO_ROW);
    }
    run.silent_since = None;
    if taken.progressed {
        run.progressed = Some(heard.asked);
    }
    tell_totals(write, run, *told, taken.went_backwards)?;
    let quiet = run.quiet_since.filter(|since| !taken.changed && *since <= heard.asked);
    run.quiet_since = last.then(|| quiet.unwrap_or(heard.asked));
    run.figures = taken.figures;
    points::add(write, &run.id, heard.asked, &run.figures)
}

fn slowed_down(error: &TenantError) -> bool {
    matches!(error, TenantError::RateLimited { .. } | TenantError::Paused { .. })
}

/// Until when the tenant wants to be left alone: asking before that would only be refused.
fn asked_to_wait(error: &TenantError) -> Option<Timestamp> {
    match error {
        TenantError::RateLimited { until } => *until,
        TenantError::Paused { until } => Some(*until),
        _ => None,
    }
}

/// While a window is open, or after the last, at the setting's pace; between windows when the next one begins.
fn next_look(every: Duration, windows: &[Window], standing: Windows, now: Timestamp) -> Timestamp {
    let soon = now + every;
    let settling = windows.iter().any(|row| {
        matches!(row.state, WindowState::Planned | WindowState::Sending | WindowState::Withdrawing)
    });
    if settling {
        return now + every.min(SETTLING);
    }
    if standing.open.is_some() || !standing.ahead {
        return soon;
    }
    let next = windows.iter().filter(|row| row.start > now).map(|row| row.start).min();
    next.map_or(soon, |start| start.min(now + every * 10)).max(soon)
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}
