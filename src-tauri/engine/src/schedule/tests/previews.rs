use std::sync::LazyLock;

use callboard_rpc::types::{FireMode, JurisdictionCount, Mark, Preview, PreviewFire, Verdict as Word};
use jiff::SignedDuration;

use super::*;
use crate::rules::RuleBook;
use crate::zone::ZoneSet;

static RULES: LazyLock<RuleBook> = LazyLock::new(RuleBook::built_in);

fn group(zones: &str, parts: &[(&str, u64)]) -> Group {
    let jurisdictions = parts
        .iter()
        .map(|(jurisdiction, contacts)| JurisdictionCount {
            jurisdiction: (*jurisdiction).into(),
            contacts: *contacts,
        })
        .collect();
    Group::new(ZONES.set(zones, at("2026-11-22T00:00:00Z")).expect("zones"), jurisdictions)
        .expect("jurisdictions")
}

fn shown(
    text: &str,
    mode: &FireMode,
    from: &str,
    hours_long: i64,
    holidays: &[&str],
    groups: &[Group],
) -> Preview {
    let (cron, mode) = (cron(text), Mode::of(mode, &ZONES).expect("a mode"));
    let asked = Asked {
        cron: &cron,
        mode: &mode,
        zones: &ZONES,
        from: at(from),
        today: at(from),
        duration: SignedDuration::from_hours(hours_long),
        holidays: &Holidays::read(holidays).expect("dates"),
        rules: &RULES,
    };
    preview(&asked, groups, 3, 12)
}

fn first(preview: &Preview) -> &PreviewFire {
    &preview.rows[0].fires[0]
}

const CONTACT_TIME: FireMode = FireMode::ContactTime;

#[test]
fn a_zone_that_is_no_place_is_never_shown_as_legal() {
    for name in ["UTC", "Etc/UTC", "GMT", "Etc/GMT+5", "EST5EDT"] {
        let zones = ZoneSet::of_one(&ZONES, name).expect("a clock");
        let nobody = JurisdictionCount { jurisdiction: "ZZ".into(), contacts: 0 };
        let groups = [Group::new(zones, vec![nobody]).expect("jurisdictions")];
        let preview = shown("0 12 * * *", &CONTACT_TIME, "2026-11-22T00:00:00Z", 4, &[], &groups);
        assert_eq!(preview.rows[0].fires.len(), 3, "its times are shown");
        for fire in &preview.rows[0].fires {
            let rule = fire.rule.as_ref().expect("a reason");
            assert_eq!((fire.verdict, rule.id.as_str()), (Word::Refused, NO_PLACE), "{name}");
            assert!(rule.words.contains("Choose a city"), "{rule:?}");
        }
        assert_eq!(preview.totals.first_start, None, "nothing of it starts");
        assert!(!preview.warnings.iter().any(|words| words.contains("law")), "{:?}", preview.warnings);
    }
}

#[test]
fn nine_means_nine_in_every_zone() {
    let groups =
        [group("America/Los_Angeles", &[("US-CA", 412)]), group("America/New_York", &[("US-NY", 812)])];
    let preview = shown("0 9 * * 1,3,5", &CONTACT_TIME, "2026-11-22T00:00:00Z", 4, &[], &groups);
    assert_eq!(preview.sentence, "At 09:00 on Monday, Wednesday and Friday.");
    assert_eq!(preview.columns, ["Mon 23 Nov", "Wed 25 Nov", "Fri 27 Nov"]);
    assert_eq!(preview.column_keys[0], "2026-11-23T09:00");
    let rows: Vec<(&str, &str)> =
        preview.rows.iter().map(|row| (row.place.as_str(), row.fires[0].words.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("New York", "Mon 23 Nov 09:00–13:00 (UTC−05:00)"),
            ("Los Angeles", "Mon 23 Nov 09:00–13:00 (UTC−08:00)")
        ]
    );
    assert_eq!(first(&preview).local_start, "2026-11-23T09:00:00-05:00");
    assert_eq!((preview.totals.legal, preview.totals.needs_zone), (1224, 12));
    assert_eq!(preview.totals.first_start, Some(at("2026-11-23T14:00:00Z")));
    assert_eq!(preview.totals.last_start, Some(at("2026-11-23T17:00:00Z")));
    assert_eq!(preview.zone_release, ZONES.release());
    assert!(preview.buttons.is_some() && preview.warnings.is_empty(), "{:?}", preview.warnings);
}

#[test]
fn one_moment_for_all_is_shown_in_each_zone() {
    let mode = FireMode::SameMoment { zone: "America/New_York".into() };
    let groups = [group("Asia/Tokyo", &[("JP", 1)]), group("America/New_York", &[("US-NY", 1)])];
    let preview = shown("0 20 * * *", &mode, "2026-11-22T00:00:00Z", 1, &[], &groups);
    assert!(preview.rows.iter().all(|row| row.fires[0].start == at("2026-11-22T01:00:00Z")));
    assert_eq!(
        first(&preview).occurrence,
        "2026-11-22T01:00:00Z",
        "the instant, since no wall time is everybody's"
    );
    assert_eq!(preview.columns[0], "Sat 21 Nov 20:00 in New York");
    let tokyo = preview.rows.iter().find(|row| row.place == "Tokyo").expect("a row");
    assert_eq!(tokyo.fires[0].marks, [Mark::OtherDay]);
    assert_eq!(tokyo.fires[0].mark_words, ["In Tokyo it is Sunday then, and Saturday in New York."]);
}

#[test]
fn the_window_is_elapsed_time_over_a_clock_change() {
    let preview = shown(
        "0 1 * * *",
        &CONTACT_TIME,
        "2026-03-08T05:00:00Z",
        4,
        &[],
        &[group("America/New_York", &[("US-NY", 1)])],
    );
    let fire = first(&preview);
    assert_eq!(fire.verdict, Word::Refused, "nobody is called at one in the morning");
    assert_eq!(fire.marks, [Mark::ClockChangesInside]);
    assert_eq!(fire.words, "Sun 8 Mar 01:00–06:00 (UTC−05:00, then UTC−04:00)");
    assert_eq!(
        fire.mark_words,
        [
            "The clocks in New York go forward inside the window, from 02:00 to 03:00: 4 h pass and the clock shows 5 h."
        ]
    );
    assert_eq!(preview.rows[0].fires[1].marks, [Mark::OffsetDiffers]);
}

#[test]
fn gap_and_overlap_are_marked_and_said() {
    let new_york = || [group("America/New_York", &[("US-NY", 1)])];
    let gap = shown("30 2 * * *", &CONTACT_TIME, "2026-03-08T05:00:00Z", 1, &[], &new_york());
    assert_eq!(first(&gap).marks, [Mark::Gap, Mark::OffsetDiffers]);
    assert_eq!(
        first(&gap).mark_words[0],
        "02:30 does not exist in New York that day; it runs right after the gap, at 03:00."
    );
    assert_eq!(gap.column_keys[0], "2026-03-08T02:30", "the wall time as written");
    let overlap = shown("30 1 * * *", &CONTACT_TIME, "2026-11-01T05:00:00Z", 4, &[], &new_york());
    assert_eq!(first(&overlap).marks, [Mark::Overlap, Mark::ClockChangesInside]);
    assert!(first(&overlap).mark_words[0].contains("the first time only"));
    assert!(
        first(&overlap).mark_words[1].ends_with("4 h pass and the clock shows 3 h."),
        "{:?}",
        first(&overlap)
    );
}

#[test]
fn a_zone_whose_law_changed_is_marked() {
    let preview = shown(
        "0 9 * * *",
        &CONTACT_TIME,
        "2026-12-01T00:00:00Z",
        4,
        &[],
        &[group("America/Vancouver", &[("CA", 1)])],
    );
    assert_eq!(first(&preview).start, at("2026-12-01T16:00:00Z"));
    assert_eq!(first(&preview).marks, [Mark::LawChanged]);
    assert!(
        first(&preview).mark_words[0].contains("older data say UTC−08:00"),
        "{:?}",
        first(&preview).mark_words
    );
}

#[test]
fn a_window_is_clamped_and_the_rule_named() {
    let preview = shown(
        "0 18 * * *",
        &CONTACT_TIME,
        "2026-11-23T00:00:00Z",
        4,
        &[],
        &[group("America/Chicago", &[("US-IL", 433)])],
    );
    let fire = first(&preview);
    assert_eq!((fire.verdict, fire.words.as_str()), (Word::Clamped, "Mon 23 Nov 18:00–21:00 (UTC−06:00)"));
    assert_eq!(fire.rule.as_ref().map(|rule| rule.id.as_str()), Some("us-federal-hours"));
    assert_eq!(fire.caused_by, None, "it is everybody there");
    assert_eq!(preview.totals.clamped, 433);
}

#[test]
fn one_jurisdiction_binds_the_whole_zone_and_is_named_with_its_contacts() {
    let groups = [group("America/New_York", &[("US-NY", 700), ("US-KY", 12)])];
    let preview = shown("0 9 * * *", &CONTACT_TIME, "2026-11-23T00:00:00Z", 4, &[], &groups);
    let fire = first(&preview);
    assert_eq!(fire.verdict, Word::Refused, "one window per zone, so Kentucky's hours hold for all of it");
    assert_eq!(fire.end, fire.start);
    assert_eq!(fire.rule.as_ref().map(|rule| rule.id.as_str()), Some("us-ky-hours"));
    assert_eq!(fire.caused_by, Some(JurisdictionCount { jurisdiction: "US-KY".into(), contacts: 12 }));
    assert_eq!((preview.totals.refused, preview.totals.first_start), (712, None));
}

#[test]
fn contacts_of_several_possible_zones_are_called_where_each_allows_it() {
    let two = group("America/New_York|America/Chicago", &[("US-TN", 5)]);
    assert_eq!(
        (two.zones().clock().0, two.zones().place().as_str()),
        ("America/Chicago", "Chicago or New York")
    );
    let at_eight =
        shown("0 8 * * *", &CONTACT_TIME, "2026-11-23T06:00:00Z", 1, &[], std::slice::from_ref(&two));
    assert_eq!(first(&at_eight).verdict, Word::Legal, "eight in Chicago is nine in New York");
    let late = shown("30 19 * * *", &CONTACT_TIME, "2026-11-23T06:00:00Z", 4, &[], &[two]);
    assert_eq!(first(&late).local_end, "2026-11-23T20:00:00-06:00", "21:00 in New York ends it");
}

#[test]
fn the_slower_zone_of_a_set_is_the_same_all_year() {
    for from in ["2026-01-15T00:00:00Z", "2026-07-15T00:00:00Z"] {
        let set: ZoneSet = ZONES.set("America/Denver|America/Phoenix", at(from)).expect("zones");
        assert_eq!(set.clock().0, "America/Phoenix", "an occurrence must not change its clock in summer");
    }
}

#[test]
fn the_laws_of_number_and_address_hold_together() {
    use callboard_rpc::types::Verdict::{Clamped, Legal, Refused};
    let both = [group("America/New_York", &[("US-AL|US-NY", 1)])];
    let verdict = |cron: &str, from: &str| {
        let preview = shown(cron, &CONTACT_TIME, from, 4, &[], &both);
        preview.rows[0].fires[0].verdict
    };
    assert_eq!(verdict("0 9 * * *", "2026-11-23T12:00:00Z"), Legal, "a Monday morning");
    assert_eq!(verdict("0 9 * * *", "2026-11-29T12:00:00Z"), Refused, "Alabama: not on a Sunday");
    assert_eq!(verdict("0 18 * * *", "2026-11-23T12:00:00Z"), Clamped, "Alabama: not after 20:00");
    assert_eq!(verdict("0 20 * * *", "2026-11-23T12:00:00Z"), Refused);
    assert_eq!(verdict("0 9 * * *", "2026-12-25T12:00:00Z"), Refused, "Alabama: not on Christmas Day");
}

#[test]
fn holidays_are_left_out_and_said() {
    let groups = [group("America/New_York", &[("US-NY", 1)])];
    let preview = shown("0 9 * * *", &CONTACT_TIME, "2026-12-24T00:00:00Z", 4, &["2026-12-25"], &groups);
    assert_eq!(preview.column_keys, ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]);
    assert!(preview.warnings[0].contains("holidays"), "{:?}", preview.warnings);
}

#[test]
fn what_few_expect_is_warned_of() {
    let groups = [group("America/New_York", &[("US-NY", 1)])];
    let warnings = |text: &str| shown(text, &CONTACT_TIME, "2026-12-24T00:00:00Z", 4, &[], &groups).warnings;
    assert!(warnings("0 9 1,15 * 5")[0].contains("either"), "days are OR-ed");
    assert!(warnings("0 9,11 * * *")[0].contains("still open"), "two hours apart and four long");
    assert!(warnings("0 9 * * *").is_empty());
}

#[test]
fn zones_that_are_past_their_first_fire_stand_under_their_own_column() {
    let groups = [group("Pacific/Honolulu", &[("US-HI", 1)]), group("America/New_York", &[("US-NY", 1)])];
    let preview = shown("0 9 * * *", &CONTACT_TIME, "2026-11-23T16:00:00Z", 1, &[], &groups);
    assert_eq!(preview.columns, ["Mon 23 Nov", "Tue 24 Nov", "Wed 25 Nov", "Thu 26 Nov"]);
    assert_eq!(preview.rows[0].fires[0].occurrence, "2026-11-23T09:00", "Honolulu's Monday is to come");
    assert_eq!(preview.rows[1].fires[0].occurrence, "2026-11-24T09:00");
}

#[test]
fn a_start_now_is_judged_as_any_other() {
    let group = group("America/Denver", &[("US-CO", 1)]);
    let (cron, mode, holidays) = (cron("0 9 * * *"), Mode::ContactTime, Holidays::default());
    let now = at("2026-11-23T14:30:00Z");
    let asked = Asked {
        cron: &cron,
        mode: &mode,
        zones: &ZONES,
        from: now,
        today: now,
        duration: SignedDuration::from_hours(4),
        holidays: &holidays,
        rules: &RULES,
    };
    let window = window_at(&asked, &group, Occurrence::Instant(now), now);
    assert!(
        matches!(&window.verdict, Verdict::Refused { legal_again: Some(open), .. } if *open == at("2026-11-23T15:00:00Z"))
    );
    let next = windows(&asked, &group).next().expect("nine comes");
    assert_eq!((next.start, next.verdict), (at("2026-11-23T16:00:00Z"), Verdict::Legal));
}

#[test]
fn coming_clock_changes_say_what_they_do() {
    let changes = |text: &str, mode: FireMode, zone: &str| {
        let mode = Mode::of(&mode, &ZONES).expect("a mode");
        clock_changes(&ZONES, &cron(text), &mode, &[zone.to_owned()], at("2026-01-01T00:00:00Z"))
            .expect("a zone")
    };
    let effects = |text: &str| -> Vec<Option<String>> {
        changes(text, CONTACT_TIME, "America/New_York").into_iter().map(|change| change.effect).collect()
    };
    assert_eq!(
        effects("30 2 * * *"),
        [Some("02:30 does not exist that day; it runs at 03:00.".to_owned()), None]
    );
    assert_eq!(
        effects("30 1 * * *"),
        [None, Some("01:30 comes twice that day; it runs the first time only.".to_owned())]
    );
    assert_eq!(effects("0 9 * * *"), [None, None]);
    let march = &changes("0 9 * * *", CONTACT_TIME, "America/New_York")[0];
    assert_eq!((march.local_before.as_str(), march.offset_after.as_str()), ("2026-03-08 02:00", "-04:00"));
    let shifted = changes("0 9 * * *", FireMode::SameMoment { zone: "Asia/Tokyo".into() }, "Europe/Berlin");
    assert_eq!(
        shifted[0].effect.as_deref(),
        Some("The next fire, 09:00 in Tokyo, comes at 02:00 there rather than at 01:00.")
    );
}

#[test]
fn a_preview_of_every_zone_is_quick() {
    let groups: Vec<Group> =
        ZONES.names().into_iter().map(|name| group(name, &[("US", 1), ("US-KY", 1)])).collect();
    let clock = callboard_clock::Clock::system();
    let started = clock.monotonic();
    let preview = shown("0 9 * * *", &CONTACT_TIME, "2026-11-22T00:00:00Z", 4, &[], &groups);
    let took = clock.monotonic().saturating_sub(started);
    eprintln!("{} zones in {took:?}", groups.len());
    assert!(took.as_secs() < 5, "an unoptimised build on a busy machine, and still {took:?} is far too long");
    assert_eq!(preview.rows.len(), groups.len());
    assert!(preview.rows.iter().all(|row| row.fires.len() == 3));
}

#[test]
fn a_row_on_utcs_clock_says_that_it_is_no_place() {
    let groups = [group("Europe/Berlin", &[("DE", 1)])];
    let utc = ZoneSet::of_one(&ZONES, "UTC").expect("it can be looked at");
    let nowhere =
        Group::new(utc, vec![JurisdictionCount { jurisdiction: "ZZ".into(), contacts: 0 }]).expect("a group");
    let warnings =
        |groups: &[Group]| shown("0 9 * * *", &CONTACT_TIME, "2026-11-22T00:00:00Z", 4, &[], groups).warnings;
    let says = |warnings: Vec<String>| warnings.iter().any(|words| words.contains("is a clock and no place"));
    assert!(says(warnings(&[nowhere])));
    assert!(!says(warnings(&groups)));
}
