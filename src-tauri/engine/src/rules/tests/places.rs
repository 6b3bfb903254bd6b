use super::place;
use crate::rules::Jurisdiction;

#[test]
fn a_zone_tells_its_country_and_never_its_state() {
    let cases = [
        ("America/Chicago", Some("US")),
        ("US/Central", Some("US")),
        ("America/Toronto", Some("CA")),
        ("Europe/London", Some("GB")),
        ("Europe/Stockholm", Some("SE")),
        ("Asia/Calcutta", Some("IN")),
        ("Iceland", Some("IS")),
        ("America/Puerto_Rico", Some("US-PR")),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("Nowhere/City", None),
    ];
    for (zone, expected) in cases {
        assert_eq!(Jurisdiction::of_zone(zone).as_ref().map(Jurisdiction::as_str), expected, "{zone}");
    }
}

#[test]
fn a_state_is_understood_as_people_write_it() {
    let cases = [
        ("US-KY", "", "US-KY"),
        ("KY", "America/New_York", "US-KY"),
        ("kentucky", "America/New_York", "US-KY"),
        ("CA", "America/Los_Angeles", "US-CA"),
        ("ON", "America/Toronto", "CA-ON"),
        ("Ontario", "", "CA-ON"),
        ("", "America/Denver", "US"),
        ("Bayern", "Europe/Berlin", "DE"),
    ];
    for (state, zone, expected) in cases {
        assert_eq!(Jurisdiction::of_contact(state, zone), Ok(Some(place(expected))), "{state:?} in {zone:?}");
    }
    assert_eq!(Jurisdiction::of_contact("", "UTC"), Ok(None));
}

#[test]
fn an_unknown_state_is_an_error_and_not_the_laxer_country() {
    for state in ["XX", "Kentuky", "US-XX"] {
        let error = Jurisdiction::of_contact(state, "America/New_York").unwrap_err();
        assert!(error.to_string().contains(state), "{error}");
    }
}

#[test]
fn a_territory_is_under_federal_rules() {
    assert_eq!(place("PR"), place("US-PR"));
    assert_eq!((place("PR").country(), place("pr").state()), ("US", Some("US-PR")));
    for not in ["", "U", "USA", "US-", "US-XX", "US-ALABAMA", "1A", "é"] {
        assert_eq!(Jurisdiction::parse(not), None, "{not}");
    }
}
