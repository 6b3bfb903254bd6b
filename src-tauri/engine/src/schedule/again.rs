//! Second thoughts: windows that were made and may not have reached the tenant in time.

use callboard_rpc::types::{Misfire, ScheduleDraft, WindowState};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::consider::{Found, House, SecondThought, WATCH, misfire};
use super::fire_rows::Watched;
use super::pass_over::{may_still_dial, still_covers, uncovered_words};
use super::store::Saved;
use super::{Decision, MissedBecause, decide, fire_rows};
use crate::kernel::Result;
use crate::run;
use crate::window::{self, NewWindow, Window};

/// What became of windows that were made and were not known to stand, or that cover a start to come.
#[derive(Debug, Default)]
pub(super) struct Thoughts {
    pub(super) found: Vec<SecondThought>,
    /// When the rest is to be looked at again; absent where nothing is left.
    pub(super) again: Option<Timestamp>,
}

pub(super) fn second_thoughts(db: &Connection, saved: &Saved, house: &House) -> Result<Thoughts> {
    let mut thoughts = Thoughts::default();
    for fire in fire_rows::watched(db, &saved.id)? {
        let row = window::find(db, &fire.window)?;
        let found = match &row {
            Some(row) if fire.passed_over => covered(db, row, &fire, house.now)?,
            Some(row) => match row.state {
                WindowState::Planned | WindowState::Sending | WindowState::Unknown => None,
                WindowState::Failed if row.start > house.now => None,
                WindowState::Failed => Some(too_late(row, fire.at, &saved.draft, house)),
                _ => Some(Found::Settled),
            },
            None => Some(Found::Settled),
        };
        let Some(found) = found else {
            thoughts.again =
                thoughts.again.into_iter().chain([look_at(row.as_ref(), &fire, house.now)]).min();
            continue;
        };
        let clock = house.zones.get(&fire.zone).ok();
        thoughts.found.push(SecondThought {
            zone: fire.zone,
            occurrence: fire.occurrence,
            at: fire.at,
            clock,
            found,
        });
    }
    Ok(thoughts)
}

/// Starts whose windows failed for good, of a schedule that pauses itself for that.
pub(super) fn given_up(db: &Connection, saved: &Saved, house: &House) -> Result<Vec<SecondThought>> {
    let mut lost = Vec::new();
    for fire in fire_rows::watched(db, &saved.id)?.into_iter().filter(|fire| fire.started) {
        let row = window::find(db, &fire.window)?.filter(|row| row.state == WindowState::Failed);
        let Some(Window { contacts, trouble, .. }) = row else { continue };
        let because = MissedBecause::Late { by: SignedDuration::ZERO };
        let found = Found::Missed { contacts, because, trouble };
        let clock = house.zones.get(&fire.zone).ok();
        lost.push(SecondThought { zone: fire.zone, occurrence: fire.occurrence, at: fire.at, clock, found });
    }
    Ok(lost)
}

/// At its start a window that failed is missed, and is not left out of every list until a minute is over.
fn look_at(row: Option<&Window>, fire: &Watched, now: Timestamp) -> Timestamp {
    let starts = row.map_or(fire.at, |row| if fire.passed_over { fire.at } else { row.start });
    if starts > now { starts.min(now + WATCH) } else { now + WATCH }
}

/// What became of the window by hand that covers a start; nothing as long as it may.
fn covered(db: &Connection, row: &Window, fire: &Watched, now: Timestamp) -> Result<Option<Found>> {
    if still_covers(row, fire.at) {
        return Ok((fire.at <= now && !is_under_way(row)).then_some(Found::Settled));
    }
    if run::find(db, &row.run)?.is_some_and(|run| run.stop_asked) {
        return Ok(Some(Found::Stopped));
    }
    Ok(Some(match may_still_dial(db, row, &fire.occurrence)? {
        Some(there) => Found::AfterAll(there),
        None => Found::Uncovered { contacts: row.contacts, reason: uncovered_words(row) },
    }))
}

fn is_under_way(row: &Window) -> bool {
    matches!(row.state, WindowState::Planned | WindowState::Sending | WindowState::Unknown)
}

/// It never reached the tenant, and its start has passed.
fn too_late(row: &Window, at: Timestamp, draft: &ScheduleDraft, house: &House) -> Found {
    let decision = match draft.misfire {
        Misfire::Skip => Decision::Missed(MissedBecause::Late { by: house.now.duration_since(at) }),
        late @ Misfire::Late { .. } => decide(at, row.end, house.now, true, misfire(late)),
    };
    match decision {
        Decision::Missed(because) => {
            Found::Missed { contacts: row.contacts, because, trouble: row.trouble.clone() }
        }
        Decision::Begin { .. } => Found::Late(Box::new(NewWindow {
            schedule: row.schedule.clone(),
            connection: row.connection.clone(),
            campaign: row.campaign.clone(),
            zone: row.zone.clone(),
            zones: row.zones.clone(),
            occurrence: row.occurrence.clone(),
            start: window::soonest(house.now),
            end: row.end,
            asap: true,
            contacts: row.contacts,
            verdict: row.verdict,
            rule: row.rule.clone(),
            places: row.places.clone(),
            people: row.people.clone(),
            notes: Vec::new(),
            waits_for: Vec::new(),
        })),
    }
}
