use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// `1 contact`, `2 contacts`, `2 deliveries`: a count of something, by the name of one. All that is counted for a person
/// is said by this.
pub fn counted(count: u64, what: &str) -> String {
    if count == 1 {
        return format!("1 {what}");
    }
    let before_y = what.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    before_y.map_or_else(|| format!("{count} {what}s"), |stem| format!("{count} {stem}ies"))
}

/// The text in its one spelling of accents: a letter with its accent is one character (NFC).
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfc().normalize(text) }
}

/// The text in small letters without accents: `Québec` is `quebec`.
pub fn unaccented(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let letters = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    letters.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).flat_map(char::to_lowercase).collect()
}

/// Unicode's `Default_Ignorable_Code_Point`, and the marks of annotations: nobody sees them.
pub fn is_unseen(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) || matches!(c, '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_many_are_spelled_as_many() {
        let said = |count| ["row", "delivery", "day", "key"].map(|what| counted(count, what));
        assert_eq!(said(1), ["1 row", "1 delivery", "1 day", "1 key"]);
        assert_eq!(said(0), ["0 rows", "0 deliveries", "0 days", "0 keys"]);
        assert_eq!(said(2), ["2 rows", "2 deliveries", "2 days", "2 keys"]);
    }

    #[test]
    fn accents_are_composed_or_taken_off() {
        assert_eq!(composed("Que\u{301}bec"), "Québec");
        assert_eq!(unaccented("QUÉBEC"), "quebec");
        assert_eq!(unaccented("Que\u{301}bec"), "quebec");
        assert_eq!(unaccented("New York"), "new york");
        assert_eq!(composed("отказ"), "отказ");
    }
}
