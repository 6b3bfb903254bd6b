use std::fmt::Write as _;

use super::*;

#[test]
fn one_cell_decides_the_order_of_a_whole_column() {
    let got = got("phone,date\n4155552671,03/04/2026\n4155552672,25/04/2026\n");
    assert_eq!(got.says(), ["out 2026-04-03T00:00:00Z", "out 2026-04-25T00:00:00Z"]);
    let american = super::got("phone,date\n4155552671,03/04/2026\n4155552672,04/25/2026\n");
    assert_eq!(american.says(), ["out 2026-03-04T00:00:00Z", "out 2026-04-25T00:00:00Z"]);
}

#[test]
fn an_order_that_stays_open_is_asked() {
    let list = "4155552671,03/04/2026\n";
    let asked = error(list);
    assert_eq!((asked.code, field(&asked).as_str()), (callboard_rpc::Code::Invalid, "date_order"));
    assert!(asked.hint.unwrap().contains("--date-order dmy"));
    for (order, at) in [(DateOrder::DayFirst, "2026-04-03"), (DateOrder::MonthFirst, "2026-03-04")] {
        let got = read_with(list, &How { date_order: Some(order), ..how() }).unwrap();
        assert_eq!(got.says(), [format!("out {at}T00:00:00Z")]);
    }
}

#[test]
fn the_cell_that_decides_may_stand_at_the_end_of_the_file() {
    let mut list = "phone,date\n".to_owned();
    for tail in 0..3_000 {
        writeln!(list, "415555{tail:04},03/04/2026").unwrap();
    }
    assert_eq!(field(&error(&list)), "date_order");
    list += "4155559999,25/04/2026\n";
    let got = got(&list);
    assert_eq!(got.says()[0], "out 2026-04-03T00:00:00Z");
    assert!(got.told.notes.iter().any(|note| note.contains("day first")), "{:?}", got.told.notes);
}

#[test]
fn a_bad_or_future_date_refuses_its_row_unless_the_start_is_to_be_taken() {
    let list = "phone,date\n4155552671,2026-11-31\n4155552672,2026-11-26\n4155552673,1999-12-31\n4155552674,25/04/26\n4155552675,2026-11-25T08:05:00Z\n4155552676,2026-11-25T08:05:01Z\n4155552677,\n";
    let got = got(list);
    assert_eq!(
        got.numbers(),
        ["+14155552675", "+14155552677"],
        "five minutes ahead is the clock of somebody else"
    );
    assert_eq!(got.says()[1], "out 2026-11-25T08:00:00Z", "a row that names no time takes the start");
    let words: Vec<_> = got.refused.iter().map(|one| one.reason.as_str()).collect();
    for (word, reason) in
        ["no date that is known", "lies ahead", "before the year 2000", "two digits", "lies ahead"]
            .iter()
            .zip(words)
    {
        assert!(reason.contains(word), "{word}: {reason}");
    }
    let taken = read_with(list, &How { start_for_bad_dates: true, ..how() }).unwrap();
    assert_eq!((taken.told.numbers, taken.told.refused), (7, 0));
    assert_eq!(taken.says()[0], "out 2026-11-25T08:00:00Z");
}

#[test]
fn an_expiry_is_kept_and_one_that_has_passed_refuses_its_row() {
    let got = got(
        "phone,expires\n4155552671,2027-01-31\n4155552672,2026-11-24\n4155552673,2026-11-25\n4155552674,soon\n4155552675,\n",
    );
    let expiries: Vec<_> = got.entries.iter().map(|entry| entry.expiry.map(|day| day.to_string())).collect();
    assert_eq!(expiries, [Some("2027-01-31".to_owned()), Some("2026-11-25".to_owned()), None]);
    assert!(
        got.refused[0].reason.contains("has passed") && got.refused[1].reason.contains("no date"),
        "{:?}",
        got.refusals()
    );
}

#[test]
fn a_time_of_day_is_utc_where_it_says_no_offset_and_that_is_told() {
    let got = got("phone,date\n4155552671,2026-11-20 10:00\n4155552672,2026-11-20T10:00:00-05:00\n");
    assert_eq!(got.says(), ["out 2026-11-20T10:00:00Z", "out 2026-11-20T15:00:00Z"]);
    assert!(got.told.notes.iter().any(|note| note.contains("UTC")), "{:?}", got.told.notes);
    let without = super::got("phone,date\n4155552671,2026-11-20\n");
    assert!(!without.told.notes.iter().any(|note| note.contains("UTC")), "a day alone has no time");
}

#[test]
fn a_number_in_the_place_of_a_date_stays_masked() {
    let got = got("phone,date\n4155552671,+1 310 555 0199\n");
    assert!(!got.refused[0].reason.contains("555 0199"), "{:?}", got.refusals());
}
