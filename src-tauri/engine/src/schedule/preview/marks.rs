use callboard_rpc::types::Mark;

use super::asked::{Asked, Mode};
use super::group::Group;
use super::window::Window;
use crate::schedule::fires::Turn;
use crate::zone::{OffsetChange, changes_after, chrono_tz_offset};
use crate::zone::{clock_words, offset_words};

/// What about this window a supervisor would not expect.
pub(super) fn marks(asked: &Asked<'_>, group: &Group, window: &Window) -> Vec<Mark> {
    let (name, zone) = group.zones().clock();
    let turn = window.fire.map_or(Turn::Plain, |fire| fire.turn);
    let holds = |mark: Mark| match mark {
        Mark::Gap => turn == Turn::AfterGap,
        Mark::Overlap => matches!(turn, Turn::FirstPass | Turn::SecondPass),
        Mark::ClockChangesInside => change_inside(group, window).is_some(),
        Mark::OffsetDiffers => zone.to_offset(window.start) != zone.to_offset(asked.today),
        Mark::OtherDay => match asked.mode {
            Mode::ContactTime => false,
            Mode::SameMoment(anchor) => {
                anchor.clock().1.to_datetime(window.start).date() != zone.to_datetime(window.start).date()
            }
        },
        Mark::LawChanged => {
            chrono_tz_offset(name, window.start).is_some_and(|old| old != zone.to_offset(window.start))
        }
    };
    ALL.into_iter().filter(|mark| holds(*mark)).collect()
}

/// The mark in a sentence.
pub(super) fn mark_words(asked: &Asked<'_>, group: &Group, window: &Window, mark: Mark) -> String {
    let (name, zone) = group.zones().clock();
    let place = group.zones().place();
    match mark {
        Mark::Gap | Mark::Overlap => turn_words(asked, group, window),
        Mark::ClockChangesInside => inside_words(&place, group, window),
        Mark::OffsetDiffers => format!(
            "{place} is at {} then; today it is at {}.",
            offset_words(zone.to_offset(window.start)),
            offset_words(zone.to_offset(asked.today))
        ),
        Mark::OtherDay => {
            let anchor = asked.mode.clock_of(group.zones());
            format!(
                "In {place} it is {} then, and {} in {}.",
                zone.to_datetime(window.start).strftime("%A"),
                anchor.clock().1.to_datetime(window.start).strftime("%A"),
                anchor.place()
            )
        }
        Mark::LawChanged => format!(
            "The law of {place} changed: IANA release {} says {}, older data say {}.",
            asked.zones.release(),
            offset_words(zone.to_offset(window.start)),
            chrono_tz_offset(name, window.start).map_or_else(String::new, offset_words)
        ),
    }
}

/// What the clock of the zone that the expression is read in did to the fire.
fn turn_words(asked: &Asked<'_>, group: &Group, window: &Window) -> String {
    let Some(fire) = window.fire else { return String::new() };
    let clock = asked.mode.clock_of(group.zones());
    let (wall, place) = (clock_words(fire.wall), clock.place());
    match fire.turn {
        Turn::AfterGap => {
            let runs = clock_words(clock.clock().1.to_datetime(window.start));
            format!("{wall} does not exist in {place} that day; it runs right after the gap, at {runs}.")
        }
        Turn::SecondPass => format!("{wall} comes twice in {place} that day; this is the second."),
        _ if asked.cron.is_wildcard() => {
            format!("{wall} comes twice in {place} that day; this is the first.")
        }
        _ => format!("{wall} comes twice in {place} that day; it runs the first time only."),
    }
}

fn inside_words(place: &str, group: &Group, window: &Window) -> String {
    let Some(change) = change_inside(group, window) else { return String::new() };
    let direction = if change.after > change.before { "forward" } else { "back" };
    let passed = window.asked_end.duration_since(window.start);
    let by = i64::from(change.after.seconds()) - i64::from(change.before.seconds());
    let shown = passed + jiff::SignedDuration::from_secs(by);
    format!(
        "The clocks in {place} go {direction} inside the window, from {} to {}: {} pass and the clock shows {}.",
        clock_words(change.wall_before),
        clock_words(change.wall_after),
        hours(passed),
        hours(shown)
    )
}

fn hours(duration: jiff::SignedDuration) -> String {
    match (duration.as_mins() / 60, duration.as_mins() % 60) {
        (hours, 0) => format!("{hours} h"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The clock change strictly inside the window as it was asked for.
fn change_inside(group: &Group, window: &Window) -> Option<OffsetChange> {
    changes_after(group.zones().clock().1, window.start).next().filter(|change| change.at < window.asked_end)
}

const ALL: [Mark; 6] = [
    Mark::Gap,
    Mark::Overlap,
    Mark::ClockChangesInside,
    Mark::OffsetDiffers,
    Mark::OtherDay,
    Mark::LawChanged,
];
