//! What the first page shows of schedules.

use std::collections::BTreeMap;

use callboard_rpc::types::{MissedFire, Need, NeedKind, NextFire, ScheduleId, ScheduleState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::missed;
use super::missed_rows::{self, MissedRow};
use super::removal::still_connected;
use super::shown::View;
use super::store::{self, Saved};
use crate::kernel::Result;
use crate::zone::{ZoneData, local_words, place};

/// The fires between two instants over all schedules that fire, soonest first.
pub fn next_fires(
    db: &Connection,
    zones: &ZoneData,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<NextFire>> {
    let view = View::new(db, zones, now)?;
    let mut fires = Vec::new();
    for saved in store::all(db, None)? {
        fires.extend(view.fires_between(&saved, now, until)?);
    }
    fires.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.zone.cmp(&b.zone)));
    fires.truncate(limit);
    Ok(fires)
}

/// What of schedules waits for a person: missed fires (a line a schedule), those that paused themselves, those
/// whose instants newer zone data moved.
pub fn needs(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<Need>> {
    let mut needs = missed_lines(db, zones, now)?;
    for saved in store::all(db, None)? {
        if saved.state == ScheduleState::Paused && saved.paused_because.is_some() {
            needs.push(paused(db, &saved));
        }
        if !saved.moved.is_empty() {
            needs.push(moved(&saved, zones));
        }
    }
    Ok(needs)
}

fn missed_lines(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<Need>> {
    let legal: BTreeMap<_, _> =
        missed::list(db, zones, now)?.into_iter().map(|fire| (fire.id.clone(), fire)).collect();
    let mut lines: BTreeMap<ScheduleId, Vec<MissedRow>> = BTreeMap::new();
    for row in missed_rows::open(db)? {
        lines.entry(row.schedule.clone()).or_default().push(row);
    }
    let mut needs = Vec::new();
    for (schedule, rows) in lines {
        let fires: Vec<&MissedFire> = rows.iter().filter_map(|row| legal.get(&row.id)).collect();
        let (Some(newest), Some(fire)) = (rows.first(), fires.first()) else { continue };
        needs.push(Need {
            kind: NeedKind::MissedFires,
            subject: schedule.to_string(),
            title: missed::title(&fire.name, &rows),
            detail: format!("{} {}", newest.reason, legal_words(&fires, zones, now)),
            since: rows.iter().map(|row| row.made).min().unwrap_or(newest.made),
            link: "/schedules".to_owned(),
            ids: rows.iter().map(|row| row.id.to_string()).collect(),
        });
    }
    needs.sort_by(|a, b| b.since.cmp(&a.since).then_with(|| a.subject.cmp(&b.subject)));
    Ok(needs)
}

/// `Legal until Mon 23 Nov 20:00 (Chicago).`: the zone that closes first.
fn legal_words(fires: &[&MissedFire], zones: &ZoneData, now: Timestamp) -> String {
    let open = fires.iter().filter_map(|fire| Some((fire.legal_until?, fire)));
    let Some((until, fire)) = open.min_by_key(|(until, _)| *until) else {
        return "It may not be started now.".to_owned();
    };
    let words =
        zones.get(&fire.zone).map_or_else(|_| until.to_string(), |zone| local_words(&zone, until, now));
    format!("Legal until {words} ({}).", place(&fire.zone))
}

fn paused(db: &Connection, saved: &Saved) -> Need {
    let name = &saved.draft.name;
    let (title, detail) = match still_connected(db, saved) {
        Ok(()) => (format!("{name} has paused itself"), saved.paused_because.clone().unwrap_or_default()),
        Err(_) => (
            format!("{name} is paused: its connection was removed"),
            "Edit it and choose another connection, or remove it.".to_owned(),
        ),
    };
    Need {
        kind: NeedKind::PausedSchedule,
        subject: saved.id.to_string(),
        title,
        detail,
        since: saved.updated,
        link: format!("/schedules/{}", saved.id),
        ids: vec![saved.id.to_string()],
    }
}

fn moved(saved: &Saved, zones: &ZoneData) -> Need {
    let mut places: Vec<_> = saved.moved.iter().map(|fire| place(&fire.zone)).collect();
    places.sort_unstable();
    places.dedup();
    Need {
        kind: NeedKind::MovedFires,
        subject: saved.id.to_string(),
        title: format!("Newer zone data moves fires of {} in {}", saved.draft.name, places.join(", ")),
        detail: format!(
            "Release {} gives other instants than {} did. Nothing fires until you have looked.",
            zones.release(),
            saved.zone_release
        ),
        since: saved.updated,
        link: format!("/schedules/{}", saved.id),
        ids: vec![saved.id.to_string()],
    }
}
