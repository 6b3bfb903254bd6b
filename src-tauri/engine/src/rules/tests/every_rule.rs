use super::{day, hours};
use crate::rules::{Kind, RuleBook, calendars};

/// A Monday, a Saturday and a Sunday without a holiday, for every row of hours.
#[test]
fn every_row_of_hours_gives_its_own_hours() {
    let cases = [
        ("US-TX", "09:00-21:00", "09:00-21:00", "12:00-21:00"),
        ("US-AL", "08:00-20:00", "08:00-20:00", "closed"),
        ("US-FL", "08:00-20:00", "08:00-20:00", "08:00-20:00"),
        ("US-OK", "08:00-20:00", "08:00-20:00", "08:00-20:00"),
        ("US-LA", "08:00-20:00", "08:00-20:00", "closed"),
        ("US-MS", "08:00-20:00", "08:00-20:00", "closed"),
        ("US-KY", "10:00-21:00", "10:00-21:00", "10:00-21:00"),
        ("US-MD", "08:00-20:00", "08:00-20:00", "08:00-20:00"),
        ("US-MI", "09:00-21:00", "09:00-21:00", "09:00-21:00"),
        ("US-MN", "09:00-21:00", "09:00-21:00", "09:00-21:00"),
        ("US-NM", "09:00-21:00", "09:00-21:00", "09:00-21:00"),
        ("US-NV", "09:00-20:00", "09:00-20:00", "09:00-20:00"),
        ("US-RI", "09:00-18:00", "10:00-17:00", "closed"),
        ("US-OR", "08:00-20:00", "08:00-20:00", "08:00-20:00"),
        ("US-CT", "09:00-20:00", "09:00-20:00", "09:00-20:00"),
        ("US-MA", "08:00-20:00", "08:00-20:00", "08:00-20:00"),
        ("US-PR", "08:00-21:00", "08:00-21:00", "08:00-21:00"),
        ("CA-ON", "09:00-21:30", "10:00-18:00", "10:00-18:00"),
        ("GB", "08:00-21:00", "09:00-21:00", "09:00-21:00"),
        ("DE", "09:00-20:00", "09:00-20:00", "09:00-20:00"),
    ];
    let book = RuleBook::built_in();
    for (code, monday, saturday, sunday) in cases {
        for (date, expected) in [("2026-11-23", monday), ("2026-11-28", saturday), ("2026-11-29", sunday)] {
            let found = hours(&book, &[code], date);
            assert!(found.starts_with(expected), "{code} on {date}: {found}, the row says {expected}");
        }
    }
}

#[test]
fn a_rule_holds_from_its_effective_date_on() {
    let book = RuleBook::built_in();
    assert_eq!(hours(&book, &["US-OR"], "2025-12-31"), "08:00-21:00 us-federal-hours/us-federal-hours");
    assert_eq!(hours(&book, &["US-OR"], "2026-01-01"), "08:00-20:00 us-federal-hours/us-or-hours");
}

#[test]
fn a_state_holiday_is_closed_and_only_there() {
    let book = RuleBook::built_in();
    for (code, date, expected) in [
        ("US-AL", "2026-11-26", "closed us-al-hours"),
        ("US-LA", "2026-11-27", "closed us-la-hours"),
        ("US-LA", "2026-11-03", "closed us-la-hours"),
        ("US-AL", "2027-12-24", "closed us-al-hours"),
        ("US-AL", "2026-07-03", "closed us-al-hours"),
        ("US-MS", "2026-11-26", "closed us-ms-hours"),
        ("US-TX", "2026-11-26", "09:00-21:00 us-tx-hours/us-federal-hours"),
    ] {
        assert_eq!(hours(&book, &[code], date), expected, "{code} on {date}");
    }
}

#[test]
fn the_file_has_every_row_and_none_was_reviewed_by_counsel() {
    let book = RuleBook::built_in();
    assert_eq!(book.version(), "2026-12-01");
    assert_eq!(book.rules().len(), 67, "the rows of the table of calling rules");
    for rule in book.rules() {
        assert!(!rule.counsel_reviewed && !rule.source.is_empty() && rule.version >= 1, "{}", rule.id);
        assert_eq!(rule.kind == Kind::Hours, rule.enforced, "{}: only hours are enforced so far", rule.id);
        assert_eq!(
            rule.enforced,
            rule.not_enforced_because.is_none(),
            "{} says why it is only shown",
            rule.id
        );
    }
}

#[test]
fn rules_that_are_only_shown_are_found_and_narrow_nothing() {
    let book = RuleBook::built_in();
    let found = book.applicable(&[super::place("US-FL")], day("2026-11-23"));
    let ids: Vec<_> = found.iter().map(|rule| rule.id.as_str()).collect();
    assert!(ids.contains(&"us-fl-ok-frequency") && ids.contains(&"us-abandon"), "{ids:?}");
    assert!(!ids.contains(&"us-ky-hours") && !ids.contains(&"default-hours"), "{ids:?}");
}

#[test]
fn every_calendar_has_christmas_in_every_year_it_speaks_for_and_no_other_year() {
    for calendar in calendars() {
        assert!(calendar.days.keys().all(|date| calendar.knows(*date)), "{}", calendar.jurisdiction);
        for year in 2020..=2099 {
            let christmas = jiff::civil::date(year, 12, 25);
            assert!(calendar.holiday(christmas).is_some(), "{} {year}", calendar.jurisdiction);
        }
        assert!(!calendar.knows(jiff::civil::date(2100, 12, 25)));
    }
}

#[test]
fn a_rule_that_is_closed_on_holidays_has_a_calendar_for_each_of_its_places() {
    for rule in RuleBook::built_in().rules().iter().filter(|rule| rule.closed_on_holidays) {
        for place in &rule.jurisdictions {
            assert!(
                calendars().iter().any(|calendar| calendar.jurisdiction == *place),
                "{}: {place}",
                rule.id
            );
        }
    }
}
