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

#[test]
fn letters_count_in_vanity_numbers_alone() {
    assert_eq!(read("1-800-FLOWERS", "US").as_deref(), Ok("+18003569377"));
    assert_eq!(read("+1 800 FLOWERS", "").as_deref(), Ok("+18003569377"));
    let cases = [
        ("212-555-XXXX", PhoneError::Masked),
        ("212-555-NONE", PhoneError::Letters),
        ("1 212 FAXHOME", PhoneError::Letters),
        ("212-555-****", PhoneError::Masked),
        ("212-555-123O", PhoneError::LetterForDigit),
        ("2l2-555-1234", PhoneError::LetterForDigit),
        ("0800 FLOWERS", PhoneError::Letters),
    ];
    for (raw, expected) in cases {
        assert_eq!(read(raw, if raw.starts_with('0') { "DE" } else { "US" }), Err(expected), "{raw}");
    }
}

#[test]
fn a_word_beside_a_number_is_cut_off_said_and_never_dialled() {
    for raw in ["212-555-2671 home", "212-555-2671 (work)", "212-555-2671 cell", "Mobile: 212-555-2671"] {
        let parsed = parse(raw, Region::new("US")).unwrap();
        assert_eq!(parsed.e164.reveal(), "+12125552671", "{raw}");
        assert_eq!(parsed.repaired, [Damage::Words], "{raw}");
    }
}

#[test]
fn a_foreign_number_is_one_in_every_writing() {
    let writings = [
        "(+61) 8 9234 5678",
        "'+61892345678",
        "tel:+61892345678",
        "=\"+61892345678\"",
        "011 61 8 9234 5678",
        "＋６１８９２３４５６７８",
        "\u{A0}+61 8 9234 5678",
        "\u{200E}+61892345678",
        "\u{202A}+61892345678\u{202C}",
        "\u{2066}+61892345678\u{2069}",
        "+61\u{200B}892345678",
    ];
    for raw in writings {
        assert_eq!(read(raw, "US").as_deref(), Ok("+61892345678"), "{raw:?}");
    }
}

#[test]
fn an_opt_out_is_taken_for_every_number_that_is_possible() {
    let possible =
        |raw: &str| callboard_phone::possible(raw, None).map(|parsed| (parsed.e164.reveal(), parsed.listed));
    assert_eq!(possible("+14575550123"), Ok(("+14575550123".into(), false)));
    assert_eq!(possible("+5215555550123"), Ok(("+525555550123".into(), true)));
    assert_eq!(possible("+14155552671"), Ok(("+14155552671".into(), true)));
    assert_eq!(read("+14575550123", ""), Err(PhoneError::NotValid), "to be called it has to be listed");
    for nobody in [
        "+11235552671",
        "+14150552671",
        "+14115552671",
        "+1415555267",
        "+999123456789",
        "+49",
        "+141555526712345",
    ] {
        assert!(possible(nobody).is_err(), "nobody can dial {nobody}");
    }
}
