use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::places::Place;
use crate::rules::{Jurisdiction, RuleBook, Verdict};
use crate::zone::ZoneData;

/// Places for a campaign that starts at an instant.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// May be called then, and for a while after.
    pub(super) open: Vec<Place>,
    /// May not; so that one sees what a refusal looks like.
    pub(super) refused: Option<Place>,
}

/// How many places take part.
const MOST: usize = 10;
/// What is left of the calling hours there, at least.
const LEFT: SignedDuration = SignedDuration::from_mins(10);

/// Of `places`, those that `rules` let be called from `start` on: as many different offsets as possible, then in
/// their own order. To be refused, a place whose rule cites a law is preferred.
pub(super) fn choose(places: Vec<Place>, zones: &ZoneData, rules: &RuleBook, start: Timestamp) -> Choice {
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    for place in places {
        match judge(&place, zones, rules, start) {
            Some(Judged::Open) => open.push(place),
            Some(Judged::Shut { cites_law }) => shut.push((cites_law, place)),
            Some(Judged::Closing) | None => {}
        }
    }
    let cited = shut.iter().position(|(cites_law, _)| *cites_law).unwrap_or_default();
    let refused = (!shut.is_empty()).then(|| shut.swap_remove(cited).1);
    Choice { open: spread(open, zones, start), refused }
}

enum Judged {
    Open,
    /// Legal, and not for long: a demo must not end in the middle.
    Closing,
    Shut {
        cites_law: bool,
    },
}

fn judge(place: &Place, zones: &ZoneData, rules: &RuleBook, start: Timestamp) -> Option<Judged> {
    let zone = zones.contact_zone(place.zone).ok()?;
    let country = Jurisdiction::of_zone(place.zone)?;
    let law = match country.country() {
        _ if place.state.is_empty() => country,
        "CA" => Jurisdiction::of_state(place.state, "CA")?,
        _ => Jurisdiction::of_state(place.state, "US")?,
    };
    let (from, to) = (start.to_zoned(zone.clone()), (start + LEFT).to_zoned(zone));
    Some(match rules.clamp(&from, &to, &[law]).verdict {
        Verdict::Legal => Judged::Open,
        Verdict::Clamped { .. } => Judged::Closing,
        Verdict::Refused { rule, .. } => Judged::Shut { cites_law: rule.source != "house" },
    })
}

/// One place an offset first; those that are left fill up.
fn spread(open: Vec<Place>, zones: &ZoneData, start: Timestamp) -> Vec<Place> {
    let offset =
        |place: &Place| zones.get(place.zone).map(|zone| zone.to_offset(start).seconds()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let (mut chosen, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|place| seen.insert(offset(place)));
    chosen.extend(rest);
    chosen.truncate(MOST);
    chosen.sort_by_key(|place| (offset(place), place.zone));
    chosen
}
