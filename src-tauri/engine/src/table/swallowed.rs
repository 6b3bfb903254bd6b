//! Whether a cell that goes over several lines holds a row that the counts of its cells do not show: short rows, whose last
//! cells are left out, become one whole row where quotation marks are too many.

/// The line of `row` (0 is its first, which never is) on which a row of its own seems to begin, by the lines as they stand
/// in the file, quotation marks or none.
///
/// Such a line has several cells; it or the first line has as many as the header; and its cells are of the same kind as
/// those of the first line, digits where that has digits, for as many as both have. `Springfield,IL` behind
/// `1,"12 Main St` is none, `2,Bob` is. Where all its separators are followed by a space and not all of the first line's
/// are, it is a sentence.
///
/// What cannot be told: a swallowed row that has one cell, one whose cells hold words alone, and one whose cells are of
/// other kinds than those of the row that swallowed it.
pub(super) fn begins_on(row: &[u8], separator: u8, columns: usize) -> Option<u64> {
    let mut lines = lines(row);
    let first = cells(lines.next()?, separator);
    let spaced_first = is_spaced(row, separator);
    let looks_like_a_row = |line: &&[u8]| {
        let found = cells(line, separator);
        let is_whole = found.len() == columns || (first.len() == columns && found.len() < columns);
        found.len() > 1 && is_whole && are_alike(&first, &found) && (spaced_first || !is_spaced(in_the_cell(line), separator))
    };
    let at = lines.position(|line| looks_like_a_row(&line))?;
    Some(at as u64 + 1)
}

/// Without their line ends; `\r\n` is one.
fn lines(row: &[u8]) -> impl Iterator<Item = &[u8]> {
    row.split(|byte| *byte == b'\n').flat_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.split(|byte| *byte == b'\r')
    })
}

fn cells(line: &[u8], separator: u8) -> Vec<&[u8]> {
    let bare = |cell: &'_ [u8]| -> usize { cell.iter().take_while(|byte| matches!(byte, b' ' | b'"')).count() };
    line.split(|byte| *byte == separator)
        .map(|cell| {
            let cell = &cell[bare(cell)..];
            let end = cell.iter().rposition(|byte| !matches!(byte, b' ' | b'"')).map_or(0, |last| last + 1);
            &cell[..end]
        })
        .collect()
}

/// What of a line stands before the quotation mark that closes the cell.
fn in_the_cell(line: &[u8]) -> &[u8] {
    &line[..memchr::memchr(b'"', line).unwrap_or(line.len())]
}

/// Every separator of the first line of `text` is followed by a space.
fn is_spaced(text: &[u8], separator: u8) -> bool {
    let line = lines(text).next().unwrap_or_default();
    memchr::memchr(separator, line).is_some()
        && memchr::memchr_iter(separator, line).all(|at| line.get(at + 1) == Some(&b' '))
}

fn are_alike(one: &[&[u8]], other: &[&[u8]]) -> bool {
    let kind = |cell: &[u8]| {
        let is = |what: fn(&u8) -> bool| cell.iter().any(what);
        (is(u8::is_ascii_digit), is(u8::is_ascii_alphabetic))
    };
    let both = || one.iter().zip(other).map(|(one, other)| (kind(one), kind(other)));
    both().all(|(one, other)| one == other) && both().any(|(one, _)| one.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(row: &str, columns: usize) -> Option<u64> {
        begins_on(row.as_bytes(), b',', columns)
    }

    #[test]
    fn a_short_row_that_another_one_has_swallowed_is_seen() {
        assert_eq!(begins("1,\"Ann\n2,Bob\",America/Chicago", 3), Some(1));
        assert_eq!(begins("1,\"Ann\r\n2,Bob\",America/Chicago", 3), Some(1));
        assert_eq!(begins("1,\"Ann,America/Chicago\n2\",Bob", 3), Some(1));
        assert_eq!(begins("c1,\"Ann\n\nc2,Bob\",X", 3), Some(2));
    }

    #[test]
    fn a_text_of_several_lines_is_none() {
        for row in [
            "1,\"12 Main St\nSpringfield,IL\",America/Chicago",
            "1,\"two\nlines\",America/Chicago",
            "1,\"Dear Ann, call us\n2 days later, perhaps\",America/Chicago",
            "Ann,\"12 Main St\nSpringfield,IL\",America/Chicago",
            "1,\"Main, St\n3rd floor\",America/Chicago",
        ] {
            assert_eq!(begins(row, 3), None, "{row}");
        }
    }
}
