//! Columns of states under any header: taken where the header is clear, asked about else, and never dropped without a word.

use std::fmt::Write as _;

use callboard_rpc::types::ColumnRole;

use super::reading::{groups, read, saying, us};

/// Numbers of New York, and a column of states beside them.
fn list(name: &str, cells: &[&str]) -> String {
    let mut text = format!("id,phone,{name}\n");
    for (row, cell) in cells.iter().enumerate() {
        writeln!(text, "{row},+1212555{row:04},{cell}").unwrap();
    }
    text
}

fn asks(text: &str, column: &str) -> String {
    let error = read(text, &us()).unwrap_err();
    assert!(error.message.contains(&format!("“{column}”")), "{}", error.message);
    assert!(error.message.contains("states"), "{}", error.message);
    assert_eq!(error.code.exit_code(), 2);
    let hint = error.hint.unwrap();
    assert!(hint.contains(&format!("--column state=\"{column}\"")), "{hint}");
    hint
}

#[test]
fn the_law_of_a_state_counts_under_every_clear_header() {
    for name in [
        "State__c",
        "Province / State",
        "addr1_state",
        "State (US)",
        "STATE_CD",
        "Estado",
        "État",
        "Bundesland",
        "Contact State",
        "StateProvince__c",
        "Mailing State Code",
    ] {
        for cells in [&["AL", "AL"][..], &["AL", "Alabama", "US-AL"], &["AL"]] {
            let (counts, _) = read(list(name, cells), &us()).unwrap();
            assert_eq!(groups(&counts), ["America/Chicago US-AL|US-NY"], "{name} {cells:?}");
        }
    }
}

#[test]
fn a_column_of_states_under_any_other_header_is_asked_about() {
    for name in ["Where", "geo", "X1", "Territory", "loc"] {
        for cells in
            [&["AL", "AL", "AL"][..], &["NY"], &["AL", "TX", "n/a"], &["Alabama", "Qu\u{e9}bec"], &["US-AL"]]
        {
            asks(&list(name, cells), name);
        }
    }
    let text = list("Where", &["AL", "AL"]);
    let used = read(&text, &saying(&[(ColumnRole::State, Some("Where"))])).unwrap().0;
    assert_eq!(groups(&used), ["America/Chicago US-AL|US-NY"]);
    let none = read(&text, &saying(&[(ColumnRole::State, None)])).unwrap().0;
    assert_eq!(groups(&none), ["America/New_York US-NY"]);
}

#[test]
fn a_column_without_a_name_that_holds_states_is_asked_about() {
    for cells in [&["AL", "AL"][..], &["OK", "OK"], &["ON"], &["NY", "AL"]] {
        asks(&list("", cells), "Column 3");
    }
    let used = read(list("", &["AL"]), &saying(&[(ColumnRole::State, Some("3"))])).unwrap().0;
    assert_eq!(groups(&used), ["America/Chicago US-AL|US-NY"]);
}

#[test]
fn a_region_is_asked_about_in_every_writing() {
    for name in ["Region", "region_name", "Region Code", "RegionName", "REGION_ID"] {
        asks(&list(name, &["AL", "NY"]), name);
        asks(&list(name, &["West", "South"]), name);
    }
}

#[test]
fn a_second_column_of_states_is_asked_about_and_the_first_is_kept() {
    let text = "id,State,Where\n1,NY,AL\n2,,AL\n";
    let hint = asks(text, "Where");
    assert!(hint.contains("--column state=\"State\" --column state=\"Where\""), "{hint}");
    let both = saying(&[(ColumnRole::State, Some("State")), (ColumnRole::State, Some("Where"))]);
    let counts = read(text, &both).unwrap().0;
    assert_eq!(groups(&counts), ["America/Chicago US-AL", "America/Chicago|America/New_York US-AL|US-NY"]);
    let one = read(text, &saying(&[(ColumnRole::State, Some("State"))])).unwrap().0;
    assert_eq!((one.placed, one.needs_zone), (1, 1));
    assert!(one.notes.iter().any(|note| note.contains("“Where” looks like states too")), "{:?}", one.notes);
    let clear = read("id,State,State__c\n1,NY,AL\n", &us()).unwrap().0;
    assert_eq!(groups(&clear), ["America/Chicago|America/New_York US-AL|US-NY"]);
}

#[test]
fn what_only_may_be_states_is_said_and_imported() {
    for (name, cells, part) in [
        ("Consent", &["OK", "OK"][..], "“Consent” looks like states too"),
        ("Agent State", &["AL", "NY"], "“Agent State” looks like states too"),
        ("Where", &["AL", "NY", "x", "y", "z", "q"], "“Where” holds states in 33 % of its cells"),
    ] {
        let (counts, _) = read(list(name, cells), &us()).unwrap();
        assert!(counts.notes.iter().any(|note| note.contains(part)), "{name}: {:?}", counts.notes);
    }
    for (name, cells) in [
        ("First Name", &["Virginia", "Georgia"][..]),
        ("Language", &["DE", "CA"]),
        ("Gender", &["M", "F"]),
        ("Status", &["open", "closed"]),
        ("Call State", &["ringing", "done"]),
    ] {
        let (counts, _) = read(list(name, cells), &us()).unwrap();
        assert_eq!(counts.notes, Vec::<String>::new(), "{name}");
    }
}
