use jiff::{Timestamp, ToSpan, Zoned};

use super::{Place, RuleBook};

/// The first instant at or after `from` at which every place may be called, in the first place's zone.
///
/// Each place in turn moves the instant to its own next opening until none moves it any more. `None` after
/// 400 days without one, which only contradicting rules of the house can bring about.
pub(super) fn after(book: &RuleBook, from: Timestamp, places: &[Place]) -> Option<Zoned> {
    let zone = places.first()?.zone.clone();
    let mut at = from;
    loop {
        let before = at;
        for place in places {
            at = next_opening(book, at, from, place)?;
        }
        if at == before {
            return Some(at.to_zoned(zone));
        }
    }
}

/// `at` where the place is open then, else its next opening.
fn next_opening(book: &RuleBook, at: Timestamp, from: Timestamp, place: &Place) -> Option<Timestamp> {
    let mut date = at.to_zoned(place.zone.clone()).date();
    let horizon = from.to_zoned(place.zone.clone()).date().checked_add(HORIZON_DAYS.days()).ok()?;
    while date <= horizon {
        let edges = book.allowed(&place.jurisdictions, date).ok().and_then(|day| day.in_zone(&place.zone));
        if let Some((opens, closes)) = edges
            && at < closes.timestamp()
        {
            return Some(at.max(opens.timestamp()));
        }
        date = date.tomorrow().ok()?;
    }
    None
}

const HORIZON_DAYS: i64 = 400;
