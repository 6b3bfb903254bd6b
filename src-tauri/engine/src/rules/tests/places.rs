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
        ("KY", "US", "US-KY"),
        ("kentucky", "US", "US-KY"),
        ("N.Y.", "US", "US-NY"),
        ("new  york", "US", "US-NY"),
        ("Washington, D.C.", "US", "US-DC"),
        ("CA", "US", "US-CA"),
        ("PR", "US", "US-PR"),
        ("ON", "CA", "CA-ON"),
        ("Ontario", "CA", "CA-ON"),
        ("Québec", "CA", "CA-QC"),
        ("Que\u{301}bec", "CA", "CA-QC"),
        ("Newfoundland & Labrador", "CA", "CA-NL"),
    ];
    for (state, country, expected) in cases {
        assert_eq!(Jurisdiction::of_state(state, country), Some(place(expected)), "{state:?} in {country}");
    }
}

#[test]
fn an_unknown_state_is_none_and_not_the_laxer_country() {
    for (state, country) in
        [("XX", "US"), ("Kentuky", "US"), ("US-XX", "US"), ("CA", "CA"), ("ON", "US"), ("", "US")]
    {
        assert_eq!(Jurisdiction::of_state(state, country), None, "{state:?} in {country}");
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
