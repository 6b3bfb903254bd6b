//! The tray of missed fires: run now, skip, move. A fire that was missed is a row with a reason; nothing of it
//! happens by itself any more.

use std::collections::BTreeMap;

use callboard_rpc::types::{MissedFire, MissedId, ScheduleId, Verdict};
use callboard_rpc::{Caller, Code, RpcError};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::consider::by_clock;
use super::missed_rows::{self, Left, MissedRow};
use super::question::Question;
use super::store::{self, Saved, object};
use super::{Occurrence, window_at};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write, counted};
use crate::rules::{self, RuleBook};
use crate::zone::{ZoneData, place};

/// How far ahead the end of the legal hours is looked for.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// Missed fires of one command at most: as many as the tray shows.
const MOST: usize = 5000;

/// A new row for the tray.
pub(super) fn row(
    write: &Write<'_>,
    saved: &Saved,
    zone: &str,
    occurrence: &str,
    due: Timestamp,
    reason: String,
    contacts: u64,
) -> MissedRow {
    MissedRow {
        id: MissedId::from_token(&write.chance().token()),
        schedule: saved.id.clone(),
        zone: zone.to_owned(),
        occurrence: occurrence.to_owned(),
        due,
        reason,
        contacts,
        made: write.now(),
        open: true,
    }
}

/// `Spring renewals 09:00 missed in Chicago, Denver`; `Spring renewals: 14 starts missed in Chicago, Denver`.
pub(super) fn title(name: &str, rows: &[MissedRow]) -> String {
    let mut times: Vec<_> = rows.iter().map(|row| clock_of(&row.occurrence)).collect();
    times.sort_unstable();
    times.dedup();
    let mut starts: Vec<_> = rows.iter().map(|row| &row.occurrence).collect();
    starts.sort_unstable();
    starts.dedup();
    let what = match (times.as_slice(), starts.len()) {
        ([one], 1) => format!(" {one} missed"),
        (_, starts) => format!(": {} missed", counted(starts as u64, "start")),
    };
    let mut places: Vec<_> = rows.iter().map(|row| place(&row.zone)).collect();
    places.sort_unstable();
    places.dedup();
    let more = places.len().saturating_sub(5);
    places.truncate(5);
    let more = if more > 0 { format!(" and {}", counted(more as u64, "more zone")) } else { String::new() };
    format!("{name}{what} in {}{more}", places.join(", "))
}

/// `09:00` of `2026-11-23T09:00`, and of an instant with its zone.
fn clock_of(occurrence: &str) -> String {
    match occurrence.parse::<Occurrence>() {
        Ok(Occurrence::Wall { wall, .. }) => wall.strftime("%H:%M").to_string(),
        Ok(Occurrence::Instant(at)) => format!("{} UTC", at.strftime("%H:%M")),
        Err(_) => occurrence.to_owned(),
    }
}

/// The tray as it is shown, newest first.
pub(super) fn list(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<MissedFire>> {
    let rules = rules::current(db)?;
    let mut schedules: BTreeMap<ScheduleId, Option<(Saved, Option<Question>)>> = BTreeMap::new();
    let mut shown = Vec::new();
    for row in missed_rows::open(db)? {
        if !schedules.contains_key(&row.schedule) {
            let known = store::find(db, &row.schedule)?;
            let known = known.map(|saved| {
                // A list that is gone leaves the row without a legal end.
                let question = Question::read(db, zones, (&saved.draft).into(), now).ok();
                (saved, question)
            });
            schedules.insert(row.schedule.clone(), known);
        }
        let Some(Some((saved, question))) = schedules.get(&row.schedule) else { continue };
        // One whose time is still to come is judged at that time.
        let at = now.max(row.due);
        let legal_until =
            question.as_ref().and_then(|question| legal_until(question, zones, &rules, &row.zone, at));
        shown.push(MissedFire {
            name: saved.draft.name.clone(),
            place: place(&row.zone),
            legal_until,
            id: row.id,
            schedule: row.schedule,
            zone: row.zone,
            occurrence: row.occurrence,
            due: row.due,
            reason: row.reason,
            contacts: row.contacts,
        });
    }
    Ok(shown)
}

/// Until when a start in this zone is legal, where it is now.
fn legal_until(
    question: &Question,
    zones: &ZoneData,
    rules: &RuleBook,
    zone: &str,
    now: Timestamp,
) -> Option<Timestamp> {
    let asked = question.asked_for(zones, rules, now, A_DAY);
    let groups = by_clock(&question.groups);
    let ends = groups.get(zone)?.iter().map(|group| {
        let window = window_at(&asked, group, Occurrence::Instant(now), now);
        (window.verdict.word() != Verdict::Refused).then_some(window.end)
    });
    ends.collect::<Option<Vec<_>>>()?.into_iter().min()
}

/// Lets them go.
pub(super) fn skip(write: &mut Write<'_>, caller: &Caller, ids: &[MissedId]) -> Result<()> {
    for row in named(write, ids)? {
        leave(write, caller, &row, Left::Skipped)?;
    }
    Ok(())
}

pub(super) fn leave(write: &mut Write<'_>, caller: &Caller, row: &MissedRow, left: Left) -> Result<()> {
    missed_rows::settle(write, &row.id, left)?;
    let action = match left {
        Left::Run => "missed.run",
        Left::Moved => "missed.move",
        Left::Skipped | Left::Removed => "missed.skip",
        Left::AheadAgain => "missed.ahead_again",
    };
    let told = serde_json::json!({
        "missed": row.id, "zone": row.zone, "occurrence": row.occurrence, "due": row.due, "reason": row.reason,
    });
    write.audit(caller, Entry::new(action, object(&row.schedule)).before(&told))?;
    Ok(())
}

/// Those of the tray that were named, all of them there.
pub(super) fn named(db: &Connection, ids: &[MissedId]) -> Result<Vec<MissedRow>> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(RpcError::field("ids", format!("Name 1 to {MOST} missed fires.")).into());
    }
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let row =
            missed_rows::find(db, id)?.ok_or_else(|| RpcError::not_found("missed fire", id.as_str()))?;
        if !row.open {
            return Err(RpcError::new(Code::Conflict, "This missed fire was decided already.")
                .hint("Look at the tray again.")
                .into());
        }
        rows.push(row);
    }
    Ok(rows)
}
