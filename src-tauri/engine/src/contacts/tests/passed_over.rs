//! Notes on rows that are placed although a cell was passed over, and bounds of a list; each names its lines.

use std::fmt::Write as _;

use super::reading::{groups, read, us};
use crate::contacts::{CountOptions, Most};

#[test]
fn a_damaged_number_beside_a_good_one_is_said_with_its_row_and_its_reason() {
    let text = "id,phone,mobile\n1,+12125550123,205-555-XXXX\n2,#N/A,+12125550124\n3,+12125550125,n/a\n\
                4,+12125550126,\n5,+12125550127,+12055550123\n";
    let (counts, refused) = read(text, &us()).unwrap();
    assert_eq!((counts.placed, refused.len()), (5, 0));
    let expected = [
        "In 1 row (line 2) a further number was passed over, beside one that can be dialled: Part of this number is \
         hidden behind a mask, so it cannot be dialled.",
        "In 2 rows (lines 3 and 4) a further number was passed over, beside one that can be dialled: This is not a \
         phone number.",
    ];
    for note in expected {
        assert!(counts.notes.iter().any(|one| one == note), "{note}: {:?}", counts.notes);
    }
    let (_, refused) = read("id,phone,mobile\n1,205-555-XXXX,#N/A\n", &us()).unwrap();
    assert!(refused[0].reason.contains("mask"), "with no good one the row is refused: {refused:?}");
    let (quiet, _) = read("id,phone,mobile\n1,+12125550123,\n", &us()).unwrap();
    assert!(!quiet.notes.iter().any(|note| note.contains("passed over")), "{:?}", quiet.notes);
}

#[test]
fn a_negative_number_is_refused() {
    for number in ["-2125550123", "\u{2212}2125550123", "-2125550123.0", "- 2125550123"] {
        let (counts, refused) = read(format!("id,phone\n1,{number}\n"), &us()).unwrap();
        assert_eq!((counts.placed, counts.invalid), (0, 1), "{number}");
        assert!(refused[0].reason.contains("A minus stands before the digits"), "{}", refused[0].reason);
        let (both, _) = read(format!("id,phone,mobile\n1,+12125550123,{number}\n"), &us()).unwrap();
        assert_eq!(both.invalid, 1, "it may be somebody's, so the row is refused: {number}");
    }
    let (dashed, _) = read("id,phone\n1,-212-555-0123\n", &us()).unwrap();
    assert_eq!(groups(&dashed), ["America/New_York US-NY"], "a dash before groups of digits is no minus");
}

#[test]
fn a_row_with_fewer_cells_than_all_others_is_said() {
    let text = "id,zone,name\n1,America/Denver,Ann\n2,America/Denver\n3,America/Denver,Cy\nSmith\n5,America/Denver,Ed\n";
    let (counts, refused) = read(text, &us()).unwrap();
    assert_eq!((counts.rows, counts.placed, refused[0].line), (5, 4, 5));
    let note = "2 rows (lines 3 and 5) have fewer cells than the header: a row may be torn in two there.";
    assert!(counts.notes.iter().any(|one| one == note), "{:?}", counts.notes);
    let (even, _) = read("id,zone,name\n1,America/Denver\n2,America/Denver\n", &us()).unwrap();
    assert_eq!(even.notes, Vec::<String>::new(), "a program that leaves empty cells out");
    let (book, _) = read(include_bytes!("list.xlsx"), &us()).unwrap();
    assert!(!book.notes.iter().any(|note| note.contains("fewer cells")), "{:?}", book.notes);
}

#[test]
fn a_list_without_an_end_is_refused_with_its_limit() {
    let most = Most { rows: 500, refused: 300 };
    let options = CountOptions { most, ..us() };
    let list = |placed: u32, refused: u32| {
        let mut text = "id,zone\n".to_owned();
        for row in 0..placed + refused {
            writeln!(text, "{row},{}", if row < placed { "America/Denver" } else { "EST" }).unwrap();
        }
        text
    };
    assert_eq!(read(list(200, 300), &options).unwrap().0.rows, 500);
    let long = read(list(501, 0), &options).unwrap_err();
    assert!(long.message.contains("more than 500 rows: split it"), "{}", long.message);
    let wrong = read(list(0, 301), &options).unwrap_err();
    assert!(wrong.message.contains("More than 300 rows of this list cannot be dialled"), "{}", wrong.message);
}

#[test]
fn no_number_that_stands_for_a_name_is_shown_in_a_question_or_a_note() {
    let error = read("id,+14155552671,+12125552671\n1,+12125550123,+12125550124\n", &us()).unwrap_err();
    let text = format!("{} {}", error.message, error.hint.unwrap_or_default());
    assert!(!text.contains("5552671"), "{text}");
}
