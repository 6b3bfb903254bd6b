use std::borrow::Cow;

/// Longest line that is kept of a refused row.
const LONGEST: usize = 4096;
/// Longest cell.
const LONGEST_CELL: usize = 128;

/// Cells as a line of CSV, cut where it is too long.
pub(super) fn of<'c>(cells: impl Iterator<Item = &'c [u8]>) -> String {
    let mut line = String::new();
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            line.push(',');
        }
        let text = String::from_utf8_lossy(cell);
        let is_plain = !text.contains([',', '"', '\n', '\r']) && text.trim() == text;
        if is_plain {
            line.push_str(&text);
        } else {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        }
        if line.len() > LONGEST * 4 {
            break;
        }
    }
    cut(&line, LONGEST).into_owned()
}

/// A cell, cut where it is too long.
pub(super) fn cell(text: &str) -> String {
    cut(text, LONGEST_CELL).into_owned()
}

fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(most).collect())
}
