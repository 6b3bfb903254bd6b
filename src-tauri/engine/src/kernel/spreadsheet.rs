use std::borrow::Cow;

/// First characters of cells that a spreadsheet runs, or takes off.
const RUN_OR_TAKEN_OFF: [char; 7] = ['\'', '=', '+', '-', '@', '\t', '\r'];

/// The cell as it is written into a file for a spreadsheet: an apostrophe makes a text of what would be run.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(RUN_OR_TAKEN_OFF) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_a_text() {
        for (cell, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1 205 555 0100", "'+1 205 555 0100"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'quoted", "''quoted"),
            ("plain", "plain"),
            ("1-2", "1-2"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), written);
        }
    }
}
