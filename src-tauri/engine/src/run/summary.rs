use callboard_rpc::types::{RunState, RunSummary, WindowCounts, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::store::{Run, sharing};
use super::{eta, points};
use crate::kernel::Result;
use crate::window::{self, Window};
use crate::zone::{ZoneData, local_words, place};

/// Points over which the few pixels beside a run's name go.
const SPARK: usize = 24;

/// A run as lists and the board show it.
pub fn summarise(db: &Connection, zones: &ZoneData, run: Run, now: Timestamp) -> Result<RunSummary> {
    let windows = window::of_run(db, &run.id)?;
    let newest = {
        let mut newest = points::newest(db, &run.id, 200)?;
        newest.reverse();
        newest
    };
    let pace = if run.is_over() { None } else { eta::pace(&newest) };
    let left = run.figures.expected.saturating_sub(run.figures.completed);
    let times: Vec<_> = windows.iter().filter(|row| dials(row)).map(|row| (row.start, row.end)).collect();
    let spark = newest.iter().rev().take(SPARK).rev().map(|point| point.completed).collect();
    let zone = main_zone(&windows);
    Ok(RunSummary {
        pace,
        eta: pace.and_then(|pace| eta::eta(left, pace, &times, now)),
        why_not_dialling: why_not_dialling(&run, &windows, zones, now),
        shares_figures_with: sharing(db, &run)?,
        windows: counts(&windows, now),
        spark,
        zone,
        id: run.id,
        connection: run.connection,
        name: run.name,
        campaign_id: run.campaign_id,
        schedule: run.schedule,
        state: run.state,
        figures: run.figures,
        stall: run.stall,
        flags: run.flags,
        first_start: run.first_start,
        last_end: run.last_end,
        ended_at: run.ended,
    })
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
fn why_not_dialling(run: &Run, windows: &[Window], zones: &ZoneData, now: Timestamp) -> Option<String> {
    if run.is_over() {
        return None;
    }
    if let (RunState::Stalled, Some(stall)) = (run.state, &run.stall) {
        return Some(stall.words.clone());
    }
    let open: u64 = windows
        .iter()
        .filter(|row| dials(row) && row.start <= now && now < row.end)
        .map(|row| row.contacts)
        .sum();
    let next = windows.iter().filter(|row| dials(row) && row.start > now).min_by_key(|row| row.start);
    let opens = next.and_then(|row| {
        let zone = zones.get(&row.zone).ok()?;
        Some(format!("opens {} in {}", local_words(&zone, row.start, now), place(&row.zone)))
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
        (0, None) => Some("All of its windows have ended; the last figures are awaited.".to_owned()),
        (_, Some(opens)) => {
            let waiting: u64 =
                windows.iter().filter(|row| dials(row) && row.start > now).map(|row| row.contacts).sum();
            Some(format!("{waiting} contacts are outside their hours. The next window {opens}."))
        }
        (_, None) => None,
    }
}
