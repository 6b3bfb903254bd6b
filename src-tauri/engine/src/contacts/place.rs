use std::hash::Hash;

use callboard_phone::{E164, Region, ZonesOf};
use callboard_rpc::types::{RefusedKind, ZoneSource};
use rustc_hash::FxHashMap;

use super::state_zones::zones_of;
use crate::rules::{Jurisdiction, UnknownState};
use crate::zone::ZoneData;

/// Where a contact is counted: two indexes into [`Placer`]'s names, and where the zone came from.
pub(super) type Key = (u32, u32, ZoneSource);

/// Why a row cannot be dialled as it is.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) kind: RefusedKind,
    pub(super) reason: String,
}

/// Places contacts: the zone of the list first, then the state's, then the number's. Everything that is looked up
/// twice is looked up once.
#[derive(Debug)]
pub(super) struct Placer<'z> {
    data: &'z ZoneData,
    region: Option<Region>,
    zones: Names,
    laws: Names,
    /// A cell of the zone column → its zone.
    written: FxHashMap<Box<[u8]>, Zone>,
    /// A cell of the state column, by the country of the zone (`None`: no zone) → its jurisdiction.
    states: FxHashMap<Option<u32>, Laws>,
    /// By North American area code.
    areas: Vec<Area>,
    /// By the zones' own names.
    countries: FxHashMap<u32, Option<Country>>,
}

#[derive(Clone, Debug)]
enum Zone {
    Known(u32),
    Refused(String),
}

/// The state of a North American area code.
#[derive(Clone, Copy, Debug)]
enum Area {
    Unasked,
    /// Of several states, of none, or not assigned.
    NoState,
    State(u32),
}

/// A cell → the index of its law; `None`: it names none.
type Laws = FxHashMap<Box<[u8]>, Option<u32>>;

/// The country of a zone, as a jurisdiction.
#[derive(Clone, Copy, Debug)]
struct Country {
    law: u32,
    /// Rules differ by state there.
    has_states: bool,
}

/// A hostile list has a million different cells; what is beyond this is looked up each time.
const MOST_KEPT: usize = 4096;

impl<'z> Placer<'z> {
    pub(super) fn new(data: &'z ZoneData, region: Option<Region>) -> Self {
        Self {
            data,
            region,
            zones: Names::default(),
            laws: Names::default(),
            written: FxHashMap::default(),
            states: FxHashMap::default(),
            areas: vec![Area::Unasked; 1000],
            countries: FxHashMap::default(),
        }
    }

    pub(super) fn place<'c>(
        &mut self,
        zone: &[u8],
        state: &[u8],
        phones: impl IntoIterator<Item = &'c [u8]>,
    ) -> Result<Key, Refusal> {
        let phone = phones.into_iter().next().unwrap_or_default();
        if !zone.is_empty() {
            return self.by_zone(zone, state, phone);
        }
        if !state.is_empty() && !self.is_foreign(phone) {
            return self.by_state(state, phone);
        }
        self.by_number(phone)
    }

    pub(super) fn zone_name(&self, key: Key) -> &str {
        self.zones.text(key.0)
    }

    pub(super) fn law_name(&self, key: Key) -> &str {
        self.laws.text(key.1)
    }

    /// The list says the zone; the law comes from the state, or from the number where a country has states.
    fn by_zone(&mut self, zone: &[u8], state: &[u8], phone: &[u8]) -> Result<Key, Refusal> {
        let zone = match self.written.get(zone) {
            Some(Zone::Known(zone)) => *zone,
            Some(Zone::Refused(reason)) => return Err(needs_zone(reason.clone())),
            None => self.read_zone(zone)?,
        };
        let country = self.country(zone);
        if !state.is_empty() {
            let law = self.law_of_state(state, zone, country)?;
            return Ok((zone, law, ZoneSource::Contact));
        }
        let law = match country {
            Some(country) if !country.has_states || phone.is_empty() => country.law,
            Some(country) => self.law_of_number_in(country, phone)?,
            None if phone.is_empty() => return Err(self.no_law(zone)),
            None => {
                let number = self.number(phone)?;
                self.law_of_number(number).ok_or_else(|| self.no_law(zone))?
            }
        };
        Ok((zone, law, ZoneSource::Contact))
    }

    /// No zone, but a state: its only one; of several, those that the number's area shares, else all of them.
    fn by_state(&mut self, state: &[u8], phone: &[u8]) -> Result<Key, Refusal> {
        let Some(law) = self.state(state, None, None) else {
            // A state abroad. Where the number is abroad too, it decides; else nothing may be guessed.
            return self.by_number_abroad(state, phone);
        };
        let of_state = zones_of(self.laws.text(law));
        if let [only] = of_state {
            return Ok((self.zones.index(only), law, ZoneSource::State));
        }
        if !phone.is_empty() {
            let number = self.number(phone)?;
            let shared: Vec<&str> = of_state.iter().copied().filter(|zone| rings_in(number, zone)).collect();
            if !shared.is_empty() {
                return Ok((self.zones.index(&shared.join("|")), law, ZoneSource::Number));
            }
        }
        Ok((self.zones.index(&of_state.join("|")), law, ZoneSource::State))
    }

    fn by_number_abroad(&mut self, state: &[u8], phone: &[u8]) -> Result<Key, Refusal> {
        let unknown = || invalid(UnknownState(super::cell::text(state).into_owned()).to_string());
        if phone.is_empty() {
            return Err(unknown());
        }
        let number = self.number(phone)?;
        let at_home =
            callboard_phone::country(&number).is_none_or(|country| is_north_american(&country.to_string()));
        if at_home { Err(unknown()) } else { self.by_number_read(number) }
    }

    fn by_number(&mut self, phone: &[u8]) -> Result<Key, Refusal> {
        if phone.is_empty() {
            return Err(needs_zone("The row has neither a zone nor a state nor a number."));
        }
        let number = self.number(phone)?;
        self.by_number_read(number)
    }

    fn by_number_read(&mut self, number: E164) -> Result<Key, Refusal> {
        let zone = match callboard_phone::zones(&number) {
            ZonesOf::One(zone) => self.zones.index(zone),
            ZonesOf::Several(zones) => {
                let mut zones = zones.to_vec();
                zones.sort_unstable();
                self.zones.index(&zones.join("|"))
            }
            ZonesOf::Unknown { why } => return Err(needs_zone(why.sentence())),
        };
        let law = self.law_of_number(number).ok_or_else(|| self.no_law(zone))?;
        Ok((zone, law, ZoneSource::Number))
    }

    fn read_zone(&mut self, cell: &[u8]) -> Result<u32, Refusal> {
        let text = super::cell::text(cell);
        let found = self.data.contact_zone(&text).and_then(|_| self.data.written(&text));
        let zone = match found {
            Ok(name) => Zone::Known(self.zones.index(name)),
            Err(error) => Zone::Refused(error.to_string()),
        };
        keep(&mut self.written, cell, zone.clone());
        match zone {
            Zone::Known(zone) => Ok(zone),
            Zone::Refused(reason) => Err(needs_zone(reason)),
        }
    }

    fn country(&mut self, zone: u32) -> Option<Country> {
        if let Some(known) = self.countries.get(&zone) {
            return *known;
        }
        let found = Jurisdiction::of_zone(self.zones.text(zone));
        let country = found.map(|law| Country {
            has_states: law.state().is_none() && is_north_american(law.country()),
            law: self.laws.index(law.as_str()),
        });
        self.countries.insert(zone, country);
        country
    }

    fn law_of_state(&mut self, state: &[u8], zone: u32, country: Option<Country>) -> Result<u32, Refusal> {
        let found = self.state(state, country.map(|country| country.law), Some(zone));
        found.ok_or_else(|| invalid(UnknownState(super::cell::text(state).into_owned()).to_string()))
    }

    /// The jurisdiction that a state's cell names; a country that has no states here is its own.
    fn state(&mut self, cell: &[u8], country: Option<u32>, zone: Option<u32>) -> Option<u32> {
        let kept = self.states.entry(country).or_default();
        if let Some(found) = kept.get(cell) {
            return *found;
        }
        let zone = zone.map_or("", |zone| self.zones.text(zone));
        let found = Jurisdiction::of_contact(&super::cell::text(cell), zone).ok().flatten();
        let law = found.map(|law| self.laws.index(law.as_str()));
        keep(kept, cell, law);
        law
    }

    /// The number's state where it lies in the zone's own country, else that country.
    fn law_of_number_in(&mut self, country: Country, phone: &[u8]) -> Result<u32, Refusal> {
        let state = match area_code(phone).map(|code| (code, self.areas[code])) {
            Some((_, Area::State(law))) => Some(law),
            Some((code, Area::Unasked)) if let Some(number) = plain(phone) => self.read_area(code, number),
            _ => None,
        };
        let state = match state {
            Some(state) => Some(state),
            None => callboard_phone::state(&self.number(phone)?).map(|state| self.laws.index(state)),
        };
        let within = |law: &u32| self.laws.text(*law).starts_with(self.laws.text(country.law));
        Ok(state.filter(within).unwrap_or(country.law))
    }

    fn law_of_number(&mut self, number: E164) -> Option<u32> {
        if let Some(state) = callboard_phone::state(&number) {
            return Some(self.laws.index(state));
        }
        let law = Jurisdiction::parse(&callboard_phone::country(&number)?.to_string())?;
        Some(self.laws.index(law.as_str()))
    }

    /// The state of an area code. A number whose area code is assigned is not read by the plan here: its zone is
    /// known, and where it rings does not hang on its last seven digits.
    fn read_area(&mut self, code: usize, number: E164) -> Option<u32> {
        let state = callboard_phone::state(&number).map(|state| self.laws.index(state));
        self.areas[code] = state.map_or(Area::NoState, Area::State);
        state
    }

    fn number(&self, phone: &[u8]) -> Result<E164, Refusal> {
        let text = std::str::from_utf8(phone).map_err(|_| invalid("The number is not written in UTF-8."))?;
        let parsed = callboard_phone::parse(text, self.region);
        parsed.map(|parsed| parsed.e164).map_err(|error| invalid(error.to_string()))
    }

    /// A number that cannot belong to a state of the US or Canada: `WA` then is no Washington.
    fn is_foreign(&self, phone: &[u8]) -> bool {
        match phone {
            [] | [b'+', b'1', ..] => false,
            [b'+', ..] | [b'0', b'0', ..] => true,
            _ => self.region.is_some_and(|region| region.calling_code() != 1),
        }
    }

    fn no_law(&self, zone: u32) -> Refusal {
        let zone = self.zones.text(zone);
        needs_zone(format!("It is not known whose law holds in {zone}: name a city's zone, or the state."))
    }
}

/// Texts and their indexes.
#[derive(Debug, Default)]
struct Names {
    texts: Vec<String>,
    indexes: FxHashMap<String, u32>,
}

impl Names {
    fn index(&mut self, text: &str) -> u32 {
        if let Some(index) = self.indexes.get(text) {
            return *index;
        }
        let index =
            u32::try_from(self.texts.len()).expect("there are fewer zones and laws than numbers for them");
        self.texts.push(text.to_owned());
        self.indexes.insert(text.to_owned(), index);
        index
    }

    fn text(&self, index: u32) -> &str {
        &self.texts[index as usize]
    }
}

fn keep<V, K: ?Sized>(kept: &mut FxHashMap<Box<K>, V>, cell: &K, value: V)
where
    Box<K>: for<'a> From<&'a K> + Hash + Eq,
{
    if kept.len() < MOST_KEPT {
        kept.insert(Box::from(cell), value);
    }
}

fn plain(phone: &[u8]) -> Option<E164> {
    std::str::from_utf8(phone).ok().and_then(E164::from_stored)
}

/// The area code of a number that is written as E.164 writes those of North America: `+1` and ten digits.
fn area_code(phone: &[u8]) -> Option<usize> {
    let digits = phone.strip_prefix(b"+1").filter(|digits| digits.len() == 10)?;
    let value = |byte: u8| usize::from(byte - b'0');
    let all = digits.iter().all(u8::is_ascii_digit);
    all.then(|| value(digits[0]) * 100 + value(digits[1]) * 10 + value(digits[2]))
}

fn rings_in(number: E164, zone: &str) -> bool {
    match callboard_phone::zones(&number) {
        ZonesOf::One(only) => only == zone,
        ZonesOf::Several(zones) => zones.contains(&zone),
        ZonesOf::Unknown { .. } => false,
    }
}

fn is_north_american(country: &str) -> bool {
    matches!(country, "US" | "CA")
}

fn needs_zone(reason: impl Into<String>) -> Refusal {
    Refusal { kind: RefusedKind::NeedsZone, reason: shown(&reason.into()) }
}

fn invalid(reason: impl Into<String>) -> Refusal {
    Refusal { kind: RefusedKind::Invalid, reason: shown(&reason.into()) }
}

/// A reason quotes the cell that is at fault, and where columns were mixed up that cell holds a number.
fn shown(reason: &str) -> String {
    callboard_phone::mask_in_text(reason)
}
