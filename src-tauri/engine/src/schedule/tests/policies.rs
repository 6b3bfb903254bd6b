use jiff::SignedDuration;

use super::*;

const LATE_START: Misfire = Misfire::Late { max_age: SignedDuration::from_hours(2) };

fn decided(now: &str, newest: bool, policy: Misfire) -> Decision {
    decide(at("2026-11-23T09:00:00Z"), at("2026-11-23T13:00:00Z"), at(now), newest, policy)
}

#[test]
fn a_start_ahead_or_just_now_is_on_time() {
    let begin = |start: &str| Decision::Begin { start: at(start) };
    assert_eq!(decided("2026-11-23T08:00:00Z", true, Misfire::Skip), begin("2026-11-23T09:00:00Z"));
    assert_eq!(
        decided("2026-11-23T09:00:10Z", true, Misfire::Skip),
        begin("2026-11-23T09:00:15Z"),
        "a start has to lie in the future when it is sent"
    );
}

#[test]
fn what_was_slept_through_is_skipped_or_starts_late_once() {
    let missed = |because| Decision::Missed(because);
    let by = SignedDuration::from_mins(30);
    assert_eq!(decided("2026-11-23T09:30:00Z", true, Misfire::Skip), missed(MissedBecause::Late { by }));
    assert_eq!(
        decided("2026-11-23T09:30:00Z", true, LATE_START),
        Decision::Begin { start: at("2026-11-23T09:30:05Z") }
    );
    assert_eq!(decided("2026-11-23T09:30:00Z", false, LATE_START), missed(MissedBecause::Superseded));
    assert!(matches!(
        decided("2026-11-23T11:30:00Z", true, LATE_START),
        Decision::Missed(MissedBecause::TooOld { .. })
    ));
}

#[test]
fn nothing_starts_after_its_legal_window() {
    let ended = at("2026-11-23T13:00:00Z");
    let over = Decision::Missed(MissedBecause::WindowOver { ended });
    for now in ["2026-11-23T12:59:30Z", "2026-11-23T13:00:00Z", "2026-11-25T00:00:00Z"] {
        assert_eq!(
            decided(now, true, Misfire::Late { max_age: SignedDuration::from_hours(99) }),
            over,
            "{now}"
        );
    }
    assert_eq!(
        MissedBecause::Late { by: SignedDuration::from_mins(99) }.to_string(),
        "The program came 1 h 39 min late, and this schedule skips what it missed."
    );
}

#[test]
fn jitter_stays_inside_the_window() {
    let (start, end) = (at("2026-11-23T09:00:00Z"), at("2026-11-23T09:10:00Z"));
    let put_off = |most, share| {
        jittered(start, end, SignedDuration::from_secs(most), share).duration_since(start).as_secs()
    };
    assert_eq!(put_off(0, 0.9), 0);
    assert_eq!(put_off(100, 0.5), 50);
    assert_eq!(put_off(100_000, 0.999_999), 539, "a minute of the window is left");
    assert_eq!(
        jittered(end, start, SignedDuration::from_secs(60), 0.5),
        end,
        "a window that is over stays so"
    );
}

#[test]
fn holidays_are_local_dates() {
    let holidays = Holidays::read(&["2027-01-01"]).expect("a date");
    let falls = |start: &str, zone: &str| holidays.fall_on(at(start), &ZONES.get(zone).expect("a zone"));
    assert!(falls("2026-12-31T20:00:00Z", "Pacific/Auckland"), "New Year has come there");
    assert!(!falls("2026-12-31T20:00:00Z", "Pacific/Honolulu"));
    assert!(falls("2027-01-02T05:00:00Z", "Pacific/Honolulu"), "and still is here");
    assert!(Holidays::read(&["1 January"]).expect_err("no date").to_string().contains("2026-12-25"));
}

#[test]
fn a_year_of_minutes_does_not_fill_the_tray() {
    let zone = ZONES.get("Europe/Berlin").expect("a zone");
    let mark = Watermark::starting(at("2026-01-01T00:00:00Z"));
    let due = due(&cron("* * * * *"), &zone, mark, at("2026-01-03T00:00:00Z"));
    assert_eq!((due.fires.len(), due.passed_over), (MOST_DUE, 2 * 1440 - MOST_DUE as u64));
    assert_eq!(due.fires.last().expect("the newest").at, at("2026-01-03T00:00:00Z"));
}

#[test]
fn newer_zone_data_do_not_repeat_what_was_decided() {
    let before = ZONES.get("Etc/GMT+7").expect("a zone"); // as if Vancouver's law had just changed from -7 …
    let after = ZONES.get("Etc/GMT+8").expect("a zone"); // … to -8
    let cron = cron("0 9 * * *");
    let first =
        due(&cron, &before, Watermark::starting(at("2026-12-01T00:00:00Z")), at("2026-12-01T16:00:00Z"));
    let mark =
        Watermark::starting(at("2026-12-01T00:00:00Z")).advance(at("2026-12-01T16:00:00Z"), &first.fires);
    let again = due(&cron, &after, mark, at("2026-12-02T17:00:00Z"));
    let occurrences: Vec<String> = again.fires.iter().map(|fire| fire.occurrence().to_string()).collect();
    assert_eq!(
        occurrences,
        ["2026-12-02T09:00"],
        "the 1st at 09:00 has been, whatever its instant is called now"
    );
}
