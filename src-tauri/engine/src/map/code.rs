//! Disposition codes. Rules that hold everywhere:
//!
//! - A JSON string is its text without white space around it. ` 1001` is `1001`; `01001` and `1001` are two codes;
//!   capital and small letters differ.
//! - What a window shows as the same is the same: characters that are not seen (zero-width ones, marks of direction,
//!   variation selectors, the byte order mark) are dropped, fullwidth forms are what they are forms of (`１００１` is
//!   `1001`), and a letter with an accent is one character, however it was sent. Then white space around it is taken
//!   off.
//! - A JSON number is its decimal digits as they were sent: 1001 is `1001`. One with a fraction or an exponent, or that
//!   no 64 bits hold, is none.
//! - A code of a map has 1 to 64 characters. A longer one that a sender makes up is written as its beginning, `…` and
//!   the beginning of its digest: 64 characters that no other code has, so that it can be mapped like any other.

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::inbox;
use crate::kernel::composed;

/// Most characters of a code of a map.
pub(crate) const LONGEST: usize = 64;
/// Hexadecimal digits that tell long codes apart.
const DIGEST: usize = 8;

/// A received code, in its one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code(pub(crate) String);

/// A text as a window shows it, with one spelling of its accents.
pub(crate) fn as_seen(text: &str) -> String {
    composed(&inbox::as_seen(text)).into_owned()
}

/// The one spelling of a code that somebody wrote.
pub(crate) fn normalise(text: &str) -> String {
    let text = as_seen(text);
    if text.chars().nth(LONGEST).is_none() {
        return text;
    }
    let digest = hex::encode(&Sha256::digest(&text)[..DIGEST / 2]);
    let beginning: String = text.chars().take(LONGEST - 1 - DIGEST).collect();
    format!("{beginning}…{digest}")
}

/// The code as it may stand in the tenant's own log: nothing of a sender's free text but letters, digits and a few
/// marks.
pub(crate) fn plain(code: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let text: String = code.chars().take(LONGEST).map(|c| if harmless(c) { c } else { '?' }).collect();
    if text.is_empty() { "(empty)".to_owned() } else { text }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('"') {
            let text: String = serde_json::from_str(raw).map_err(de::Error::custom)?;
            return Ok(Self(normalise(&text)));
        }
        if raw.parse::<i64>().is_ok() || raw.parse::<u64>().is_ok() {
            return Ok(Self(normalise(raw)));
        }
        Err(de::Error::custom("a code is a text or a whole number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        serde_json::from_str::<Code>(json).ok().map(|code| code.0)
    }

    #[test]
    fn a_text_without_white_space_and_a_numbers_digits_are_one_code() {
        for json in [r#""1001""#, r#"" 1001""#, r#""1001\n""#, "1001", r#""\u00a01001\t""#] {
            assert_eq!(read(json).as_deref(), Some("1001"), "{json}");
        }
        assert_eq!(read(r#""01001""#).as_deref(), Some("01001"), "a leading zero is another code");
        assert_eq!(read(r#""Sold""#).as_deref(), Some("Sold"), "letters keep their case");
    }

    #[test]
    fn what_a_window_shows_as_the_same_is_one_code() {
        for text in [
            "10\u{200B}01",
            "\u{FEFF}1001",
            "\u{2060} 1001 \u{200E}",
            "\u{202A}1001\u{202C}",
            "1\u{AD}001",
            "１００１",
            "\u{3000}1001\u{3000}",
            "1001\u{FE0F}\u{E0020}",
        ] {
            assert_eq!(normalise(text), "1001", "{}", text.escape_unicode());
        }
        assert_eq!(normalise("Ｎｏ\u{3000}ａｎｓｗｅｒ！"), "No answer!");
        assert_eq!(normalise("\u{200B}\u{3000}\u{200B}"), "", "nothing is seen of it");
        for text in ["é", "отказ", "拒否", "١٠٠١", "10 01", "☎"] {
            assert_eq!(normalise(text), text, "what is seen stays");
        }
        assert_eq!(normalise("rappele\u{301}"), "rappel\u{e9}", "an accent has one spelling");
        let long = "9".repeat(LONGEST + 1);
        assert_eq!(normalise(&format!("\u{200B}{long}")), normalise(&long), "also where it is shortened");
    }

    #[test]
    fn a_number_keeps_every_digit_and_is_whole() {
        assert_eq!(read("18446744073709551615").as_deref(), Some("18446744073709551615"));
        assert_eq!(read("-1").as_deref(), Some("-1"));
        for json in
            ["123456789012345678901234567890", "1001.0", "1e3", "true", "null", "[1001]", r#"{"a":1}"#]
        {
            assert_eq!(read(json), None, "{json}");
        }
    }

    #[test]
    fn a_code_that_is_too_long_is_told_from_others_that_begin_like_it() {
        let longest = "9".repeat(LONGEST);
        assert_eq!(normalise(&longest), longest);
        let cut = normalise(&"9".repeat(LONGEST + 1));
        assert_eq!(cut.chars().count(), LONGEST);
        assert_eq!(normalise(&cut), cut, "it can be mapped as it is shown");
        assert_ne!(normalise(&"9".repeat(LONGEST + 2)), cut);
    }

    #[test]
    fn the_tenants_log_gets_nothing_of_a_senders_free_text() {
        assert_eq!(plain("1001"), "1001");
        assert_eq!(plain("a\r\nb <script>"), "a??b??script?");
        assert_eq!(plain(""), "(empty)");
    }
}
