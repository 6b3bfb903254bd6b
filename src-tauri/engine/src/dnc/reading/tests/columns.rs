use std::fmt::Write as _;

use super::*;
use DncColumnRole::{AreaCode, Date, Direction as DirectionRole, Number, Phone};

#[test]
fn every_column_of_numbers_counts() {
    let got = got("Home Phone,Mobile,Name\n4155552671,4155552672,Ann\n");
    assert_eq!(got.numbers(), ["+14155552671", "+14155552672"]);
}

#[test]
fn columns_without_names_are_known_by_what_stands_in_them() {
    let got = got("Ann,4155552671,2026-11-20,out\nBob,4155552672,2026-11-21,in\n");
    assert_eq!(got.says(), ["out 2026-11-20T00:00:00Z", "in 2026-11-21T00:00:00Z"]);
    let told = got.told.notes.join(" ");
    assert!(
        told.contains("“Column 2”") && told.contains("“Column 3”") && told.contains("“Column 4”"),
        "{told}"
    );
}

#[test]
fn the_first_row_is_a_header_only_with_letters_and_without_a_number() {
    for (list, numbers) in [
        ("Ann 4155552671\n4155552672\n", 1),
        ("phone\n4155552672\n", 1),
        ("4.15555E+09\n4155552672\n", 1),
        ("212-555-XXXX\n4155552672\n", 1),
        ("1-800-FLOWERS\n4155552672\n", 2),
        ("416,5551234,2026-11-20,A\n416,5551235,2026-11-20,A\n", 2),
    ] {
        let got = got(list);
        let has_header = list.starts_with("phone");
        assert_eq!(got.told.header.is_empty(), !has_header, "{list}");
        assert_eq!(got.told.numbers, numbers, "{list}: {:?}", got.refusals());
        assert_eq!(got.told.rows, 2 - u64::from(has_header), "{list}");
    }
}

#[test]
fn names_in_other_languages_are_known() {
    let got = got("Rufnummer;Datum;Grund;Gültig bis\n0172 1234567;25.04.2026;sagt nein;31.12.2026\n");
    assert_eq!(got.told.numbers + got.told.refused, 1);
    let german = How { region: Region::new("DE"), ..how() };
    let got = read_with(
        "Rufnummer;Datum;Grund;Gültig bis\n0172 12345678;25.04.2026;sagt nein;31.12.2026\n",
        &german,
    )
    .unwrap();
    assert_eq!(got.numbers(), ["+4917212345678"]);
    assert_eq!(got.says(), ["out 2026-04-25T00:00:00Z"]);
    assert_eq!(
        (got.told.reasons, got.entries[0].expiry.unwrap().to_string()),
        (vec!["sagt nein".into()], "2026-12-31".into())
    );
}

#[test]
fn a_column_that_may_hold_numbers_is_asked_about_and_never_left_out_in_silence() {
    let asked = error("phone,contact\n4155552671,4155552672\n");
    assert_eq!(field(&asked), "columns");
    assert!(asked.message.contains("“contact”"), "{asked:?}");
    let how = |columns| How { columns, ..how() };
    let both = how(vec![said(Phone, "phone"), said(Phone, "contact")]);
    assert_eq!(read_with("phone,contact\n4155552671,4155552672\n", &both).unwrap().told.numbers, 2);
    let one = how(vec![said(Phone, "phone")]);
    assert_eq!(read_with("phone,contact\n4155552671,4155552672\n", &one).unwrap().told.numbers, 1);
    let fax = got("phone,fax\n4155552671,4155552672\n");
    assert_eq!(fax.told.numbers, 1);
    assert!(fax.told.notes.iter().any(|note| note.contains("“fax”")), "{:?}", fax.told.notes);
}

#[test]
fn a_list_without_numbers_is_asked_about() {
    let asked = error("name,city\nAnn,Reno\n");
    assert_eq!(field(&asked), "columns");
    assert!(asked.message.contains("“name”, “city”"), "{asked:?}");
    assert_eq!(field(&error("hello world\nhow are you\n")), "columns");
}

#[test]
fn columns_can_be_said_by_name_and_by_number() {
    let list = "a,b,c,d\n415,5552671,x,2026-11-20\n";
    let columns = vec![said(AreaCode, "a"), said(Number, "2"), said(Date, "none")];
    let got = read_with(list, &How { columns, ..how() }).unwrap();
    assert_eq!(
        (got.numbers(), got.says()),
        (vec!["+14155552671".to_owned()], vec!["out 2026-11-25T08:00:00Z".to_owned()])
    );
    for (columns, word) in [
        (vec![said(Phone, "z")], "no column “z”"),
        (vec![said(Phone, "a"), said(Date, "1")], "both the phone and the date"),
        (vec![said(Date, "a"), said(Date, "b")], "Only one column holds the date"),
        (vec![said(AreaCode, "a"), said(Number, "none")], "belong together"),
    ] {
        let refused = error_with(list, &How { columns, ..how() });
        assert!(refused.message.contains(word), "{word}: {refused:?}");
        assert_eq!(field(&refused), "columns");
    }
}

#[test]
fn a_title_above_the_names_is_asked_about() {
    let list = "Our list of November\nphone,date\n4155552671,2026-11-20\n";
    let asked = error(list);
    assert_eq!(field(&asked), "header_row");
    assert!(asked.message.contains("Line 2"), "{asked:?}");
    let got = read_with(list, &How { header_row: Some(2), ..how() }).unwrap();
    assert_eq!(got.numbers(), ["+14155552671"]);
    let none = read_with("phone\n4155552671\n", &How { header_row: Some(0), ..how() }).unwrap();
    assert_eq!((none.told.rows, none.told.numbers), (2, 1), "a name is then a row without a number");
}

#[test]
fn a_state_is_no_opt_in() {
    let got = got("phone,state\n3175550123,IN\n3175550124,IN\n");
    assert_eq!(got.says(), vec!["out 2026-11-25T08:00:00Z"; 2]);
    assert_eq!(field(&error("3175550123,IN\n3175550124,IN\n")), "columns", "without a name it may be one");
    let said = How { columns: vec![said(DirectionRole, "none")], ..how() };
    assert_eq!(read_with("3175550123,IN\n3175550124,IN\n", &said).unwrap().told.numbers, 2);
}

#[test]
fn no_is_no_opt_in_and_an_unknown_word_is_refused() {
    let got = got("phone,do not call\n4155552671,Y\n4155552672,N\n");
    assert_eq!((got.numbers(), got.told.refused), (vec!["+14155552671".to_owned()], 1));
    assert!(got.refused[0].reason.contains("no consent"), "{:?}", got.refusals());
    let strange = super::got("phone,direction\n4155552671,out\n4155552672,sideways\n4155552673,\n");
    assert_eq!((strange.told.numbers, strange.told.refused), (2, 1));
    assert!(strange.refused[0].reason.contains("“sideways”"), "{:?}", strange.refusals());
}

#[test]
fn several_dates_are_asked_about_and_a_birthday_is_none() {
    assert_eq!(field(&error("4155552671,2026-11-20,2026-11-21\n")), "columns");
    let got = got("phone,birth date,opt out date\n4155552671,1980-01-01,2026-11-20\n");
    assert_eq!(got.says(), ["out 2026-11-20T00:00:00Z"]);
    let born = super::got("phone,date of birth\n4155552671,1980-01-01\n");
    assert_eq!(born.says(), ["out 2026-11-25T08:00:00Z"]);
}

#[test]
fn a_row_that_was_shifted_is_refused() {
    let got = got("phone,name\n4155552671,Doe, John\n4155552672,Ann,,\n");
    assert_eq!(got.numbers(), ["+14155552672"]);
    assert!(got.refused[0].reason.contains("3 cells"), "{:?}", got.refusals());
}

#[test]
fn reasons_are_numbered_in_the_order_of_the_file() {
    let mut list = "phone,reason\n".to_owned();
    for tail in 0..10_000 {
        writeln!(list, "415555{tail:04},reason {}", tail % 7).unwrap();
    }
    let got = got(&list);
    assert_eq!(got.told.reasons, (0..7).map(|n| format!("reason {n}")).collect::<Vec<_>>());
    assert!(got.entries.iter().all(|entry| entry.reason == Some((entry.line - 2) % 7)));
}
