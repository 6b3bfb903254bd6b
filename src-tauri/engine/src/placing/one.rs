use callboard_phone::{PhoneError, Region, Whereabouts, whereabouts};

use super::beside;
use super::country::SaidCountry;
use super::decide::{NamedZone, Said, decide};
use super::{Placed, Refusal};
use crate::rules::Jurisdiction;
use crate::zone::ZoneData;

/// What is said of one contact. Blank parts say nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contact<'a> {
    /// As they are written. Every one of them counts for zone and law, since any may be dialled.
    pub numbers: &'a [&'a str],
    pub zone: Option<&'a str>,
    pub states: &'a [&'a str],
    /// By ISO code or name; held against all the rest.
    pub countries: &'a [&'a str],
    /// Of national numbers; without it they are refused.
    pub region: Option<Region>,
}

/// The zones and the law of one contact, or why it cannot be called.
///
/// ```text
/// +12055550123, America/New_York, NY → America/New_York, US-AL and US-NY
/// +16895550123                       → America/New_York, US-FL
/// (+61) 8 5550 1234, WA              → refused: number and state name different countries
/// +1 800 555 0123                    → needs a zone: the area code belongs to no place
/// ```
pub fn place(data: &ZoneData, contact: &Contact<'_>) -> Result<Placed, Refusal> {
    let zone = contact.zone.filter(|zone| !zone.trim().is_empty());
    let zone = zone.map(|zone| named_zone(data, zone)).transpose()?;
    let mut numbers = Numbers::default();
    for written in contact.numbers.iter().filter(|written| !written.trim().is_empty()) {
        beside::wish(written)?;
        numbers.add(written, whereabouts(written, contact.region))?;
    }
    let states: Vec<&str> = contact.states.iter().copied().filter(|state| !state.trim().is_empty()).collect();
    let countries = contact.countries.iter().filter(|country| !country.trim().is_empty());
    let countries = countries.map(|country| SaidCountry::read(country)).collect::<Result<Vec<_>, _>>()?;
    decide(data, &Said { zone, states: &states, countries: &countries, numbers: &numbers.all()? })
}

pub(super) fn named_zone(data: &ZoneData, written: &str) -> Result<NamedZone, Refusal> {
    let name = data.contact_zone(written).and_then(|_| data.written(written));
    let name = name.map_err(|error| Refusal::needs_zone(&error.to_string()))?;
    Ok(NamedZone { name, law: Jurisdiction::of_zone(name) })
}

/// The numbers of a contact. A text that is none (`n/a`) is passed over where another one is a number; one with digits
/// enough to be dialled is not.
#[derive(Debug)]
pub(super) struct Numbers<N> {
    found: Vec<N>,
    unreadable: Option<PhoneError>,
}

/// As many digits may be dialled by somebody.
const DIALLED: usize = 7;

impl<N: PartialEq> Numbers<N> {
    pub(super) fn reusing(mut found: Vec<N>) -> Self {
        found.clear();
        Self { found, unreadable: None }
    }

    pub(super) fn add(&mut self, written: &str, read: Result<N, PhoneError>) -> Result<(), Refusal> {
        match read {
            Ok(number) => self.know(number),
            Err(error) if written.chars().filter(|c| c.is_numeric()).count() >= DIALLED => {
                return Err(Refusal::invalid(&error.to_string()));
            }
            Err(error) => self.unreadable = self.unreadable.or(Some(error)),
        }
        Ok(())
    }

    pub(super) fn know(&mut self, number: N) {
        if !self.found.contains(&number) {
            self.found.push(number);
        }
    }

    /// Why the first of those that are none is none.
    pub(super) fn unreadable(&self) -> Option<PhoneError> {
        self.unreadable
    }

    pub(super) fn all(self) -> Result<Vec<N>, Refusal> {
        match self.unreadable {
            Some(error) if self.found.is_empty() => Err(Refusal::invalid(&error.to_string())),
            _ => Ok(self.found),
        }
    }
}

impl Default for Numbers<Whereabouts> {
    fn default() -> Self {
        Self::reusing(Vec::new())
    }
}
