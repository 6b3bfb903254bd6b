//! The named cases of docs/scheduling.md, "Daylight saving, the rule".

use rstest::rstest;

use super::*;

#[test]
fn a_skipped_time_runs_once_right_after_the_gap() {
    assert_eq!(
        fires_of("30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", 3),
        ["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z"],
        "02:30 does not exist on 8 March; 03:00 EDT is right after the gap"
    );
    let zone = ZONES.get("America/New_York").expect("a zone");
    let fire = next_fire(&cron("30 2 * * *"), &zone, at("2026-03-07T12:00:00Z")).expect("it comes");
    assert_eq!((fire.turn, fire.occurrence().to_string().as_str()), (Turn::AfterGap, "2026-03-08T02:30"));
}

#[test]
fn a_repeated_time_runs_once_the_first() {
    assert_eq!(
        fires_of("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", 2),
        ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"],
        "01:30 EDT, and not again an hour later"
    );
}

#[rstest]
#[case("0 1,13 * * *", &["2026-11-01T05:00:00Z", "2026-11-01T18:00:00Z", "2026-11-02T06:00:00Z"])]
#[case("0,30 1 * * *", &["2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:00:00Z"])]
fn lists_of_repeated_times_run_once_each(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(fires_of(text, "America/New_York", "2026-11-01T04:30:00Z", 3), expected);
}

#[test]
fn a_wildcard_job_runs_in_both_passes_in_order() {
    let zone = ZONES.get("America/New_York").expect("a zone");
    let eight: Vec<Fire> = fires(&cron("*/15 1 * * *"), &zone, at("2026-11-01T04:59:00Z")).take(8).collect();
    let instants: Vec<String> = eight.iter().map(|fire| fire.at.strftime("%H:%M").to_string()).collect();
    assert_eq!(instants, ["05:00", "05:15", "05:30", "05:45", "06:00", "06:15", "06:30", "06:45"]);
    let occurrences: Vec<String> = eight.iter().map(|fire| fire.occurrence().to_string()).collect();
    assert_eq!(occurrences[0], "2026-11-01T01:00");
    assert_eq!(occurrences[4], "2026-11-01T01:00#2", "the second pass is another occurrence");
    assert_eq!(eight[3].turn, Turn::FirstPass);
}

#[test]
fn a_wildcard_job_catches_nothing_up() {
    assert_eq!(
        fires_of("*/30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", 2),
        ["2026-03-09T06:00:00Z", "2026-03-09T06:30:00Z"],
        "there was no hour of two on the 8th"
    );
    assert_eq!(
        fires_of("30 * * * *", "America/New_York", "2026-03-08T06:00:00Z", 3),
        ["2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z", "2026-03-08T08:30:00Z"]
    );
}

#[test]
fn several_fires_skipped_by_one_gap_make_one() {
    assert_eq!(
        fires_of("0,15,30,45 2,3 * * *", "America/New_York", "2026-03-07T12:00:00Z", 3),
        ["2026-03-08T07:00:00Z", "2026-03-08T07:15:00Z", "2026-03-08T07:30:00Z"],
        "four skipped ones and the 03:00 itself are one fire"
    );
}

#[test]
fn a_gap_of_half_an_hour_is_the_same_rule() {
    assert_eq!(
        walls_of("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T20:00:00Z", 2),
        ["Sun 2026-10-04 02:30", "Mon 2026-10-05 02:15"]
    );
}

#[test]
fn a_gap_of_a_whole_day_is_the_same_rule() {
    assert_eq!(
        walls_of("0 9 30 12 *", "Pacific/Apia", "2011-12-01T00:00:00Z", 2),
        ["Sat 2011-12-31 00:00", "Sun 2012-12-30 09:00"],
        "30 December 2011 did not exist in Samoa"
    );
}

#[test]
fn casablanca_works_both_ways() {
    assert_eq!(
        walls_of("30 2 * * *", "Africa/Casablanca", "2025-02-22T12:00:00Z", 2),
        ["Sun 2025-02-23 02:30", "Mon 2025-02-24 02:30"],
        "the clock goes back at 03:00 for Ramadan; 02:30 comes twice and runs once"
    );
    assert_eq!(
        fires_of("30 2 * * *", "Africa/Casablanca", "2025-02-22T12:00:00Z", 1),
        ["2025-02-23T01:30:00Z"]
    );
    assert_eq!(
        walls_of("30 2 * * *", "Africa/Casablanca", "2025-04-05T12:00:00Z", 2),
        ["Sun 2025-04-06 03:00", "Mon 2025-04-07 02:30"],
        "and forward again after it"
    );
}

#[rstest]
#[case("Asia/Beirut", "2025-03-29T00:00:00Z", "Sun 2025-03-30 01:00")]
#[case("Africa/Cairo", "2025-04-24T00:00:00Z", "Fri 2025-04-25 01:00")]
fn where_midnight_does_not_exist_no_run_is_lost(
    #[case] zone: &str,
    #[case] from: &str,
    #[case] expected: &str,
) {
    assert_eq!(walls_of("0 0 * * *", zone, from, 1), [expected]);
}

#[test]
fn santiago_monday_to_saturday_never_fires_on_sunday() {
    let walls = walls_of("0 0 * * 1-6", "America/Santiago", "2026-01-01T00:00:00Z", 700);
    assert!(
        walls.iter().all(|wall| !wall.starts_with("Sun")),
        "midnight of a Sunday is missing there in September"
    );
}

#[test]
fn kiritimati_mondays_are_mondays_there() {
    assert_eq!(
        walls_of("0 9 * * 1", "Pacific/Kiritimati", "2026-11-22T00:00:00Z", 2),
        ["Mon 2026-11-23 09:00", "Mon 2026-11-30 09:00"]
    );
    assert_eq!(
        fires_of("0 9 * * 1", "Pacific/Kiritimati", "2026-11-22T00:00:00Z", 1),
        ["2026-11-22T19:00:00Z"]
    );
}

#[test]
fn kathmandu_is_five_hours_and_three_quarters_ahead() {
    assert_eq!(fires_of("0 9 * * *", "Asia/Kathmandu", "2026-11-22T12:00:00Z", 1), ["2026-11-23T03:15:00Z"]);
}

#[test]
fn vancouver_in_december_is_seven_hours_behind() {
    assert_eq!(
        fires_of("0 9 * * *", "America/Vancouver", "2026-12-01T00:00:00Z", 2),
        ["2026-12-01T16:00:00Z", "2026-12-02T16:00:00Z"],
        "older zone data say 17:00Z, an hour late"
    );
}

#[test]
fn day_of_month_and_weekday_together_mean_either() {
    assert_eq!(
        walls_of("0 9 1,15 * 5", "Europe/Berlin", "2026-05-31T12:00:00Z", 6),
        [
            "Mon 2026-06-01 09:00",
            "Fri 2026-06-05 09:00",
            "Fri 2026-06-12 09:00",
            "Mon 2026-06-15 09:00",
            "Fri 2026-06-19 09:00",
            "Fri 2026-06-26 09:00"
        ]
    );
    assert_eq!(
        walls_of("0 9 */2 * 5", "Europe/Berlin", "2026-05-31T12:00:00Z", 2),
        ["Fri 2026-06-05 09:00", "Fri 2026-06-19 09:00"],
        "a star in front of either means both must hold"
    );
}

#[test]
fn a_restart_in_the_second_pass_does_not_fire_the_first_again() {
    assert_eq!(
        fires_of("30 1 * * *", "America/New_York", "2026-11-01T06:10:00Z", 1),
        ["2026-11-02T06:30:00Z"],
        "06:10Z is 01:10 again; 01:30 has been"
    );
}

#[test]
fn the_line_protocol_answers_one_line_each() {
    let line = |text: &str| next_line(&ZONES, text);
    assert_eq!(
        line("30 2 * * *\tAmerica/New_York\t2026-03-07T12:00:00Z\t2\n"),
        "2026-03-08T07:00:00Z,2026-03-09T06:30:00Z"
    );
    for extreme in
        ["-009999-01-02T01:59:59Z", "9999-12-30T22:00:00Z", "1969-12-31T23:59:59Z", "2100-12-31T23:59:59Z"]
    {
        for text in ["* * * * *", "0 0 * * *", "*/15 1 29 2 */7"] {
            let answer = line(&format!("{text}\tAfrica/Casablanca\t{extreme}\t2"));
            assert!(answer.starts_with("19") || answer.starts_with("ERR: no fire"), "{extreme}: {answer}");
        }
    }
    assert_eq!(line("0 9 * * *\tAmerica/Vancouver\t2026-12-01T00:00:00Z\t1"), "2026-12-01T16:00:00Z");
    for (bad, part) in [
        ("0 9 * * 8\tUTC\t2026-12-01T00:00:00Z\t1", "ERR: Day of week 8: use 0–7 or SUN–SAT."),
        ("0 9 * * *\t\t2026-12-01T00:00:00Z\t1", "ERR: No zone"),
        ("0 9 * * *\tLocal\t2026-12-01T00:00:00Z\t1", "ERR: \"Local\""),
        ("0 9 * * *\tUTC\tyesterday\t1", "ERR: FROM"),
        ("0 9 * * *\tUTC\t2026-12-01T00:00:00Z\t-1", "ERR: COUNT"),
        ("0 9 * * *\tUTC", "ERR: four parts"),
        ("", "ERR: four parts"),
        ("0 9 * * *\tUTC\t9999-12-30T00:00:00Z\t1", "ERR: no fire follows"),
    ] {
        let answer = line(bad);
        assert!(answer.starts_with(part) && !answer.contains('\n'), "{bad:?} answered {answer:?}");
    }
}

#[rstest]
#[case("@once 2026-12-08T10:00", "America/New_York", "2026-12-08T15:00:00Z")]
#[case("@once 2027-03-14T02:30", "America/New_York", "2027-03-14T07:00:00Z")]
#[case("@once 2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00Z")]
#[case("@once 2027-10-03T02:15", "Australia/Lord_Howe", "2027-10-02T15:30:00Z")]
fn a_single_moment_comes_once_by_the_rule_of_fixed_times(
    #[case] text: &str,
    #[case] zone: &str,
    #[case] expected: &str,
) {
    assert_eq!(fires_of(text, zone, "2026-10-30T12:00:00Z", 5), [expected]);
    assert!(fires_of(text, zone, expected, 5).is_empty(), "and never again");
}
