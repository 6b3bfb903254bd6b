use std::io::Read;
use std::ops::ControlFlow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::row::Row;
use super::rows::refuse;
use crate::kernel::Result;

/// Hands in every row that is not blank. Memory is bounded: a row that never ends (a quote that is not closed
/// swallows the rest of the file) is refused with its line.
pub(super) fn each_row<R: Read>(
    input: R,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut rows = CsvRows::open(input)?;
    let mut row = Row::default();
    while rows.next(&mut row)? {
        if visit(&row)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// What is read at a time.
const PIECE: usize = 256 << 10;
const LONGEST_ROW: usize = 1 << 20;
const MOST_CELLS: usize = 4096;

struct CsvRows<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    reader: Reader,
    /// Line ends that were skipped between rows; the reader counts the others.
    skipped: u64,
}

impl<R: Read> CsvRows<R> {
    fn open(input: R) -> Result<Self> {
        let mut rows =
            Self { input, buffer: vec![0; PIECE], at: 0, end: 0, reader: Reader::new(), skipped: 0 };
        rows.fill()?;
        if rows.rest().starts_with(b"\xEF\xBB\xBF") {
            rows.at = 3;
        }
        let separator = match rows.rest() {
            // Excel's own hint, which it neither shows nor counts as a row.
            [b's', b'e', b'p', b'=', separator, b'\r' | b'\n', ..] => {
                let separator = *separator;
                rows.at += 5;
                separator
            }
            rest => separator(rest),
        };
        rows.reader = ReaderBuilder::new().delimiter(separator).build();
        Ok(rows)
    }

    /// The next row; `false` at the end of the file.
    fn next(&mut self, row: &mut Row) -> Result<bool> {
        if !self.skip_line_ends()? {
            return Ok(false);
        }
        row.line = self.reader.line() + self.skipped;
        row.cells = 0;
        let mut written = 0;
        loop {
            let (result, read, more, cells) = self.reader.read_record(
                &self.buffer[self.at..self.end],
                &mut row.data[written..],
                &mut row.ends[row.cells..],
            );
            self.at += read;
            written += more;
            row.cells += cells;
            match result {
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::End => return Ok(false),
                // At the end of the file an empty piece ends the row.
                ReadRecordResult::InputEmpty => drop(self.fill()?),
                ReadRecordResult::OutputFull => grow(&mut row.data, LONGEST_ROW, row.line)?,
                ReadRecordResult::OutputEndsFull => grow(&mut row.ends, MOST_CELLS, row.line)?,
            }
        }
    }

    /// Line ends between rows, so that a row knows the line on which it begins.
    fn skip_line_ends(&mut self) -> Result<bool> {
        loop {
            match self.rest().first() {
                Some(b'\n') => {
                    self.skipped += 1;
                    self.at += 1;
                }
                Some(b'\r') => self.at += 1,
                Some(_) => return Ok(true),
                None => {
                    if !self.fill()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.at..self.end]
    }

    /// Reads the next piece over the one that is used up; `false` at the end.
    fn fill(&mut self) -> Result<bool> {
        self.at = 0;
        self.end = 0;
        while self.end < self.buffer.len() {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(more) => self.end += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.end > 0)
    }
}

fn grow<T: Clone + Default>(buffer: &mut Vec<T>, most: usize, line: u64) -> Result<()> {
    if buffer.len() >= most {
        return Err(refuse(format!(
            "The row at line {line} does not end: a quotation mark may be missing there, or this is no CSV file."
        )));
    }
    buffer.resize((buffer.len() * 2).clamp(64, most), T::default());
    Ok(())
}

/// The separator that stands most often in the first line, outside quotes.
fn separator(text: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // Of equals the first: `max_by_key` would take the last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut found = Vec::new();
        each_row(text.as_bytes(), |row| {
            found.push((
                row.line,
                row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect(),
            ));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        found
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn the_separator_is_the_one_of_the_first_line() {
        for (text, name) in [("a;b\n1,5;2", "semicolon"), ("a\tb\n1,5\t2", "tab"), ("a|b\n1,5|2", "bar")] {
            assert_eq!(rows(text), [row(1, &["a", "b"]), row(2, &["1,5", "2"])], "{name}");
        }
        assert_eq!(rows("\"a;b;c\",d\n1,2")[0], row(1, &["a;b;c", "d"]), "what is quoted does not count");
        assert_eq!(rows("sep=;\r\na;b\r\n1;2"), [row(2, &["a", "b"]), row(3, &["1", "2"])]);
        assert_eq!(rows("phone\n1\n2").len(), 3, "a list of one column has none");
    }

    #[test]
    fn a_mark_of_byte_order_is_no_part_of_the_first_name() {
        assert_eq!(rows("\u{FEFF}id,zone\n1,x")[0], row(1, &["id", "zone"]));
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_quotes() {
        let found = rows("id,name\r\n1,\"A, \"\"B\"\"\r\nC\"\r\n\r\n2,x");
        assert_eq!(found[1], row(2, &["1", "A, \"B\"\r\nC"]));
        assert_eq!(found[2], row(5, &["2", "x"]), "a line inside quotes and a blank one are counted");
    }

    #[test]
    fn every_kind_of_line_end_ends_a_row_once() {
        for end in ["\n", "\r\n"] {
            let found = rows(&["a,b", "1,2", "3,4"].join(end));
            assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3], "{end:?}");
        }
        assert_eq!(rows("a,b\n1,2\n").len(), 2, "the last line end adds no row");
    }

    #[test]
    fn a_row_over_the_edge_of_a_piece_is_whole() {
        let filler = "x".repeat(PIECE - 5);
        let found = rows(&format!("{filler},b\nlast,one\n"));
        assert_eq!(found[0].1[0].len(), PIECE - 5);
        assert_eq!(found[1], row(2, &["last", "one"]));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_refused_with_its_line() {
        let text = format!("a,b\n1,2\n3,\"{}", "x,y\n".repeat(600_000));
        let refused = each_row(text.as_bytes(), |_| Ok(ControlFlow::Continue(()))).unwrap_err().to_string();
        assert!(refused.contains("line 3"), "{refused}");
    }
}
