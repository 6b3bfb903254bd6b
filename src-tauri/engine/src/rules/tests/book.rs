use crate::rules::{BookError, Rule, RuleBook, SwitchedOff};

fn some_rule(edit: impl FnOnce(&mut Rule)) -> Rule {
    let mut rule = RuleBook::built_in().rules()[0].clone();
    rule.id = "ours".to_owned();
    edit(&mut rule);
    rule
}

fn refused(house: Vec<Rule>, off: Vec<SwitchedOff>) -> BookError {
    RuleBook::built_in().with_house(house, off).unwrap_err()
}

#[test]
fn a_row_that_makes_no_sense_is_refused_with_its_name() {
    let id = || "ours".to_owned();
    let closed = RuleBook::built_in().with_house(vec![some_rule(|rule| rule.hours.clear())], vec![]);
    assert!(closed.is_ok(), "only the house may close a place altogether, by a rule without hours");
    let backwards = some_rule(|rule| rule.hours[0].to = "08:00".parse().unwrap());
    assert_eq!(refused(vec![backwards], vec![]), BookError::EmptyHours(id()));
    let twice = some_rule(|rule| rule.hours.push(rule.hours[0].clone()));
    assert_eq!(refused(vec![twice], vec![]), BookError::DayTwice(id()));
    let nowhere = some_rule(|rule| rule.jurisdictions = vec!["US-XX".to_owned()]);
    assert!(matches!(refused(vec![nowhere], vec![]), BookError::UnknownJurisdiction { .. }));
    let taken = some_rule(|rule| rule.id = "ca-hours".to_owned());
    assert_eq!(refused(vec![taken], vec![]), BookError::DuplicateId("ca-hours".to_owned()));
}

#[test]
fn a_rule_is_switched_off_only_with_a_reason_and_only_if_it_exists() {
    let off = |rule: &str, why: &str| vec![SwitchedOff { rule: rule.to_owned(), why: why.to_owned() }];
    assert_eq!(refused(vec![], off("us-ky-hours", " ")), BookError::NoReason("us-ky-hours".to_owned()));
    assert_eq!(refused(vec![], off("us-zz-hours", "why")), BookError::UnknownRule("us-zz-hours".to_owned()));
}

#[test]
fn the_version_tells_books_apart_and_is_the_same_for_the_same_rows() {
    let built_in = RuleBook::built_in();
    let with = |minutes: &str| {
        let rule = some_rule(|rule| rule.hours[0].from = minutes.parse().unwrap());
        built_in.with_house(vec![rule], vec![]).unwrap()
    };
    assert_eq!(built_in.with_house(vec![], vec![]).unwrap().version(), "2026-12-01");
    assert!(with("09:00").version().starts_with("2026-12-01+house."));
    assert_eq!(with("09:00").version(), with("09:00").version());
    assert_ne!(with("09:00").version(), with("09:01").version());
    assert_eq!(with("09:00").with_house(vec![], vec![]).unwrap().version(), "2026-12-01");
}

#[test]
fn a_row_survives_being_written_and_read() {
    for rule in RuleBook::built_in().rules() {
        let text = serde_json::to_string(rule).unwrap();
        assert_eq!(&serde_json::from_str::<Rule>(&text).unwrap(), rule);
    }
    let unknown = r#"{"id":"x","counsel_revewed":true}"#;
    assert!(serde_json::from_str::<Rule>(unknown).is_err(), "a field that is misspelt is not ignored");
}

#[test]
fn a_time_of_day_is_written_in_one_way() {
    for wrong in ["8:00", "08:60", "24:01", "25:00", "0800", "", "08:00:00", "+8:00"] {
        assert!(wrong.parse::<crate::rules::TimeOfDay>().is_err(), "{wrong}");
    }
    assert_eq!("24:00".parse(), Ok(crate::rules::TimeOfDay::DAYS_END));
}
