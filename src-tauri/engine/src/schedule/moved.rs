//! Newer zone data: what it moves is shown before anything fires.
//!
//! With every schedule stand the instants that its zone data gave it: the next few fires, and one a month for a
//! year, since a law mostly changes some day ahead. At a start with another release they are compared.

use callboard_rpc::types::{MovedFire, ScheduleId, ScheduleState};
use callboard_rpc::{Caller, NoticeLevel};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::consider::by_clock;
use super::lift::{self, lift};
use super::lifted_rows::ComesAgain;
use super::question::Question;
use super::store::{self, Saved, object};
use super::{Mode, Occurrence, fires, instant_of, next_fire};
use crate::kernel::audit::Entry;
use crate::kernel::{Error, Ms, NewNotice, Notices, Result, Write};
use crate::zone::ZoneData;

/// One instant that zone data gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instant {
    pub(super) zone: String,
    /// The wall time as written, also in same-moment mode (on the anchor's clock).
    pub(super) occurrence: String,
    pub(super) at: Timestamp,
}

/// The next fires of each zone …
const NEXT: usize = 3;
/// … and the first of each 30 days for so often.
const MONTHS: i64 = 13;
/// Stored instants are renewed where the first of them is older than this.
const OLD: SignedDuration = SignedDuration::from_hours(12);
/// As many moved fires are listed.
const LISTED: usize = 500;

/// What a schedule's zone data gives it from `now` on.
pub(super) fn instants(question: &Question, now: Timestamp) -> Vec<Instant> {
    let mut found = Vec::new();
    for (zone, groups) in by_clock(&question.groups) {
        let (name, clock) = match &question.mode {
            Mode::ContactTime => (zone, groups[0].zones().clock().1),
            Mode::SameMoment(anchor) => anchor.clock(),
        };
        let months = (1..=MONTHS).filter_map(|n| {
            let from = now.checked_add(SignedDuration::from_hours(24 * 30 * n)).ok()?;
            next_fire(&question.cron, clock, from)
        });
        for fire in fires(&question.cron, clock, now).take(NEXT).chain(months) {
            let occurrence = fire.occurrence().to_string();
            found.push(Instant { zone: name.to_owned(), occurrence, at: fire.at });
        }
        if matches!(question.mode, Mode::SameMoment(_)) {
            break; // one clock for all
        }
    }
    found
}

/// The instants to be stored anew, where the stored ones have grown old.
pub(super) fn to_remember(
    db: &Connection,
    saved: &Saved,
    zones: &ZoneData,
    now: Timestamp,
) -> Result<Option<Vec<Instant>>> {
    let mut statement = db.prepare_cached("SELECT min(at) FROM schedule_instants WHERE schedule = ?1")?;
    let first: Option<Ms> = statement.query_row([saved.id.as_str()], |row| row.get(0))?;
    if first.is_some_and(|Ms(first)| first + OLD > now) {
        return Ok(None);
    }
    let question = Question::read(db, zones, (&saved.draft).into(), now)?;
    Ok(Some(instants(&question, now)))
}

pub(super) fn remember(write: &mut Write<'_>, id: &ScheduleId, instants: &[Instant]) -> Result<()> {
    write.execute("DELETE FROM schedule_instants WHERE schedule = ?1", [id.as_str()])?;
    let mut insert = write.prepare_cached(
        "INSERT OR IGNORE INTO schedule_instants (schedule, zone, occurrence, at) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for Instant { zone, occurrence, at } in instants {
        insert.execute(params![id.as_str(), zone, occurrence, Ms(*at)])?;
    }
    Ok(())
}

/// Fires ahead to which these zone data give another instant than is stored.
pub(super) fn compare(
    db: &Connection,
    saved: &Saved,
    zones: &ZoneData,
    now: Timestamp,
) -> Result<Vec<MovedFire>> {
    let question = Question::read(db, zones, (&saved.draft).into(), now)?;
    let mut statement = db.prepare_cached(
        "SELECT zone, occurrence, at FROM schedule_instants WHERE schedule = ?1 AND at > ?2 ORDER BY at, zone",
    )?;
    let rows = statement.query_map(params![saved.id.as_str(), Ms(now)], |row| {
        Ok(Instant { zone: row.get(0)?, occurrence: row.get(1)?, at: row.get::<_, Ms>(2)?.0 })
    })?;
    let mut moved = Vec::new();
    for row in rows {
        let Instant { zone, occurrence, at: was } = row?;
        let (Ok(clock), Ok(known)) = (zones.get(&zone), occurrence.parse::<Occurrence>()) else { continue };
        // A fire that does not come any more (a gap swallowed it into another) has no instant to be shown.
        let Some(is) = instant_of(&question.cron, &clock, known) else { continue };
        if is != was {
            moved.push(MovedFire { zone, occurrence, was, is });
        }
    }
    moved.truncate(LISTED);
    Ok(moved)
}

/// At start: schedules whose instants came from other zone data than these are compared, and held where they moved.
pub(super) fn check_all(write: &mut Write<'_>, zones: &ZoneData) -> Result<()> {
    for saved in store::all(write, None)? {
        if saved.zone_release == zones.release() {
            continue;
        }
        match compare(write, &saved, zones, write.now()) {
            Ok(moved) => take(write, &saved, zones, moved)?,
            // Its list or zone is gone; its tick says so and pauses it.
            Err(Error::Said(error)) => {
                tracing::warn!(schedule = %saved.id, %error, "instants could not be compared with newer zone data");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn take(write: &mut Write<'_>, saved: &Saved, zones: &ZoneData, moved: Vec<MovedFire>) -> Result<()> {
    // A paused one fires nothing; its instants are computed anew when it is resumed.
    let moved = if saved.state == ScheduleState::Paused { Vec::new() } else { moved };
    let release = if moved.is_empty() { zones.release().to_owned() } else { saved.zone_release.clone() };
    let now = write.now();
    let held = Saved { moved, zone_release: release, updated: now, ..saved.clone() };
    store::update(write, &held)?;
    let entry = Entry::new("schedule.zone_data", object(&saved.id))
        .before(&saved.zone_release)
        .after(&serde_json::json!({ "release": zones.release(), "moved": held.moved }));
    write.audit(&Caller::engine(), entry)?;
    if held.moved.is_empty() {
        return Ok(());
    }
    let rows = lift(write, &Caller::engine(), &held, ComesAgain::All)?;
    lift::supersede_lifted(write, &held.id, &rows, "newer zone data")?;
    let notice = NewNotice {
        level: NoticeLevel::Attention,
        title: format!("Newer zone data moves fires of {}", held.draft.name),
        body: format!(
            "Release {} gives {} of its instants another time than {} did. Nothing fires until you have looked.",
            zones.release(),
            held.moved.len(),
            saved.zone_release
        ),
        link: Some(format!("/schedules/{}", held.id)),
    };
    Notices::tell(write, notice)
}
