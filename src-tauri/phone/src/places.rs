//! The packed tables of `assets/zones`, read once at the first question.

use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) static PLACES: LazyLock<Places> = LazyLock::new(Places::load);

const NUMBER_ZONES: &str = include_str!("../../../assets/zones/number-zones.tsv");
const AREA_CODES: &str = include_str!("../../../assets/zones/area-codes.tsv");

type Names = Box<[&'static str]>;

pub(crate) struct Places {
    /// Prefix outside North America → its zones.
    prefixes: HashMap<u64, Prefix>,
    areas: HashMap<u16, Area>,
}

pub(crate) struct Prefix {
    pub(crate) zones: Names,
    /// The prefix is a whole country that has several clocks: no answer.
    pub(crate) whole_country: bool,
}

/// A North American area code.
pub(crate) struct Area {
    pub(crate) zones: Names,
    pub(crate) states: Names,
}

impl Places {
    /// The longest prefix of `digits` that the table knows.
    pub(crate) fn longest_prefix(&self, mut digits: u64) -> Option<&Prefix> {
        while digits > 0 {
            if let Some(found) = self.prefixes.get(&digits) {
                return Some(found);
            }
            digits /= 10;
        }
        None
    }

    pub(crate) fn area(&self, code: u16) -> Option<&Area> {
        self.areas.get(&code)
    }

    fn load() -> Self {
        Self {
            prefixes: rows(NUMBER_ZONES).map(|row| prefix(&row)).collect(),
            areas: rows(AREA_CODES).map(|row| area(&row)).collect(),
        }
    }
}

/// `phonenumbers 9.0.42`, the first line of the tables.
pub(crate) fn release() -> &'static str {
    NUMBER_ZONES.lines().next().unwrap_or_default().trim_start_matches("# ")
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn prefix(columns: &[&'static str]) -> (u64, Prefix) {
    let key = columns[0].parse().expect("script/zone-data writes digits");
    let whole_country = columns[1].ends_with(",*");
    (key, Prefix { zones: names(columns[1].trim_end_matches(",*")), whole_country })
}

fn area(columns: &[&'static str]) -> (u16, Area) {
    let key = columns[0].parse().expect("script/zone-data writes digits");
    (key, Area { zones: names(columns[1]), states: names(columns[2]) })
}

fn names(list: &'static str) -> Names {
    list.split(',').filter(|name| !name.is_empty()).collect()
}
