//! Where numbers ring: all codes of a numbering area agree, and so do both ways of reading.

use callboard_phone::{Plain, Region, Whereabouts, ZonesOf, of_area, parse, plain, whereabouts};

const COMPLEXES: &str = include_str!("../../../assets/zones/complexes.tsv");
const NUMBER_ZONES: &str = include_str!("../../../assets/zones/number-zones.tsv");
const ZONE_COUNTRIES: &str = include_str!("../../../assets/zones/zone-country.tsv");
const AREAS: &str = include_str!("../../../assets/zones/area-codes.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn zones(found: &Whereabouts) -> Vec<&'static str> {
    match found.zones {
        ZonesOf::One(zone) => vec![zone],
        ZonesOf::Several(zones) => zones.to_vec(),
        ZonesOf::Unknown { .. } => Vec::new(),
    }
}

#[test]
fn all_codes_of_a_numbering_area_agree_on_zones_and_states() {
    let mut seen = 0;
    for row in rows(COMPLEXES) {
        let codes: Vec<u16> =
            row[0].split(',').chain(row[1].split(',')).filter_map(|code| code.parse().ok()).collect();
        let of = |code: &u16| of_area(*code).unwrap_or_else(|| panic!("{code} is in no table"));
        let first = of(&codes[0]);
        assert!(!zones(&first).is_empty(), "{} has a zone", codes[0]);
        for code in &codes {
            assert_eq!(zones(&of(code)), zones(&first), "{code} and {} share one area", codes[0]);
            assert_eq!(of(code).states, first.states, "{code}");
        }
        assert_eq!(first.states.join(","), row[2], "{}", codes[0]);
        seen += codes.len();
    }
    assert!(seen > 250, "{seen} codes were compared");
}

fn every_region() -> impl Iterator<Item = Region> {
    let letters = || (b'A'..=b'Z').map(char::from);
    letters().flat_map(move |a| letters().filter_map(move |b| Region::new(&format!("{a}{b}"))))
}

#[test]
fn every_zone_of_a_prefix_lies_in_a_country_of_its_calling_code() {
    // Ascension and Kosovo have plans of their own; IANA lists their zones under St Helena and Serbia.
    let listed_under = |region: String| match region.as_str() {
        "AC" => "SH".to_owned(),
        "XK" => "RS".to_owned(),
        _ => region,
    };
    let plans: Vec<(String, String)> = every_region()
        .map(|region| (region.calling_code().to_string(), listed_under(region.to_string())))
        .collect();
    let country_of = |zone: &str| {
        rows(ZONE_COUNTRIES)
            .find(|row| row[0] == zone)
            .map_or_else(|| panic!("{zone} is in no country"), |row| row[1])
    };
    let (mut compared, mut abroad) = (0, Vec::new());
    for row in rows(NUMBER_ZONES) {
        let homes: Vec<&str> = plans
            .iter()
            .filter(|(code, _)| row[0].starts_with(code.as_str()))
            .map(|(_, country)| country.as_str())
            .collect();
        for zone in row[1].split(',').filter(|zone| *zone != "*") {
            compared += 1;
            if !homes.contains(&country_of(zone)) {
                abroad.push(format!("+{} {zone}", row[0]));
            }
        }
    }
    assert!(compared > 1_200, "{compared} zones");
    assert!(abroad.is_empty(), "{abroad:?}");
}

#[test]
fn prefixes_that_the_source_puts_abroad_are_at_home() {
    let cases = [
        ("+74012123456", vec!["Europe/Kaliningrad"]),
        ("+78402261234", vec!["Europe/Moscow"]),
        ("+212520123456", vec!["Africa/Casablanca", "Africa/El_Aaiun"]),
        ("+97022234567", vec!["Asia/Gaza", "Asia/Hebron"]),
    ];
    for (number, expected) in cases {
        assert_eq!(zones(&whereabouts(number, None).unwrap()), expected, "{number}");
    }
}

#[test]
fn overlays_have_what_they_overlay_and_new_codes_are_known() {
    let cases = [
        (689, vec!["America/New_York"], "US-FL"),
        (448, vec!["America/Chicago", "America/New_York"], "US-FL"),
        (364, vec!["America/Chicago", "America/New_York"], "US-KY"),
        (930, vec!["America/Chicago", "America/New_York"], "US-IN"),
        (458, vec!["America/Denver", "America/Los_Angeles"], "US-OR"),
        (581, vec!["America/Halifax", "America/Toronto"], "CA-QC"),
        (457, vec!["America/Chicago"], "US-LA"),
        (483, vec!["America/Chicago"], "US-AL"),
        (861, vec!["America/Chicago"], "US-IL"),
    ];
    for (code, expected, state) in cases {
        let found = of_area(code).unwrap();
        assert_eq!((zones(&found), found.states), (expected, &[state][..]), "{code}");
    }
    for code in [236, 257, 672, 778] {
        assert!(zones(&of_area(code).unwrap()).contains(&"America/Edmonton"), "{code} overlays 250 too");
    }
}

/// Every way in which people and files write a number, of E.164 `+…` with its national writing where there is one.
fn writings(e164: &str) -> Vec<String> {
    let digits = &e164[1..];
    let grouped = digits
        .as_bytes()
        .chunks(3)
        .map(|part| std::str::from_utf8(part).expect("digits are ASCII"))
        .collect::<Vec<_>>();
    let wide: String = digits
        .chars()
        .map(|c| char::from_u32(u32::from(c) - 48 + 0xFF10).expect("a full-width digit"))
        .collect();
    let mut all = vec![
        e164.to_owned(),
        format!("+{}", grouped.join(" ")),
        format!("+{}", grouped.join("-")),
        format!("(+{}){}", grouped[0], grouped[1..].join(" ")),
        format!("'{e164}"),
        format!("tel:{e164}"),
        format!("=\"{e164}\""),
        format!("011 {digits}"),
        format!("＋{wide}"),
        format!("\u{A0}{e164}"),
        format!("\u{200E}{e164}"),
        format!("\u{202A}{e164}\u{202C}"),
        format!("\u{2066}{e164}\u{2069}"),
        format!("+{}", grouped.join("\u{200B}")),
        format!("{e164} home"),
        format!("{e164} ext. 7"),
        format!("+{}", grouped.join(".")),
    ];
    all.extend(foreign(digits));
    if let Some(national) = digits.strip_prefix('1').filter(|national| national.len() == 10) {
        let (area, exchange, line) = (&national[..3], &national[3..6], &national[6..]);
        all.extend([
            national.to_owned(),
            digits.to_owned(),
            format!("({area}) {exchange}-{line}"),
            format!("1-{area}-{exchange}-{line}"),
            format!("{area}.{exchange}.{line}"),
            format!("{national}.0"),
            format!("{area}{exchange}.{line}"),
            format!(" {area} {exchange} {line}"),
        ]);
    }
    all
}

/// Signs and words that stand for a plus or name a country.
fn foreign(digits: &str) -> Vec<String> {
    let before = [
        "⁺",
        "₊",
        "﹢",
        "➕",
        "➕\u{FE0F}",
        "∔",
        "∔ ",
        "﬩",
        "˖",
        "†",
        "plus ",
        "Plus: ",
        "intl ",
        "intl. ",
        "(International) ",
        "&plus;",
        "Norway ",
        "NO ",
        "Tel. NO ",
        "🇳🇴 ",
        "no: ",
        "²",
    ];
    let behind = ["+", " +", " Norway", " (NO)", " 🇳🇴", " Norway x12", "²"];
    let mut all: Vec<String> = before.iter().map(|sign| format!("{sign}{digits}")).collect();
    all.extend(behind.iter().map(|sign| format!("{digits}{sign}")));
    all
}

#[test]
fn a_number_with_another_plus_or_a_countrys_name_is_that_countrys_or_refused() {
    let us = Region::new("US");
    for digits in ["4722551234", "47 22 55 12 34", "4930123456", "6129876543", "3314012345"] {
        let e164 = format!("+{}", digits.replace(' ', ""));
        let right = whereabouts(&e164, us);
        let mut read = 0;
        for written in foreign(digits) {
            assert_eq!(plain(written.as_bytes(), true), None, "{written}");
            let found = whereabouts(&written, us);
            assert!(found.is_err() || found == right, "{written}: {found:?}");
            read += usize::from(found.is_ok());
        }
        assert!(read >= 13 || right.is_err(), "signs and words for a plus are read: {read} for {digits}");
        assert!(
            whereabouts(&digits.replace(' ', ""), us).is_ok() || !digits.starts_with("47"),
            "it had to be told"
        );
    }
}

/// One number of each area code, and numbers of the world in all lengths.
fn numbers() -> Vec<String> {
    let mut all: Vec<String> = rows(AREAS).map(|row| format!("+1{}5552671", row[0])).collect();
    all.extend(["800", "900", "500", "999", "211"].map(|area| format!("+1{area}5552671")));
    let world = [
        "+4930123456",
        "+4917212345678",
        "+442071838750",
        "+447400123456",
        "+447624123456",
        "+441534123456",
        "+33140123456",
        "+390612345678",
        "+34912345678",
        "+61255501234",
        "+61892345678",
        "+61412345678",
        "+74951234567",
        "+77012345678",
        "+912221234567",
        "+8613812345678",
        "+81312345678",
        "+525555550123",
        "+5215555550123",
        "+551131234567",
        "+541141234567",
        "+27111234567",
        "+35318001234",
        "+4721234567",
        "+35818123456",
        "+80012345678",
        "+870773111632",
        "+6421234567",
        "+972212345678",
        "+971412345678",
        "+4401721234567",
        "+490301234567",
        "+49999999999",
        "+3312",
        "+37",
        "+123456789012345",
    ];
    all.extend(world.map(str::to_owned));
    all
}

#[test]
fn the_quick_reading_agrees_with_the_parser_over_all_classes_of_writing() {
    let (mut quick, mut read) = (0, 0);
    for e164 in numbers() {
        for written in writings(&e164) {
            for region in ["US", "DE", ""] {
                let region = Region::new(region);
                let north_american = region.is_some_and(|region| region.calling_code() == 1);
                let slow = whereabouts(&written, region);
                read += usize::from(slow.is_ok());
                let Some(plainly) = plain(written.as_bytes(), north_american) else { continue };
                quick += 1;
                match plainly {
                    Plain::Area(code) => {
                        assert_eq!(slow, Ok(of_area(code).unwrap()), "{written:?} in {region:?}");
                    }
                    // Of a number that is in no plan the first digits alone are known, here and there.
                    Plain::Country(country) => {
                        if let Ok(slow) = slow {
                            assert_eq!(slow.country, Some(country), "{written:?} in {region:?}");
                        }
                        if parse(&written, region).is_ok() {
                            assert_eq!(slow.map(|slow| slow.country), Ok(Some(country)), "{written:?}");
                        }
                    }
                }
            }
        }
    }
    assert!(quick > 5_000 && read > 15_000, "{quick} quick readings of {read}");
}

#[test]
fn every_region_is_read_alike_by_its_first_digits() {
    for a in b'A'..=b'Z' {
        for b in b'A'..=b'Z' {
            let code = String::from_utf8(vec![a, b]).unwrap();
            let Some(region) = Region::new(&code) else { continue };
            for length in 4..=12_u32 {
                for lead in [1_u64, 2, 3, 5, 6, 7, 8, 9] {
                    let national = lead * 10_u64.pow(length - 1) + 123_456_789 % 10_u64.pow(length - 1);
                    let written = format!("+{}{national}", region.calling_code());
                    let Ok(parsed) = parse(&written, None) else { continue };
                    let slow = whereabouts(&written, None).unwrap();
                    match plain(written.as_bytes(), false) {
                        Some(Plain::Country(country)) => {
                            assert_eq!(slow.country, Some(country), "{parsed:?}");
                        }
                        Some(Plain::Area(code)) => assert_eq!(Some(slow), of_area(code), "{parsed:?}"),
                        None => {}
                    }
                }
            }
        }
    }
}
