//! Whether a cell that goes over several lines holds a row that the counts of its cells do not show: short rows, whose last
//! cells are left out, become one whole row where quotation marks are too many.

/// The line of `row` (0 is its first, which never is) on which a row of its own seems to begin, by the lines as they stand
/// in the file, quotation marks or none.
///
/// Such a line and the first one have several cells; one of them has as many as the header; and its cells are of the same
/// kind as those of the first line, digits where that has digits, for as many as both have. `Springfield,IL` behind
/// `1,"12 Main St` is none, `2,Bob` is. Where all separators within the cell are followed by a space and not all of those
/// between the row's cells are, it is a sentence.
///
/// What cannot be told: a swallowed row that has one cell, one whose cells hold words alone, and one whose cells are of
/// other kinds than those of the row that swallowed it.
pub(super) fn begins_on(row: &[u8], separator: u8, columns: usize) -> Option<u64> {
    let mut lines = lines(row);
    let first = Line::read(lines.next()?, separator, false);
    if first.cells.len() < 2 {
        return None;
    }
    let mut open = first.open;
    let looks_like_a_row = |line: &[u8]| {
        let was_open = open;
        let found = Line::read(line, separator, open);
        open = found.open;
        let count = found.cells.len();
        let is_whole = count == columns || (first.cells.len() == columns && count < columns);
        let is_sentence = first.within.and(found.within).all() && !first.between.all();
        was_open && count > 1 && is_whole && !is_sentence && are_alike(&first.cells, &found.cells)
    };
    let at = lines.position(looks_like_a_row)?;
    Some(at as u64 + 1)
}

/// A line of a row, taken for a row: the cell that goes over several lines is split like any other.
struct Line<'l> {
    cells: Vec<&'l [u8]>,
    /// That cell goes on behind the line, or another one.
    open: bool,
    /// The separators between the cells, and those within that cell.
    between: Spaces,
    within: Spaces,
}

impl<'l> Line<'l> {
    fn read(line: &'l [u8], separator: u8, open: bool) -> Self {
        let (between, within) = (Spaces::default(), Spaces::default());
        let mut found = Line { cells: Vec::new(), open, between, within };
        let (mut begin, mut at) = (0, 0);
        while at < line.len() {
            match line[at] {
                b'"' if found.open => match line.get(at + 1) {
                    Some(b'"') => at += 1,
                    _ => found.open = false,
                },
                b'"' if line[begin..at].iter().all(|byte| *byte == b' ') => match closing(&line[at + 1..]) {
                    // A cell of this line alone: what stands in it is its own.
                    Some(length) => at += length + 1,
                    None => found.open = true,
                },
                byte if byte == separator => {
                    let spaces = if found.open { &mut found.within } else { &mut found.between };
                    spaces.count(line.get(at + 1));
                    found.cells.push(bare(&line[begin..at]));
                    begin = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        found.cells.push(bare(&line[begin..]));
        found
    }
}

/// Separators, and those of them that a space follows.
#[derive(Clone, Copy, Default)]
struct Spaces {
    separators: u32,
    spaced: u32,
}

impl Spaces {
    fn count(&mut self, next: Option<&u8>) {
        self.separators += 1;
        self.spaced += u32::from(matches!(next, None | Some(b' ')));
    }

    fn and(self, other: Self) -> Self {
        Self { separators: self.separators + other.separators, spaced: self.spaced + other.spaced }
    }

    fn all(self) -> bool {
        self.separators > 0 && self.separators == self.spaced
    }
}

/// Where the quotation mark stands that closes a cell, doubled ones passed over.
fn closing(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let mark = from + memchr::memchr(b'"', &text[from..])?;
        match text.get(mark + 1) {
            Some(b'"') => from = mark + 2,
            _ => return Some(mark),
        }
    }
}

fn bare(cell: &[u8]) -> &[u8] {
    let is_mark = |byte: &u8| matches!(byte, b' ' | b'"');
    let begin = cell.iter().position(|byte| !is_mark(byte)).unwrap_or(cell.len());
    let end = cell.iter().rposition(|byte| !is_mark(byte)).map_or(begin, |last| last + 1);
    &cell[begin..end]
}

/// Without their line ends; `\r\n` is one.
fn lines(row: &[u8]) -> impl Iterator<Item = &[u8]> {
    row.split(|byte| *byte == b'\n').flat_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.split(|byte| *byte == b'\r')
    })
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
            "1,\"Springfield, IL\n62701\",z",
            "\"Main St, 12\",\"two\nlines\",+12125552671",
            "1,\"a\nb\",\"2, c\"",
        ] {
            assert_eq!(begins(row, 3), None, "{row}");
        }
    }
}
