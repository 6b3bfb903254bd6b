use std::net::IpAddr;

use crate::Region;

/// Digits alone may number anything; nobody writes anything else with a plus or in groups like a phone number.
pub fn is_marked(text: &str) -> bool {
    text.contains(['+', '＋', '(', '-', '.', ' ', '/'])
}

/// A number that exists, read as one of the US where nobody says a region; or what is written like one.
pub fn is_like_phone(text: &str, region: Option<Region>) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if !(7..=17).contains(&digits) || text.parse::<IpAddr>().is_ok() {
        return false;
    }
    crate::parse(text, region.or_else(|| Region::new("US"))).is_ok() || is_written_like_one(text, digits)
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
            assert!(is_like_phone(text, us), "{text}");
            assert!(is_like_phone(text, None), "{text}");
        }
        assert!(is_like_phone("030 901 820 00", None));
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
            assert!(!is_like_phone(text, us), "{text}");
        }
    }
}
