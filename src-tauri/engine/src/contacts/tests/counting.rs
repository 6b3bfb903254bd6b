use std::io::Cursor;

use callboard_phone::Region;
use callboard_rpc::types::{ColumnMapping, RefusedContact, RefusedKind, ZoneSource};

use crate::contacts::{CountOptions, Counts, count};
use crate::zone::ZoneData;

fn read(bytes: &[u8], options: &CountOptions) -> crate::kernel::Result<(Counts, Vec<RefusedContact>)> {
    let mut refused = Vec::new();
    let counts = count(Cursor::new(bytes), options, &ZoneData::bundled(), |row| {
        refused.push(row);
        Ok(())
    })?;
    assert_eq!(counts.rows, counts.placed + counts.needs_zone + counts.invalid, "no row vanishes");
    assert_eq!(refused.len() as u64, counts.needs_zone + counts.invalid);
    assert_eq!(counts.groups.iter().map(|group| group.contacts).sum::<u64>(), counts.placed);
    Ok((counts, refused))
}

fn us() -> CountOptions {
    CountOptions { region: Region::new("US"), ..CountOptions::default() }
}

/// `zone jurisdiction source` of a single row.
fn placed(zone: &str, state: &str, phone: &str) -> String {
    placed_with(&us(), zone, state, phone)
}

fn placed_with(options: &CountOptions, zone: &str, state: &str, phone: &str) -> String {
    let text = match phone {
        "" => format!("zone;state\n{zone};{state}\n"),
        phone => format!("zone;state;phone\n{zone};{state};{phone}\n"),
    };
    let (counts, refused) = read(text.as_bytes(), options).unwrap();
    match (&counts.groups[..], &refused[..]) {
        ([group], []) => format!("{} {} {:?}", group.zone, group.jurisdiction, group.source),
        ([], [row]) => format!("{:?}: {}", row.kind, row.reason),
        _ => panic!("one row gives one answer"),
    }
}

#[test]
fn the_lists_own_zone_goes_before_the_state_and_the_state_before_the_number() {
    assert_eq!(placed("America/Chicago", "FL", "+14155552671"), "America/Chicago US-CA|US-FL Contact");
    assert_eq!(placed("", "CA", "+12125552671"), "America/Los_Angeles US-CA|US-NY State");
    assert_eq!(placed("", "", "+12125552671"), "America/New_York US-NY Number");
    assert_eq!(placed("america/new_york", "", "+13055552671"), "America/New_York US-FL Contact");
}

#[test]
fn a_state_is_known_by_code_and_by_name() {
    for state in ["US-NY", "ny", "New York", " new york "] {
        assert_eq!(placed("", state, ""), "America/New_York US-NY State", "{state:?}");
    }
    assert_eq!(placed("", "Quebec", "+14185552671"), "America/Halifax|America/Toronto CA-QC Number");
}

#[test]
fn a_state_of_two_clocks_takes_those_that_the_number_shares_else_both() {
    assert_eq!(placed("", "TX", "+12145552671"), "America/Chicago US-TX Number", "Dallas");
    assert_eq!(
        placed("", "TX", "+14155552671"),
        "America/Chicago|America/Denver US-CA|US-TX State",
        "moved from California"
    );
    assert_eq!(placed("", "TX", ""), "America/Chicago|America/Denver US-TX State");
    assert_eq!(
        placed("", "FL", "+18505552671"),
        "America/Chicago|America/New_York US-FL Number",
        "Pensacola or Tallahassee"
    );
}

#[test]
fn a_country_without_states_is_its_own_jurisdiction() {
    assert_eq!(placed("Europe/Berlin", "Bayern", "+4917212345678"), "Europe/Berlin DE Contact");
    let unread = placed("Europe/London", "", "not a number at all");
    assert!(
        unread.starts_with("Invalid: "),
        "a number counts for the law also where the zone is named: {unread}"
    );
    assert_eq!(placed("", "", "+442071838750"), "Europe/London GB Number");
}

#[test]
fn washington_is_not_western_australia() {
    assert_eq!(placed("Australia/Perth", "WA", "+61892345678"), "Australia/Perth AU Contact");
    let refused = placed("", "WA", "+61255501234");
    assert!(refused.starts_with("Invalid: ") && refused.contains("different countries"), "{refused}");
    assert_eq!(placed("", "WA", "+12065552671"), "America/Los_Angeles US-WA State");
}

#[test]
fn a_zone_that_is_no_place_needs_one_and_is_not_guessed_round() {
    for zone in ["EST", "Etc/GMT+5", "Local", "Nowhere/City"] {
        let answer = placed(zone, "NY", "+12125552671");
        assert!(answer.starts_with("NeedsZone: "), "{zone}: {answer}");
    }
    let utc = placed("UTC", "", "+14155552671");
    assert!(utc.starts_with("NeedsZone: ") && utc.contains("no place"), "{utc}");
}

#[test]
fn a_number_that_belongs_to_no_place_needs_a_zone() {
    let answer = placed("", "", "+18005552671");
    assert!(answer.starts_with("NeedsZone: The area code belongs to no place"), "{answer}");
    assert!(placed("", "", "+61412345678").contains("several time zones"));
    let (counts, refused) = read(b"id,zone\n1,\n,\n", &us()).unwrap();
    assert_eq!((counts.rows, refused[0].kind), (1, RefusedKind::NeedsZone), "a blank row is no contact");
}

#[test]
fn what_can_never_be_right_is_invalid_with_its_reason() {
    assert!(placed("", "", "+14150").starts_with("Invalid: "));
    assert!(placed("America/Chicago", "Illinoi", "").contains("no state of the US"));
    assert!(placed("", "Illinoi", "+13125552671").contains("no state of the US"));
    assert!(placed("America/Chicago", "", "hello").starts_with("Invalid: "), "its state hangs on the number");
    assert_eq!(placed("America/Los_Angeles", "", "+14155552671"), "America/Los_Angeles US-CA Contact");
    assert!(placed("America/Los_Angeles", "", "+14150000000").starts_with("Invalid: "), "nobody can dial it");
    assert!(placed("America/Los_Angeles", "", "+19990000000").starts_with("Invalid: "), "no such area");
    let national = placed_with(&CountOptions::default(), "", "", "(415) 555-2671");
    assert!(national.contains("national number"), "{national}");
    assert_eq!(placed("", "", "(415) 555-2671"), "America/Los_Angeles US-CA Number");
}

#[test]
fn a_row_that_was_shifted_by_a_separator_is_refused() {
    let (counts, refused) =
        read(b"id,name,zone\n1,Smith, John,America/Chicago\n2,Doe,America/Denver,,\n", &us()).unwrap();
    assert_eq!((counts.placed, counts.invalid), (1, 1), "empty cells at the end do no harm");
    assert!(refused[0].reason.contains("4 cells"), "{}", refused[0].reason);
}

#[test]
fn refused_rows_say_their_line_and_their_id() {
    let text = "id,zone\na,America/Chicago\n\nb,EST\n\"c\nd\",\n";
    let (_, refused) = read(text.as_bytes(), &us()).unwrap();
    let seen: Vec<_> = refused.iter().map(|row| (row.line, row.contact_id.as_str(), row.kind)).collect();
    assert_eq!(seen, [(4, "b", RefusedKind::NeedsZone), (5, "c\nd", RefusedKind::NeedsZone)]);
}

#[test]
fn a_number_used_as_an_id_is_masked() {
    let mapping = ColumnMapping { id: Some(0), zone: Some(1), ..Default::default() };
    let options = CountOptions { mapping: Some(mapping), ..us() };
    let (_, refused) = read(b"id,zone\n+14155552671,EST\n", &options).unwrap();
    assert!(!refused[0].contact_id.contains("555"), "{}", refused[0].contact_id);
}

#[test]
fn groups_are_counted_by_zone_law_and_source() {
    let text = "zone,state\nAmerica/Chicago,IL\nAmerica/Chicago,IL\namerica/chicago,Illinois\nAmerica/Chicago,TN\n,IL\n,,\n";
    let (counts, _) = read(text.as_bytes(), &us()).unwrap();
    let groups: Vec<_> = counts
        .groups
        .iter()
        .map(|group| (group.zone.as_str(), group.jurisdiction.as_str(), group.source, group.contacts))
        .collect();
    assert_eq!(
        groups,
        [
            ("America/Chicago", "US-IL", ZoneSource::Contact, 3),
            ("America/Chicago", "US-IL", ZoneSource::State, 1),
            ("America/Chicago", "US-TN", ZoneSource::Contact, 1),
        ]
    );
}

#[test]
fn columns_are_mapped_by_hand_where_their_names_say_nothing() {
    let text = b"x,y\nChicago,60601\n";
    let unnamed = read(text, &us()).unwrap_err();
    let crate::kernel::Error::Said(unnamed) = unnamed else { panic!("{unnamed}") };
    assert!(unnamed.message.contains("No column says"), "{}", unnamed.message);
    assert!(unnamed.hint.as_deref().unwrap().contains("x, y"), "{unnamed:?}");
    let text = b"x,y\nAmerica/Chicago,IL\n";
    let mapping = ColumnMapping { zone: Some(0), state: Some(1), ..Default::default() };
    assert_eq!(read(text, &CountOptions { mapping: Some(mapping), ..us() }).unwrap().0.placed, 1);
    let beyond = ColumnMapping { zone: Some(2), ..Default::default() };
    let refused = read(text, &CountOptions { mapping: Some(beyond), ..us() }).unwrap_err().to_string();
    assert!(refused.contains("no column 3"), "{refused}");
}

#[test]
fn a_workbook_is_read_like_a_csv() {
    let (counts, refused) = read(include_bytes!("list.xlsx"), &us()).unwrap();
    assert_eq!((counts.rows, counts.placed, counts.without_number), (4, 2, 1));
    let groups: Vec<_> =
        counts.groups.iter().map(|g| (g.zone.as_str(), g.jurisdiction.as_str(), g.source)).collect();
    assert_eq!(
        groups,
        [("America/Los_Angeles", "US-CA", ZoneSource::Contact), ("Europe/London", "GB", ZoneSource::Number),]
    );
    let refused: Vec<_> = refused.iter().map(|row| (row.line, row.contact_id.as_str())).collect();
    assert_eq!(refused, [(4, "b"), (6, "d")], "an empty row is counted as a line");
}

#[test]
fn files_that_are_no_list_are_refused_in_words() {
    for (bytes, word) in [
        (&b""[..], "empty"),
        (b"\xD0\xCF\x11\xE0rest", ".xlsx"),
        (b"\xFF\xFE\0\0i\0\0\0", "UTF-32"),
        (b"id,zone\n,\n", "no row below them"),
        (b"PK\x03\x04broken", "cannot be read"),
        (b"%PDF-1.7", "PDF"),
    ] {
        let refused = read(bytes, &us()).unwrap_err().to_string();
        assert!(refused.contains(word), "{refused}");
    }
}

#[test]
fn a_list_of_many_different_cells_is_counted_right_beyond_what_is_kept() {
    use std::fmt::Write as _;
    let mut text = "zone,state\n".to_owned();
    for row in 0..6000 {
        writeln!(text, "Nowhere/{row},").unwrap();
        writeln!(text, "America/Chicago,il").unwrap();
    }
    let (counts, _) = read(text.as_bytes(), &us()).unwrap();
    assert_eq!((counts.needs_zone, counts.placed), (6000, 6000));
}
