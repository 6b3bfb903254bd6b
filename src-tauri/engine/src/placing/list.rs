use std::hash::Hash;

use callboard_phone::{
    PhoneError, Plain, Region, Whereabouts, WhyUnknown, ZonesOf, of_area, plain, whereabouts,
};
use callboard_rpc::types::ZoneSource;
use rustc_hash::FxHashMap;

use super::Refusal;
use super::beside::{self, Beside};
use super::country::SaidCountry;
use super::decide::{Said, decide};
use super::one::{Numbers, named_zone};
use crate::zone::ZoneData;

/// Where a contact is counted: two indexes into [`Placer`]'s names, and where the zone came from.
pub(crate) type Key = (u32, u32, ZoneSource);

/// Places the rows of a list. Cells that were seen together before are placed by a look-up each: of a zone, a state and
/// an area code there are few combinations in a list, however long it is.
#[derive(Debug)]
pub(crate) struct Placer<'z> {
    data: &'z ZoneData,
    region: Option<Region>,
    north_american: bool,
    zone_cells: Cells,
    place_cells: Cells,
    /// Where numbers may ring, each once.
    numbers: Interned<Whereabouts>,
    /// By area code of North America; [`UNASKED`].
    areas: Vec<u32>,
    outcomes: FxHashMap<(u32, u32, u64), Result<Key, Refusal>>,
    zones: Interned<String>,
    laws: Interned<String>,
    /// The numbers of the row at hand.
    row: Vec<u32>,
    /// Its states and countries, one behind the other.
    places: Vec<u8>,
    /// Its cells with a letter beside the number.
    worded: Vec<String>,
    beside: Beside,
    passed_over: Option<PhoneError>,
}

/// A hostile list has a million different cells; what is beyond this is decided each time anew.
const MOST_CELLS: usize = 4096;
const MOST_OUTCOMES: usize = 1 << 16;
/// What stands before a cell in the row's places; no text holds a NUL, which ends it.
const STATE: u8 = b's';
const COUNTRY: u8 = b'c';
const UNASKED: u32 = u32::MAX;
/// Longest text of a cell that is looked at.
const LONGEST: usize = 128;

impl<'z> Placer<'z> {
    pub(crate) fn new(data: &'z ZoneData, region: Option<Region>) -> Self {
        Self {
            data,
            region,
            north_american: region.is_some_and(|region| region.calling_code() == 1),
            zone_cells: Cells::default(),
            place_cells: Cells::default(),
            numbers: Interned::default(),
            areas: vec![UNASKED; 1000],
            outcomes: FxHashMap::default(),
            zones: Interned::default(),
            laws: Interned::default(),
            row: Vec::new(),
            places: Vec::new(),
            worded: Vec::new(),
            beside: Beside::default(),
            passed_over: None,
        }
    }

    /// Places a row by its cells, without white space around them; an empty one says nothing. Every number counts, and
    /// every state and country.
    pub(crate) fn place<'c>(
        &mut self,
        zone: &[u8],
        states: impl IntoIterator<Item = &'c [u8]>,
        countries: impl IntoIterator<Item = &'c [u8]>,
        phones: impl IntoIterator<Item = &'c [u8]>,
    ) -> Result<Key, Refusal> {
        let mut numbers = Numbers::reusing(std::mem::take(&mut self.row));
        self.worded.clear();
        for cell in phones.into_iter().filter(|cell| !cell.is_empty()) {
            match self.quick(cell, !zone.is_empty()) {
                Some(number) => numbers.know(number),
                None => self.slow(cell, &mut numbers)?,
            }
        }
        self.passed_over = numbers.unreadable();
        let numbers = numbers.all()?;
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        states.into_iter().for_each(|cell| write_place(STATE, cell, &mut places));
        countries.into_iter().for_each(|cell| write_place(COUNTRY, cell, &mut places));
        let placed = self.place_with(zone, &places, &numbers);
        self.places = places;
        self.row = numbers;
        if placed.is_ok() && !self.worded.is_empty() {
            self.beside.count(self.worded.iter().map(String::as_str), self.region);
        }
        placed
    }

    /// What a person should know of the rows that were placed.
    pub(crate) fn notes(&self) -> Option<String> {
        self.beside.note()
    }

    /// Why a number of the row that was placed last cannot be dialled, where another one of it can.
    pub(crate) fn passed_over(&self) -> Option<PhoneError> {
        self.passed_over
    }

    pub(crate) fn zone_name(&self, key: Key) -> &str {
        self.zones.get(key.0)
    }

    /// `US-AL|US-NY` where several hold.
    pub(crate) fn law_name(&self, key: Key) -> &str {
        self.laws.get(key.1)
    }

    fn place_with(&mut self, zone: &[u8], places: &[u8], numbers: &[u32]) -> Result<Key, Refusal> {
        let seen = together(self.zone_cells.index(zone), self.place_cells.index(places), numbers);
        if let Some(known) = seen.and_then(|seen| self.outcomes.get(&seen)) {
            return known.clone();
        }
        let placed = self.decide(zone, places, numbers);
        if let Some(seen) = seen.filter(|_| self.outcomes.len() < MOST_OUTCOMES) {
            self.outcomes.insert(seen, placed.clone());
        }
        placed
    }

    fn decide(&mut self, zone: &[u8], places: &[u8], numbers: &[u32]) -> Result<Key, Refusal> {
        let zone = if zone.is_empty() { None } else { Some(named_zone(self.data, &text(zone))?) };
        let written = |kind: u8| {
            let cells = places.split(|byte| *byte == 0).filter_map(move |cell| cell.strip_prefix(&[kind]));
            cells.map(text).filter(|text| !text.is_empty())
        };
        let states: Vec<String> = written(STATE).collect();
        let states: Vec<&str> = states.iter().map(String::as_str).collect();
        let countries = written(COUNTRY).map(|country| SaidCountry::read(&country));
        let countries = countries.collect::<Result<Vec<_>, _>>()?;
        let numbers: Vec<Whereabouts> = numbers.iter().map(|number| *self.numbers.get(*number)).collect();
        let placed =
            decide(self.data, &Said { zone, states: &states, countries: &countries, numbers: &numbers })?;
        Ok((self.zones.index(placed.zone()), self.laws.index(placed.law()), placed.source))
    }

    /// A number by its first digits, where its writing is plain.
    fn quick(&mut self, cell: &[u8], zone_is_named: bool) -> Option<u32> {
        match plain(cell, self.north_american)? {
            Plain::Area(code) => {
                let slot = usize::from(code);
                if self.areas[slot] == UNASKED {
                    self.areas[slot] = self.numbers.index(of_area(code)?);
                }
                Some(self.areas[slot])
            }
            // Its zone is another matter, and asked of the whole number where the row names none.
            Plain::Country(country) if zone_is_named => {
                let zones = ZonesOf::Unknown { why: WhyUnknown::NotListed };
                Some(self.numbers.index(Whereabouts { country: Some(country), states: &[], zones }))
            }
            Plain::Country(_) => None,
        }
    }

    fn slow(&mut self, cell: &[u8], numbers: &mut Numbers<u32>) -> Result<(), Refusal> {
        let written =
            std::str::from_utf8(cell).map_err(|_| Refusal::invalid("The number is not written in UTF-8."))?;
        beside::wish(written)?;
        if written.contains(char::is_alphabetic) {
            self.worded.push(written.to_owned());
        }
        let read = whereabouts(written, self.region).map(|found| self.numbers.index(found));
        numbers.add(written, read)
    }
}

fn write_place(kind: u8, cell: &[u8], places: &mut Vec<u8>) {
    if !cell.is_empty() {
        places.push(kind);
        places.extend_from_slice(cell);
        places.push(0);
    }
}

/// What of a row decides where it is placed; `None` where it cannot be kept.
fn together(zone: Option<u32>, state: Option<u32>, numbers: &[u32]) -> Option<(u32, u32, u64)> {
    let place = |number: u32| u64::from(number) + 1;
    let numbers = match numbers {
        [] => 0,
        [one] => place(*one),
        [one, two] => place(*one) | place(*two) << 32,
        _ => return None,
    };
    Some((zone?, state?, numbers))
}

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().chars().take(LONGEST).collect()
}

/// Cells that were seen, by number.
#[derive(Debug, Default)]
struct Cells(FxHashMap<Box<[u8]>, u32>);

impl Cells {
    /// 0 for an empty cell; `None` where there are too many.
    fn index(&mut self, cell: &[u8]) -> Option<u32> {
        if cell.is_empty() {
            return Some(0);
        }
        if let Some(index) = self.0.get(cell) {
            return Some(*index);
        }
        let next = u32::try_from(self.0.len()).ok().filter(|_| self.0.len() < MOST_CELLS)? + 1;
        self.0.insert(Box::from(cell), next);
        Some(next)
    }
}

/// Values and their indexes.
#[derive(Debug)]
struct Interned<T> {
    values: Vec<T>,
    indexes: FxHashMap<T, u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { values: Vec::new(), indexes: FxHashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Interned<T> {
    fn index(&mut self, value: T) -> u32 {
        if let Some(index) = self.indexes.get(&value) {
            return *index;
        }
        let index = u32::try_from(self.values.len()).expect("there are fewer places than numbers for them");
        self.values.push(value.clone());
        self.indexes.insert(value, index);
        index
    }

    fn get(&self, index: u32) -> &T {
        &self.values[index as usize]
    }
}
