use super::{day, hours, place};
use crate::rules::{Confidence, Hours, Kind, Rule, RuleBook, SwitchedOff, Weekday, Why};

#[test]
fn the_strictest_edge_of_all_places_wins_and_is_named() {
    let book = RuleBook::built_in();
    let cases = [
        (vec!["US-TX", "US-KY"], "10:00-21:00 us-ky-hours/us-federal-hours"),
        (vec!["US-KY", "US-FL"], "10:00-20:00 us-ky-hours/us-fl-hours"),
        (vec!["US-NV", "US-RI"], "09:00-18:00 us-nv-hours/us-ri-hours"),
        (vec!["US-CA", "CA-BC"], "09:00-21:00 ca-hours/us-federal-hours"),
        (vec!["US-TX", "DE"], "09:00-20:00 us-tx-hours/default-hours"),
    ];
    for (codes, expected) in cases {
        assert_eq!(hours(&book, &codes, "2026-11-23"), expected, "{codes:?}");
    }
}

#[test]
fn deny_wins_over_any_hours() {
    let book = RuleBook::built_in();
    assert_eq!(hours(&book, &["US-TX", "US-RI"], "2026-11-29"), "closed us-ri-hours");
    assert_eq!(hours(&book, &["US-TX", "US-RI"], "2026-11-28"), "10:00-17:00 us-ri-hours/us-ri-hours");
    assert_eq!(hours(&book, &["US-AL", "US-TX"], "2026-11-29"), "closed us-al-hours");
}

#[test]
fn a_place_that_nobody_knows_has_no_hours() {
    let refusal = RuleBook::built_in().allowed(&[], day("2026-11-23")).unwrap_err();
    assert_eq!(refusal.why, Why::NoPlace);
}

#[test]
fn every_edge_names_rule_version_and_source() {
    let window = RuleBook::built_in().allowed(&[place("US-KY")], day("2026-11-23")).unwrap();
    assert_eq!((window.from_by.rule.as_str(), window.from_by.version), ("us-ky-hours", 2));
    assert_eq!(window.from_by.jurisdiction, Some(place("US-KY")));
    assert_eq!(window.to_by.source, "47 CFR 64.1200(c)(1)");
    assert_eq!(window.to_by.jurisdiction, Some(place("US")), "the federal rule is the country's");
}

fn house(id: &str, jurisdiction: &str, from: &str, to: &str) -> Rule {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let days = vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun];
    Rule {
        id: id.to_owned(),
        version: 1,
        jurisdictions: vec![jurisdiction.to_owned()],
        scope: "calls".to_owned(),
        kind: Kind::Hours,
        says: String::new(),
        hours: vec![Hours { days, from: from.parse().unwrap(), to: to.parse().unwrap() }],
        federal_only: false,
        closed_on_holidays: false,
        limit: None,
        effective_from: None,
        effective_until: None,
        source: "house".to_owned(),
        read_on: None,
        confidence: Confidence::HouseDefault,
        counsel_reviewed: false,
        enforced: true,
        not_enforced_because: None,
        house: false,
    }
}

#[test]
fn a_rule_of_the_house_only_makes_it_stricter() {
    let stricter = vec![house("ours", "*", "09:30", "20:30"), house("wide-de", "DE", "06:00", "23:00")];
    let book = RuleBook::built_in().with_house(stricter, vec![]).unwrap();
    assert_eq!(hours(&book, &["US-TX"], "2026-11-23"), "09:30-20:30 ours/ours");
    assert_eq!(hours(&book, &["US-RI"], "2026-11-23"), "09:30-18:00 ours/us-ri-hours");
    assert_eq!(
        hours(&book, &["DE"], "2026-11-23"),
        "09:30-20:00 ours/default-hours",
        "a wide rule of the house does not replace the default of its country"
    );
}

#[test]
fn rules_that_leave_no_hour_between_them_close_the_day_and_name_both() {
    let book =
        RuleBook::built_in().with_house(vec![house("mornings", "*", "07:00", "09:00")], vec![]).unwrap();
    let refusal = book.allowed(&[place("US-KY")], day("2026-11-23")).unwrap_err();
    assert_eq!(refusal.by.rule, "mornings");
    let Why::NoCommonHour { opens_by, .. } = &refusal.why else { panic!("{refusal:?}") };
    assert_eq!(opens_by.rule, "us-ky-hours");
    assert!(refusal.sentence("Louisville").contains("one ends at 09:00 (house), another begins at 10:00"));
}

#[test]
fn a_switched_off_rule_binds_nobody_and_never_leaves_a_country_without_hours() {
    let off = |rule: &str| SwitchedOff { rule: rule.to_owned(), why: "written consent, case 14".to_owned() };
    let book = RuleBook::built_in().with_house(vec![], vec![off("us-ky-hours"), off("gb-hours")]).unwrap();
    assert_eq!(hours(&book, &["US-KY"], "2026-11-23"), "08:00-21:00 us-federal-hours/us-federal-hours");
    assert_eq!(hours(&book, &["GB"], "2026-11-23"), "09:00-20:00 default-hours/default-hours");
    assert_eq!(book.switched_off("us-ky-hours"), Some("written consent, case 14"));
}
