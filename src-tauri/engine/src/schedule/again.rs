//! Second thoughts: windows that were made and may not have reached the tenant in time.

use callboard_rpc::types::{Misfire, ScheduleDraft, WindowState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::consider::{Found, House, SecondThought, misfire};
use super::pass_over::{covers_nothing, may_still_dial, uncovered_words};
use super::store::Saved;
use super::{Decision, MissedBecause, decide, fire_rows};
use crate::kernel::Result;
use crate::window::{self, NewWindow, Window};

/// Windows that were made and are not known to stand: whether any has to be watched on, and what became of the rest.
pub(super) fn second_thoughts(
    db: &Connection,
    saved: &Saved,
    house: &House,
) -> Result<(Vec<SecondThought>, bool)> {
    let (mut thoughts, mut watching) = (Vec::new(), false);
    for fire in fire_rows::watched(db, &saved.id)? {
        let row = window::find(db, &fire.window)?;
        let found = match &row {
            Some(row) if fire.passed_over => match row.state {
                WindowState::Planned | WindowState::Sending | WindowState::Unknown => None,
                state if covers_nothing(state) => Some(match may_still_dial(db, row, &fire.occurrence)? {
                    Some(there) => Found::AfterAll(there),
                    None => Found::Uncovered { contacts: row.contacts, reason: uncovered_words(row) },
                }),
                _ => Some(Found::Settled),
            },
            Some(row) => match row.state {
                WindowState::Planned | WindowState::Sending | WindowState::Unknown => None,
                WindowState::Failed if row.start > house.now => None,
                WindowState::Failed => Some(too_late(row, fire.at, &saved.draft, house)),
                _ => Some(Found::Settled),
            },
            None => Some(Found::Settled),
        };
        let Some(found) = found else {
            watching = true;
            continue;
        };
        let clock = house.zones.get(&fire.zone).ok();
        thoughts.push(SecondThought {
            zone: fire.zone,
            occurrence: fire.occurrence,
            at: fire.at,
            clock,
            found,
        });
    }
    Ok((thoughts, watching))
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
