//! What a list says of itself: its columns, its header, its people.

use std::io::Cursor;

use callboard_phone::Region;
use callboard_rpc::RpcError;
use callboard_rpc::types::{ColumnRole, ColumnSaid, RefusedContact};

use crate::contacts::{CountOptions, Counts, count};
use crate::kernel::Error;
use crate::table::Choice;
use crate::zone::ZoneData;

pub(super) fn us() -> CountOptions {
    CountOptions { region: Region::new("US"), ..CountOptions::default() }
}

pub(super) fn saying(said: &[(ColumnRole, Option<&str>)]) -> CountOptions {
    let said = said.iter().map(|(role, name)| ColumnSaid { role: *role, name: name.map(str::to_owned) });
    CountOptions { said: said.collect(), ..us() }
}

pub(super) fn read(
    text: impl AsRef<[u8]>,
    options: &CountOptions,
) -> Result<(Counts, Vec<RefusedContact>), RpcError> {
    let mut refused = Vec::new();
    let counts = count(Cursor::new(text.as_ref()), options, &ZoneData::bundled(), |row| {
        refused.push(row);
        Ok(())
    });
    let counts = counts.map_err(|error| match error {
        Error::Said(said) => said,
        other => panic!("{other}"),
    })?;
    assert_eq!(counts.rows, counts.placed + counts.needs_zone + counts.invalid, "no row vanishes");
    assert_eq!(refused.len() as u64, counts.needs_zone + counts.invalid);
    Ok((counts, refused))
}

/// `zone jurisdiction` of each group.
pub(super) fn groups(counts: &Counts) -> Vec<String> {
    counts.groups.iter().map(|group| format!("{} {}", group.zone, group.jurisdiction)).collect()
}

#[test]
fn the_law_of_a_number_counts_whatever_its_column_is_called() {
    for name in [
        "Phone Numbers",
        "number1",
        "Primary Phone Number",
        "Contact Phone",
        "Phone 1 - Value",
        "Kontakt",
        "",
    ] {
        let text =
            format!("id,{name},zone\n1,+12055550123,America/Chicago\n2,+12055550124,America/Chicago\n");
        let (counts, _) = read(&text, &us()).unwrap();
        assert_eq!(groups(&counts), ["America/Chicago US-AL"], "{name:?}");
    }
}

#[test]
fn a_column_that_is_known_by_its_content_is_said() {
    let text = "id,Kontakt,Where\n1,(415) 555-2671,America/Los_Angeles\n";
    let (counts, _) = read(text, &us()).unwrap();
    assert_eq!(groups(&counts), ["America/Los_Angeles US-CA"]);
    assert!(counts.notes.iter().any(|note| note.contains("“Kontakt”, by its content")), "{:?}", counts.notes);
    assert!(
        counts.notes.iter().any(|note| note.contains("zones are read from the column “Where”")),
        "{:?}",
        counts.notes
    );
}

#[test]
fn columns_that_look_like_numbers_are_not_passed_over_without_a_word() {
    for (text, column) in [
        ("id,Fax,zone\n1,+14155552671,America/Chicago\n", "Fax"),
        ("id,zone\n+14155552671,America/Chicago\n", "id"),
        ("id,a,b,zone\n1,+14155552671,+12125552671,America/Chicago\n", "“a”, “b”"),
        ("id,misc,zone\n1,+14155552671,America/Chicago\n2,call her,America/Chicago\n", "misc"),
    ] {
        let error = read(text, &us()).unwrap_err();
        assert!(
            error.message.contains(column) && error.message.contains("phone numbers"),
            "{text}: {}",
            error.message
        );
        let hint = error.hint.unwrap();
        assert!(hint.contains("--column phone=") && hint.contains("--column phone=none"), "{hint}");
        assert_eq!(error.code.exit_code(), 2);
        let none = read(text, &saying(&[(ColumnRole::Phone, None)])).unwrap().0;
        assert_eq!(none.placed, none.rows, "somebody said that it holds none: {text}");
    }
    let chosen = saying(&[(ColumnRole::Phone, Some("b"))]);
    let (counts, _) = read("id,a,b,zone\n1,+14155552671,+12055552671,America/Chicago\n", &chosen).unwrap();
    assert_eq!(groups(&counts), ["America/Chicago US-AL"]);
}

#[test]
fn a_column_called_region_is_asked_about() {
    let text = "id,phone,Region\n1,+12125552671,CA\n";
    let error = read(text, &us()).unwrap_err();
    assert!(error.message.contains("“Region” may hold states"), "{}", error.message);
    assert!(error.hint.unwrap().contains("--column state=\"Region\""));
    let none = read(text, &saying(&[(ColumnRole::State, None)])).unwrap().0;
    assert_eq!(groups(&none), ["America/New_York US-NY"]);
    let state = read("id,Region\n1,CA\n", &saying(&[(ColumnRole::State, Some("region"))])).unwrap().0;
    assert_eq!(groups(&state), ["America/Los_Angeles US-CA"]);
    let with_state = read("id,State,Region\n1,NY,West\n", &us()).unwrap().0;
    assert_eq!(groups(&with_state), ["America/New_York US-NY"], "another column says the state");
}

#[test]
fn a_column_that_looks_like_states_is_asked_about() {
    let error = read("id,phone,Where\n1,+12125552671,NY\n2,+14155552671,California\n", &us()).unwrap_err();
    assert!(error.message.contains("“Where” looks like states"), "{}", error.message);
    let countries = "id,zone,Country\n1,Europe/Berlin,DE\n2,America/Toronto,CA\n";
    assert_eq!(read(countries, &us()).unwrap().0.rows, 2, "countries are no states");
}

#[test]
fn a_first_line_that_holds_a_contact_is_no_header() {
    let text = "1,+12125552671,America/New_York\n2,+14155552671,America/Los_Angeles\n";
    let error = read(text, &us()).unwrap_err();
    assert!(error.message.contains("Line 1 reads like a contact"), "{}", error.message);
    assert!(error.hint.unwrap().contains("--header-row 0"));
    let none = CountOptions { choice: Choice { header_row: Some(0), ..Choice::default() }, ..us() };
    assert_eq!(read(text, &none).unwrap().0.placed, 2, "both are counted");
}

#[test]
fn titles_above_the_names_are_told_and_passed_over_on_request() {
    let text = "Leads of spring,,\nmade by Ann,,\nid,phone,zone\n1,+12125552671,America/New_York\n";
    let error = read(text, &us()).unwrap_err();
    assert!(error.message.contains("Line 3 reads like the names"), "{}", error.message);
    assert!(error.hint.unwrap().contains("--header-row 3"), "the line that the sentence names");
    let third = CountOptions { choice: Choice { header_row: Some(3), ..Choice::default() }, ..us() };
    let counts = read(text, &third).unwrap().0;
    assert_eq!((counts.rows, counts.placed), (1, 1));
}

#[test]
fn names_that_are_missing_or_there_twice_lose_no_column() {
    let (counts, _) = read("id,,zone\n1,+12055552671,America/Chicago\n", &us()).unwrap();
    assert_eq!(groups(&counts), ["America/Chicago US-AL"], "a column without a name is looked at");
    let twice = read("id,phone,phone,zone\n1,,+12055552671,America/Chicago\n", &us()).unwrap().0;
    assert_eq!(groups(&twice), ["America/Chicago US-AL"], "the second one's number is a number too");
    assert!(twice.notes[0].contains("“phone”, “phone”"), "{:?}", twice.notes);
}

#[test]
fn contacts_without_a_number_are_not_counted_as_legal() {
    let text = "id,phone,mobile,zone\n1,+12125552671,,America/New_York\n2,,,America/New_York\n3,,+12125552672,America/New_York\n";
    let (counts, refused) = read(text, &us()).unwrap();
    assert_eq!((counts.rows, counts.placed, counts.invalid, counts.without_number), (3, 2, 1, 1));
    assert!(refused[0].reason.contains("no phone number"), "{}", refused[0].reason);
    let (without, _) = read("id,zone\n1,America/New_York\n", &us()).unwrap();
    assert_eq!(without.placed, 1, "a list without such a column says nothing of numbers");
}

#[test]
fn an_id_counts_once() {
    let text = "id,zone\n1,America/New_York\n2,America/New_York\n1,America/Chicago\n3,EST\n3,America/Chicago\n ,America/Chicago\n,America/Chicago\n";
    let (counts, refused) = read(text, &us()).unwrap();
    assert_eq!(
        (counts.rows, counts.placed, counts.doubled),
        (7, 5, 1),
        "one that was refused was not counted"
    );
    assert!(refused[0].line == 4 && refused[0].reason.contains("counts once"), "{refused:?}");
}

#[test]
fn accents_and_invisible_characters_are_read_as_they_are_seen() {
    for state in ["Québec", "Que\u{301}bec", "QUÉBEC", "Quebec\u{200B}"] {
        let (counts, _) = read(format!("id,state\n1,{state}\n"), &us()).unwrap();
        assert_eq!(counts.groups[0].jurisdiction, "CA-QC", "{state}");
    }
    let (latin, _) = read(b"id,state\n1,Qu\xE9bec\n", &us()).unwrap();
    assert_eq!(latin.groups[0].jurisdiction, "CA-QC");
    let text = "id,ph\u{AD}one,zone\n1,+1205\u{200B}555\u{202C}2671\u{FEFF},\u{202A}America/Chicago\u{A0}\n";
    let (counts, _) = read(text, &us()).unwrap();
    assert_eq!(groups(&counts), ["America/Chicago US-AL"]);
}

#[test]
fn a_file_of_bare_carriage_returns_is_read_and_its_refused_rows_have_lines_of_their_own() {
    let (counts, refused) = read("id,zone\r1,EST\r2,EST\r3,America/Denver\r", &us()).unwrap();
    assert_eq!((counts.rows, counts.placed), (3, 1));
    assert_eq!(refused.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
}
