//! The reading of a do-not-call list that a person hands in: from a file to numbers with what is said of them.
//!
//! Cast. [`read`] takes a file of any kind that lists come in, and hands on [`Piece`]s: [`Entry`]s, and rows that are
//! [`Refused`]. [`How`] is what a person said about the file. Nothing is written, and no ledger is known here.

use std::fs::File;

use callboard_phone::{E164, Region};
use jiff::Timestamp;
use jiff::civil::Date;

use super::said::{Direction, Listed};
use crate::kernel::Result;

/// The order of day and month in a date of numbers, `03/04/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// The way in which a file is read, as far as a person said.
#[derive(Clone, Debug)]
pub(super) struct How {
    /// Of national numbers.
    pub(super) region: Option<Region>,
    /// What a row says that names no direction.
    pub(super) direction: Direction,
    /// It is a change file: A adds a number to the list, D takes back what this list said of it.
    pub(super) changes: bool,
    pub(super) date_order: Option<DateOrder>,
    /// Which sheet of a workbook, or which file of an archive.
    pub(super) sheet: Option<String>,
    /// The line of the names of the columns; 0: there are none. Absent: as the file looks.
    pub(super) header_row: Option<u32>,
    /// The time of rows that name none.
    pub(super) start: Timestamp,
    /// A row whose date is bad or ahead takes `start` and is not refused.
    pub(super) start_for_bad_dates: bool,
}

/// One number of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: E164,
    pub(super) said: Listed,
    /// The line in the file, the first being 1.
    pub(super) line: u32,
    /// The last day on which it is to hold: kept and shown.
    pub(super) expiry: Option<Date>,
    /// An index into [`Told::reasons`].
    pub(super) reason: Option<u32>,
}

/// A row, or a cell of one, that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) line: u32,
    /// The row as a line of CSV, whole, so that it can be corrected and handed in again; cut where it is over 4,096
    /// characters.
    pub(super) text: String,
    /// The phone cell as it was written, cut to 128 characters.
    pub(super) cell: String,
    /// A sentence that names what, why and what to do. Numbers in it are masked.
    pub(super) reason: String,
}

/// A part of what was read; the parts of a file come in no order.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Entries(Vec<Entry>),
    Refused(Vec<Refused>),
}

/// What was read, when all of it was handed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Rows with anything in them, the names of the columns not counted.
    pub(super) rows: u64,
    /// Numbers found, one for each [`Entry`].
    pub(super) numbers: u64,
    /// Rows or cells refused, one for each [`Refused`]; a row without any number is one of them.
    pub(super) refused: u64,
    /// The different reasons, in the file's words, 128 characters of each at most.
    pub(super) reasons: Vec<String>,
    /// The names of the columns as a line of CSV, for the file of refused rows.
    pub(super) header: String,
    /// What a person should know of how it was read, in sentences; numbers are masked.
    pub(super) notes: Vec<String>,
}

/// Reads a file.
pub(super) fn read(
    file: File,
    how: &How,
    _threads: usize,
    take: &mut dyn FnMut(Piece) -> Result<()>,
) -> Result<Told> {
    use std::io::BufRead as _;
    let mut told = Told::default();
    for (line, text) in (1..).zip(std::io::BufReader::new(file).lines()) {
        let text = text?;
        told.rows += 1;
        let mut cells = text.split(',');
        let cell = cells.next().unwrap_or_default();
        let at = match cells.next() {
            Some(at) if !at.is_empty() => at.parse().map_err(anyhow::Error::from)?,
            _ => how.start,
        };
        let said = match cells.next() {
            Some("D") => Listed::retraction(at, how.start)?,
            Some("in") => super::said::Said::new(Direction::In, at, how.start)?.into(),
            _ => super::said::Said::new(how.direction, at, how.start)?.into(),
        };
        match callboard_phone::numbers_in(cell, how.region, callboard_phone::Wanted::Possible) {
            Ok(numbers) => {
                let entries: Vec<_> = numbers
                    .map(|parsed| Entry { number: parsed.e164, said, line, expiry: None, reason: None })
                    .collect();
                told.numbers += entries.len() as u64;
                take(Piece::Entries(entries))?;
            }
            Err(error) => {
                told.refused += 1;
                take(Piece::Refused(vec![Refused {
                    line,
                    text: text.clone(),
                    cell: cell.to_owned(),
                    reason: error.to_string(),
                }]))?;
            }
        }
    }
    Ok(told)
}
