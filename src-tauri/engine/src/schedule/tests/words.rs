use jiff::civil::{Weekday, time};
use rstest::rstest;

use super::*;

#[rstest]
#[case("0 9 * * 1,3,5", "At 09:00 on Monday, Wednesday and Friday.")]
#[case("0 9 * * 1-5", "At 09:00 on Monday to Friday.")]
#[case("30 9,13 * * *", "At 09:30 and 13:30 every day.")]
#[case("0 9 * * 6,0", "At 09:00 on Saturday and Sunday.")]
#[case("0 9 * * 5-7", "At 09:00 on Friday to Sunday.")]
#[case("0 9 1,15 * *", "At 09:00 on the 1st and 15th of every month.")]
#[case("0 9 1,15 * 5", "At 09:00 on the 1st and 15th of the month, and also on every Friday.")]
#[case(
    "0 9 */2 6 MON,TUE",
    "At 09:00 on the 1st, 3rd, 5th, 7th, 9th, 11th, 13th, 15th, 17th, 19th, 21st, 23rd, 25th, 27th, 29th and 31st of the month if that is a Monday or Tuesday in June."
)]
#[case("0 9 2-4 1,6 *", "At 09:00 on the 2nd to 4th of January and June.")]
#[case("0 9 1-31 * 5", "At 09:00 every day.")]
#[case("* * * * *", "Every minute every day.")]
#[case("*/15 9-11 * * *", "Every 15 minutes, in the hours of 09 to 11 every day.")]
#[case("@hourly", "On the hour every day.")]
#[case("5,10 */6 * * *", "At minutes 5 and 10 past the hour, every 6 hours from midnight every day.")]
#[case("1-7/2 * * * *", "At minutes 1, 3, 5 and 7 past the hour every day.")]
#[case("@yearly", "At 00:00 on the 1st of January.")]
fn the_sentence_says_what_it_does(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(sentence(&cron(text)), expected);
}

#[test]
fn the_buttons_and_the_text_are_one_truth() {
    let chosen = Buttons {
        days: vec![Weekday::Monday, Weekday::Wednesday, Weekday::Friday],
        times: vec![time(9, 0, 0, 0)],
    };
    assert_eq!(cron_of(&chosen).as_deref(), Ok("0 9 * * 1,3,5"));
    assert_eq!(buttons_of(&cron("0 9 * * 1,3,5")), Ok(chosen));
    let all_week = buttons_of(&cron("15,45 8,17 * * *")).expect("buttons show it");
    assert_eq!((all_week.days.len(), all_week.times.len()), (7, 4));
    assert_eq!(cron_of(&all_week).as_deref(), Ok("15,45 8,17 * * *"));
}

#[rstest]
#[case("*/15 9 * * *")]
#[case("0 9 1 * *")]
#[case("0 9 * 6 *")]
#[case("0 9 1-31 * 5")]
#[case("0-20 9 * * *")]
fn what_the_buttons_cannot_show_is_said(#[case] text: &str) {
    let refusal = buttons_of(&cron(text)).expect_err("not on buttons").to_string();
    assert!(refusal.starts_with("The buttons cannot show this"), "{refusal}");
}

#[test]
fn times_that_are_no_grid_need_two_schedules() {
    let chosen = Buttons { days: vec![Weekday::Monday], times: vec![time(9, 0, 0, 0), time(13, 30, 0, 0)] };
    let refusal = cron_of(&chosen).expect_err("0,30 9,13 would run four times").to_string();
    assert!(refusal.contains("09:00 and 13:30"), "{refusal}");
    assert_eq!(cron_of(&Buttons { days: vec![], ..chosen }), Err(ButtonsRefusal::NothingChosen));
}

#[test]
fn a_single_moment_is_said_with_its_day_and_year() {
    assert_eq!(sentence(&cron("@once 2026-12-08T10:00")), "Once, on Tuesday 8 December 2026 at 10:00.");
}
