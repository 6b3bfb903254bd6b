use std::time::Duration;

use callboard_rpc::types::{RunState, RunSummary, Silence, WindowCounts, WindowState};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::awaits::{Awaited, awaited};
use super::conclude::every;
use super::eta::{Eta, Progress, ZoneWork, eta};
use super::others::sharing;
use super::pace::pace;
use super::people::{Called, called};
use super::points;
use super::progress::Windows;
use super::store::Run;
use super::tell::why_silent;
use crate::kernel::Result;
use crate::window::{self, Window};
use crate::zone::{ZoneData, local_words, place};
use crate::{connection, settings};

/// Points over which the few pixels beside a run's name go.
const SPARK: usize = 24;
/// Figures are not called old before this, however often they are asked for.
const FRESH: Duration = Duration::from_mins(1);

/// A run as lists and the board show it.
pub fn summarise(db: &Connection, zones: &ZoneData, run: Run, now: Timestamp) -> Result<RunSummary> {
    let windows = window::of_run(db, &run.id)?;
    let awaited = awaited(db, &run.id, now)?;
    let newest = {
        let mut newest = points::newest(db, &run.id, 200)?;
        newest.reverse();
        newest
    };
    let standing = Windows::of(&windows, now);
    let state = by_its_windows(run.state, standing, awaited.is_empty());
    let over = standing.over() && awaited.is_empty() && standing.any_stood && !run.is_over();
    let fresh_until = fresh_until(db, &run, standing, over)?;
    let known = fresh_until.map_or(run.silent_since.is_none(), |until| now <= until);
    let pace = if run.is_over() || !known { None } else { pace(&newest) };
    let shares_figures_with = sharing(db, &run)?;
    let eta = pace
        .filter(|_| shares_figures_with.is_empty() && !over)
        .and_then(|pace| expected_end(&run, &windows, &awaited, pace, now));
    let spark = newest.iter().rev().take(SPARK).rev().map(|point| point.completed).collect();
    let zone = main_zone(&windows);
    let (eta, eta_zone) = eta.map_or((None, None), |Eta { at, zone }| (Some(at), Some(zone)));
    Ok(RunSummary {
        pace,
        eta,
        eta_zone,
        why_not_dialling: why_not_dialling(&run, &windows, &awaited, over, zones, now),
        over_since: over.then_some(run.last_end),
        silent: silence(&run),
        fresh_until,
        shares_figures_with,
        windows: counts(&windows, now),
        spark,
        zone,
        id: run.id,
        connection: run.connection,
        name: run.name,
        campaign_id: run.campaign_id,
        schedule: run.schedule,
        state,
        figures: run.figures,
        stall: run.stall,
        flags: run.flags,
        first_start: run.first_start,
        last_end: run.last_end,
        ended_at: run.ended,
    })
}

/// The state of a run, where its windows have got on since it was last looked at: a command that has ended looks no more.
/// `last`: no more windows are to come.
fn by_its_windows(state: RunState, standing: Windows, last: bool) -> RunState {
    let is_early = matches!(state, RunState::Submitting | RunState::Waiting);
    match (is_early && standing.any_stood, standing.open.is_some() || (last && standing.over())) {
        (false, _) => state,
        (true, true) => RunState::Running,
        (true, false) => RunState::Waiting,
    }
}

/// Until when the figures pass for those of now: three polls, while it is polled without a pause.
fn fresh_until(db: &Connection, run: &Run, standing: Windows, over: bool) -> Result<Option<Timestamp>> {
    let Some(since) = standing.open.or_else(|| over.then_some(run.first_start)) else { return Ok(None) };
    let stand_in = connection::find(db, &run.connection).is_ok_and(|connection| connection.stand_in);
    let fresh = (every(&settings::get(db)?, stand_in) * 3).max(FRESH);
    let told = run.figures.as_of.map_or(since, |as_of| as_of.max(since));
    Ok(told.checked_add(SignedDuration::try_from(fresh).unwrap_or(SignedDuration::MAX)).ok())
}

fn silence(run: &Run) -> Option<Silence> {
    let since = run.silent_since.filter(|_| !run.is_over())?;
    Some(Silence { since, words: why_silent(run).unwrap_or_default().to_owned() })
}

/// `None` also where it is not known whether a window stands.
fn expected_end(
    run: &Run,
    windows: &[Window],
    awaited: &[Awaited],
    pace: f64,
    now: Timestamp,
) -> Option<Eta> {
    if windows.iter().any(|row| row.state == WindowState::Unknown && now < row.end) {
        return None;
    }
    let zones: Vec<ZoneWork> = called(windows, awaited)
        .into_iter()
        .map(|Called { zone, contacts, open }| ZoneWork { zone, contacts, open })
        .collect();
    let progress = Progress { expected: run.figures.expected, completed: run.figures.completed, pace };
    eta(&zones, progress, now)
}

fn dials(row: &Window) -> bool {
    matches!(
        row.state,
        WindowState::Submitted
            | WindowState::Begun
            | WindowState::Unknown
            | WindowState::Withdrawing
            | WindowState::Stuck
    )
}

/// Why none of a run's windows was ever open: the first that has a reason says it.
fn none_stands(windows: &[Window]) -> String {
    let because = windows.iter().find_map(|row| row.trouble.as_deref());
    because.map_or_else(
        || "None of its windows stands at the tenant.".to_owned(),
        |why| format!("None of its windows stands at the tenant: {why}"),
    )
}

fn counts(windows: &[Window], now: Timestamp) -> WindowCounts {
    let mut counts = WindowCounts::default();
    for row in windows {
        let count = match row.state {
            WindowState::Planned | WindowState::Sending => &mut counts.planned,
            WindowState::Submitted | WindowState::Begun if row.start <= now && now < row.end => {
                &mut counts.open
            }
            WindowState::Submitted | WindowState::Begun if now < row.start => &mut counts.submitted,
            WindowState::Submitted | WindowState::Begun | WindowState::Ended => &mut counts.ended,
            WindowState::Failed | WindowState::Unknown | WindowState::Stuck => &mut counts.trouble,
            WindowState::Withdrawing | WindowState::Withdrawn => &mut counts.withdrawn,
            WindowState::Refused => &mut counts.refused,
        };
        *count += 1;
    }
    counts
}

/// The zone of most contacts; times of the run are said in it.
fn main_zone(windows: &[Window]) -> String {
    let largest = windows.iter().max_by(|a, b| a.contacts.cmp(&b.contacts).then_with(|| b.zone.cmp(&a.zone)));
    largest.map_or_else(|| "UTC".to_owned(), |row| row.zone.clone())
}

/// `None of its windows is open. The next opens Mon 23 Nov 08:00 in Denver.`
fn why_not_dialling(
    run: &Run,
    windows: &[Window],
    awaited: &[Awaited],
    over: bool,
    zones: &ZoneData,
    now: Timestamp,
) -> Option<String> {
    if run.is_over() {
        return None;
    }
    if let (RunState::Stalled, Some(stall)) = (run.state, &run.stall) {
        return Some(stall.words.clone());
    }
    if over {
        return Some(awaits_last_figures(run, windows, zones, now));
    }
    let open: u64 = windows
        .iter()
        .filter(|row| dials(row) && row.start <= now && now < row.end)
        .map(|row| row.contacts)
        .sum();
    let ahead = windows.iter().filter(|row| dials(row) && row.start > now);
    let ahead = ahead.map(|row| (row.start, row.zone.as_str(), row.contacts));
    let to_come = awaited.iter().map(|Awaited { zone, .. }| (zone.start, zone.zone.as_str(), zone.contacts));
    let to_come = to_come.filter(|(start, zone, _)| *start > now && !zone.is_empty());
    let ahead: Vec<_> = ahead.chain(to_come).collect();
    let opens = ahead.iter().min().and_then(|(start, name, _)| {
        let zone = zones.get(name).ok()?;
        Some(format!("opens {} in {}", local_words(&zone, *start, now), place(name)))
    });
    match (open, opens) {
        (0, Some(opens)) => Some(format!("None of its windows is open. The next {opens}.")),
        (0, None)
            if windows.iter().any(|row| matches!(row.state, WindowState::Planned | WindowState::Sending)) =>
        {
            Some("Its windows are on their way to the tenant.".to_owned())
        }
        (0, None) if !windows.iter().any(|row| dials(row) || row.state == WindowState::Ended) => {
            Some(none_stands(windows))
        }
        (0, None) => Some("None of its windows is open.".to_owned()),
        (_, Some(opens)) => {
            let waiting: u64 = ahead.iter().map(|(_, _, contacts)| contacts).sum();
            Some(format!("{waiting} contacts are outside their hours. The next window {opens}."))
        }
        (_, None) => None,
    }
}

/// What keeps a run whose windows have ended.
fn awaits_last_figures(run: &Run, windows: &[Window], zones: &ZoneData, now: Timestamp) -> String {
    const ENDED: &str = "All of its windows have ended";
    let zone = main_zone(windows);
    let said = |at: Timestamp| {
        let clock = zones.get(&zone).ok()?;
        Some(format!("{} in {}", local_words(&clock, at, now), place(&zone)))
    };
    match (run.silent_since, run.figures.as_of) {
        (None, _) => format!("{ENDED}; the last figures are awaited."),
        (Some(_), Some(as_of)) => {
            let at = said(as_of).unwrap_or_else(|| as_of.to_string());
            format!("{ENDED}, and CXone cannot be asked for its last figures: these are of {at}.")
        }
        (Some(_), None) => format!("{ENDED}, and CXone could not be asked for its figures yet."),
    }
}
