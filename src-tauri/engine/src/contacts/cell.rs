//! Cells as texts that may be shown.

use std::borrow::Cow;

/// Longest text of a cell that is shown or kept.
const LONGEST: usize = 128;

/// The cell as text, cut to what can be shown.
pub(super) fn text(cell: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(cell) {
        Cow::Borrowed(text) if text.len() <= LONGEST => Cow::Borrowed(text),
        text => Cow::Owned(text.chars().take(LONGEST).collect()),
    }
}

/// An id, masked where the list uses the number itself as one.
pub(super) fn id(cell: &[u8]) -> String {
    let text = text(cell);
    if text.starts_with('+') { callboard_phone::mask(&text) } else { text.into_owned() }
}
