//! The decision itself: from what is known of zone, states and numbers to a place, or to a reason against one.

use std::collections::BTreeSet;

use callboard_phone::{Region, Whereabouts, WhyUnknown, ZonesOf};
use callboard_rpc::types::ZoneSource;

use super::country::SaidCountry;
use super::state::{StateSays, read_state};
use super::state_zones::zones_of;
use super::{Placed, Refusal};
use crate::rules::{Jurisdiction, UnknownState};
use crate::zone::ZoneData;

/// A zone that a contact names for itself.
#[derive(Clone, Debug)]
pub(super) struct NamedZone {
    pub(super) name: &'static str,
    /// Its country; `None` where IANA names none.
    pub(super) law: Option<Jurisdiction>,
}

/// What is said of a contact, each part read.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) zone: Option<NamedZone>,
    /// As they are written, none of them blank.
    pub(super) states: &'a [&'a str],
    pub(super) countries: &'a [SaidCountry],
    pub(super) numbers: &'a [Whereabouts],
}

pub(super) fn decide(data: &ZoneData, said: &Said<'_>) -> Result<Placed, Refusal> {
    // Such a number places nobody: only a zone says where it rings, not a state or another number beside it.
    let of_no_country = ZonesOf::Unknown { why: WhyUnknown::NoCountry };
    if said.zone.is_none() && said.numbers.iter().any(|number| number.zones == of_no_country) {
        return Err(Refusal::needs_zone(WhyUnknown::NoCountry.sentence()));
    }
    let country = one_country(said)?;
    let states = states(said, country.as_ref())?;
    check_calling_codes(said, country.as_ref(), &states)?;
    let (zones, source) = zones(data, said, &states)?;
    let jurisdictions = laws(said, states);
    if jurisdictions.is_empty() {
        let zone = zones.join("|");
        let words = format!("It is not known whose law holds in {zone}: name a city's zone, or the state.");
        return Err(Refusal::needs_zone(&words));
    }
    Ok(Placed { zones, jurisdictions, source })
}

/// What names a country, and which.
type Named = (String, String);

/// The country that the zone, all numbers and what is said share; `None` where none names one.
fn one_country(said: &Said<'_>) -> Result<Option<Named>, Refusal> {
    let zone = said
        .zone
        .as_ref()
        .and_then(|zone| Some((format!("the zone {}", zone.name), zone.law.as_ref()?.country().to_owned())));
    let numbers = said.numbers.iter().filter_map(|number| number.country);
    let numbers = numbers.map(|country| ("the number".to_owned(), country_of(country)));
    let countries = said.countries.iter().filter_map(|country| match country {
        SaidCountry::Code(code) => Some(("the country that is said".to_owned(), law_country(code))),
        SaidCountry::Calling(_) => None,
    });
    let named: Vec<Named> = zone.into_iter().chain(numbers).chain(countries).collect();
    let Some((what, country)) = named.first() else { return Ok(None) };
    match named.iter().find(|(_, other)| !are_kin(country, other)) {
        Some((other, elsewhere)) => Err(disagree(what, country, other, elsewhere)),
        None => Ok(Some((what.clone(), country.clone()))),
    }
}

/// A calling code that is said for a country (`+44`) is held against the country that is known.
fn check_calling_codes(
    said: &Said<'_>,
    country: Option<&Named>,
    states: &[Jurisdiction],
) -> Result<(), Refusal> {
    let of_state = states.first().map(|law| (format!("the state {law}"), law.country().to_owned()));
    let Some((what, country)) = country.cloned().or(of_state) else { return Ok(()) };
    let code = Region::new(&country).map(Region::calling_code);
    for one in said.countries {
        if let SaidCountry::Calling(calling) = one
            && code.is_some_and(|code| code != *calling)
        {
            return Err(disagree(&what, &country, "the country that is said", &one.shown()));
        }
    }
    Ok(())
}

/// `US` for Puerto Rico too.
fn country_of(region: Region) -> String {
    law_country(&region.to_string())
}

fn law_country(code: &str) -> String {
    Jurisdiction::parse(code).map_or_else(|| code.to_owned(), |law| law.country().to_owned())
}

/// Jersey's numbers are British ones, and London's zone is often given for Jersey: countries that share a calling code
/// do not contradict each other, and the laws of both hold. Those of North America, Russia and Kazakhstan do.
fn are_kin(one: &str, other: &str) -> bool {
    let code =
        |country: &str| Region::new(country).map(Region::calling_code).filter(|code| !matches!(code, 1 | 7));
    one == other || (code(one).is_some() && code(one) == code(other))
}

fn disagree(what: &str, country: &str, other: &str, elsewhere: &str) -> Refusal {
    let mut words = format!(
        "{what} is of {country}, {other} of {elsewhere}: they name different countries, so nobody knows where the call \
         would go. Correct the row."
    );
    words.replace_range(..1, "T"); // each begins with "the"
    Refusal::invalid(&words)
}

fn states(said: &Said<'_>, named: Option<&Named>) -> Result<Vec<Jurisdiction>, Refusal> {
    let mut found: Vec<Jurisdiction> = Vec::new();
    let country = named.map(|(_, country)| country.as_str());
    // `WA` of an Australian with a number of Perth is Western Australia.
    let is_placed = said.zone.is_some() || (!said.countries.is_empty() && !said.numbers.is_empty());
    for written in said.states {
        match read_state(written, country, is_placed) {
            StateSays::Law(law) => found.push(law),
            StateSays::OfItsCountry => {}
            StateSays::Unknown => {
                return Err(Refusal::invalid(&UnknownState((*written).to_owned()).to_string()));
            }
            StateSays::Abroad(law) => {
                let what = named.map_or("the number", |(what, _)| what.as_str());
                let state = format!("the state {written:?} ({law})");
                return Err(disagree(what, country.unwrap_or("another country"), &state, law.country()));
            }
        }
    }
    match found.iter().find(|law| law.country() != found[0].country()) {
        Some(other) => {
            let (one, two) = (format!("the state {}", found[0]), format!("the state {other}"));
            Err(disagree(&one, found[0].country(), &two, other.country()))
        }
        None => Ok(found),
    }
}

/// The zone that is named, and with it those of each state on whose clocks it is not; else the state's, of several those
/// that the numbers share; else the numbers'.
fn zones(
    data: &ZoneData,
    said: &Said<'_>,
    states: &[Jurisdiction],
) -> Result<(Vec<&'static str>, ZoneSource), Refusal> {
    if let Some(zone) = &said.zone {
        return Ok((with_states(data, zone.name, states), ZoneSource::Contact));
    }
    if !states.is_empty() {
        return Ok(zones_of_states(states, said.numbers));
    }
    if said.numbers.is_empty() {
        return Err(Refusal::needs_zone("The row has neither a zone nor a state nor a number."));
    }
    let mut found = BTreeSet::new();
    for number in said.numbers {
        match number.zones {
            ZonesOf::One(zone) => found.extend([zone]),
            ZonesOf::Several(zones) => found.extend(zones),
            ZonesOf::Unknown { why: WhyUnknown::NotListed } => {
                return Err(Refusal::invalid(WhyUnknown::NotListed.sentence()));
            }
            ZonesOf::Unknown { why } => return Err(Refusal::needs_zone(why.sentence())),
        }
    }
    Ok((found.into_iter().collect(), ZoneSource::Number))
}

/// Where zone and state disagree inside one country nobody knows which is right, so a call must be legal by all their
/// clocks.
fn with_states(data: &ZoneData, zone: &'static str, states: &[Jurisdiction]) -> Vec<&'static str> {
    let mut all = BTreeSet::from([zone]);
    for state in states {
        let of_state = zones_of(state.as_str());
        if !of_state.iter().any(|other| data.keep_one_time(zone, other)) {
            all.extend(of_state);
        }
    }
    all.into_iter().collect()
}

fn zones_of_states(states: &[Jurisdiction], numbers: &[Whereabouts]) -> (Vec<&'static str>, ZoneSource) {
    let all: BTreeSet<&'static str> =
        states.iter().flat_map(|state| zones_of(state.as_str())).copied().collect();
    if all.len() == 1 || numbers.is_empty() {
        return (all.into_iter().collect(), ZoneSource::State);
    }
    let shared_with = |number: &Whereabouts| -> BTreeSet<&'static str> {
        all.iter().copied().filter(|zone| rings_in(number, zone)).collect()
    };
    let shared: Vec<BTreeSet<&'static str>> = numbers.iter().map(shared_with).collect();
    // A number from elsewhere was taken along when its owner moved, and tells nothing of the new place.
    if shared.iter().any(BTreeSet::is_empty) {
        return (all.into_iter().collect(), ZoneSource::State);
    }
    let shared: BTreeSet<&'static str> = shared.into_iter().flatten().collect();
    (shared.into_iter().collect(), ZoneSource::Number)
}

fn rings_in(number: &Whereabouts, zone: &str) -> bool {
    match number.zones {
        ZonesOf::One(only) => only == zone,
        ZonesOf::Several(zones) => zones.contains(&zone),
        ZonesOf::Unknown { .. } => false,
    }
}

/// The states of the address and of every number; a country where no state of it is known.
fn laws(said: &Said<'_>, states: Vec<Jurisdiction>) -> Vec<Jurisdiction> {
    let mut laws: BTreeSet<Jurisdiction> = states.into_iter().collect();
    for number in said.numbers {
        laws.extend(number.states.iter().filter_map(|state| Jurisdiction::parse(state)));
        if number.states.is_empty() {
            laws.extend(number.country.and_then(|country| Jurisdiction::parse(&country.to_string())));
        }
    }
    laws.extend(said.zone.as_ref().and_then(|zone| zone.law.clone()));
    laws.extend(said.countries.iter().filter_map(|country| match country {
        SaidCountry::Code(code) => Jurisdiction::parse(code),
        SaidCountry::Calling(_) => None,
    }));
    let with_states: BTreeSet<String> =
        laws.iter().filter(|law| law.state().is_some()).map(|law| law.country().to_owned()).collect();
    laws.retain(|law| law.state().is_some() || !with_states.contains(law.country()));
    laws.into_iter().collect()
}
