//! The sentences a supervisor reads. Each names the place, the limit and the source of the rule.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Binding, DayWindow, Note, Place, Refusal, Weekday, Why};

pub(super) fn too_early(day: &DayWindow, place: &Place) -> String {
    let who = called(&place.zone, &day.from_by);
    format!("{who} may not be called before {} there ({}).", day.from, day.from_by.source)
}

pub(super) fn too_late(day: &DayWindow, place: &Place) -> String {
    let who = called(&place.zone, &day.to_by);
    format!("{who} may not be called at {} or later there ({}).", day.to, day.to_by.source)
}

pub(super) fn clamped(day: &DayWindow, place: &Place, asked: Timestamp) -> String {
    let who = called(&place.zone, &day.to_by);
    let asked = asked.to_zoned(place.zone.clone());
    let asked = if asked.date() == day.date {
        asked.strftime("%H:%M").to_string()
    } else {
        format!("{} on {}", asked.strftime("%H:%M"), date_in_words(asked.date()))
    };
    format!("Calls to {who} end at {} there instead of {asked} ({}).", day.to, day.to_by.source)
}

pub(super) fn refused_day(refusal: &Refusal, city: &str) -> String {
    let who = with_state(city, &refusal.by);
    let source = &refusal.by.source;
    let date = date_in_words(refusal.date);
    match &refusal.why {
        Why::Weekday => {
            format!("{who} may not be called on a {} ({source}).", Weekday::of(refusal.date).name())
        }
        Why::Holiday(name) => format!("{who} may not be called on {date}, {name} ({source})."),
        Why::NoCommonHour { to, from, opens_by } => format!(
            "{who} has no hour on {date} that every rule allows: one ends at {to} ({source}), another begins at {from} ({}).",
            opens_by.source
        ),
        Why::NoPlace => no_place(),
    }
}

pub(super) fn no_place() -> String {
    "It is not known where this call would go, so no rule can allow it.".to_owned()
}

pub(super) fn with_next(sentence: &str, next: Option<&Zoned>) -> String {
    match next {
        Some(next) => {
            let when = next.strftime("%A %-d %B %Y, %H:%M");
            format!("{sentence} Next legal start: {when} in {}.", city(next.time_zone()))
        }
        None => format!("{sentence} No legal start was found within 400 days."),
    }
}

pub(super) fn notes<'a>(notes: impl Iterator<Item = &'a Note>) -> BTreeSet<String> {
    let (mut states, mut newest, mut sentences) = (BTreeSet::new(), None, BTreeSet::new());
    let mut unread: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in notes {
        match one {
            Note::HouseDefault { rule, place } => {
                unread.entry(rule).or_default().insert(place);
            }
            Note::FederalHoursOnly { state, read_on } => {
                states.insert(state.as_str());
                newest = newest.max(*read_on);
            }
            other => {
                sentences.insert(note(other));
            }
        }
    }
    if !states.is_empty() {
        let states: Vec<&str> = states.into_iter().collect();
        sentences.insert(note(&Note::FederalHoursOnly { state: states.join(", "), read_on: newest }));
    }
    for (rule, places) in unread {
        let place = Vec::from_iter(places).join(", ");
        sentences.insert(note(&Note::HouseDefault { rule: rule.to_owned(), place }));
    }
    sentences
}

pub(super) fn note(note: &Note) -> String {
    match note {
        Note::StateUnknown { country } => {
            format!("The state is not known, so only the federal hours of {country} were applied.")
        }
        Note::FederalHoursOnly { state, read_on } => {
            let read = read_on.map(|day| format!(" (read on {day})")).unwrap_or_default();
            format!("Federal hours only in {state}: nothing stricter was found{read}.")
        }
        Note::HouseDefault { rule, place } => {
            format!("No law was read for {place}: the hours of the house were applied ({rule}).")
        }
        Note::HolidaysUnknown { jurisdiction, year } => {
            format!("The holidays of {jurisdiction} in {year} are not known, so none was kept.")
        }
    }
}

/// `America/Argentina/Buenos_Aires` → `Buenos Aires`.
pub(super) fn city(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("this zone");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// The city, and the state where its rule is what binds: a zone's city need not lie in that state.
fn called(zone: &TimeZone, by: &Binding) -> String {
    with_state(&city(zone), by)
}

fn with_state(city: &str, by: &Binding) -> String {
    match by.jurisdiction.as_ref().and_then(|jurisdiction| jurisdiction.state()) {
        Some(state) => format!("{city} ({state})"),
        None => city.to_owned(),
    }
}

fn date_in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
