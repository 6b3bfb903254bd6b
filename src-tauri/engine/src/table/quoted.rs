//! A row with quotation marks in it. A mark counts where it begins a cell, with spaces before it or none; elsewhere it is
//! a character (`5'11" tall`).

use super::row::Row;

/// What was found at the beginning of `bytes`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A row of so many bytes and lines, its line end among them.
    Row { used: usize, lines: u64, long: Vec<LongCell> },
    /// The row goes on behind what is there; a quotation mark may be open since this line of the row.
    More { open: Option<u64> },
    /// A quotation mark that opens on this line of the row is not closed before the end of the file.
    Open { line: u64 },
    /// One that closes on a later line in the middle of a text.
    Torn { opened: u64, closed: u64 },
}

/// A cell that goes over several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LongCell {
    /// The line of the row on which it opens.
    opened: u64,
    /// The line ends in it.
    lines: u64,
    separators: usize,
    /// Every one of the separators is followed by a space or a line end, and one of them by a space, as in a sentence.
    is_prose: bool,
}

impl LongCell {
    /// Whether it reads like so many further rows: a quotation mark was forgotten, and another one happens to close it.
    ///
    /// Where two marks too many stand in rows that are whole, all separators of the lines that became one row are as many
    /// as those rows had, wherever the marks stand. So is a cell with all separators of a row in it. A row of the header's
    /// width whose long cell has them before spaces only is an address or a sentence; one of another width with separators in its long cell is no row of this table.
    /// `columns`: of the header, 0 for the header itself.
    pub(super) fn is_rows(self, columns: usize, cells: usize) -> bool {
        if columns == 0 {
            return self.separators > 0 && !self.is_prose;
        }
        let all = (cells - 1 + self.separators) as u64;
        let as_many_as_rows = all == (self.lines + 1) * (columns as u64 - 1);
        if cells == columns {
            let a_whole_row = self.separators >= (columns - 1).max(2);
            (as_many_as_rows || a_whole_row) && !self.is_prose
        } else {
            as_many_as_rows || (self.separators > 0 && !self.is_prose)
        }
    }

    pub(super) fn lines(self, line: u64) -> (u64, u64) {
        (line + self.opened, line + self.opened + self.lines)
    }
}

/// Reads one row into `row`, which is empty.
pub(super) fn read(bytes: &[u8], ended: bool, separator: u8, row: &mut Row) -> Step {
    let mut reading =
        Reading { bytes, ended, separator, at: 0, lines: 0, between: 0, spaced: 0, long: Vec::new() };
    loop {
        match reading.cell(row) {
            Next::Cell => {}
            Next::End(end) => {
                reading.forget_prose();
                let Some(used) = reading.behind_line_end(end) else { return Step::More { open: None } };
                return Step::Row { used, lines: reading.lines + 1, long: reading.long };
            }
            Next::Stop(step) => return step,
        }
    }
}

struct Reading<'b> {
    bytes: &'b [u8],
    ended: bool,
    separator: u8,
    at: usize,
    lines: u64,
    /// Separators between its cells, and those of them that a space follows.
    between: u32,
    spaced: u32,
    long: Vec<LongCell>,
}

enum Next {
    /// Another cell follows.
    Cell,
    /// The row ends here.
    End(usize),
    Stop(Step),
}

impl Reading<'_> {
    fn cell(&mut self, row: &mut Row) -> Next {
        let spaces = self.bytes[self.at..].iter().take_while(|byte| **byte == b' ').count();
        match self.bytes.get(self.at + spaces) {
            Some(b'"') => self.quoted(self.at + spaces + 1, row),
            None if !self.ended => Next::Stop(Step::More { open: None }),
            _ => self.bare(row),
        }
    }

    fn bare(&mut self, row: &mut Row) -> Next {
        let rest = &self.bytes[self.at..];
        let found = memchr::memchr3(self.separator, b'\n', b'\r', rest);
        if found.is_none() && !self.ended {
            return Next::Stop(Step::More { open: None });
        }
        let length = found.unwrap_or(rest.len());
        row.push(&rest[..length]);
        self.behind(self.at + length)
    }

    fn quoted(&mut self, begin: usize, row: &mut Row) -> Next {
        let opened = self.lines;
        let (mut from, mut separators, mut is_prose) = (begin, 0, true);
        let mut spaced = false;
        row.open();
        loop {
            let Some(length) = memchr::memchr(b'"', &self.bytes[from..]) else {
                let open = Step::More { open: Some(opened) };
                return Next::Stop(if self.ended { Step::Open { line: opened } } else { open });
            };
            let (text, mark) = (&self.bytes[from..from + length], from + length);
            row.add(text);
            self.lines += line_ends(text);
            for at in memchr::memchr_iter(self.separator, text) {
                separators += 1;
                spaced |= text.get(at + 1) == Some(&b' ');
                is_prose &= matches!(text.get(at + 1), Some(b' ' | b'\n' | b'\r'));
            }
            match self.bytes.get(mark + 1) {
                None if !self.ended => return Next::Stop(Step::More { open: Some(opened) }),
                Some(b'"') => {
                    row.add(b"\"");
                    from = mark + 2;
                }
                _ => {
                    let is_prose = is_prose && spaced;
                    let cell = LongCell { opened, lines: self.lines - opened, separators, is_prose };
                    return self.closed(begin, mark + 1, cell, row);
                }
            }
        }
    }

    /// Behind the mark that closes a cell only spaces may stand.
    fn closed(&mut self, begin: usize, from: usize, cell: LongCell, row: &mut Row) -> Next {
        let spaces = self.bytes[from..].iter().take_while(|byte| **byte == b' ').count();
        let end = from + spaces;
        match self.bytes.get(end) {
            None if !self.ended => Next::Stop(Step::More { open: Some(self.lines - cell.lines) }),
            Some(byte) if *byte != self.separator && !matches!(byte, b'\n' | b'\r') => {
                if cell.lines > 0 {
                    return Next::Stop(Step::Torn { opened: self.lines - cell.lines, closed: self.lines });
                }
                self.spoiled(begin, end, row)
            }
            _ => {
                if cell.lines > 0 {
                    self.long.push(cell);
                }
                self.behind(end)
            }
        }
    }

    /// `"Big" Al`: whether what follows belongs to the cell cannot be known; the line is one row, and refused.
    fn spoiled(&mut self, begin: usize, from: usize, row: &mut Row) -> Next {
        let found = memchr::memchr2(b'\n', b'\r', &self.bytes[from..]);
        if found.is_none() && !self.ended {
            return Next::Stop(Step::More { open: None });
        }
        let end = found.map_or(self.bytes.len(), |length| from + length);
        row.add(&self.bytes[from..end]);
        row.spoil("A quotation mark closes in the middle of a text, so the cells cannot be told apart.");
        debug_assert!(begin <= from, "a cell begins before it ends");
        Next::End(end)
    }

    /// What comes behind a cell that ends at `end`.
    fn behind(&mut self, end: usize) -> Next {
        if self.bytes.get(end) == Some(&self.separator) {
            self.at = end + 1;
            self.between += 1;
            self.spaced += u32::from(self.bytes.get(end + 1) == Some(&b' '));
            return Next::Cell;
        }
        Next::End(end)
    }

    /// Where a space follows every separator of the row, those in a cell are no sign of a sentence.
    fn forget_prose(&mut self) {
        if self.between > 0 && self.between == self.spaced {
            self.long.iter_mut().for_each(|cell| cell.is_prose = false);
        }
    }

    /// The first byte behind the line end at `end`; `None` where that cannot be told yet.
    fn behind_line_end(&self, end: usize) -> Option<usize> {
        match &self.bytes[end..] {
            [] => Some(end),
            [b'\r'] if !self.ended => None,
            [b'\r', b'\n', ..] => Some(end + 2),
            _ => Some(end + 1),
        }
    }
}

/// `\n`, `\r`, and `\r\n` once.
fn line_ends(text: &[u8]) -> u64 {
    let single = memchr::memchr2_iter(b'\n', b'\r', text);
    single.filter(|at| text[*at] == b'\r' || *at == 0 || text[at - 1] != b'\r').count() as u64
}
