//! What nobody sees between letters: characters without width, also escaped, and line breaks.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use super::Spellings;
use super::escaped::lengths;

/// As many in a row are passed over.
const MOST: usize = 16;

/// The length of the unseen characters at the beginning of `text`.
pub(super) fn run(text: &str, spellings: Spellings) -> usize {
    let mut at = 0;
    for _ in 0..MOST {
        match one(&text[at..], spellings) {
            Some(length) => at += length,
            None => break,
        }
    }
    at
}

fn one(text: &str, spellings: Spellings) -> Option<usize> {
    let first = text.chars().next()?;
    if is_unseen(first) || first.is_control() || (spellings == Spellings::Broken && first == ' ') {
        return Some(first.len_utf8());
    }
    if !matches!(first, '%' | '\\' | '&') {
        return None;
    }
    let named = NAMED.iter().find(|name| text.starts_with(**name)).map(|name| name.len());
    named.or_else(|| ESCAPED.iter().find_map(|unseen| lengths(text, *unseen).max()))
}

fn is_unseen(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Those that somebody puts in on purpose.
const ESCAPED: [char; 9] =
    ['\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{ad}', '\n'];
const NAMED: [&str; 6] = ["&ZeroWidthSpace;", "&NoBreak;", "&zwnj;", "&zwj;", "&shy;", "&lrm;"];
