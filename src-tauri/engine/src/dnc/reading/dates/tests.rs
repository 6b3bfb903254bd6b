use rstest::rstest;

use super::*;
use DateOrder::{DayFirst, MonthFirst};

fn at(cell: &str, order: Option<DateOrder>) -> Result<String, Bad> {
    read(cell, order, false).map(|when| when.at.to_string())
}

#[rstest]
#[case("2026-11-25", "2026-11-25T00:00:00Z")]
#[case("2026/11/25", "2026-11-25T00:00:00Z")]
#[case("20261125", "2026-11-25T00:00:00Z")]
#[case("20261125101500", "2026-11-25T10:15:00Z")]
#[case("2026-11-25T10:15:00-05:00", "2026-11-25T15:15:00Z")]
#[case("2026-11-25 10:15", "2026-11-25T10:15:00Z")]
#[case("2026-11-25T10:15:00.25Z", "2026-11-25T10:15:00.25Z")]
#[case("2026-11-25T10:15:00+0530", "2026-11-25T04:45:00Z")]
#[case("25/04/2026", "2026-04-25T00:00:00Z")]
#[case("04/25/2026 1:30 PM", "2026-04-25T13:30:00Z")]
#[case("04/25/2026 12:05 am", "2026-04-25T00:05:00Z")]
#[case("4.3.2026", "2026-03-04T00:00:00Z")]
#[case("05/05/2026", "2026-05-05T00:00:00Z")]
#[case("25 Nov 2026", "2026-11-25T00:00:00Z")]
#[case("Nov 25, 2026", "2026-11-25T00:00:00Z")]
#[case("November 25th, 2026 3:00 PM", "2026-11-25T15:00:00Z")]
#[case("25-Nov-2026", "2026-11-25T00:00:00Z")]
#[case("25. März 2026", "2026-03-25T00:00:00Z")]
#[case("25 de noviembre de 2026", "2026-11-25T00:00:00Z")]
#[case("Wed, 25 Nov 2026 10:00:00 GMT", "2026-11-25T10:00:00Z")]
#[case("46000", "2025-12-09T00:00:00Z")]
#[case("46000.5", "2025-12-09T12:00:00Z")]
#[case("46000.354166667", "2025-12-09T08:30:00Z")]
fn a_date_is_read_as_it_is_written(#[case] cell: &str, #[case] expected: &str) {
    assert_eq!(at(cell, None).as_deref(), Ok(expected));
}

#[test]
fn the_order_of_day_and_month_is_never_guessed() {
    assert_eq!(at("03/04/2026", None), Err(Bad::OrderOpen));
    assert_eq!(at("03/04/2026", Some(DayFirst)).as_deref(), Ok("2026-04-03T00:00:00Z"));
    assert_eq!(at("03/04/2026", Some(MonthFirst)).as_deref(), Ok("2026-03-04T00:00:00Z"));
    assert_eq!(at("25/04/2026", Some(MonthFirst)), Err(Bad::NoDate), "it contradicts the rest of the column");
    for (cell, says) in [
        ("03/04/2026", Evidence::Open),
        ("3-4-2026 10:00", Evidence::Open),
        ("25/04/2026", Evidence::Decides(DayFirst)),
        ("04/25/2026", Evidence::Decides(MonthFirst)),
        ("04/04/2026", Evidence::Nothing),
        ("4.3.2026", Evidence::Nothing),
        ("2026-03-04", Evidence::Nothing),
        ("45/45/2026", Evidence::Nothing),
    ] {
        assert_eq!(evidence(cell), says, "{cell}");
    }
}

#[rstest]
#[case("25/04/26", Bad::TwoDigitYear)]
#[case("25 Nov 26", Bad::TwoDigitYear)]
#[case("31/02/2026", Bad::NoDate)]
#[case("2026-13-01", Bad::NoDate)]
#[case("yesterday", Bad::NoDate)]
#[case("2026-11-25 at noon", Bad::NoDate)]
#[case("2026-11-25T25:00", Bad::NoDate)]
#[case("2026-11-25T10:00 EST", Bad::NoDate)]
#[case("2026-11-25 13:00 PM", Bad::NoDate)]
#[case("4155552671", Bad::NoDate)]
#[case("25 jui 2026", Bad::NoDate)]
#[case("12", Bad::NoDate)]
#[case("", Bad::NoDate)]
#[case("é", Bad::NoDate)]
#[case("2026-11-25T1é:00", Bad::NoDate)]
fn what_is_no_date_is_refused(#[case] cell: &str, #[case] bad: Bad) {
    assert_eq!(read(cell, None, false), Err(bad));
}

#[test]
fn the_days_of_an_old_mac_begin_in_1904() {
    let when = read("44538", None, true).unwrap();
    assert_eq!((when.at.to_string().as_str(), when.no_offset), ("2025-12-09T00:00:00Z", false));
}

#[test]
fn a_time_without_an_offset_is_said() {
    assert!(read("2026-11-25 10:15", None, false).unwrap().no_offset);
    assert!(!read("2026-11-25 10:15Z", None, false).unwrap().no_offset);
    assert!(!read("2026-11-25", None, false).unwrap().no_offset);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_fall(text in "\\PC{0,24}", dated in "[0-9/.: TZapmNov-]{0,30}") {
        for cell in [text, dated] {
            let _ = (read(&cell, None, false), read(&cell, Some(DayFirst), true), evidence(&cell), is_clear(&cell));
        }
    }
}
