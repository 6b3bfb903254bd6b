//! Cells as texts that may be shown.

use std::borrow::Cow;

/// The cell as text, cut to what can be shown.
pub(super) fn text(cell: &[u8]) -> Cow<'_, str> {
    crate::table::shown(cell)
}

/// An id, masked where the list uses the number itself as one.
pub(super) fn id(cell: &[u8]) -> String {
    let text = text(cell);
    if text.starts_with('+') { callboard_phone::mask(&text) } else { text.into_owned() }
}
