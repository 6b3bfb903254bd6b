use std::net::IpAddr;

use callboard_phone::Region;

use super::states::{StateCells, is_state};
use crate::table::Row;
use crate::zone::ZoneData;

/// What the cells of a column look like.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    filled: u32,
    phones: u32,
    /// Of the phones: written with a plus or with marks between, as no other number is.
    marked: u32,
    zones: u32,
    pub(super) states: StateCells,
}

impl Look {
    pub(super) fn of(rows: &[Row], column: usize, region: Option<Region>, zones: &ZoneData) -> Self {
        let mut look = Self::default();
        for row in rows.iter().filter(|row| row.fault().is_none()) {
            let text = row.text(column);
            if text.is_empty() {
                continue;
            }
            look.filled += 1;
            look.states.filled += 1;
            if is_phone(&text, region) {
                look.phones += 1;
                look.marked += u32::from(is_marked(&text));
            }
            look.zones += u32::from(is_zone(&text, zones));
            if is_state(&text) {
                look.states.add(&text);
            }
        }
        look
    }

    /// Most of its cells are phone numbers.
    pub(super) fn is_phones(&self) -> bool {
        self.phones > 0 && self.phones * 10 >= self.filled * 7
    }

    /// Enough of its cells are to be asked about.
    pub(super) fn may_be_phones(&self) -> bool {
        self.phones > 0 && (self.phones * 10 >= self.filled * 4 || self.marked * 10 >= self.filled * 2)
    }

    pub(super) fn is_zones(&self) -> bool {
        self.zones > 0 && self.zones * 10 >= self.filled * 7
    }
}

/// Digits alone may number anything; nobody writes anything else with a plus or in groups like a phone number.
pub(super) fn is_marked(text: &str) -> bool {
    text.contains(['+', '＋', '(', '-', '.', ' ', '/'])
}

/// A number that exists, read as one of the US where nobody says a region; or what is written like one.
pub(super) fn is_phone(text: &str, region: Option<Region>) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if !(7..=17).contains(&digits) || text.parse::<IpAddr>().is_ok() {
        return false;
    }
    callboard_phone::parse(text, region.or_else(|| Region::new("US"))).is_ok()
        || is_written_like_one(text, digits)
}

/// `(030) 901 820 00`, `+49…`, `0049…`: where the region is missing, a national number cannot be read.
fn is_written_like_one(text: &str, digits: usize) -> bool {
    let mark = |c: char| matches!(c, ' ' | '(' | ')' | '-' | '.' | '/' | '\u{A0}' | '\'');
    let bare = text.trim_start_matches('\'');
    let plain = bare.trim_start_matches(['+', '＋']);
    if !plain.chars().all(|c| c.is_numeric() || mark(c)) {
        return false;
    }
    let marks = plain.trim().chars().filter(|c| mark(*c)).count();
    plain.len() < bare.len()
        || (digits >= 10 && (bare.starts_with("00") || bare.starts_with('(') || marks > 1))
}

pub(super) fn is_zone(text: &str, zones: &ZoneData) -> bool {
    text.contains('/') && text.is_ascii() && zones.contact_zone(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_known_by_how_they_are_written() {
        let us = Region::new("US");
        for text in [
            "+14155552671",
            "(415) 555-2671",
            "415.555.2671",
            "4155552671",
            "+49 30 901820",
            "'+61 2 5550 1234",
        ] {
            assert!(is_phone(text, us), "{text}");
            assert!(is_phone(text, None), "{text}");
        }
        assert!(is_phone("030 901 820 00", None));
        for text in [
            "2026-11-23",
            "94105-1234",
            "1732999999",
            "192.168.100.200",
            "Maria",
            "40.7127281",
            "4000000001",
            "",
        ] {
            assert!(!is_phone(text, us), "{text}");
        }
    }
}
