//! A start now that takes the place of scheduled starts: these are shown, confirmed, withdrawn and passed over.

use callboard_rpc::types::{ConfirmedWindow, Overlap, PassedOver, ScheduleId, Verdict, WindowState};
use callboard_rpc::{Caller, Code, RpcError};
use jiff::Timestamp;
use serde_json::json;

use super::fire_rows::{self, Decided, Outcome};
use super::lift;
use super::store::object;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::run;
use crate::window::{NewWindow, Window};
use crate::zone::{ZoneData, counted, local_words, place};

/// A window of the same schedule and zone that is open at the same time.
pub(super) fn is_own(there: &Window, new: &NewWindow) -> bool {
    let overlaps = there.zone == new.zone && there.start < new.end && new.start < there.end;
    there.schedule.is_some() && there.schedule == new.schedule && overlaps
}

/// The scheduled starts of which a window that begins at `start` takes the place: submitted, or on their way, and not
/// begun. Where windows may overlap, only the next one: the others are meant to run beside each other.
pub(super) fn replaced<'a>(
    new: &NewWindow,
    live: &'a [Window],
    overlap: Overlap,
    start: Timestamp,
) -> Vec<&'a Window> {
    if new.verdict == Verdict::Refused {
        return Vec::new();
    }
    let scheduled = |there: &&Window| {
        let on_its_way =
            matches!(there.state, WindowState::Planned | WindowState::Sending | WindowState::Submitted);
        is_own(there, new) && there.start > start && !there.asap && !there.unwanted && on_its_way
    };
    let most = if overlap == Overlap::Allow { 1 } else { usize::MAX };
    live.iter().filter(scheduled).take(most).collect()
}

/// As a person sees it before confirming.
pub(super) fn shown(row: &Window) -> ConfirmedWindow {
    ConfirmedWindow {
        campaign_id: row.campaign.clone(),
        zone: row.zone.clone(),
        start: row.start,
        end: row.end,
        contacts: row.contacts,
    }
}

/// `The start at Mon 23 Nov 10:00 is withdrawn: Chicago, 96 contacts.`
pub(super) fn words(window: &ConfirmedWindow, zones: &ZoneData, now: Timestamp) -> String {
    let at = zones.get(&window.zone).map(|zone| local_words(&zone, window.start, now));
    format!(
        "The start at {} is withdrawn: {}, {}.",
        at.unwrap_or_else(|_| window.start.to_string()),
        place(&window.zone),
        counted(window.contacts, "contact")
    )
}

/// Refuses where starts would be withdrawn that are not among the confirmed ones, and says which.
pub(super) fn confirmed(
    replaced: &[&Window],
    confirmed: &[ConfirmedWindow],
    zones: &ZoneData,
    now: Timestamp,
) -> Result<()> {
    const SAID: usize = 5;
    let windows: Vec<ConfirmedWindow> = replaced.iter().map(|row| shown(row)).collect();
    if windows.iter().all(|window| confirmed.contains(window)) {
        return Ok(());
    }
    let mut said: Vec<String> = windows.iter().take(SAID).map(|window| words(window, zones, now)).collect();
    if let Some(more @ 1..) = windows.len().checked_sub(SAID) {
        said.push(format!("{} are withdrawn too.", counted(more as u64, "more start")));
    }
    Err(RpcError::new(Code::NeedsConfirmation, said.join(" "))
        .hint("Confirm that the windows of this start take their place.")
        .detail(json!({ "windows": windows }))
        .into())
}

/// The fires of what is withdrawn are passed over for the windows that take their place, and their runs end as superseded
/// where nothing of them is left. Call it with the withdrawal, once the new windows are there.
pub(super) fn pass_over(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    replaced: &[&Window],
    rows: &[Window],
) -> Result<Vec<PassedOver>> {
    let mut passed_over = Vec::new();
    for there in replaced {
        let takes_its_place = |row: &&Window| row.waits_for.contains(&there.id);
        let (Some(row), Some(schedule)) = (rows.iter().find(takes_its_place), &there.schedule) else {
            continue;
        };
        let words = words_of_both(there, row, zones, write.now());
        cover(write, schedule, there, row, &words)?;
        passed_over.push(PassedOver { zone: there.zone.clone(), start: there.start, words });
    }
    let gone: Vec<Window> = replaced.iter().map(|row| (*row).clone()).collect();
    lift::supersede(write, &gone, "a start by hand")?;
    for row in &gone {
        run::windows_added(write, &row.run)?;
    }
    if let Some(schedule) = replaced.iter().find_map(|row| row.schedule.as_ref()) {
        write.audit(caller, Entry::new("schedule.pass_over", object(schedule)).after(&passed_over))?;
    }
    Ok(passed_over)
}

fn cover(
    write: &mut Write<'_>,
    schedule: &ScheduleId,
    there: &Window,
    row: &Window,
    words: &str,
) -> Result<()> {
    for fire in fire_rows::of_window(write, &there.id)?.into_iter().filter(|fire| fire.started) {
        let decided = Decided {
            schedule,
            zone: &fire.zone,
            occurrence: &fire.occurrence,
            at: fire.at,
            outcome: Outcome::Skipped,
            words,
            run: Some(&row.run),
            window: Some(&row.id),
        };
        fire_rows::pass_over(write, &decided)?;
        run::no_more_awaited(write, schedule, &fire.zone, &fire.occurrence)?;
    }
    Ok(())
}

fn words_of_both(there: &Window, row: &Window, zones: &ZoneData, now: Timestamp) -> String {
    let until = zones.get(&row.zone).map(|zone| zone.to_datetime(row.end).strftime("%H:%M").to_string());
    format!(
        "{} A window that was started by hand is open there until {}.",
        words(&shown(there), zones, now),
        until.unwrap_or_else(|_| row.end.to_string())
    )
}
