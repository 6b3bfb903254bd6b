//! Columns of numbers, states and countries that are easily passed over.

use std::fmt::Write as _;

use callboard_rpc::types::{ColumnMapping, ColumnRole};

use super::reading::{groups, read, saying, us};
use crate::contacts::CountOptions;

/// Refused with exit code 2, and with a hint that names the column and the way past it.
fn is_asked(text: &str, column: &str) {
    let error = read(text, &us()).unwrap_err();
    assert!(error.message.contains(column) && error.message.contains("phone numbers"), "{}", error.message);
    assert_eq!(error.code.exit_code(), 2);
    let hint = error.hint.unwrap();
    assert!(hint.contains(&format!("--column phone=\"{column}\"")), "{hint}");
}

#[test]
fn a_second_column_of_numbers_counts_whatever_words_are_in_its_name() {
    for name in ["Daytime Phone", "Candidate Phone", "Cardholder Phone", "Homeowner Phone", "County Phone"] {
        let text = format!("id,phone,{name}\n1,+12125550123,+12055550123\n");
        let (counts, _) = read(&text, &us()).unwrap();
        assert_eq!(groups(&counts), ["America/Chicago|America/New_York US-AL|US-NY"], "{name}");
    }
}

#[test]
fn a_second_column_that_only_looks_like_numbers_is_asked_about() {
    let text = "id,phone,Daytime\n1,+12125550123,+12055550123\n2,+12125550124,+12055550124\n";
    is_asked(text, "Daytime");
    let both = saying(&[(ColumnRole::Phone, Some("phone")), (ColumnRole::Phone, Some("Daytime"))]);
    assert_eq!(groups(&read(text, &both).unwrap().0), ["America/Chicago|America/New_York US-AL|US-NY"]);
    let (one, _) = read(text, &saying(&[(ColumnRole::Phone, Some("phone"))])).unwrap();
    assert_eq!(groups(&one), ["America/New_York US-NY"]);
    assert!(
        one.notes.iter().any(|note| note.contains("“Daytime” holds phone numbers in 2 of 2")),
        "{:?}",
        one.notes
    );
}

#[test]
fn numbers_of_somebody_else_are_not_used_and_said() {
    let (counts, _) = read("id,phone,Agent Phone\n1,+12125550123,+12055550123\n", &us()).unwrap();
    assert_eq!(groups(&counts), ["America/New_York US-NY"]);
    assert!(
        counts.notes.iter().any(|note| note.contains("“Agent Phone” holds phone numbers")),
        "{:?}",
        counts.notes
    );
}

#[test]
fn a_column_whose_numbers_begin_late_is_asked_about() {
    let mut text = "id,zone,Info\n".to_owned();
    for row in 0..400 {
        let info = if row < 200 { String::new() } else { format!("+1205555{row:04}") };
        writeln!(text, "{row},America/New_York,{info}").unwrap();
    }
    is_asked(&text, "Info");
    let none = read(&text, &saying(&[(ColumnRole::Phone, None)])).unwrap().0;
    assert_eq!(none.placed, 400, "somebody said that it holds none");
    assert!(
        none.notes.iter().any(|note| note.contains("“Info” holds phone numbers in 200 of 200")),
        "{:?}",
        none.notes
    );
    let mapping = ColumnMapping { id: Some(0), zone: Some(1), ..ColumnMapping::default() };
    let mapped = read(&text, &CountOptions { mapping: Some(mapping), ..us() }).unwrap().0;
    assert!(mapped.notes.iter().any(|note| note.contains("“Info”")), "{:?}", mapped.notes);
}

#[test]
fn a_column_of_which_every_third_cell_is_a_number_is_asked_about() {
    for others in [["n/a", "call later"], ["-", "none"]] {
        let mut text = "id,zone,Info\n".to_owned();
        for row in 0..300 {
            let info = if row % 3 == 0 { format!("+1205555{row:04}") } else { others[row % 2].to_owned() };
            writeln!(text, "{row},America/New_York,{info}").unwrap();
        }
        is_asked(&text, "Info");
    }
}

#[test]
fn a_few_numbers_among_other_texts_are_said() {
    let mut text = "id,zone,Remarks,Order\n".to_owned();
    for row in 0..300 {
        let remark = if row == 250 { "(205) 555-0123" } else { "asked for a brochure" };
        writeln!(text, "{row},America/New_York,{remark},{}", 1_000_000 + row).unwrap();
    }
    let (counts, _) = read(&text, &us()).unwrap();
    assert_eq!(counts.placed, 300);
    assert!(
        counts.notes.iter().any(|note| note.contains("“Remarks” holds phone numbers in 1 of 300")),
        "{:?}",
        counts.notes
    );
    assert!(!counts.notes.iter().any(|note| note.contains("Order")), "{:?}", counts.notes);
}

#[test]
fn a_country_that_contradicts_refuses_the_row() {
    for text in [
        "id,state,country\n1,WA,AU\n",
        "id,phone,Country\n1,4722551234,NO\n",
        "id,zone,Land\n1,America/New_York,Norway\n",
        "id,phone,Home Country/Region\n1,+12125550123,Canada\n",
    ] {
        let (counts, refused) = read(text, &us()).unwrap();
        assert_eq!((counts.placed, counts.invalid), (0, 1), "{text}");
        assert!(refused[0].reason.contains("different countries"), "{text}: {}", refused[0].reason);
    }
    let (_, refused) = read("id,phone,country\n1,+12125550123,Atlantis\n", &us()).unwrap();
    assert!(
        refused[0].reason.contains("“Atlantis”") || refused[0].reason.contains("\"Atlantis\""),
        "{refused:?}"
    );
    let none = saying(&[(ColumnRole::Country, None)]);
    assert_eq!(read("id,phone,country\n1,+12125550123,Atlantis\n", &none).unwrap().0.placed, 1);
}

#[test]
fn every_state_of_a_contact_counts() {
    for name in ["Mailing State", "Home State", "Billing State"] {
        let text = format!("id,State,{name}\n1,NY,AL\n2,NY,\n");
        let (counts, _) = read(&text, &us()).unwrap();
        assert_eq!(
            groups(&counts),
            ["America/Chicago|America/New_York US-AL|US-NY", "America/New_York US-NY"]
        );
        assert!(
            counts.notes.iter().any(|note| note.contains(&format!("“State”, “{name}”"))),
            "{:?}",
            counts.notes
        );
    }
}

#[test]
fn words_beside_a_number_are_said_and_a_wish_not_to_be_called_is_kept() {
    let text = "id,phone\n1,212-555-1234 home\n2,212-555-1235 (work)\n3,212-555-1236 home\n4,212-555-1237\n\
                5,212-555-1238 do not call\n6,212-555-1239 DNC\n";
    let (counts, refused) = read(text, &us()).unwrap();
    assert_eq!((counts.placed, counts.invalid), (4, 2));
    let expected = "In 3 rows words beside the number were passed over: home, work.";
    assert!(counts.notes.iter().any(|note| note == expected), "{:?}", counts.notes);
    assert!(refused.iter().all(|row| row.reason.contains("nobody is called against it")), "{refused:?}");
}

/// Refused, with a hint that names the column and the way past it.
fn asks(text: &str, column: &str, role: &str) {
    let error = read(text, &us()).unwrap_err();
    assert!(error.message.contains(column), "{}", error.message);
    let hint = error.hint.unwrap();
    assert!(hint.contains(&format!("--column {role}=\"{column}\"")), "{hint}");
}

/// A column that holds nothing in its first rows, and then these.
fn late(values: &[&str]) -> String {
    let mut text = "id,phone,Extra\n".to_owned();
    for row in 0..400 {
        let value = if row < 250 { "" } else { values[row % values.len()] };
        writeln!(text, "{row},+1212555{row:04},{value}").unwrap();
    }
    text
}

#[test]
fn a_column_whose_zones_begin_late_is_asked_about() {
    let text = late(&["America/Chicago", "Pacific/Honolulu", "n/a"]);
    asks(&text, "Extra", "zone");
    let used = read(&text, &saying(&[(ColumnRole::Zone, Some("Extra"))])).unwrap().0;
    assert!(groups(&used).iter().any(|group| group.starts_with("Pacific/Honolulu ")), "{:?}", groups(&used));
    let none = read(&text, &saying(&[(ColumnRole::Zone, None)])).unwrap().0;
    assert_eq!(groups(&none), ["America/New_York US-NY"], "somebody said that it holds none");
    assert!(none.notes.iter().any(|note| note.contains("“Extra” holds names of zones")), "{:?}", none.notes);
}

#[test]
fn a_column_whose_states_begin_late_is_asked_about() {
    let text = late(&["AL", "Texas", "NY"]);
    asks(&text, "Extra", "state");
    let used = read(&text, &saying(&[(ColumnRole::State, Some("Extra"))])).unwrap().0;
    assert!(groups(&used).iter().any(|group| group.ends_with(" US-AL|US-NY")), "{:?}", groups(&used));
    let none = read(&text, &saying(&[(ColumnRole::State, None)])).unwrap().0;
    assert_eq!(groups(&none), ["America/New_York US-NY"]);
}

#[test]
fn a_column_whose_states_begin_in_a_far_row_is_asked_about() {
    let mut text = "id,phone,Extra\n".to_owned();
    for row in 0..9_000 {
        let value = if row < 5_000 { "" } else { ["AL", "Texas", "NY"][row % 3] };
        writeln!(text, "{row},+1212555{row:04},{value}").unwrap();
    }
    asks(&text, "Extra", "state");
}

#[test]
fn words_that_begin_late_are_asked_about_by_nobody() {
    for values in [["yes", "no"], ["a/b", "n/a"], ["OK", "OK"], ["NY", "call later"]] {
        assert_eq!(read(late(&values), &us()).unwrap().0.placed, 400, "{values:?}");
    }
}
