use callboard_rpc::types::ColumnMapping;

use super::states::is_state_name;
use super::vocabulary::{Names, WORDS};
use super::words::{bare, is_phone};

/// A phone's where there is no better name; it may be a house's.
const WEAK_PHONE: &str = "number";

/// What the names of columns say, in any order and any usual writing (`Time Zone`, `time_zone`, `TZ`).
///
/// Of several columns that could hold the same, the more telling name wins, then the first. Of phone numbers every
/// column counts.
pub fn recognise<'a>(names: impl IntoIterator<Item = &'a str>) -> ColumnMapping {
    let written: Vec<&str> = names.into_iter().collect();
    let names: Vec<String> = written.iter().copied().map(bare).collect();
    let find = |known: &Names| known.iter().find_map(|word| names.iter().position(|name| name == word));
    let id = find(&WORDS.id);
    let zone = find(&WORDS.zone).or_else(|| names.iter().position(|name| is_zone(name)));
    let state = find(&WORDS.state).or_else(|| written.iter().position(|name| is_state_name(name)));
    let is_short = |index: usize| WORDS.state_short.has(&names[index]);
    let more_states = others(state, &written, is_state_name).filter(|index| !is_short(*index));
    let states: Vec<usize> = state.into_iter().chain(more_states).collect();
    let country = find(&WORDS.country).or_else(|| written.iter().position(|name| is_country(name)));
    let countries: Vec<usize> = country.into_iter().chain(others(country, &written, is_country)).collect();
    let taken: Vec<usize> =
        id.into_iter().chain(zone).chain(states.iter().chain(&countries).copied()).collect();
    let free = |index: &usize| !taken.contains(index);
    let named: Vec<usize> = (0..names.len()).filter(free).filter(|index| is_phone(written[*index])).collect();
    let telling =
        WORDS.phone.iter().find_map(|word| named.iter().copied().find(|index| names[*index] == word));
    let weak = || names.iter().position(|name| name == WEAK_PHONE).filter(free);
    let phone = telling.or_else(|| named.first().copied()).or_else(weak);
    let more: Vec<u32> = named.into_iter().filter(|index| Some(*index) != phone).filter_map(number).collect();
    ColumnMapping {
        id: id.and_then(number),
        phone: phone.and_then(number),
        zone: zone.and_then(number),
        state: state.and_then(number),
        more_phones: (!more.is_empty()).then_some(more),
        more_states: rest(&states),
        country: country.and_then(number),
        more_countries: rest(&countries),
    }
}

/// Further columns that hold the same: an address has its state, and so has every other one.
fn others<'n>(
    first: Option<usize>,
    written: &'n [&str],
    is_it: fn(&str) -> bool,
) -> impl Iterator<Item = usize> + use<'n> {
    let first = first.unwrap_or(written.len());
    (0..written.len()).filter(move |index| first < written.len() && *index != first && is_it(written[*index]))
}

fn rest(all: &[usize]) -> Option<Vec<u32>> {
    let more: Vec<u32> = all.iter().skip(1).copied().filter_map(number).collect();
    (!more.is_empty()).then_some(more)
}

fn number(index: usize) -> Option<u32> {
    u32::try_from(index).ok()
}

fn is_zone(name: &str) -> bool {
    ["timezone", "zeitzone"].iter().any(|part| name.contains(part)) && !name.contains("offset")
}

/// `Country`, `Mailing Country Code`, `Home Country/Region`; not `Phone Country Code`.
pub(super) fn is_country(written: &str) -> bool {
    let name = bare(written);
    let rest = WORDS.address.iter().find_map(|part| name.strip_prefix(part)).unwrap_or(&name);
    let rest = rest.strip_prefix("address").unwrap_or(rest);
    WORDS.country.has(rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}
