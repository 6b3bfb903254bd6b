//! Numbers as people and files write them, by name.

use callboard_phone::{Damage, PhoneError, Region, parse};

fn read(raw: &str, region: &str) -> Result<String, PhoneError> {
    parse(raw, Region::new(region)).map(|parsed| parsed.e164.reveal())
}

#[test]
fn a_number_with_plus_is_its_own_countrys_whatever_the_default() {
    for region in ["US", "DE", "GB", "RU", ""] {
        assert_eq!(read("+4917212345678", region).as_deref(), Ok("+4917212345678"), "default {region}");
        assert_eq!(read("+14155552671", region).as_deref(), Ok("+14155552671"), "default {region}");
    }
}

#[test]
fn every_writing_of_a_number_is_the_same_number() {
    let cases = [
        ("(415) 555-2671", "US", "+14155552671"),
        ("1-415-555-2671", "US", "+14155552671"),
        ("011 49 172 12345678", "US", "+4917212345678"),
        ("0049 (0)172 / 12345678", "DE", "+4917212345678"),
        ("+49 (0)172 12345678", "US", "+4917212345678"),
        ("tel:+1-415-555-2671", "", "+14155552671"),
        ("tel:0172-12345678;phone-context=+49", "US", "+4917212345678"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("Tel.: 030 123456 ", "DE", "+4930123456"),
        ("＋１４１５５５５２６７１", "", "+14155552671"),
        ("٠١٧٢١٢٣٤٥٦٧٨", "DE", "+4917212345678"),
        ("+39 06 12345678", "US", "+390612345678"),
    ];
    for (raw, region, expected) in cases {
        assert_eq!(read(raw, region).as_deref(), Ok(expected), "{raw} in {region}");
    }
}

#[test]
fn ranges_of_the_last_years_are_valid() {
    for area in ["273", "274", "472", "983"] {
        let raw = format!("+1{area}5552671");
        assert_eq!(read(&raw, "").as_deref(), Ok(raw.as_str()), "{area} is in service");
    }
}

#[test]
fn an_extension_is_kept_beside_the_number_and_never_in_it() {
    for raw in
        ["+1 415 555 2671 ext. 89", "(415) 555-2671 x89", "tel:+1-415-555-2671;ext=89", "+14155552671#89"]
    {
        let parsed = parse(raw, Region::new("US")).unwrap();
        assert_eq!(parsed.e164.reveal(), "+14155552671", "{raw}");
        assert_eq!(parsed.extension.as_deref(), Some("89"), "{raw}");
    }
    assert_eq!(parse("+14155552671", None).unwrap().extension, None);
}

#[test]
fn a_national_number_without_a_region_is_refused_and_never_taken_for_american() {
    for raw in ["4155552671", "(415) 555-2671", "030 123456", "1-800-FLOWERS", "0049 30 123456"] {
        assert_eq!(read(raw, ""), Err(PhoneError::NeedsRegion), "{raw}");
    }
}

#[test]
fn a_refusal_says_which_of_the_reasons_it_is() {
    let cases = [
        ("", "US", PhoneError::Empty),
        (" \u{A0} ", "US", PhoneError::Empty),
        ("no number", "US", PhoneError::NotANumber),
        ("+999 123456789", "US", PhoneError::UnknownCallingCode),
        ("+1", "US", PhoneError::NotANumber),
        ("12345678901234567890", "US", PhoneError::TooLong),
        ("+1 123 555 2671", "US", PhoneError::NotValid),
        ("4.16E+09", "US", PhoneError::DigitsLost),
    ];
    for (raw, region, expected) in cases {
        assert_eq!(read(raw, region), Err(expected), "{raw:?}");
    }
}

#[test]
fn spreadsheet_damage_is_repaired_and_said() {
    let cases = [
        ("4155552671.0", vec![Damage::DecimalPoint]),
        ("4.155552671E9", vec![Damage::Scientific]),
        ("'4155552671", vec![Damage::Apostrophe]),
        ("415\u{A0}555\u{A0}2671", vec![Damage::NoBreakSpace]),
    ];
    for (raw, damage) in cases {
        let parsed = parse(raw, Region::new("US")).unwrap();
        assert_eq!(parsed.e164.reveal(), "+14155552671", "{raw:?}");
        assert_eq!(parsed.repaired, damage, "{raw:?}");
    }
    assert_eq!(
        read("301234567.0", "DE").as_deref(),
        Ok("+49301234567"),
        "read with the point as punctuation it would be another German number, also valid"
    );
}

#[test]
fn reasons_never_repeat_the_number() {
    for raw in ["+1 123 555 2671", "4155552671", "12345678901234567890", "4.15555267E9"] {
        let error = parse(raw, None).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("555"), "{raw}");
    }
}
