use std::io::Read;
use std::ops::ControlFlow;

use super::choice::{Choice, Format, Shape};
use super::encoding::{self, Encoding, LEGACY, UTF_16};
use super::header::Header;
use super::quoted::{self, Step};
use super::row::Row;
use super::{refuse, refuse_at, separator, swallowed};
use crate::kernel::{Error, Result};

/// What is read at a time.
const PIECE: usize = 256 << 10;
const LONGEST_ROW: usize = 1 << 20;
/// A reader gets so much room at least: one that decodes needs some for a character.
const ROOM: usize = 64;
pub(super) const MOST_CELLS: usize = 4096;

/// Hands in every row that is not a blank line. Memory is bounded: a row that never ends is refused with its line.
pub(super) fn each_row<R: Read>(
    input: R,
    encoding: Encoding,
    choice: &Choice,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    let mut rows = Rows::open(encoding::reader(input, encoding), choice)?;
    let mut row = Row::default();
    let mut header = Header::of(choice);
    let mut flow = ControlFlow::Continue(());
    while flow.is_continue() && rows.next(&mut row)? {
        flow = header.pass(&row, &mut visit)?;
        rows.columns = header.columns;
    }
    if flow.is_continue() {
        header.end()?;
    }
    let encoding = match encoding {
        Encoding::Utf16 { .. } => Some(UTF_16),
        Encoding::Utf8 { .. } => rows.legacy.then_some(LEGACY),
    };
    Ok(Shape { format: Format::Csv, encoding, ..Shape::default() })
}

struct Rows<'r> {
    input: Box<dyn Read + 'r>,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    separator: u8,
    seen_only: bool,
    /// The line on which the next row begins.
    line: u64,
    /// Of the header; 0 before it.
    columns: usize,
    /// A row was no UTF-8.
    legacy: bool,
}

impl<'r> Rows<'r> {
    fn open(input: Box<dyn Read + 'r>, choice: &Choice) -> Result<Self> {
        let mut rows = Self {
            input,
            buffer: vec![0; PIECE],
            at: 0,
            end: 0,
            ended: false,
            separator: b',',
            seen_only: choice.seen_only,
            line: 1,
            columns: 0,
            legacy: false,
        };
        while !rows.ended && rows.end + ROOM <= rows.buffer.len() {
            rows.fill()?;
        }
        if let Some((separator, line)) = separator::said(rows.rest()) {
            rows.separator = separator;
            rows.at = line;
        } else {
            rows.separator = separator::most_of(rows.rest(), choice.header_row.unwrap_or_default());
        }
        Ok(rows)
    }

    /// The next row; `false` at the end of the file.
    fn next(&mut self, row: &mut Row) -> Result<bool> {
        if !self.skip_blank_lines()? {
            return Ok(false);
        }
        row.begin(self.line);
        while !self.plain(row)? {
            let step = quoted::read(self.rest(), self.ended, self.separator, row);
            match step {
                Step::Row { used, lines, long } => {
                    if let Some(cell) = long.iter().find(|cell| cell.is_rows(self.columns, row.cells())) {
                        let (opened, closed) = cell.lines(row.line());
                        if self.columns > 0 {
                            return Err(like_rows(opened, closed));
                        }
                        row.spoil(LIKE_ROWS);
                    }
                    // The header names no contact.
                    if !long.is_empty() && self.columns > 1 {
                        let text = &self.rest()[..used];
                        if let Some(line) = swallowed::begins_on(text, self.separator, self.columns) {
                            return Err(refuse_at(row.line() + line, SWALLOWED));
                        }
                    }
                    self.at += used;
                    self.line += lines;
                    break;
                }
                Step::More { open } => self.fill_more(open)?,
                Step::Open { line } => return Err(refuse_at(self.line + line, NEVER_CLOSED)),
                Step::Torn { opened, closed } => return Err(torn(self.line + opened, self.line + closed)),
            }
            row.clear();
        }
        self.finish(row)?;
        Ok(true)
    }

    /// A row that is one line without a quotation mark; `false` where it is not.
    fn plain(&mut self, row: &mut Row) -> Result<bool> {
        loop {
            let rest = &self.buffer[self.at..self.end];
            match memchr::memchr3(b'\n', b'\r', b'"', rest) {
                Some(at) if rest[at] == b'"' => return Ok(false),
                Some(at) if rest[at] == b'\n' || at + 1 < rest.len() || self.ended => {
                    row.split(&rest[..at], self.separator);
                    let both = rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n');
                    self.at += at + 1 + usize::from(both);
                    self.line += 1;
                    return Ok(true);
                }
                None if self.ended => {
                    row.split(rest, self.separator);
                    self.at = self.end;
                    return Ok(true);
                }
                _ => self.fill_more(None)?,
            }
        }
    }

    fn finish(&mut self, row: &mut Row) -> Result<()> {
        if row.cells() > MOST_CELLS {
            return Err(refuse_at(
                row.line(),
                "A row has more than 4,096 cells: this is no table of contacts or codes.",
            ));
        }
        self.legacy |= encoding::to_utf8(row);
        if memchr::memchr(0, row.bytes()).is_some() {
            row.spoil("The row holds characters that no text has (NUL): a part of the file may be damaged.");
        }
        if self.seen_only {
            row.keep_what_is_seen();
        }
        Ok(())
    }

    fn skip_blank_lines(&mut self) -> Result<bool> {
        loop {
            match self.rest() {
                [b'\r', b'\n', ..] => self.at += 2,
                [b'\r'] if !self.ended => {
                    self.fill()?;
                    continue;
                }
                [b'\n' | b'\r', ..] => self.at += 1,
                [_, ..] => return Ok(true),
                [] if self.ended => return Ok(false),
                [] => {
                    self.fill()?;
                    continue;
                }
            }
            self.line += 1;
        }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.at..self.end]
    }

    /// Reads on behind a row that is not whole.
    fn fill_more(&mut self, open: Option<u64>) -> Result<()> {
        if self.end - self.at >= LONGEST_ROW {
            return Err(match open {
                Some(line) => refuse_at(self.line + line, LONG_OR_OPEN),
                None => {
                    refuse_at(self.line, "The row does not end: it is longer than 1 MB, so this is no table.")
                }
            });
        }
        self.fill()
    }

    /// Reads more behind what is there.
    fn fill(&mut self) -> Result<()> {
        self.buffer.copy_within(self.at..self.end, 0);
        (self.at, self.end) = (0, self.end - self.at);
        if self.end + ROOM > self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(more) => self.end += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    return Err(refuse(error.to_string()));
                }
                Err(error) => return Err(error.into()),
            }
            return Ok(());
        }
    }
}

const NEVER_CLOSED: &str = "A quotation mark opens here and is never closed, so the rows behind it cannot be told apart. \
     Close it or take it out, and hand the file in again.";

/// Behind so much text nobody looks for the mark that closes it.
const LONG_OR_OPEN: &str = "A quotation mark opens here, and its cell has more than 1 MB: it is never closed, or this is no list of contacts or codes. \
     Close it or take it out, shorten the cell, and hand the file in again.";

const SWALLOWED: &str = "The line reads like a row of its own, and stands inside quotation marks that open before it. Take the mark out or \
     close it where its cell ends, and hand the file in again.";

const LIKE_ROWS: &str = "A cell goes over several lines and reads like further rows: a quotation mark may be missing or too much.";

fn like_rows(opened: u64, closed: u64) -> Error {
    let words = format!(
        "A quotation mark opens here and closes in line {closed}, and what stands between reads like rows of its own. \
         Take the mark out or close it where its cell ends, and hand the file in again."
    );
    refuse_at(opened, &words)
}

fn torn(opened: u64, closed: u64) -> Error {
    let words = format!(
        "A quotation mark opens here and closes in the middle of a text in line {closed}, so the rows between cannot be \
         told apart. Close it or take it out, and hand the file in again."
    );
    refuse_at(opened, &words)
}
