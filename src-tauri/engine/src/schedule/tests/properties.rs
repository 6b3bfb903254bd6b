//! What holds for every expression, zone and start.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

fn part(low: u8, high: u8) -> impl Strategy<Value = String> {
    let number = low..=high;
    prop_oneof![
        3 => number.clone().prop_map(|n| n.to_string()),
        2 => Just("*".to_owned()),
        1 => (1..=high).prop_map(|step| format!("*/{step}")),
        1 => (number.clone(), 1..=20u8).prop_map(|(n, step)| format!("{n}/{step}")),
        1 => (number.clone(), number.clone()).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => proptest::collection::vec(number, 1..4)
            .prop_map(|list| list.iter().map(u8::to_string).collect::<Vec<_>>().join(",")),
    ]
}

fn expression() -> impl Strategy<Value = Cron> {
    (part(0, 59), part(0, 23), part(1, 31), part(1, 12), part(0, 7))
        .prop_map(|(m, h, d, mo, w)| format!("{m} {h} {d} {mo} {w}"))
        .prop_filter_map("dates that come", |text| text.parse().ok())
}

/// Zones with every kind of change, half of the time; any other zone else.
fn zone() -> impl Strategy<Value = &'static str> {
    const ODD: &[&str] = &[
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Asia/Beirut",
        "Africa/Cairo",
        "America/Santiago",
        "Asia/Kathmandu",
        "Antarctica/Troll",
        "Europe/Dublin",
        "America/Caracas",
        "Asia/Gaza",
    ];
    prop_oneof![proptest::sample::select(ODD), proptest::sample::select(ZONES.names())]
}

/// From 2005 to 2035, and half of the time within two hours of a clock change.
fn start(zone: &'static str) -> impl Strategy<Value = Timestamp> {
    let any = (1_104_537_600i64..2_051_222_400).prop_map(|s| Timestamp::from_second(s).expect("in range"));
    (any, any_bool(), -7200i64..7200).prop_map(move |(at, near, shift)| {
        let rules = ZONES.get(zone).expect("a zone");
        let change = crate::zone::changes_after(&rules, at).next().filter(|_| near);
        change.map_or(at, |change| change.at + SignedDuration::from_secs(shift))
    })
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

fn zone_and_start() -> impl Strategy<Value = (&'static str, Timestamp)> {
    zone().prop_flat_map(|zone| (Just(zone), start(zone)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn fires_increase_and_are_after_the_start(cron in expression(), (zone, from) in zone_and_start()) {
        let zone = ZONES.get(zone).expect("a zone");
        let mut last = from;
        for fire in fires(&cron, &zone, from).take(40) {
            prop_assert!(fire.at > last, "{} is not after {}", fire.at, last);
            last = fire.at;
        }
    }

    #[test]
    fn starting_anywhere_equals_going_on(cron in expression(), (zone, from) in zone_and_start(), skip in 0usize..12) {
        let zone = ZONES.get(zone).expect("a zone");
        let whole: Vec<Fire> = fires(&cron, &zone, from).take(24).collect();
        prop_assume!(whole.len() > skip);
        let continued: Vec<Fire> = fires(&cron, &zone, whole[skip].at).take(whole.len() - skip - 1).collect();
        prop_assert_eq!(&whole[skip + 1..], &continued[..]);
        // Also from an instant between two fires, as after a restart.
        let between = Timestamp::from_second(whole[skip].at.as_second().midpoint(
            whole.get(skip + 1).map_or(whole[skip].at.as_second(), |next| next.at.as_second()))).expect("in range");
        let restarted = next_fire(&cron, &zone, between);
        prop_assert_eq!(restarted, fires(&cron, &zone, whole[skip].at).next());
    }

    #[test]
    fn no_occurrence_comes_twice(cron in expression(), (zone, from) in zone_and_start()) {
        let zone = ZONES.get(zone).expect("a zone");
        let mut seen = BTreeSet::new();
        for fire in fires(&cron, &zone, from).take(60) {
            prop_assert!(seen.insert(fire.occurrence()), "{} came twice", fire.occurrence());
        }
    }

    #[test]
    fn a_fire_shows_what_was_written_unless_a_gap_swallowed_it(cron in expression(), (zone, from) in zone_and_start()) {
        let zone = ZONES.get(zone).expect("a zone");
        for fire in fires(&cron, &zone, from).take(20) {
            let shown = zone.to_datetime(fire.at);
            prop_assert_eq!(shown == fire.wall, fire.turn != Turn::AfterGap);
            prop_assert!(cron.field(FieldKind::Minute).allows(fire.wall.minute().unsigned_abs()));
            prop_assert!(cron.field(FieldKind::Hour).allows(fire.wall.hour().unsigned_abs()));
            prop_assert!(!cron.is_wildcard() || fire.turn != Turn::AfterGap, "no catch-up");
            prop_assert!(cron.is_wildcard() || fire.turn != Turn::SecondPass, "no double");
        }
    }

    #[test]
    fn a_fixed_time_job_loses_no_day(hour in 0u8..24, minute in 0u8..60, (zone, from) in zone_and_start()) {
        let cron = cron(&format!("{minute} {hour} * * *"));
        let zone = ZONES.get(zone).expect("a zone");
        let days: Vec<_> = fires(&cron, &zone, from).take(400).map(|fire| fire.wall.date()).collect();
        prop_assert!(days.windows(2).all(|pair| pair[0].tomorrow().expect("a day") == pair[1]));
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in "[0-9*,/?#LW@A-Za-z= \t\u{e9}-]{0,60}") {
        if let Err(error) = text.parse::<Cron>() {
            prop_assert!(text.get(error.at.clone()).is_some(), "{:?} of {:?}", error.at, text);
        }
        let answer = next_line(&ZONES, &format!("{text}\tEurope/Berlin\t2026-01-01T00:00:00Z\t3"));
        prop_assert!(!answer.is_empty() && !answer.contains('\n'));
    }

    /// Promise 10: whatever the clock does, each occurrence happens once, and none is lost.
    #[test]
    fn each_occurrence_fires_once_whatever_the_clock_does(
        cron in expression(),
        (zone, from) in zone_and_start(),
        steps in proptest::collection::vec(-5400i64..9000, 5..60),
    ) {
        let zone = ZONES.get(zone).expect("a zone");
        let (mut mark, mut now, mut furthest) = (Watermark::starting(from), from, from);
        let mut happened = Vec::new();
        for step in steps {
            now += SignedDuration::from_secs(step);
            furthest = furthest.max(now);
            let due = due(&cron, &zone, mark, now);
            happened.extend(due.fires.iter().map(Fire::occurrence));
            prop_assert_eq!(due.passed_over, 0);
            mark = mark.advance(now, &due.fires);
        }
        let expected: Vec<Occurrence> =
            fires(&cron, &zone, from).take_while(|fire| fire.at <= furthest).map(|fire| fire.occurrence()).collect();
        prop_assert_eq!(happened, expected);
    }
}
