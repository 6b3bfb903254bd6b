use callboard_phone::Region;
use callboard_rpc::types::RefusedKind;

use super::{Contact, Placer, place};
use crate::zone::ZoneData;

/// `zones laws source` of one contact, or the reason; and that the rows of a list are placed as one contact is.
fn placed(numbers: &[&str], zone: &str, state: &str) -> String {
    placed_in(numbers, zone, &[state], &[])
}

fn placed_in(numbers: &[&str], zone: &str, states: &[&str], countries: &[&str]) -> String {
    let data = ZoneData::bundled();
    let region = Region::new("US");
    let contact = Contact { numbers, zone: Some(zone), states, countries, region };
    let one = match place(&data, &contact) {
        Ok(placed) => format!("{} {} {:?}", placed.zone(), placed.law(), placed.source),
        Err(refusal) => format!("{:?}: {}", refusal.kind, refusal.reason),
    };
    let mut placer = Placer::new(&data, region);
    for turn in 0..2 {
        let cells = numbers.iter().map(|number| number.trim().as_bytes());
        let state_cells = states.iter().map(|state| state.trim().as_bytes());
        let country_cells = countries.iter().map(|country| country.trim().as_bytes());
        let row = match placer.place(zone.trim().as_bytes(), state_cells, country_cells, cells) {
            Ok(key) => format!("{} {} {:?}", placer.zone_name(key), placer.law_name(key), key.2),
            Err(refusal) => format!("{:?}: {}", refusal.kind, refusal.reason),
        };
        assert_eq!(row, one, "{numbers:?} {zone:?} {states:?} {countries:?}, row {turn}");
    }
    one
}

fn is_refused(numbers: &[&str], zone: &str, state: &str, word: &str) {
    let answer = placed(numbers, zone, state);
    assert!(
        answer.starts_with("Invalid: ") && answer.contains(word),
        "{numbers:?} {zone:?} {state:?}: {answer}"
    );
}

#[test]
fn utc_is_no_place_whatever_the_number_says() {
    for zone in ["UTC", "Etc/UTC", "GMT", "Zulu", "Etc/GMT+8", "+00:00", "Universal"] {
        let answer = placed(&["+14155552671"], zone, "CA");
        assert!(answer.starts_with("NeedsZone: "), "{zone}: {answer}");
    }
}

#[test]
fn the_laws_of_the_number_and_of_the_address_both_hold() {
    assert_eq!(placed(&["+12055550123"], "America/New_York", "NY"), "America/New_York US-AL|US-NY Contact");
    assert_eq!(placed(&["+12055550123"], "", "NY"), "America/New_York US-AL|US-NY State");
    assert_eq!(placed(&["+12055550123"], "America/New_York", ""), "America/New_York US-AL Contact");
    assert_eq!(placed(&["+19025552671"], "America/Halifax", ""), "America/Halifax CA-NS|CA-PE Contact");
    assert_eq!(
        placed(&["+12125552671"], "America/Puerto_Rico", ""),
        "America/Puerto_Rico US-NY|US-PR Contact"
    );
    assert_eq!(placed(&["+18005552671"], "America/Chicago", ""), "America/Chicago US Contact");
}

#[test]
fn every_number_of_a_contact_counts_for_zone_and_law() {
    assert_eq!(
        placed(&["+12125552671", "+14155552671"], "", ""),
        "America/Los_Angeles|America/New_York US-CA|US-NY Number"
    );
    assert_eq!(
        placed(&["+12125552671", "+12055550123"], "America/New_York", ""),
        "America/New_York US-AL|US-NY Contact"
    );
    assert_eq!(
        placed(&["+12145552671", "+19155552671"], "", "TX"),
        "America/Chicago|America/Denver US-TX Number"
    );
    assert_eq!(placed(&["+12125552671", "n/a"], "", ""), "America/New_York US-NY Number", "no number at all");
    assert_eq!(placed(&["", "+12125552671"], "", ""), "America/New_York US-NY Number");
    is_refused(&["+12125552671", "212-555-267O"], "", "", "letter");
    let held = placed(&["+12125552671", "+18005552671"], "", "");
    assert!(held.starts_with("NeedsZone: "), "the second may ring anywhere: {held}");
    assert_eq!(
        placed(&["+12125552671", "+13125552671", "+14155552671"], "America/Chicago", ""),
        "America/Chicago US-CA|US-IL|US-NY Contact"
    );
}

#[test]
fn zone_number_and_state_of_different_countries_are_refused() {
    for number in [
        "(+61) 8 5550 1234",
        "'+61 8 5550 1234",
        "tel:+61855501234",
        "=\"+61855501234\"",
        "011 61 8 5550 1234",
        "＋６１８５５５０１２３４",
        "\u{A0}+61 8 5550 1234",
        "\u{200E}+61855501234",
        "\u{202A}+61855501234\u{202C}",
        "\u{2066}+61855501234\u{2069}",
        "+61\u{200B}8\u{200B}55501234",
        "+61855501234",
    ] {
        is_refused(&[number], "", "WA", "different countries");
        is_refused(&[number], "America/Los_Angeles", "WA", "different countries");
        is_refused(&[number], "America/Los_Angeles", "", "different countries");
        assert_eq!(placed(&[number], "Australia/Perth", "WA"), "Australia/Perth AU Contact", "{number:?}");
    }
    is_refused(&["+14165552671"], "", "CA", "different countries");
    is_refused(&["+14165552671"], "America/Toronto", "CA", "different countries");
    is_refused(&["+12125552671"], "", "ON", "different countries");
    is_refused(&["+12125552671"], "Europe/Berlin", "", "different countries");
    is_refused(&["+12125552671", "+4930123456"], "", "", "different countries");
    is_refused(&[], "Europe/Berlin", "US-TX", "different countries");
    is_refused(&[], "Europe/Berlin", "Texas", "different countries");
    assert_eq!(placed(&["+390212345678"], "Europe/Rome", "MI"), "Europe/Rome IT Contact", "Milan");
    assert_eq!(placed(&["+4930123456"], "", "Bayern"), "Europe/Berlin DE Number");
}

#[test]
fn islands_of_one_calling_code_do_not_contradict_each_other() {
    assert_eq!(placed(&["+447624123456"], "Europe/London", ""), "Europe/London GB|IM Contact");
    assert_eq!(placed(&["+442071838750"], "Europe/Jersey", ""), "Europe/Jersey GB|JE Contact");
    is_refused(&["+77012345678"], "Europe/Moscow", "", "different countries");
}

#[test]
fn an_overlay_has_the_zones_and_the_law_of_what_it_overlays() {
    let cases = [
        ("+16895550123", "America/New_York US-FL Number"),
        ("+14485550123", "America/Chicago|America/New_York US-FL Number"),
        ("+14575550123", "America/Chicago US-LA Number"),
        ("+14835550123", "America/Chicago US-AL Number"),
        ("(861) 555-0123", "America/Chicago US-IL Number"),
    ];
    for (number, expected) in cases {
        assert_eq!(placed(&[number], "", ""), expected, "{number}");
    }
}

#[test]
fn a_spelling_of_a_zone_is_the_zone() {
    for zone in ["Asia/Calcutta", "asia/kolkata"] {
        assert_eq!(placed(&["+912221234567"], zone, ""), "Asia/Kolkata IN Contact", "{zone}");
    }
    assert_eq!(
        placed(&[], "US/Pacific", "Calif"),
        "Invalid: \"Calif\" is no state of the US and no province of Canada: write its code, such as US-KY."
    );
}

#[test]
fn what_says_nothing_needs_a_zone_and_what_is_no_number_is_invalid() {
    assert!(placed(&[], "", "").starts_with("NeedsZone: "));
    assert!(placed(&[" "], " ", " ").starts_with("NeedsZone: "));
    for number in ["212-555-XXXX", "212-555-123O", "n/a", "+1 123 555 2671"] {
        assert!(placed(&[number], "America/New_York", "").starts_with("Invalid: "), "{number}");
    }
    let data = ZoneData::bundled();
    let national = Contact { numbers: &["(212) 555-2671"], ..Contact::default() };
    let refusal = place(&data, &national).unwrap_err();
    assert_eq!(refusal.kind, RefusedKind::Invalid);
    assert!(refusal.reason.contains("no default region"), "{}", refusal.reason);
}

#[test]
fn a_refusal_never_shows_a_number() {
    for (zone, state) in [("+14155552671", ""), ("", "+14155552671")] {
        let answer = placed(&[], zone, state);
        assert!(!answer.contains("555"), "{answer}");
    }
}

#[test]
fn a_country_is_held_against_zone_number_and_state() {
    for (numbers, zone, state, country) in [
        (&[][..], "", "WA", "AU"),
        (&["4722551234"], "", "", "NO"),
        (&["+14722551234"], "", "", "Norway"),
        (&[], "America/New_York", "", "Norway"),
        (&["+12125552671"], "America/New_York", "NY", "CAN"),
        (&["+4917212345678"], "", "", "+44"),
        (&[], "", "NY", "44"),
    ] {
        let answer = placed_in(numbers, zone, &[state], &[country]);
        assert!(
            answer.starts_with("Invalid: ") && answer.contains("different countries"),
            "{numbers:?} {zone:?} {state:?} {country:?}: {answer}"
        );
    }
    let unknown = placed_in(&["+12125552671"], "", &[], &["Atlantis"]);
    assert!(unknown.starts_with("Invalid: ") && unknown.contains("Atlantis"), "{unknown}");
    let two = placed_in(&["+12125552671"], "", &[], &["US", "NO"]);
    assert!(two.contains("different countries"), "every country that is said holds: {two}");
}

#[test]
fn a_country_that_agrees_changes_nothing() {
    for country in ["US", "USA", "United States", "1", "+1", ""] {
        assert_eq!(
            placed_in(&["+12125552671"], "", &["NY"], &[country]),
            "America/New_York US-NY State",
            "{country}"
        );
    }
    assert_eq!(
        placed_in(&["+61892345678"], "", &["WA"], &["AU"]),
        "Australia/Adelaide|Australia/Perth AU Number",
        "Western Australia"
    );
    assert_eq!(
        placed_in(&["+17875552671"], "", &[], &["US"]),
        placed(&["+17875552671"], "", ""),
        "a territory"
    );
    assert_eq!(placed_in(&["+17875552671"], "", &[], &["PR"]), placed(&["+17875552671"], "", ""));
}

#[test]
fn every_state_of_a_contact_holds() {
    assert_eq!(placed_in(&[], "", &["NY", "AL"], &[]), "America/Chicago|America/New_York US-AL|US-NY State");
    assert_eq!(
        placed_in(&["+12125552671"], "America/New_York", &["", "AL"], &[]),
        "America/Chicago|America/New_York US-AL|US-NY Contact",
        "Alabama keeps another clock"
    );
    assert!(placed_in(&[], "", &["NY", "ON"], &[]).contains("different countries"));
}

#[test]
fn a_wish_not_to_be_called_beside_a_number_is_never_passed_over() {
    for number in
        ["212-555-1234 do not call", "212-555-1234 (don't call)", "212-555-1234 DNC", "opt out 212-555-1234"]
    {
        is_refused(&[number], "", "", "nobody is called against it");
        is_refused(&["+14155552671", number], "America/New_York", "NY", "nobody is called against it");
    }
    is_refused(&["+14155552671", "DNC"], "", "", "nobody is called against it");
    assert_eq!(placed(&["212-555-1234 home"], "", ""), "America/New_York US-NY Number");
}

#[test]
fn where_zone_and_state_of_one_country_disagree_the_clocks_of_both_count() {
    let both = "America/Los_Angeles|America/New_York US-CA Contact";
    assert_eq!(placed(&[], "America/New_York", "CA"), both);
    assert_eq!(placed(&["+14155552671"], "America/New_York", "CA"), both);
    assert_eq!(
        placed(&["+12125552671"], "America/New_York", "California"),
        "America/Los_Angeles|America/New_York US-CA|US-NY Contact"
    );
    assert_eq!(
        placed(&[], "America/Los_Angeles", "KY"),
        "America/Chicago|America/Los_Angeles|America/New_York US-KY Contact",
        "each clock of the state"
    );
    assert_eq!(
        placed(&["+14165552671"], "America/Vancouver", "ON"),
        "America/Toronto|America/Vancouver|America/Winnipeg CA-ON Contact"
    );
    assert_eq!(placed(&[], "America/Denver", "AZ"), "America/Denver US-AZ Contact", "the Navajo's");
    assert_eq!(
        placed(&[], "America/Chicago", "AZ"),
        "America/Chicago|America/Denver|America/Phoenix US-AZ Contact"
    );
}

#[test]
fn a_zone_that_keeps_the_time_of_its_state_agrees_with_it_by_whatever_name() {
    for (zone, state) in [
        ("America/Kentucky/Louisville", "KY"),
        ("America/Indiana/Indianapolis", "IN"),
        ("America/Detroit", "MI"),
        ("America/New_York", "MI"),
        ("America/Chicago", "KY"),
        ("America/Phoenix", "AZ"),
        ("America/Boise", "ID"),
        ("Pacific/Honolulu", "HI"),
        ("America/Toronto", "QC"),
    ] {
        let answer = placed(&[], zone, state);
        assert!(answer.starts_with(&format!("{zone} ")), "{zone} {state}: {answer}");
    }
}

#[test]
fn an_international_number_of_no_country_is_where_its_zone_says_and_nowhere_else() {
    for number in
        ["+800 1234 5678", "+882 1234 5678", "+870 773 111 632", "+881 612 345 678", "+979 1234 56789"]
    {
        for state in ["", "TX"] {
            for numbers in [vec![number], vec!["+12125552671", number]] {
                let answer = placed(&numbers, "", state);
                assert!(
                    answer.starts_with("NeedsZone: An international number of no country"),
                    "{numbers:?} {state:?}: {answer}"
                );
            }
        }
        assert_eq!(placed(&[number], "Asia/Tokyo", ""), placed(&[], "Asia/Tokyo", ""), "it adds no law");
        assert_eq!(placed(&[number], "America/Chicago", "TX"), placed(&[], "America/Chicago", "TX"));
    }
}
