use std::time::Duration;

use callboard_cxone::analytics::{self, DetailsQuery, Figures};
use callboard_cxone::{Call, Class, Error as TenantError};
use callboard_rpc::types::{RunId, RunState, Stall, WindowState};
use callboard_rpc::{Caller, NoticeLevel};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::awaits::awaited;
use super::progress::{Patience, Windows, state};
use super::store::{Run, find, mark, measured, object, sharing, store, word};
use super::{figures, points, stall};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{NewNotice, Notices, Result, Write};
use crate::settings::{self, Settings};
use crate::window::{self, Window};
use crate::{Engine, connection, delivery};

const KIND: &str = "run.poll";
const AT_ONCE: usize = 16;
/// While windows are on their way, what becomes of them is shown soon.
const SETTLING: Duration = Duration::from_secs(2);
/// The stand-in tenant is on this machine and hastens its calls.
const STAND_IN: Duration = Duration::from_secs(2);

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, AT_ONCE, move |task| poll(this.clone(), task));
}

/// The run is to be looked at now.
pub(super) fn schedule(write: &mut Write<'_>, id: &RunId) -> Result<()> {
    tasks::schedule(write, KIND, id.as_str(), write.now(), &())
}

/// What a poll finds before it asks.
struct Found {
    run: Run,
    windows: Vec<Window>,
    settings: Settings,
    stand_in: bool,
}

/// One look at a run: ask the tenant where that can tell something, then move the run.
async fn poll(engine: Engine, task: Task) -> Result<()> {
    let id = RunId(task.key.clone());
    let now = engine.kernel.clock.now();
    let found = engine.kernel.db.read({
        let id = id.clone();
        move |db| {
            let Some(run) = find(db, &id)?.filter(|run| !run.is_over()) else { return Ok(None) };
            // A connection that was removed meanwhile polls no more than the setting says.
            let stand_in = connection::find(db, &run.connection).is_ok_and(|connection| connection.stand_in);
            Ok(Some(Found { windows: window::of_run(db, &id)?, settings: settings::get(db)?, run, stand_in }))
        }
    });
    let Some(found) = found.await? else {
        return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
    };
    let standing = Windows::of(&found.windows, now);
    // At the very instant of its start there is no time yet to ask about, and a tenant refuses an empty stretch.
    let answer = if found.run.first_start < now && standing.any_stood {
        Some(ask(&engine, &found.run, now).await)
    } else {
        None
    };
    engine.kernel.db.write(move |write| conclude(write, &task, &found, answer)).await
}

/// The campaign's figures since the run's own first start.
async fn ask(engine: &Engine, run: &Run, now: Timestamp) -> std::result::Result<Figures, TenantError> {
    let tenant = engine
        .tenants
        .client(&run.connection)
        .await
        .map_err(|error| TenantError::Config { message: error.to_string() })?;
    let permit = tenant.permit(Class::Polls).await;
    let query = DetailsQuery::new(run.first_start, now, vec![run.campaign_id.clone()]);
    let details = analytics::query(&tenant, &query, Call::attempt(permit)).await?;
    match details.of(&run.campaign_id) {
        // No row: nothing was attempted yet.
        None => Ok(Figures::default()),
        Some(Ok(figures)) => Ok(*figures),
        Some(Err(fault)) => Err(TenantError::Unreadable { message: fault.to_string() }),
    }
}

fn conclude(
    write: &mut Write<'_>,
    task: &Task,
    found: &Found,
    answer: Option<std::result::Result<Figures, TenantError>>,
) -> Result<()> {
    let Some(mut run) = find(write, &found.run.id)?.filter(|run| !run.is_over()) else {
        return tasks::done(write, task);
    };
    let now = write.now();
    let windows = window::of_run(write, &run.id)?;
    let mut standing = Windows::of(&windows, now);
    standing.ahead |= awaited(write, &run.id, now)?.is_some();
    let error = match answer {
        Some(Ok(reported)) => {
            take(write, &mut run, reported)?;
            None
        }
        Some(Err(error)) => {
            let kind = if matches!(error, TenantError::RateLimited { .. }) { "throttled" } else { "flagged" };
            flag(write, &mut run, kind, &format!("The last poll failed: {error}."))?;
            Some(error)
        }
        None => None,
    };
    run = measured(write, run, now)?;
    let shared = !sharing(write, &run)?.is_empty();
    let patience = Patience { still: signed(found.settings.still), stall: signed(found.settings.stall) };
    let before = run.state;
    run.state = state(&run, standing, shared, patience, now);
    tell_stall(write, &mut run, before, standing, error.as_ref())?;
    if run.is_over() {
        run.ended = Some(now);
        finish(write, &run)?;
        store(write, &run)?;
        return tasks::done(write, task);
    }
    if before == RunState::Submitting && run.state != before {
        let stand = windows.iter().filter(|row| row.tenant_id.is_some()).count();
        mark(write, &run.id, "submitted", &format!("Windows at the tenant: {stand}."))?;
    }
    if before != run.state && run.state == RunState::Running {
        mark(write, &run.id, "running", "Its windows are open.")?;
    }
    store(write, &run)?;
    tasks::again(write, task, next_look(found, &windows, standing, now))
}

fn take(write: &mut Write<'_>, run: &mut Run, reported: Figures) -> Result<()> {
    let taken = figures::take(run.figures, reported, write.now());
    run.flags.retain(|flag| !flag.starts_with("The last poll failed"));
    if taken.progressed {
        run.progressed = Some(write.now());
    }
    if taken.went_backwards {
        flag(write, run, "flagged", BACKWARDS)?;
    }
    run.figures = taken.figures;
    points::add(write, &run.id, write.now(), &run.figures)
}

const BACKWARDS: &str = "The tenant reported smaller totals than before; the larger ones stand.";

/// Said once, and marked on the chart when it is new: an outage of a day is one mark, whatever each poll failed of.
pub(super) fn flag(write: &mut Write<'_>, run: &mut Run, kind: &str, words: &str) -> Result<()> {
    if run.flags.iter().any(|flag| flag == words) {
        return Ok(());
    }
    let before = run.flags.len();
    run.flags.retain(|flag| !(flag.starts_with("The last poll") && words.starts_with("The last poll")));
    let goes_on = run.flags.len() < before;
    run.flags.push(words.to_owned());
    if goes_on { Ok(()) } else { mark(write, &run.id, kind, words) }
}

fn tell_stall(
    write: &mut Write<'_>,
    run: &mut Run,
    before: RunState,
    standing: Windows,
    error: Option<&TenantError>,
) -> Result<()> {
    if run.state != RunState::Stalled {
        if run.stall.take().is_some() {
            mark(write, &run.id, "resumed", "It makes progress again.")?;
        }
        return Ok(());
    }
    let went_backwards = run.flags.iter().any(|flag| flag == BACKWARDS);
    let known = stall::Known {
        a_window_is_open: standing.open.is_some(),
        error,
        went_backwards,
        figures: run.figures,
    };
    let (cause, words) = stall::cause(known);
    let since = run.progressed.unwrap_or(run.first_start);
    run.stall = Some(Stall { since, cause, words: words.to_owned() });
    if before != RunState::Stalled {
        mark(write, &run.id, "stalled", words)?;
        let notice = NewNotice {
            level: NoticeLevel::Attention,
            title: format!("{} makes no progress", run.name),
            body: words.to_owned(),
            link: Some(format!("/runs/{}", run.id)),
        };
        Notices::tell(write, notice)?;
    }
    Ok(())
}

/// The end: mark, audit row, notice and the outgoing webhook, in the transaction that stores the state.
fn finish(write: &mut Write<'_>, run: &Run) -> Result<()> {
    let RunOutcome { level, title, body } = outcome(run);
    mark(write, &run.id, word(run.state), &body)?;
    write.audit(&Caller::engine(), Entry::new("run.end", object(&run.id)).after(&run.told()))?;
    let link = Some(format!("/runs/{}", run.id));
    Notices::tell(write, NewNotice { level, title, body, link })?;
    if run.state == RunState::Failed {
        return Ok(()); // it never began, so there is nothing that completed
    }
    let data = json!({
        "campaignId": run.campaign_id,
        "runId": run.id,
        "totalCompleted": run.figures.completed,
        "expected": run.figures.expected,
        "outcome": word(run.state),
    });
    delivery::announce(write, "campaign.completed", run.id.as_str(), &data, Some(&run.id))?;
    Ok(())
}

struct RunOutcome {
    level: NoticeLevel,
    title: String,
    body: String,
}

fn outcome(run: &Run) -> RunOutcome {
    let (completed, expected) = (run.figures.completed, run.figures.expected);
    let (level, title, body) = match run.state {
        RunState::Completed => {
            (NoticeLevel::Done, "completed", format!("{completed} of {expected} completed."))
        }
        RunState::Stopped => {
            (NoticeLevel::Attention, "was stopped", format!("Stopped, {completed} of {expected}."))
        }
        RunState::Failed => (
            NoticeLevel::Trouble,
            "did not start",
            "None of its windows could be submitted; each says why on its page and in `callboard run show`."
                .to_owned(),
        ),
        _ => (NoticeLevel::Attention, "has ended", format!("Ended, {completed} of {expected}.")),
    };
    RunOutcome { level, title: format!("{} {title}", run.name), body }
}

/// While a window is open, or after the last, at the setting's pace; between windows when the next one begins.
fn next_look(found: &Found, windows: &[Window], standing: Windows, now: Timestamp) -> Timestamp {
    let every = if found.stand_in { STAND_IN } else { found.settings.poll.max(Duration::from_secs(1)) };
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
