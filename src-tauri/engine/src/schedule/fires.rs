//! From an expression and a zone to instants: the rule for clock changes (docs: scheduling.md).
//!
//! A **fixed-time** job (no leading `*` in minute or hour) loses no run and doubles none: what a gap skips runs
//! once, right after it; of a repeated time the first is taken. A **wildcard** job follows the real clock: it runs
//! in both passes and catches nothing up. Every fire is strictly after the start, and fires increase. Nothing is
//! kept between calls, so going on from a fire equals having gone on all along, also after a restart in the middle
//! of a repeated hour.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::cron::Cron;
use super::occurrence::Occurrence;
use crate::zone::changes_after;

/// One fire of an expression in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fire {
    pub at: Timestamp,
    /// The wall time as the expression says it. Where a gap swallowed it, the clock shows another one at `at`.
    pub wall: DateTime,
    pub turn: Turn,
}

/// What the zone's clock did to a fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// The wall time came once, as nearly always.
    Plain,
    /// It was skipped: the fire stands right after the gap (asked 02:30, runs 03:00).
    AfterGap,
    /// It came twice; this is the first. A fixed-time job has only this one.
    FirstPass,
    /// It came twice; this is the second (wildcard jobs only).
    SecondPass,
}

impl Fire {
    /// What makes this fire itself in each contact's local time.
    pub fn occurrence(&self) -> Occurrence {
        Occurrence::Wall { wall: self.wall, second_pass: self.turn == Turn::SecondPass }
    }
}

/// The fires strictly after `after`, in order, as long as the calendar goes (2100).
pub fn fires<'a>(cron: &'a Cron, zone: &'a TimeZone, after: Timestamp) -> impl Iterator<Item = Fire> + 'a {
    std::iter::successors(next_fire(cron, zone, after), |fire| next_fire(cron, zone, fire.at))
}

/// The first fire strictly after `after`; `None` past the year 2100.
pub fn next_fire(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Fire> {
    if cron.is_wildcard() { next_wildcard(cron, zone, after) } else { next_fixed(cron, zone, after) }
}

/// The instant that this expression gives an occurrence in a zone; `None` where it never comes there (several fires
/// that one gap swallowed are one) or does not match.
pub fn instant_of(cron: &Cron, zone: &TimeZone, occurrence: Occurrence) -> Option<Timestamp> {
    let wall = match occurrence {
        Occurrence::Instant(at) => return Some(at),
        Occurrence::Wall { wall, .. } => wall,
    };
    // No clock change moves a fire by more than a day (Apia, 2011), and nearly all by an hour or two.
    let near = zone.to_ambiguous_timestamp(wall).compatible().ok()?;
    let found = |hours| {
        let (first, last) =
            (near - SignedDuration::from_hours(hours), near + SignedDuration::from_hours(hours));
        let mut here = fires(cron, zone, first).take_while(|fire| fire.at <= last);
        here.find(|fire| fire.occurrence() == occurrence)
    };
    found(3).or_else(|| found(26)).map(|fire| fire.at)
}

/// Walks the matches of the wall clock; each has exactly one instant, and those never decrease. Two may be equal
/// (several swallowed by one gap), and in the second pass of a repeated hour some lie before `after`.
fn next_fixed(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Fire> {
    let mut wall = zone.to_datetime(after);
    loop {
        wall = cron.next_wall(wall)?;
        let (at, turn) = match zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset.to_timestamp(wall).ok()?, Turn::Plain),
            AmbiguousOffset::Fold { before, .. } => (before.to_timestamp(wall).ok()?, Turn::FirstPass),
            AmbiguousOffset::Gap { before, after } => {
                (end_of_gap(zone, wall, before, after)?, Turn::AfterGap)
            }
        };
        if at > after {
            return Some(Fire { at, wall, turn });
        }
    }
}

/// The instant of the change that swallowed `wall`. Read with the offset after it, `wall` lies before the change,
/// by less than the gap's length, so that change is the next one to the offset `after`.
fn end_of_gap(zone: &TimeZone, wall: DateTime, before: Offset, after: Offset) -> Option<Timestamp> {
    let earlier = after.to_timestamp(wall).ok()?;
    let change = changes_after(zone, earlier).find(|c| c.before == before && c.after == after)?;
    Some(change.at)
}

/// Walks the stretches between clock changes; within one the wall clock is a plain clock.
fn next_wildcard(cron: &Cron, zone: &TimeZone, after: Timestamp) -> Option<Fire> {
    let mut changes = changes_after(zone, after);
    let mut offset = zone.to_offset(after);
    let mut searched_from = offset.to_datetime(after);
    let mut found = cron.next_wall(searched_from)?;
    loop {
        let at = offset.to_timestamp(found).ok()?;
        let Some(change) = changes.next().filter(|change| change.at <= at) else {
            return Some(Fire { at, wall: found, turn: pass(zone, found, offset) });
        };
        offset = change.after;
        // The stretch begins at the change itself, which may match: search strictly after the second before.
        let begin = change.wall_after.saturating_sub(SignedDuration::from_secs(1));
        // What was found still stands unless the clock went back before the last search, or jumped over it.
        if begin < searched_from || begin >= found {
            found = cron.next_wall(begin)?;
        }
        searched_from = begin;
    }
}

fn pass(zone: &TimeZone, wall: DateTime, offset: Offset) -> Turn {
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Fold { before, .. } if before == offset => Turn::FirstPass,
        AmbiguousOffset::Fold { .. } => Turn::SecondPass,
        _ => Turn::Plain,
    }
}
