use callboard_rpc::types::JurisdictionCount;

use crate::rules::{Jurisdiction, Place};
use crate::zone::ZoneSet;

/// The contacts of one zone (or of one set of zones that they may live in), by jurisdiction.
#[derive(Clone, Debug)]
pub struct Group {
    zones: ZoneSet,
    counts: Vec<JurisdictionCount>,
    /// For each of `counts`, whose rules hold: several where number and address disagree (`US-FL|US-KY`).
    parts: Vec<Vec<Jurisdiction>>,
    /// Each zone with all jurisdictions: where a window of the whole group must be legal.
    places: Vec<Place>,
}

/// A jurisdiction that is neither a country nor a known state. Its rules would be missed, so nothing is planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no country and no state that is known; write it as US-FL or GB.")]
pub struct NoJurisdiction(String);

impl Group {
    /// The contacts of a zone. Without any counts the zone is only looked at: its country's rules, 0 contacts.
    /// Where no country is known either (`UTC`), every window is refused: nobody knows where the call would go.
    pub fn new(zones: ZoneSet, counts: Vec<JurisdictionCount>) -> Result<Self, NoJurisdiction> {
        let counts = if counts.is_empty() { countries(&zones) } else { counts };
        let parts = counts.iter().map(|count| read(&count.jurisdiction)).collect::<Result<Vec<_>, _>>()?;
        let mut all: Vec<Jurisdiction> = parts.iter().flatten().cloned().collect();
        all.sort_unstable();
        all.dedup();
        let places = places(&zones, &all);
        Ok(Self { zones, counts, parts, places })
    }

    pub fn zones(&self) -> &ZoneSet {
        &self.zones
    }

    pub fn jurisdictions(&self) -> &[JurisdictionCount] {
        &self.counts
    }

    pub fn contacts(&self) -> u64 {
        self.counts.iter().map(|count| count.contacts).sum()
    }

    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }

    pub(super) fn places_of(&self, part: usize) -> Vec<Place> {
        places(&self.zones, &self.parts[part])
    }
}

fn places(zones: &ZoneSet, jurisdictions: &[Jurisdiction]) -> Vec<Place> {
    zones.all().map(|(_, zone)| Place { zone: zone.clone(), jurisdictions: jurisdictions.to_vec() }).collect()
}

fn read(text: &str) -> Result<Vec<Jurisdiction>, NoJurisdiction> {
    let one =
        |code: &str| Jurisdiction::parse(code).ok_or_else(|| NoJurisdiction(code.chars().take(32).collect()));
    text.split('|').map(one).collect()
}

fn countries(zones: &ZoneSet) -> Vec<JurisdictionCount> {
    let mut countries: Vec<String> = zones
        .all()
        .filter_map(|(name, _)| Jurisdiction::of_zone(name))
        .map(|place| place.to_string())
        .collect();
    countries.sort_unstable();
    countries.dedup();
    countries.into_iter().map(|jurisdiction| JurisdictionCount { jurisdiction, contacts: 0 }).collect()
}
