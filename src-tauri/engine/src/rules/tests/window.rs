use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{in_short, place, rule_on};
use crate::rules::{Note, Place, RuleBook, SwitchedOff};

#[test]
fn a_start_outside_the_hours_is_refused_and_told_when_it_may() {
    let cases = [
        ("America/Denver", "US-CO", "2026-11-23T07:59:59", "refused us-federal-hours, next 2026-11-23T08:00"),
        ("America/Denver", "US-CO", "2026-11-23T21:00", "refused us-federal-hours, next 2026-11-24T08:00"),
        ("America/New_York", "US-KY", "2026-11-23T09:00", "refused us-ky-hours, next 2026-11-23T10:00"),
        ("America/New_York", "US-RI", "2026-11-28T17:00", "refused us-ri-hours, next 2026-11-30T09:00"),
        ("America/Chicago", "US-AL", "2026-11-29T12:00", "refused us-al-hours, next 2026-11-30T08:00"),
        ("America/Chicago", "US-LA", "2026-11-26T12:00", "refused us-la-hours, next 2026-11-28T08:00"),
    ];
    for (zone, code, start, expected) in cases {
        assert_eq!(in_short(&rule_on(zone, code, start, 60)), expected, "{code} {start}");
    }
}

#[test]
fn an_end_beyond_the_hours_is_clamped_and_one_on_the_edge_is_legal() {
    let cases = [
        ("America/Denver", "US-CO", "2026-11-23T08:00", 240, "legal"),
        ("America/Denver", "US-CO", "2026-11-23T17:00", 240, "legal"),
        ("America/Denver", "US-CO", "2026-11-23T17:00", 241, "until 21:00 us-federal-hours"),
        ("America/New_York", "US-FL", "2026-11-23T17:00", 240, "until 20:00 us-fl-hours"),
        ("America/Los_Angeles", "US-NV", "2026-11-23T19:59", 240, "until 20:00 us-nv-hours"),
        ("America/Toronto", "CA-ON", "2026-11-28T16:00", 240, "until 18:00 ca-hours"),
        ("America/Toronto", "CA-ON", "2026-11-23T18:00", 240, "until 21:30 ca-hours"),
        ("Europe/Berlin", "DE", "2026-11-23T18:00", 600, "until 20:00 default-hours"),
    ];
    for (zone, code, start, minutes, expected) in cases {
        assert_eq!(in_short(&rule_on(zone, code, start, minutes)), expected, "{code} {start} +{minutes}");
    }
}

#[test]
fn a_window_over_midnight_ends_with_its_first_day_even_without_any_rule() {
    let off = |rule: &str| SwitchedOff { rule: rule.to_owned(), why: "a test".to_owned() };
    let book = RuleBook::built_in().with_house(vec![], vec![off("default-hours")]).unwrap();
    let start: Zoned = "2026-11-23T22:00[Europe/Berlin]".parse().unwrap();
    let end: Zoned = "2026-11-24T02:00[Europe/Berlin]".parse().unwrap();
    let ruling = book.clamp(&start, &end, &[place("DE")]);
    assert_eq!(in_short(&ruling), "until 00:00 one-day");
    assert!(
        ruling.sentence.unwrap().starts_with("Calls to Berlin end at 24:00 there instead of 02:00 on 24")
    );
}

#[test]
fn hours_are_wall_time_on_the_days_the_clocks_change() {
    // Spring forward in New York on 8 March 2026: 08:00 is already summer time, 12:00 UTC.
    let spring = rule_on("America/New_York", "US-NY", "2026-03-08T07:59", 60);
    assert_eq!(in_short(&spring), "refused us-federal-hours, next 2026-03-08T08:00");
    assert_eq!(in_short(&rule_on("America/New_York", "US-NY", "2026-03-08T08:00", 13 * 60)), "legal");
    // Fall back on 1 November 2026: the day has 25 hours, the legal window still 13.
    let autumn = rule_on("America/New_York", "US-NY", "2026-11-01T08:00", 14 * 60);
    assert_eq!(in_short(&autumn), "until 21:00 us-federal-hours");
    let night = rule_on("America/New_York", "US-NY", "2026-10-31T22:00", 60);
    assert_eq!(in_short(&night), "refused us-federal-hours, next 2026-11-01T08:00");
    // Beirut's day of 29 March 2026 begins at 01:00, since midnight is skipped.
    assert_eq!(in_short(&rule_on("Asia/Beirut", "LB", "2026-03-29T09:00", 60)), "legal");
}

#[test]
fn a_refusal_is_a_sentence_with_place_limit_and_source() {
    let sentence = |zone, code, start| rule_on(zone, code, start, 60).sentence.unwrap();
    assert_eq!(
        sentence("America/Denver", "US-CO", "2026-11-23T06:00"),
        "Denver may not be called before 08:00 there (47 CFR 64.1200(c)(1)). Next legal start: Monday 23 November 2026, 08:00 in Denver."
    );
    let cases = [
        (
            sentence("America/Chicago", "US-AL", "2026-11-29T12:00"),
            "Chicago (US-AL) may not be called on a Sunday (Ala. Admin. Code r. 770-X-5-.17, through dropcowboy.com/state-compliance).",
        ),
        (
            sentence("America/Chicago", "US-AL", "2026-11-26T12:00"),
            "Chicago (US-AL) may not be called on 26 November 2026, Thanksgiving Day (Ala. Admin. Code r. 770-X-5-.17, through dropcowboy.com/state-compliance).",
        ),
        (
            sentence("America/New_York", "US-FL", "2026-11-23T20:00"),
            "New York (US-FL) may not be called at 20:00 or later there (Fla. Stat. 501.616(6)(a), through dropcowboy.com/state-compliance).",
        ),
        (
            sentence("America/New_York", "US-FL", "2026-11-23T19:30"),
            "Calls to New York (US-FL) end at 20:00 there instead of 20:30 (Fla. Stat. 501.616(6)(a), through dropcowboy.com/state-compliance).",
        ),
    ];
    for (found, expected) in cases {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn what_was_not_known_is_noted() {
    let notes = |zone, code, start| rule_on(zone, code, start, 60).notes;
    let federal_only = notes("America/Chicago", "US", "2026-11-23T12:00");
    assert_eq!(federal_only, [Note::StateUnknown { country: "US".to_owned() }]);
    assert!(federal_only[0].sentence().contains("only the federal hours of US were applied"));
    assert_eq!(notes("America/Chicago", "US-TX", "2026-11-23T12:00"), []);
    let georgia = notes("America/New_York", "US-GA", "2026-11-23T12:00");
    let read_on = Some(super::day("2026-12-01"));
    assert_eq!(georgia, [Note::FederalHoursOnly { state: "US-GA".to_owned(), read_on }]);
    assert_eq!(
        georgia[0].sentence(),
        "Federal hours only in US-GA: nothing stricter was found (read on 2026-12-01)."
    );
    let default =
        |place: &str| Note::HouseDefault { rule: "default-hours".to_owned(), place: place.to_owned() };
    assert_eq!(notes("Europe/Berlin", "DE", "2026-11-23T12:00"), [default("DE")]);
    assert_eq!(
        Vec::from_iter(Note::sentences([default("DE"), default("AT"), default("DE")].iter())),
        ["No law was read for AT, DE: the hours of the house were applied (default-hours)."]
    );
    let beyond = Note::HolidaysUnknown { jurisdiction: "US-AL".to_owned(), year: 2100 };
    assert_eq!(notes("America/Chicago", "US-AL", "2100-11-23T12:00"), [beyond]);
}

#[test]
fn states_with_federal_hours_only_are_named_in_one_sentence() {
    let note = |state: &str, day: &str| Note::FederalHoursOnly {
        state: state.to_owned(),
        read_on: Some(super::day(day)),
    };
    let unknown = Note::StateUnknown { country: "US".to_owned() };
    let notes = [note("US-GA", "2026-12-01"), unknown.clone(), note("US-AK", "2026-11-30"), unknown];
    let sentences: Vec<String> = Note::sentences(notes.iter()).into_iter().collect();
    assert_eq!(
        sentences,
        [
            "Federal hours only in US-AK, US-GA: nothing stricter was found (read on 2026-12-01).",
            "The state is not known, so only the federal hours of US were applied.",
        ]
    );
}

/// Area code 850 lies in Eastern and in Central time.
fn panhandle() -> Vec<Place> {
    let zones = ["America/New_York", "America/Chicago"];
    let place_in = |zone| Place { zone: TimeZone::get(zone).unwrap(), jurisdictions: vec![place("US-FL")] };
    zones.into_iter().map(place_in).collect()
}

#[test]
fn a_contact_in_one_of_several_zones_is_called_only_when_it_is_legal_in_all() {
    let ruled = |start: &str, end: &str| {
        let instant = |text: &str| text.parse::<Timestamp>().unwrap();
        in_short(&RuleBook::built_in().clamp_everywhere(instant(start), instant(end), &panhandle()))
    };
    // 08:30 in New York is 07:30 in Chicago.
    assert_eq!(
        ruled("2026-11-23T13:30:00Z", "2026-11-23T15:00:00Z"),
        "refused us-federal-hours, next 2026-11-23T09:00"
    );
    assert_eq!(ruled("2026-11-23T14:00:00Z", "2026-11-23T18:00:00Z"), "legal");
    // New York closes first, at 20:00 there.
    assert_eq!(ruled("2026-11-23T23:00:00Z", "2026-11-24T02:00:00Z"), "until 20:00 us-fl-hours");
    assert_eq!(
        ruled("2026-11-24T01:30:00Z", "2026-11-24T02:00:00Z"),
        "refused us-fl-hours, next 2026-11-24T09:00"
    );
}

#[test]
fn a_window_to_nowhere_is_refused() {
    let start: Zoned = "2026-11-23T12:00[UTC]".parse().unwrap();
    for ruling in [
        RuleBook::built_in().clamp(&start, &start, &[]),
        RuleBook::built_in().clamp_everywhere(start.timestamp(), start.timestamp(), &[]),
    ] {
        assert_eq!(in_short(&ruling), "refused place-unknown, next never");
    }
}
