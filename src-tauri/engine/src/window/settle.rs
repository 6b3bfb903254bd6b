use std::collections::BTreeMap;
use std::time::Duration;

use callboard_rpc::types::{
    ConnectionId, ContactTotals, FailedWindow, RefusedWindow, RunWindow, SubmittedWindow, Verdict,
    WindowState,
};
use callboard_rpc::{Event, Topic};
use jiff::Timestamp;

use super::goal::Goal;
use super::reads::find;
use super::row::Window;
use super::silence::{pauses, silence};
use super::state;
use crate::Engine;
use crate::kernel::Result;
use crate::zone::{ZoneData, place, window_words};

/// How long a submission, a stop or a change is watched before it answers with what is still on its way.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// What came of some windows, as far as it is known by now.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    pub windows: Vec<Window>,
    /// Until when tenants of theirs have asked for silence: nothing is sent to them before.
    pub paused: BTreeMap<ConnectionId, Timestamp>,
}

impl Settled {
    pub fn submitted(&self) -> Vec<SubmittedWindow> {
        let stands = |row: &&Window| matches!(row.state, WindowState::Submitted | WindowState::Begun);
        self.windows
            .iter()
            .filter(stands)
            .map(|row| SubmittedWindow {
                zone: row.zone.clone(),
                schedule_id: row.tenant_id.clone().unwrap_or_default(),
                start: row.start,
                end: row.end,
            })
            .collect()
    }

    /// What does not stand at the tenant, or not yet, or not for long, and was not refused by a rule.
    pub fn failed(&self) -> Vec<FailedWindow> {
        let stands = |row: &&Window| {
            matches!(
                row.state,
                WindowState::Submitted | WindowState::Begun | WindowState::Ended | WindowState::Refused
            )
        };
        self.windows.iter().filter(|row| !stands(row)).map(|row| self.trouble(row)).collect()
    }

    /// Windows that a rule refused at the moment at which they were to leave; `told` names those that were refused before.
    pub fn refused_late(&self, told: &[RefusedWindow]) -> Vec<RefusedWindow> {
        let new = |row: &&Window| {
            row.state == WindowState::Refused && !told.iter().any(|known| known.zone == row.zone)
        };
        let refused = |row: &Window| RefusedWindow {
            zone: row.zone.clone(),
            contacts: row.contacts,
            rule: row.rule.clone(),
            words: row.trouble.clone().unwrap_or_default(),
            legal_again: None,
        };
        self.windows.iter().filter(new).map(refused).collect()
    }

    /// Zones whose windows are withdrawn.
    pub fn withdrawn(&self) -> Vec<String> {
        let withdrawn = self.windows.iter().filter(|row| row.state == WindowState::Withdrawn);
        withdrawn.map(|row| row.zone.clone()).collect()
    }

    /// Contacts by verdict.
    pub fn contacts(&self) -> ContactTotals {
        let of =
            |verdict| self.windows.iter().filter(|row| row.verdict == verdict).map(|row| row.contacts).sum();
        ContactTotals {
            legal: of(Verdict::Legal),
            clamped: of(Verdict::Clamped),
            refused: of(Verdict::Refused),
            ..ContactTotals::default()
        }
    }

    /// Windows that could not be withdrawn, or not yet.
    pub fn still_dialling(&self) -> Vec<FailedWindow> {
        self.windows.iter().filter(|row| state::may_dial(row.state)).map(|row| self.trouble(row)).collect()
    }

    fn trouble(&self, row: &Window) -> FailedWindow {
        let paused = self.paused.get(&row.connection).filter(|_| is_open(row)).copied();
        let words = row.trouble.clone().unwrap_or_else(|| match row.state {
            WindowState::Withdrawing => format!("It is being withdrawn; it may dial until {}.", row.end),
            WindowState::Withdrawn => match &row.rule {
                Some(rule) if row.verdict == Verdict::Refused => {
                    format!("It was withdrawn for a rule: {}", rule.words)
                }
                _ => "It was withdrawn meanwhile: by a stop, a pause or a change.".to_owned(),
            },
            _ => "It waits for its turn at the tenant.".to_owned(),
        });
        let words = match paused {
            Some(until) => format!("{words} {}", silence(until)),
            None => words,
        };
        let next_try = row.next_try.max(paused);
        FailedWindow {
            window: Some(row.id.clone()),
            zone: row.zone.clone(),
            state: row.state,
            words,
            next_try,
        }
    }
}

/// Waits until each of these windows has an outcome or the date of its next try, at most for `patience`.
pub async fn settle(engine: &Engine, windows: Vec<Window>, patience: Duration) -> Result<Settled> {
    settle_until(engine, windows, patience, Goal::SENT).await
}

/// The same for windows that are taken back, which are waited for also over a try that failed: whoever stops a campaign
/// wants to know that it is stopped.
pub async fn settle_gone(engine: &Engine, windows: Vec<Window>, patience: Duration) -> Result<Settled> {
    settle_until(engine, windows, patience, Goal::GONE).await
}

async fn settle_until(
    engine: &Engine,
    windows: Vec<Window>,
    patience: Duration,
    goal: Goal,
) -> Result<Settled> {
    let over_at = engine.kernel.clock.now() + patience;
    let (mut events, mut flights) = (engine.subscribe(), engine.in_flight.watch());
    let wait = engine.waits.begin();
    let until_settled = async {
        // Only what was open is read again and again: with hundreds of windows all of them would be too much.
        let mut open = windows.clone();
        loop {
            open = still_open(engine, &open, goal, over_at).await?;
            wait.says(goal.steps(&windows, &open));
            if nothing_comes(engine, &open, over_at) {
                return read(engine, &windows).await;
            }
            if open.is_empty() {
                let now = read(engine, &windows).await?;
                let at = engine.kernel.clock.now();
                if now.windows.iter().all(|row| (goal.settled)(row, at, over_at)) {
                    return Ok(now);
                }
                open = now.windows;
            }
            loop {
                tokio::select! {
                    event = events.recv() => match event {
                        Ok(Event::Changed { topics })
                            if topics.contains(&Topic::Runs) || topics.contains(&Topic::Health) =>
                        {
                            break;
                        }
                        Ok(_) => {}
                        Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => break,
                        Err(tokio::sync::broadcast::error::RecvError::Closed) => {
                            return Err(crate::kernel::Error::Stopping);
                        }
                    },
                    Ok(()) = flights.changed() => break,
                }
            }
        }
    };
    let stop = engine.stopping();
    let settled = tokio::select! {
        settled = engine.kernel.clock.timeout(patience, until_settled) => settled,
        () = stop.cancelled() => return Err(crate::kernel::Error::Stopping),
    };
    match settled {
        Ok(settled) => settled,
        Err(_) => read(engine, &windows).await,
    }
}

/// While the tenant wants silence for longer than we wait, nothing comes of waiting, but for what is in flight already:
/// its answers are waited for, so that what is told is true of them.
fn nothing_comes(engine: &Engine, open: &[Window], over_at: Timestamp) -> bool {
    let paused = pauses(engine, open);
    let waits = |row: &Window| paused.get(&row.connection).is_some_and(|until| *until > over_at);
    !open.is_empty() && open.iter().all(|row| waits(row) && !engine.in_flight.has(&row.id))
}

async fn still_open(
    engine: &Engine,
    windows: &[Window],
    goal: Goal,
    over_at: Timestamp,
) -> Result<Vec<Window>> {
    let mut now = read(engine, windows).await?.windows;
    let at = engine.kernel.clock.now();
    now.retain(|row| !(goal.settled)(row, at, over_at));
    Ok(now)
}

async fn read(engine: &Engine, windows: &[Window]) -> Result<Settled> {
    let (ids, paused) =
        (windows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), pauses(engine, windows));
    engine
        .kernel
        .db
        .read(move |db| {
            let rows = ids.iter().filter_map(|id| find(db, id).transpose());
            Ok(Settled { windows: rows.collect::<Result<_>>()?, paused })
        })
        .await
}

/// Whether something is still to be asked of the tenant.
fn is_open(row: &Window) -> bool {
    state::is_moving(row.state) || row.state == WindowState::Unknown
}

/// An unknown one that is still to be read has its date; one that waits for a person has none and is settled. A date
/// that has come is no date to answer with: it is being tried.
pub(super) fn has_outcome_or_date(row: &Window, now: Timestamp) -> bool {
    let moving = state::is_moving(row.state);
    !is_open(row) || row.next_try.map_or(!moving, |at| at > now)
}

/// A window as a page shows it.
pub fn shown(row: Window, zones: &ZoneData, now: Timestamp) -> RunWindow {
    let words =
        zones.get(&row.zone).map(|zone| window_words(&zone, row.start, row.end, now)).unwrap_or_default();
    RunWindow {
        id: row.id,
        place: place(&row.zone),
        zone: row.zone,
        start: row.start,
        end: row.end,
        words,
        state: row.state,
        verdict: row.verdict,
        rule: row.rule,
        contacts: row.contacts,
        schedule_id: row.tenant_id,
        attempts: row.attempts,
        trouble: row.trouble,
        next_try: row.next_try,
    }
}
