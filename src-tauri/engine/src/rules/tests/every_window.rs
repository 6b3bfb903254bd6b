//! What holds for every window, in every zone, under any rules.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::rules::{Jurisdiction, Place, RuleBook, Verdict};

const ZONES: [(&str, &str); 12] = [
    ("America/New_York", "US-KY"),
    ("America/Chicago", "US-AL"),
    ("America/Denver", "US"),
    ("America/Los_Angeles", "US-NV"),
    ("America/New_York", "US-RI"),
    ("America/St_Johns", "CA-NL"),
    ("Europe/London", "GB"),
    ("Asia/Kathmandu", "NP"),
    ("Asia/Beirut", "LB"),
    ("Australia/Lord_Howe", "AU"),
    ("Pacific/Kiritimati", "KI"),
    ("Pacific/Honolulu", "US-HI"),
];

fn places(indices: &[usize]) -> Vec<Place> {
    let place = |index: &usize| {
        let (zone, code) = ZONES[index % ZONES.len()];
        let jurisdictions = vec![Jurisdiction::parse(code).unwrap()];
        Place { zone: TimeZone::get(zone).unwrap(), jurisdictions }
    };
    indices.iter().map(place).collect()
}

/// Whether one instant is inside the hours of one place, asked of the day alone.
fn legal_at(book: &RuleBook, at: Timestamp, place: &Place) -> bool {
    let date = at.to_zoned(place.zone.clone()).date();
    let edges = book.allowed(&place.jurisdictions, date).ok().and_then(|day| day.in_zone(&place.zone));
    edges.is_some_and(|(opens, closes)| opens.timestamp() <= at && at < closes.timestamp())
}

proptest! {
    #[test]
    fn a_ruling_never_lets_a_call_happen_outside_anyones_hours(
        start in 1_767_225_600_i64..1_861_920_000, // 2026 to 2028
        minutes in 1_i64..2_000,
        indices in prop::collection::vec(0_usize..12, 1..4),
    ) {
        let (book, places) = (RuleBook::built_in(), places(&indices));
        let start = Timestamp::from_second(start).unwrap();
        let asked = start + SignedDuration::from_mins(minutes);
        let legal = |at| places.iter().all(|place| legal_at(&book, at, place));
        let last_moment = |end: Timestamp| end - SignedDuration::from_secs(1);
        match book.clamp_everywhere(start, asked, &places).verdict {
            Verdict::Legal => prop_assert!(legal(start) && legal(last_moment(asked))),
            Verdict::Clamped { end, .. } => {
                prop_assert!(start < end.timestamp() && end.timestamp() < asked);
                prop_assert!(legal(start) && legal(last_moment(end.timestamp())) && !legal(end.timestamp()));
            }
            Verdict::Refused { next_legal, .. } => {
                prop_assert!(!legal(start));
                if let Some(next) = next_legal {
                    prop_assert!(next.timestamp() > start && legal(next.timestamp()));
                    prop_assert!(!legal(last_moment(next.timestamp())), "it is the first legal instant");
                }
            }
        }
    }
}
