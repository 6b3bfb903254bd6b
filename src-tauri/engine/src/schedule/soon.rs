//! What goes out as soon as a schedule is active: windows whose start lies within the time of submission. Nobody
//! waits for a fire of theirs, so a person is asked before the schedule is saved, changed or resumed.

use std::collections::BTreeSet;

use callboard_rpc::types::{ConfirmedWindow, FireMode, ScheduleState, Verdict, WindowState};
use callboard_rpc::{Caller, Code, RpcError};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::consider::{House, What, by_clock};
use super::fire_rows::{self, Outcome};
use super::here::{Here, blocks};
use super::in_the_way::in_the_way;
use super::lift::is_not_begun;
use super::not_coming::StoppedDays;
use super::question::Question;
use super::store::{Saved, object};
use super::{Watermark, due};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::window::{self, Window};
use crate::zone::{ZoneData, counted, place};
use crate::{rules, settings};

/// Refuses where windows would go out that are not among the confirmed ones, and says which. `saved` is the schedule
/// as it is to be; what it means already and will be withdrawn for the change goes out anew. What was let go is a row
/// of the audit log.
pub(super) fn confirmed(
    write: &mut Write<'_>,
    caller: &Caller,
    saved: &Saved,
    zones: &ZoneData,
    confirmed: &[ConfirmedWindow],
) -> Result<()> {
    if saved.state != ScheduleState::Active {
        return Ok(());
    }
    let house = House {
        zones: zones.clone(),
        rules: rules::current(write)?,
        ahead: SignedDuration::try_from(settings::get(write)?.submit_ahead).unwrap_or_default(),
        now: write.now(),
        chance: write.chance().clone(),
    };
    let going = going_out(write, saved, &house)?;
    if going.is_empty() {
        return Ok(());
    }
    if going.iter().any(|window| !confirmed.contains(&window.shown)) {
        return Err(question(&going, same_clock(saved, &house), house.now).into());
    }
    let windows: Vec<&ConfirmedWindow> = going.iter().map(|window| &window.shown).collect();
    write.audit(
        caller,
        Entry::new("schedule.let_go", object(&saved.id)).after(&json!({ "windows": windows })),
    )?;
    Ok(())
}

/// A window that goes out, on its zone's clock.
struct Going {
    shown: ConfirmedWindow,
    clock: TimeZone,
}

/// What the scheduler would make of the schedule if it began now.
fn going_out(db: &Write<'_>, saved: &Saved, house: &House) -> Result<Vec<Going>> {
    let now = house.now;
    let question = Question::read(db, &house.zones, (&saved.draft).into(), now)?;
    let mut live = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    live.retain(|row| !is_withdrawn_first(row, saved, now));
    let mut stopped = StoppedDays::of(db, &saved.id, &question.mode);
    let mut going = Vec::new();
    for (zone, groups) in by_clock(&question.groups) {
        let here = Here { db, saved, house, question: &question, zone, groups: &groups, live: &live };
        let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
        for fire in due(&question.cron, clock, Watermark::starting(now), now + house.ahead).fires {
            let occurrence = question.mode.occurrence(&fire);
            if stopped.holds(occurrence)? {
                continue;
            }
            let occurrence = occurrence.to_string();
            if !is_open(db, saved, zone, &occurrence)? {
                continue;
            }
            let (_, What::Window(new)) = here.judge(&fire, false) else { continue };
            let kept_out =
                in_the_way(&new, &live, saved.draft.overlap).is_some_and(|there| !blocks(there, &new));
            if new.verdict == Verdict::Refused || kept_out {
                continue;
            }
            let shown = ConfirmedWindow {
                campaign_id: new.campaign,
                zone: zone.to_owned(),
                start: fire.at,
                end: new.end,
                contacts: new.contacts,
            };
            going.push(Going { shown, clock: groups[0].zones().clock().1.clone() });
        }
    }
    going.sort_by(|a, b| (a.shown.start, &a.shown.zone).cmp(&(b.shown.start, &b.shown.zone)));
    Ok(going)
}

/// The clock on which the schedule is written, with the place's name, where all zones follow one.
fn same_clock(saved: &Saved, house: &House) -> Option<(TimeZone, String)> {
    let FireMode::SameMoment { zone } = &saved.draft.mode else { return None };
    Some((house.zones.get(zone).ok()?, place(zone)))
}

fn is_withdrawn_first(row: &Window, saved: &Saved, now: Timestamp) -> bool {
    let doubtful = row.unwanted
        || matches!(row.state, WindowState::Unknown | WindowState::Stuck | WindowState::Withdrawing);
    row.schedule.as_ref() == Some(&saved.id) && is_not_begun(row, now) && !doubtful
}

/// Whether a fire is not decided yet, or will be open again once its window is withdrawn.
fn is_open(db: &Write<'_>, saved: &Saved, zone: &str, occurrence: &str) -> Result<bool> {
    Ok(match fire_rows::outcome(db, &saved.id, zone, occurrence)? {
        None | Some(Outcome::Lifted) => true,
        Some(Outcome::Started) => match fire_rows::window_of(db, &saved.id, zone, occurrence)? {
            Some(id) => window::find(db, &id)?.is_some_and(|row| {
                // A window that was withdrawn before, by hand or for a rule, is not made anew.
                let live =
                    matches!(row.state, WindowState::Planned | WindowState::Sending | WindowState::Submitted);
                live && is_withdrawn_first(&row, saved, db.now())
            }),
            None => false,
        },
        Some(_) => false,
    })
}

/// `The first windows go out at 09:12, in 18 min: Sydney, 96 contacts.`
fn question(going: &[Going], same: Option<(TimeZone, String)>, now: Timestamp) -> RpcError {
    let windows: Vec<&ConfirmedWindow> = going.iter().map(|window| &window.shown).collect();
    RpcError::new(Code::NeedsConfirmation, words(going, same, now))
        .hint("Confirm that these calls may begin, or keep the schedule paused.")
        .detail(json!({ "windows": windows }))
}

fn words(going: &[Going], same: Option<(TimeZone, String)>, now: Timestamp) -> String {
    let Some(first) = going.first() else { return String::new() };
    let start = first.shown.start;
    let (at_first, later): (Vec<_>, Vec<_>) = going.iter().partition(|window| window.shown.start == start);
    let contacts = |windows: &[&Going]| windows.iter().map(|window| window.shown.contacts).sum::<u64>();
    let on = |clock: &TimeZone| clock.to_datetime(start).strftime("%H:%M").to_string();
    let clock = match same {
        Some((clock, place)) => format!("{} ({place})", on(&clock)),
        None => on(&first.clock),
    };
    let opening = if going.len() == 1 { "The first window goes" } else { "The first windows go" };
    let mut words = format!(
        "{opening} out at {clock}, in {}: {}, {}.",
        minutes(start.duration_since(now)),
        places(&at_first),
        counted(contacts(&at_first), "contact")
    );
    if !later.is_empty() {
        let until =
            later.iter().map(|window| window.shown.start.duration_since(now)).max().unwrap_or_default();
        let more = counted(later.len() as u64, "more window");
        let (places, contacts) = (places(&later), counted(contacts(&later), "contact"));
        words = format!("{words} {more} follow within {}: {places}, {contacts}.", minutes(until));
    }
    words
}

/// `Sydney`, `Chicago and Denver`, `Chicago, Denver, Phoenix and 12 more`.
fn places(windows: &[&Going]) -> String {
    let names: BTreeSet<String> = windows.iter().map(|window| place(&window.shown.zone)).collect();
    let names: Vec<String> = names.into_iter().collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, three, more @ ..] => format!("{one}, {two}, {three} and {} more", more.len()),
    }
}

/// `18 min`, whole minutes that are left for certain: a window is never said to come later than it does.
fn minutes(left: SignedDuration) -> String {
    match left.as_secs().max(0) / 60 {
        0 => "less than a minute".to_owned(),
        minutes => format!("{minutes} min"),
    }
}
