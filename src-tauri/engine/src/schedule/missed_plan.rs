//! A later start for missed fires: which instant it is, and what it would do in each zone.

use callboard_rpc::RpcError;
use callboard_rpc::types::{MissedId, MissedPlan, MissedStart, StartAt, Verdict};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::LEAD;
use super::decide::When;
use super::missed::named;
use super::missed_start::{judge, newest_in_each_zone};
use super::store::{self, Saved};
use crate::kernel::Result;
use crate::window::NewWindow;
use crate::zone::{self, ZoneData, local_words, place, window_words};

/// The instant that a person chose. It has to be far enough ahead for its windows to be sent.
pub(super) fn instant(zones: &ZoneData, to: &StartAt, now: Timestamp) -> Result<Timestamp> {
    let at = match to {
        StartAt::Instant { instant } => *instant,
        StartAt::In { minutes } => now
            .checked_add(SignedDuration::from_mins(i64::from(*minutes)))
            .map_err(|_| RpcError::field("to", "That is too far away."))?,
        StartAt::Local(wall) => zone::instant(zones, wall)?,
    };
    if at < now + LEAD {
        return Err(RpcError::field("to", "Choose a time that is still to come.").into());
    }
    Ok(at)
}

/// The verdict of each zone, by the function that also starts them.
pub(super) fn plan(
    db: &Connection,
    zones: &ZoneData,
    ids: &[MissedId],
    to: &StartAt,
    now: Timestamp,
) -> Result<MissedPlan> {
    let start = instant(zones, to, now)?;
    let (fires, _) = newest_in_each_zone(named(db, ids)?);
    let mut planned = Vec::new();
    for ((schedule, _), missed) in fires {
        let saved = store::named(db, &schedule)?;
        let decided = judge(db, zones, &saved, &missed, When::At(start))?;
        planned.extend(decided.windows.into_iter().map(|window| shown(zones, &saved, window, now)));
    }
    planned.sort_by(|one, other| (&one.name, &one.place).cmp(&(&other.name, &other.place)));
    Ok(MissedPlan { start, zones: planned })
}

fn shown(zones: &ZoneData, saved: &Saved, window: NewWindow, now: Timestamp) -> MissedStart {
    let words = match zones.get(&window.zone) {
        Ok(zone) if window.verdict == Verdict::Refused => local_words(&zone, window.start, now),
        Ok(zone) => window_words(&zone, window.start, window.end, now),
        Err(_) => format!("{} to {}", window.start, window.end),
    };
    MissedStart {
        schedule: saved.id.clone(),
        name: saved.draft.name.clone(),
        place: place(&window.zone),
        zone: window.zone,
        contacts: window.contacts,
        words,
        verdict: window.verdict,
        rule: window.rule,
    }
}
