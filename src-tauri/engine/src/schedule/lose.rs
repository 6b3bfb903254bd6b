//! A fire that did not happen, and why.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::carry::Told;
use super::consider::House;
use super::fire_rows::{self, Decided, Outcome};
use super::store::Saved;
use super::{MissedBecause, alive, missed, missed_rows};
use crate::kernel::{Result, Write};
use crate::zone::{local_words, place};

/// A fire that goes to the tray.
pub(super) struct Lost<'a> {
    pub(super) zone: &'a str,
    pub(super) clock: &'a TimeZone,
    pub(super) occurrence: &'a str,
    pub(super) at: Timestamp,
    pub(super) contacts: u64,
    pub(super) reason: String,
    pub(super) again: bool,
}

/// Into the tray, with the reason.
pub(super) fn lose(write: &mut Write<'_>, saved: &Saved, lost: &Lost<'_>, told: &mut Told) -> Result<()> {
    let fire = Decided {
        schedule: &saved.id,
        zone: lost.zone,
        occurrence: lost.occurrence,
        at: lost.at,
        outcome: Outcome::Missed,
        words: &lost.reason,
        run: None,
        window: None,
    };
    if lost.again {
        fire_rows::redecide(write, &fire)?;
    } else if !fire_rows::decide(write, &fire)? {
        return Ok(());
    }
    let row =
        missed::row(write, saved, lost.zone, lost.occurrence, lost.at, lost.reason.clone(), lost.contacts);
    tracing::info!(
        schedule = %saved.id, zone = lost.zone, occurrence = lost.occurrence, reason = lost.reason,
        local = local_words(lost.clock, lost.at, write.now()), "a fire was missed"
    );
    missed_rows::insert(write, &row)?;
    told.missed.push(row);
    Ok(())
}

/// `The program was not running from 08:52 to 09:31 (Chicago).`, or what else kept it.
pub(super) fn reason(
    db: &Connection,
    house: &House,
    zone: &str,
    clock: &TimeZone,
    at: Timestamp,
    because: MissedBecause,
    trouble: Option<String>,
) -> Result<String> {
    let city = place(zone);
    let why = match because {
        MissedBecause::WindowOver { ended } => {
            format!("Its legal window was over at {} ({city}).", local_words(clock, ended, house.now))
        }
        because => because.to_string(),
    };
    let kept = match (alive::gap_at(db, at)?, trouble) {
        (Some(gap), _) => Some(gap.words(clock, &city, house.now)),
        (None, Some(trouble)) => Some(format!("It could not be submitted before its start: {trouble}")),
        (None, None) => None,
    };
    Ok(match (kept, because) {
        (Some(kept), MissedBecause::Late { .. }) => kept,
        (Some(kept), _) => format!("{kept} {why}"),
        (None, _) => why,
    })
}
