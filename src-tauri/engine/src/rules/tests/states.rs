//! The law of every state, the district and the territories, hour by hour.

use jiff::civil::date;
use jiff::{SignedDuration, ToSpan as _, Zoned};

use super::{hours, place};
use crate::rules::{Note, RuleBook, Verdict, calendars};

/// Code, Monday to Friday, Saturday, Sunday, and whether nothing stricter than the federal hours was found.
const STATES: [(&str, &str, &str, &str, bool); 57] = [
    ("AL", "08-20", "08-20", "closed", false),
    ("AK", "08-21", "08-21", "08-21", true),
    ("AZ", "08-21", "08-21", "08-21", true),
    ("AR", "08-21", "08-21", "08-21", true),
    ("CA", "08-21", "08-21", "08-21", false),
    ("CO", "08-21", "08-21", "08-21", true),
    ("CT", "09-20", "09-20", "09-20", false),
    ("DE", "08-21", "08-21", "08-21", true),
    ("DC", "08-21", "08-21", "08-21", true),
    ("FL", "08-20", "08-20", "08-20", false),
    ("GA", "08-21", "08-21", "08-21", true),
    ("HI", "08-21", "08-21", "08-21", true),
    ("ID", "08-21", "08-21", "08-21", true),
    ("IL", "08-21", "08-21", "08-21", false),
    ("IN", "08-21", "08-21", "08-21", false),
    ("IA", "08-21", "08-21", "08-21", true),
    ("KS", "08-21", "08-21", "08-21", true),
    ("KY", "10-21", "10-21", "10-21", false),
    ("LA", "08-20", "08-20", "closed", false),
    ("ME", "08-21", "08-21", "08-21", false),
    ("MD", "08-20", "08-20", "08-20", false),
    ("MA", "08-20", "08-20", "08-20", false),
    ("MI", "09-21", "09-21", "09-21", false),
    ("MN", "09-21", "09-21", "09-21", false),
    ("MS", "08-20", "08-20", "closed", false),
    ("MO", "08-21", "08-21", "08-21", true),
    ("MT", "08-21", "08-21", "08-21", true),
    ("NE", "08-21", "08-21", "08-21", false),
    ("NV", "09-20", "09-20", "09-20", false),
    ("NH", "08-21", "08-21", "08-21", true),
    ("NJ", "08-21", "08-21", "08-21", false),
    ("NM", "09-21", "09-21", "09-21", false),
    ("NY", "08-21", "08-21", "08-21", false),
    ("NC", "08-21", "08-21", "08-21", true),
    ("ND", "08-21", "08-21", "08-21", false),
    ("OH", "08-21", "08-21", "08-21", true),
    ("OK", "08-20", "08-20", "08-20", false),
    ("OR", "08-20", "08-20", "08-20", false),
    ("PA", "08-21", "08-12", "closed", false),
    ("RI", "09-18", "10-17", "closed", false),
    ("SC", "08-21", "08-21", "08-21", false),
    ("SD", "09-21", "09-21", "closed", false),
    ("TN", "08-21", "08-21", "08-21", true),
    ("TX", "09-21", "09-21", "12-21", false),
    ("UT", "08-21", "08-21", "closed", false),
    ("VT", "08-21", "08-21", "08-21", true),
    ("VA", "08-21", "08-21", "08-21", false),
    ("WA", "08-20", "08-20", "08-20", false),
    ("WV", "08-21", "08-21", "08-21", true),
    ("WI", "08-21", "08-21", "08-21", false),
    ("WY", "08-20", "08-20", "08-20", false),
    ("AS", "08-21", "08-21", "08-21", true),
    ("GU", "08-21", "08-21", "08-21", true),
    ("MP", "08-21", "08-21", "08-21", true),
    ("PR", "08-21", "08-21", "08-21", true),
    ("UM", "08-21", "08-21", "08-21", true),
    ("VI", "08-21", "08-21", "08-21", true),
];

/// A week without a holiday anywhere, after every rule of the file has come into force.
const MONDAY: (i16, i8, i8) = (2027, 8, 16);

fn expected(state: &str, day: usize, hour: i8) -> bool {
    let row = STATES.iter().find(|row| row.0 == state).unwrap();
    let hours = [row.1, row.1, row.1, row.1, row.1, row.2, row.3][day];
    let Some((from, to)) = hours.split_once('-') else { return false };
    (from.parse::<i8>().unwrap()..to.parse().unwrap()).contains(&hour)
}

fn legal(book: &RuleBook, state: &str, at: &Zoned) -> bool {
    let end = at.checked_add(SignedDuration::from_mins(1)).unwrap();
    matches!(book.clamp(at, &end, &[place(&format!("US-{state}"))]).verdict, Verdict::Legal)
}

#[test]
fn every_state_is_legal_in_exactly_the_hours_of_its_row() {
    let book = RuleBook::built_in();
    let (year, month, first) = MONDAY;
    for (state, ..) in STATES {
        for day in 0..7_usize {
            for hour in 0..24_i8 {
                let date = date(year, month, first).checked_add(i64::try_from(day).unwrap().days()).unwrap();
                let at = date.at(hour, 0, 0, 0).in_tz("America/Chicago").unwrap();
                assert_eq!(legal(&book, state, &at), expected(state, day, hour), "US-{state} {at}");
            }
        }
    }
}

#[test]
fn every_state_of_the_list_has_a_row_of_its_own_and_says_where_that_is_the_federal_one() {
    let book = RuleBook::built_in();
    let listed = include_str!("../../../../../assets/rules/states.tsv").lines();
    let states: Vec<_> = listed.filter_map(|line| line.strip_prefix("US-")?.split_once('\t')).collect();
    assert_eq!(states.len(), STATES.len());
    for (code, name) in states {
        let own = format!("US-{code}");
        let rows: Vec<_> = book.rules().iter().filter(|rule| rule.jurisdictions.contains(&own)).collect();
        assert!(rows.iter().any(|rule| !rule.hours.is_empty()), "{name} has no row");
        let federal = STATES.iter().find(|row| row.0 == code).expect("a line of the table").4;
        assert_eq!(rows.iter().any(|rule| rule.federal_only), federal, "{name}");
        let noon = date(2027, 8, 17).at(12, 0, 0, 0).in_tz("America/Chicago").unwrap();
        let end = noon.checked_add(SignedDuration::from_hours(1)).unwrap();
        let ruling = book.clamp(&noon, &end, &[place(&own)]);
        assert_eq!(ruling.notes.iter().any(Note::is_federal_only), federal, "{name}: {:?}", ruling.notes);
    }
}

#[test]
fn the_holidays_of_a_state_are_computed_from_the_words_of_its_law() {
    let cases = [
        ("US-AL", "2027-04-26 2027-06-07 2027-12-01 2027-12-24 2027-12-31"),
        ("US-LA", "2026-11-03 2027-02-09 2027-03-26 2027-11-26 2028-02-29"),
        ("US-MS", "2027-04-26 2027-07-05 2027-12-25"),
        ("US-PA", "2027-03-26 2027-06-14 2027-11-02 2026-12-25"),
        ("US-RI", "2027-05-04 2027-06-18 2027-08-09 2028-11-07 2026-07-03"),
        ("US-UT", "2027-03-26 2026-06-15 2027-06-21 2027-07-23 2027-07-24 2033-07-25"),
        ("CA-BC", "2027-05-24 2027-09-30 2027-02-15"),
    ];
    let book = RuleBook::built_in();
    for (state, days) in cases {
        for day in days.split(' ') {
            assert!(hours(&book, &[state], day).starts_with("closed"), "{state} on {day}");
        }
    }
    assert_eq!(hours(&book, &["US-UT"], "2026-06-16"), "08:00-21:00 us-federal-hours/us-federal-hours");
    let federal = calendars().iter().find(|calendar| calendar.jurisdiction == "US").unwrap();
    let of_2027 = federal.days.keys().filter(|day| day.year() == 2027).count();
    assert_eq!(of_2027, 15, "eleven holidays, four of them observed on another day of the year, {federal:?}");
}

#[test]
fn the_table_that_is_shipped_is_the_one_that_is_applied() {
    let table = RuleBook::built_in().table();
    let shipped = include_str!("../../../../../assets/rules/states.md");
    assert!(table == shipped, "write it anew: callboard rules table > assets/rules/states.md");
    for (state, ..) in STATES {
        assert!(table.contains(&format!("(US-{state}) |")), "{state}");
    }
}

#[test]
fn pennsylvanias_sundays_are_closed_from_the_day_on_which_its_law_came_into_force() {
    let book = RuleBook::built_in();
    assert_eq!(hours(&book, &["US-PA"], "2026-10-11"), "08:00-21:00 us-federal-hours/us-federal-hours");
    assert_eq!(hours(&book, &["US-PA"], "2026-10-18"), "closed us-pa-sunday");
}
