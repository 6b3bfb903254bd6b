use callboard_rpc::types::ClockChange;
use jiff::{SignedDuration, Timestamp};

use super::asked::Mode;
use crate::schedule::cron::Cron;
use crate::schedule::fires::{Turn, next_fire};
use crate::zone::{OffsetChange, ZoneData, ZoneError, ZoneSet};
use crate::zone::{clock_words, offset_iso};

/// The clock changes of these zones in the 12 months after `from`, soonest first, each with what it does to the
/// expression.
pub fn clock_changes(
    zones: &ZoneData,
    cron: &Cron,
    mode: &Mode,
    names: &[String],
    from: Timestamp,
) -> Result<Vec<ClockChange>, ZoneError> {
    let mut listed = Vec::new();
    for name in names.iter().flat_map(|names| names.split('|')) {
        let set = ZoneSet::of_one(zones, name)?;
        for change in zones.offset_changes(name, from, 12)? {
            listed.push(ClockChange {
                zone: set.name().to_owned(),
                at: change.at,
                local_before: change.wall_before.strftime("%Y-%m-%d %H:%M").to_string(),
                local_after: change.wall_after.strftime("%Y-%m-%d %H:%M").to_string(),
                offset_before: offset_iso(change.before),
                offset_after: offset_iso(change.after),
                effect: effect(cron, mode, &set, &change),
            });
        }
    }
    listed.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.zone.cmp(&b.zone)));
    listed.dedup();
    Ok(listed)
}

fn effect(cron: &Cron, mode: &Mode, zone: &ZoneSet, change: &OffsetChange) -> Option<String> {
    match mode {
        Mode::SameMoment(anchor) if anchor.name() != zone.name() => shift_against(cron, anchor, zone, change),
        _ => moved_fire(cron, zone, change),
    }
}

/// A fire inside the gap or the repeated time.
fn moved_fire(cron: &Cron, zone: &ZoneSet, change: &OffsetChange) -> Option<String> {
    let (_, rules) = zone.clock();
    let length = i64::from(change.after.seconds() - change.before.seconds());
    // A repeated stretch begins its length before the change; a gap's catch-up stands at the change itself.
    let earlier = SignedDuration::from_secs(1 + (-length).max(0));
    let fire = next_fire(cron, rules, change.at.saturating_sub(earlier).ok()?)?;
    let wall = clock_words(fire.wall);
    match fire.turn {
        Turn::AfterGap if fire.at == change.at => {
            Some(format!("{wall} does not exist that day; it runs at {}.", clock_words(change.wall_after)))
        }
        Turn::FirstPass if fire.at < change.at && cron.is_wildcard() => {
            Some(format!("{wall} and what else falls into the repeated time comes twice, and runs twice."))
        }
        Turn::FirstPass if fire.at < change.at => {
            Some(format!("{wall} comes twice that day; it runs the first time only."))
        }
        _ => None,
    }
}

/// One moment for all: the other zones see it at another time of day after their change.
fn shift_against(cron: &Cron, anchor: &ZoneSet, zone: &ZoneSet, change: &OffsetChange) -> Option<String> {
    let fire = next_fire(cron, anchor.clock().1, change.at)?;
    let (before, after) = (change.before.to_datetime(fire.at), zone.clock().1.to_datetime(fire.at));
    Some(format!(
        "The next fire, {} in {}, comes at {} there rather than at {}.",
        clock_words(fire.wall),
        anchor.place(),
        clock_words(after),
        clock_words(before)
    ))
}
