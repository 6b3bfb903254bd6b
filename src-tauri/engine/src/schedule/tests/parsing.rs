use rstest::rstest;

use super::*;

fn numbers(text: &str, kind: FieldKind) -> Vec<u8> {
    cron(text).field(kind).numbers().collect()
}

#[rstest]
#[case("5 0 * * *", FieldKind::Minute, &[5])]
#[case("*/20 0 * * *", FieldKind::Minute, &[0, 20, 40])]
#[case("50/4 0 * * *", FieldKind::Minute, &[50, 54, 58])]
#[case("10-30/15 0 * * *", FieldKind::Minute, &[10, 25])]
#[case("10-30/500 0 * * *", FieldKind::Minute, &[10])]
#[case("*/99999999999999999999 0 * * *", FieldKind::Minute, &[0])]
#[case("3,1,2,1 0 * * *", FieldKind::Minute, &[1, 2, 3])]
#[case("007 0 * * *", FieldKind::Minute, &[7])]
#[case("0 0 * FEB,apr-Jun *", FieldKind::Month, &[2, 4, 5, 6])]
#[case("0 0 * * sun", FieldKind::DayOfWeek, &[0])]
#[case("0 0 * * 7", FieldKind::DayOfWeek, &[0])]
#[case("0 0 * * 5-7", FieldKind::DayOfWeek, &[0, 5, 6])]
#[case("0 0 * * MON-FRI/2", FieldKind::DayOfWeek, &[1, 3, 5])]
#[case("0 0 * * FRI/2", FieldKind::DayOfWeek, &[5])]
#[case("0 0 * * 1/2", FieldKind::DayOfWeek, &[1, 3, 5])]
#[case("0 0 * * 0/3", FieldKind::DayOfWeek, &[0, 3, 6])]
#[case("0 0 * * 7/2", FieldKind::DayOfWeek, &[0])]
#[case("0 0 * * */2", FieldKind::DayOfWeek, &[0, 2, 4, 6])]
#[case("0 0 * * 0-7", FieldKind::DayOfWeek, &[0, 1, 2, 3, 4, 5, 6])]
#[case("0 0 ? * 1", FieldKind::DayOfWeek, &[1])]
#[case(" \t0\t 0  1 * ? ", FieldKind::DayOfMonth, &[1])]
#[case("@yearly", FieldKind::Month, &[1])]
#[case("@Annually", FieldKind::DayOfMonth, &[1])]
#[case("@monthly", FieldKind::DayOfMonth, &[1])]
#[case("@weekly", FieldKind::DayOfWeek, &[0])]
#[case("@daily", FieldKind::Hour, &[0])]
#[case("@midnight", FieldKind::Minute, &[0])]
#[case("@hourly ", FieldKind::Minute, &[0])]
fn what_is_written_is_understood(#[case] text: &str, #[case] kind: FieldKind, #[case] expected: &[u8]) {
    assert_eq!(numbers(text, kind), expected);
}

#[rstest]
#[case("", CronFault::Empty, "")]
#[case("   ", CronFault::Empty, "   ")]
#[case("0 9 * *", CronFault::TooFewFields, "")]
#[case("0 0 9 * * 1", CronFault::SixFields, "1")]
#[case("0 0 9 * * 1 2026", CronFault::SevenFields, "1 2026")]
#[case("0 0 9 * * 1 2026 x", CronFault::TooManyFields, "1 2026 x")]
#[case("@every 5m", CronFault::Every, "@every")]
#[case("@reboot", CronFault::Reboot, "@reboot")]
#[case("@fortnightly", CronFault::UnknownMacro, "@fortnightly")]
#[case("@daily 5", CronFault::UnknownMacro, "@daily")]
#[case("TZ=Europe/Berlin 0 9 * * *", CronFault::TimeZone, "TZ=Europe/Berlin")]
#[case("CRON_TZ=UTC 0 9 * * *", CronFault::TimeZone, "CRON_TZ=UTC")]
#[case("0 9 L * *", CronFault::LastDay, "L")]
#[case("0 9 1,L-3 * *", CronFault::LastDay, "L")]
#[case("0 9 * * 5L", CronFault::LastDay, "5L")]
#[case("0 9 * * FRIL", CronFault::LastDay, "FRIL")]
#[case("0 9 15W * *", CronFault::NearestWeekday, "15W")]
#[case("0 9 LW * *", CronFault::NearestWeekday, "LW")]
#[case("0 9 * * 5#2", CronFault::NthWeekday, "5#2")]
#[case("? 9 * * *", CronFault::QuestionMark, "?")]
#[case("0 9 ?/2 * *", CronFault::QuestionMark, "?")]
#[case("0 9 1,? * *", CronFault::QuestionMark, "?")]
#[case("0,,5 9 * * *", CronFault::EmptyPart, "")]
#[case("0 9, * * *", CronFault::EmptyPart, "")]
#[case("0 9- * * *", CronFault::EmptyPart, "")]
#[case("0 -9 * * *", CronFault::EmptyPart, "")]
#[case("0 9/ * * *", CronFault::NotANumber, "")]
#[case("0 9/a * * *", CronFault::NotANumber, "a")]
#[case("0 9/2/2 * * *", CronFault::NotANumber, "2/2")]
#[case("0 nine * * *", CronFault::NotANumber, "nine")]
#[case("0 +9 * * *", CronFault::NotANumber, "+9")]
#[case("0 9 * * MONDAY", CronFault::NotANumber, "MONDAY")]
#[case("0 9 * MON *", CronFault::NotANumber, "MON")]
#[case("0 9 MON * *", CronFault::NotANumber, "MON")]
#[case("0 9 * * 1-3-5", CronFault::NotANumber, "3-5")]
#[case("0 9 * * *-5", CronFault::NotANumber, "*")]
#[case("0 ９ * * *", CronFault::NotANumber, "９")]
#[case("60 9 * * *", CronFault::OutOfRange, "60")]
#[case("0 24 * * *", CronFault::OutOfRange, "24")]
#[case("0 9 0 * *", CronFault::OutOfRange, "0")]
#[case("0 9 32 * *", CronFault::OutOfRange, "32")]
#[case("0 9 * 13 *", CronFault::OutOfRange, "13")]
#[case("0 9 * * 8", CronFault::OutOfRange, "8")]
#[case("0 9 * * 99999999999999999999", CronFault::OutOfRange, "99999999999999999999")]
#[case("0 17-9 * * *", CronFault::BackwardsRange, "17-9")]
#[case("0 9 * * FRI-SUN", CronFault::BackwardsRange, "FRI-SUN")]
#[case("*/0 9 * * *", CronFault::ZeroStep, "0")]
#[case("0 9-17/00 * * *", CronFault::ZeroStep, "00")]
#[case("0 0 30 2 *", CronFault::NeverComes, "30 2 *")]
#[case("0 0 31 4,6,9,11 *", CronFault::NeverComes, "31 4,6,9,11 *")]
#[case("0 0 30 2 */2", CronFault::NeverComes, "30 2 */2")]
fn what_is_refused_points_at_the_part(#[case] text: &str, #[case] code: CronFault, #[case] part: &str) {
    let error = text.parse::<Cron>().expect_err("it is refused");
    assert_eq!((error.code, &text[error.at.clone()]), (code, part), "{error}");
    assert!(error.message.ends_with('.') && error.message.len() > 15, "a sentence: {error}");
}

#[test]
fn every_kind_of_refusal_has_its_own_sentence() {
    let texts = [
        "",
        "0 9 * *",
        "0 0 9 * * 1",
        "0 0 9 * * 1 2",
        "@every 5m",
        "@reboot",
        "@x",
        "TZ=UTC * * * * *",
        "0 9 L * *",
        "0 9 1W * *",
        "0 9 * * 5#2",
        "? 9 * * *",
        "0 9, * * *",
        "0 x * * *",
        "99 9 * * *",
        "0 5-1 * * *",
        "*/0 * * * *",
        "0 0 30 2 *",
    ];
    let sentences: std::collections::BTreeSet<String> =
        texts.iter().map(|text| text.parse::<Cron>().expect_err("refused").message).collect();
    assert_eq!(sentences.len(), texts.len());
}

#[test]
fn the_sentence_names_field_part_and_what_to_use() {
    let message = |text: &str| text.parse::<Cron>().expect_err("refused").message;
    assert_eq!(message("0 9 * * 8"), "Day of week 8: use 0–7 or SUN–SAT.");
    assert_eq!(
        message("0 9 * * FRI-SUN"),
        "Day of week: the range FRI-SUN runs backwards; end the week with 7 for Sunday: FRI-7."
    );
    assert_eq!(message("0 17-9 * * *"), "Hour: the range 17-9 runs backwards; write 17-23,0-9.");
}

#[test]
fn at_most_256_bytes_are_read() {
    let long = |bytes: usize| format!("{}0 9 * * *", " ".repeat(bytes - 9));
    assert!(long(256).parse::<Cron>().is_ok());
    assert_eq!(long(257).parse::<Cron>().expect_err("too long").code, CronFault::TooLong);
    let hostile = format!("{} 9 * * *", "0-59,".repeat(50_000));
    assert_eq!(hostile.parse::<Cron>().expect_err("too long").at, 256..hostile.len());
}

#[test]
fn a_leap_day_comes_and_a_leap_day_on_a_sunday_too() {
    assert_eq!(
        walls_of("0 9 29 2 *", "Europe/Berlin", "2026-01-01T00:00:00Z", 2),
        ["Tue 2028-02-29 09:00", "Sun 2032-02-29 09:00"]
    );
    assert_eq!(
        walls_of("0 9 29 2 */7", "Europe/Berlin", "2026-01-01T00:00:00Z", 2),
        ["Sun 2032-02-29 09:00", "Sun 2060-02-29 09:00"]
    );
}

#[test]
fn the_expression_is_kept_as_written() {
    assert_eq!(cron("  0   9 * *  mon ").as_str(), "0 9 * * mon");
    assert_eq!(cron("@daily").as_str(), "@daily");
}

#[test]
fn an_occurrence_reads_back_as_it_was_written() {
    for text in ["2026-11-23T09:00", "2026-11-01T01:15#2", "2026-11-23T14:00:00Z"] {
        assert_eq!(text.parse::<Occurrence>().expect("an occurrence").to_string(), text);
    }
    for text in ["", "2026-11-23", "2026-11-23T09:00#3", "soon"] {
        assert!(text.parse::<Occurrence>().is_err(), "{text:?}");
    }
}

#[rstest]
#[case("@once 2026-12-08T10:00")]
#[case("@once 2026-12-08 10:00")]
#[case("  @ONCE   2026-12-08   10:00 ")]
fn a_single_moment_is_read_in_either_writing(#[case] text: &str) {
    let once = cron(text);
    assert_eq!(once.as_str(), "@once 2026-12-08T10:00");
    assert_eq!(once.is_once().map(|moment| moment.to_string()).as_deref(), Some("2026-12-08T10:00:00"));
}

#[rstest]
#[case("@once")]
#[case("@once tomorrow")]
#[case("@once 2026-02-30 10:00")]
#[case("@once 2026-12-08 25:00")]
#[case("@once 2026-12-08 10:00 11:00")]
#[case("@once 2126-12-08 10:00")]
fn what_is_no_single_moment_says_how_to_write_one(#[case] text: &str) {
    let error = Cron::parse(text).expect_err("it is no moment");
    assert_eq!(error.code, CronFault::NoMoment, "{error}");
    assert!(error.message.contains("2026-12-08 10:00"), "{error}");
}
