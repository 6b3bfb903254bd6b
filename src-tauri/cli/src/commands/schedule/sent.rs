//! Windows that a person let go with a saved schedule. An engine of ours ends with the command, so what came of them is
//! waited for as a submission's are.

use std::time::Duration;

use callboard_rpc::command::{RunListCommand, RunShow};
use callboard_rpc::types::{
    ConfirmedWindow, FailedWindow, RunList, RunRef, RunWindow, ScheduleId, WindowState,
};

use super::submit::{LOOK, Progress, Waits, failed, is_moving, is_worth_waiting, stands};
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::terminal::Terminal;
use crate::words::counted;

/// So long a window is waited for that the scheduler has not made yet: as long as a submission is watched.
const PATIENCE: Duration = Duration::from_mins(1);
/// Runs that are looked at, newest first: windows of one day are one run.
const RUNS: u32 = 20;

/// Those that did not reach the tenant, or not yet. Where another Callboard runs it goes on by itself, and none is waited
/// for.
pub(super) async fn wait(
    terminal: &Terminal,
    reach: &Reach,
    id: &ScheduleId,
    let_go: &[ConfirmedWindow],
) -> Result<Vec<FailedWindow>, Failure> {
    if reach.own().is_none() || let_go.is_empty() {
        return Ok(Vec::new());
    }
    let waits = Waits::default();
    let work = Box::pin(settled(terminal, reach, id, let_go, &waits));
    reach.patiently_with(work, || waits.words()).await
}

async fn settled(
    terminal: &Terminal,
    reach: &Reach,
    id: &ScheduleId,
    let_go: &[ConfirmedWindow],
    told: &Waits,
) -> Result<Vec<FailedWindow>, Failure> {
    let over = terminal.clock.monotonic() + PATIENCE;
    let mut progress = Progress::begin(0, terminal.clock.monotonic());
    loop {
        let windows = windows(reach, id).await?;
        let left: Vec<_> = let_go.iter().filter_map(|window| not_sent(window, &windows)).collect();
        let now = terminal.clock.now();
        let is_young = terminal.clock.monotonic() < over;
        let waits = |window: &FailedWindow| match window.window {
            Some(_) => is_moving(window) && is_worth_waiting(window.next_try, true, now),
            None => is_young,
        };
        let sent = let_go.len() - left.len();
        if !left.iter().any(waits) || progress.stands_still(sent, terminal.clock.monotonic()) {
            return Ok(left);
        }
        told.are(&left);
        terminal.wait(LOOK).await?;
    }
}

/// The windows of the newest runs, newest first.
async fn windows(reach: &Reach, id: &ScheduleId) -> Result<Vec<RunWindow>, Failure> {
    let of_schedule = RunList {
        connection: None,
        campaign_id: None,
        schedule: Some(id.clone()),
        live: false,
        after: None,
        limit: Some(RUNS),
    };
    let mut windows = Vec::new();
    for run in reach.ask::<RunListCommand>(of_schedule).await?.rows {
        windows.extend(reach.ask::<RunShow>(RunRef { id: run.id }).await?.windows);
    }
    Ok(windows)
}

/// `None` where it stands at the tenant. Its start may be put off within its time.
fn not_sent(let_go: &ConfirmedWindow, windows: &[RunWindow]) -> Option<FailedWindow> {
    let is_it = |window: &&RunWindow| {
        window.zone == let_go.zone && let_go.start <= window.start && window.start < let_go.end
    };
    let mut its = windows.iter().filter(is_it);
    if its.clone().any(|window| stands(window.state)) {
        return None;
    }
    // One that an edit has withdrawn is there before the one in its place is made.
    let there = its.find(|window| window.state != WindowState::Withdrawn);
    Some(there.map_or_else(|| not_made(let_go), failed))
}

fn not_made(let_go: &ConfirmedWindow) -> FailedWindow {
    FailedWindow {
        window: None,
        zone: let_go.zone.clone(),
        state: WindowState::Planned,
        words: "The scheduler has not made it yet.".to_owned(),
        next_try: None,
    }
}

/// Said beside the answer: what is not sent, and when it is.
pub(super) fn say(left: &[FailedWindow]) {
    let later = left.iter().filter(|window| is_moving(window)).count();
    let never = left.len() - later;
    let are = |count: usize| {
        let count = count as u64;
        format!("{} {}", counted(count, "window"), if count == 1 { "is" } else { "are" })
    };
    if later > 0 {
        note(&format!(
            "callboard: {} not sent yet; Callboard sends them while it runs: `callboard serve`.",
            are(later)
        ));
    }
    if never > 0 {
        note(&format!("callboard: {} not sent.", are(never)));
    }
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::{Verdict, WindowId};

    use super::*;

    fn let_go() -> ConfirmedWindow {
        ConfirmedWindow {
            campaign_id: "renewals".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            start: "2026-11-23T08:00:00Z".parse().unwrap(),
            end: "2026-11-23T12:00:00Z".parse().unwrap(),
            contacts: 3,
        }
    }

    fn window(state: WindowState, start: &str) -> RunWindow {
        RunWindow {
            id: WindowId::from("win_1"),
            zone: "Europe/Berlin".to_owned(),
            place: "Berlin".to_owned(),
            start: start.parse().unwrap(),
            end: "2026-11-23T12:00:00Z".parse().unwrap(),
            words: String::new(),
            state,
            verdict: Verdict::Legal,
            rule: None,
            contacts: 3,
            schedule_id: None,
            attempts: 1,
            trouble: None,
            next_try: None,
        }
    }

    #[test]
    fn a_window_is_sent_where_one_of_its_zone_and_time_stands_at_the_tenant() {
        let put_off = "2026-11-23T08:05:00Z";
        let state = |windows: &[RunWindow]| not_sent(&let_go(), windows).map(|window| window.state);
        assert_eq!(state(&[window(WindowState::Submitted, put_off)]), None);
        assert_eq!(state(&[]), Some(WindowState::Planned), "it is still to be made");
        let withdrawn = window(WindowState::Withdrawn, put_off);
        let sending = window(WindowState::Sending, put_off);
        assert_eq!(state(&[withdrawn.clone(), sending]), Some(WindowState::Sending));
        assert_eq!(
            state(&[withdrawn]),
            Some(WindowState::Planned),
            "the one in its place is still to be made"
        );
        let yesterday = window(WindowState::Ended, "2026-11-22T08:00:00Z");
        assert_eq!(state(&[yesterday]), Some(WindowState::Planned), "another day's is another");
    }
}
