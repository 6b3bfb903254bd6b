use callboard_rpc::types::{Need, NeedKind, RunState};
use rusqlite::Connection;

use super::stall_title;
use super::store::{Run, live};
use crate::kernel::Result;
use crate::window;
use crate::zone::{place, some_places};

/// Runs that stand still, and runs whose windows need a decision before their end.
pub(super) fn needs(db: &Connection) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for run in live(db)? {
        needs.extend(stalled(&run));
        needs.extend(failed_windows(db, &run)?);
    }
    Ok(needs)
}

fn stalled(run: &Run) -> Option<Need> {
    let stall = run.stall.as_ref().filter(|_| run.state == RunState::Stalled)?;
    Some(Need {
        kind: NeedKind::StalledRun,
        subject: run.id.to_string(),
        title: stall_title(run),
        detail: stall.words.clone(),
        since: stall.since,
        link: format!("/runs/{}", run.id),
        ids: Vec::new(),
    })
}

/// One line a run, for windows that need a decision before their end.
fn failed_windows(db: &Connection, run: &Run) -> Result<Option<Need>> {
    let windows = window::of_run(db, &run.id)?;
    let troubled: Vec<_> = windows.iter().filter(|row| window::needs_a_decision(row)).collect();
    let Some(first) = troubled.first() else { return Ok(None) };
    let places: Vec<String> = troubled.iter().map(|row| place(&row.zone)).collect();
    Ok(Some(Need {
        kind: NeedKind::FailedWindows,
        subject: run.id.to_string(),
        title: format!("{}: not submitted in {}", run.name, some_places(&places)),
        detail: first.trouble.clone().unwrap_or_default(),
        since: run.opened,
        link: format!("/runs/{}", run.id),
        ids: troubled.iter().map(|row| row.id.to_string()).collect(),
    }))
}
