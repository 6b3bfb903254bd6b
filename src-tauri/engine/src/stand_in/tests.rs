use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::choose::choose;
use super::places::places;
use crate::rules::RuleBook;
use crate::zone::ZoneData;

/// Weeks with and without daylight saving in both halves of the world, and one in which clocks change.
const WEEKS: [&str; 4] = ["2026-01-05", "2026-07-06", "2026-10-24", "2026-12-24"];

fn moments() -> impl Iterator<Item = Timestamp> {
    WEEKS.into_iter().flat_map(|week| {
        let begin: Timestamp = format!("{week}T00:00:00Z").parse().unwrap();
        (0..7 * 24 * 2).map(move |half_hour| begin + SignedDuration::from_mins(30 * half_hour))
    })
}

#[test]
fn at_any_time_eight_zones_may_be_called_and_one_may_not() {
    let (zones, rules) = (ZoneData::bundled(), RuleBook::built_in());
    for start in moments() {
        let choice = choose(places(), &zones, &rules, start);
        let open: BTreeSet<_> = choice.open.iter().map(|place| place.zone).collect();
        assert!(open.len() >= 8, "{start}: {open:?}");
        let refused = choice.refused.expect("half the world sleeps");
        assert!(!open.contains(refused.zone), "{start}");
    }
}

#[test]
fn the_zones_of_a_demo_lie_far_apart() {
    let (zones, rules) = (ZoneData::bundled(), RuleBook::built_in());
    for start in moments() {
        let choice = choose(places(), &zones, &rules, start);
        let offsets: BTreeSet<_> = choice
            .open
            .iter()
            .map(|place| zones.get(place.zone).unwrap().to_offset(start).seconds())
            .collect();
        assert!(offsets.len() >= 5, "{start}: a preview of one offset shows nothing: {offsets:?}");
    }
}

#[test]
fn every_place_is_one() {
    let zones = ZoneData::bundled();
    let places = places();
    let names: BTreeSet<_> = places.iter().map(|place| place.zone).collect();
    assert_eq!(names.len(), places.len(), "the tenant knows a zone once");
    for place in &places {
        assert_eq!(zones.written(place.zone), Ok(place.zone), "it is written as IANA writes it");
        assert!(place.people > 0);
    }
}
