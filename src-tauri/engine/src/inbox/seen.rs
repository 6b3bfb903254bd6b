//! A text as a window shows it: the door refuses a code of which nothing is seen, and a map knows one by what is seen of
//! it.

use crate::kernel::is_unseen;

/// Fullwidth forms as what they are forms of, nothing that is not seen, no white space around it.
pub(crate) fn as_seen(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_owned();
    }
    let text: String = text.chars().filter(|c| !is_unseen(*c)).map(narrow).collect();
    text.trim().to_owned()
}

fn narrow(c: char) -> char {
    /// From a fullwidth form down to the character itself.
    const DOWN: u32 = 0xFEE0;
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - DOWN).unwrap_or(c),
        other => other,
    }
}
