use super::Columns;
use super::content::Look;
use crate::table::names::vocabulary::{Names, WORDS};
use crate::table::names::words::{bare, is_other_number, is_phone};

/// A phone's where there is no better name.
const WEAK_PHONE: [&str; 3] = ["number", "numero", "nummer"];
/// What names a direction and nothing else.
const DIRECTION: [&str; 6] = ["direction", "richtung", "direccion", "opt", "dnc", "inout"];
const DATE: [&str; 4] = ["date", "datum", "fecha", "data"];

/// What the names of the columns say; where a name may mean something else, its cells decide.
pub(super) fn recognise(names: &[String], looks: &[Look]) -> Columns {
    let bare: Vec<String> = names.iter().map(|name| bare(name)).collect();
    let find = |known: &Names, fits: &dyn Fn(usize) -> bool| {
        known.iter().find_map(|word| (0..bare.len()).find(|index| bare[*index] == word && fits(*index)))
    };
    let any = |_: usize| true;
    let area = find(&WORDS.area_code, &|index| looks[index].is_short() || looks[index].filled == 0);
    let number = area.and_then(|area| {
        find(&WORDS.dnc_number, &|index| {
            index != area && (looks[index].is_short() || looks[index].filled == 0)
        })
    });
    let split = area.zip(number);
    let is_split = |index: usize| split.is_some_and(|(area, number)| index == area || index == number);
    let named = |index: &usize| is_phone(&names[*index]) && !is_split(*index);
    let mut phones: Vec<usize> = (0..names.len()).filter(named).collect();
    if phones.is_empty() && split.is_none() {
        phones.extend(WEAK_PHONE.iter().find_map(|word| bare.iter().position(|name| name == word)));
    }
    let is_free = |index: usize| !phones.contains(&index) && !is_split(index);
    let says = |index: usize, words: &[&str]| words.iter().any(|word| bare[index].contains(word));
    let direction = find(&WORDS.dnc_flag, &|index| is_free(index) && looks[index].is_flags()).or_else(|| {
        find(&WORDS.dnc_direction, &|index| {
            is_free(index) && (looks[index].has_directions() || says(index, &DIRECTION))
        })
    });
    let direction =
        direction.or_else(|| find(&WORDS.dnc_flag, &|index| is_free(index) && looks[index].has_directions()));
    let is_date = |index: usize| looks[index].dates > 0 || says(index, &DATE);
    let columns = Columns {
        split,
        direction,
        expiry: find(&WORDS.dnc_expiry, &|index| {
            is_free(index) && (is_date(index) || looks[index].filled == 0)
        }),
        date: find(&WORDS.dnc_date, &|index| is_free(index) && is_date(index)),
        reason: find(&WORDS.dnc_reason, &any),
        phones: Vec::new(),
    };
    Columns { phones, ..columns }
}

/// Whether the name says another date than that of the opt-out: `Date of birth`.
pub(super) fn is_other_date(name: &str) -> bool {
    let name = bare(name);
    WORDS.dnc_date_never.iter().any(|part| name.contains(part))
}

/// Whether a column of phone numbers is somebody else's: `Agent phone`, `Fax`.
pub(super) fn is_elses(name: &str) -> bool {
    is_other_number(name)
}
