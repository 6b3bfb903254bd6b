//! The reading of a do-not-call list that a person hands in: from a file to numbers with what is said of them.
//!
//! Cast. [`read`] takes a file of any kind that lists come in, and hands on [`Piece`]s: [`Entry`]s, and rows that are
//! [`Refused`]. [`How`] is what a person said about the file; what only a person can say is asked, by [`look()`] as questions
//! and by [`read`] as an error that names its field. Nothing is written, and no ledger is known here.
//!
//! A `sample` of the first rows and what a person said make the [`plan`]: which of the [`columns`] holds what, the order of
//! day and month. Then one thread splits the file into rows ([`pass`]), and others read them ([`rows`]).
//!
//! Nothing vanishes: every row with anything in it becomes an entry or a refusal at least. A row that would mean something
//! else without a word of the person (a D outside a change file, a date in an order that is open) ends the reading, and what
//! was handed on before is to be thrown away.

mod columns;
mod dates;
mod line;
mod look;
mod numbers;
mod pass;
mod plan;
mod rows;
mod sample;
#[cfg(test)]
mod tests;
mod words;

use std::fs::File;
use std::path::PathBuf;

use callboard_phone::{E164, Region};
use callboard_rpc::types::{DncColumnSaid, DncQuestionAbout};
use jiff::Timestamp;
use jiff::civil::Date;

use super::said::{Direction, Listed};
use crate::kernel::Result;
use crate::table::{self, Unpacked};
use plan::Plan;
use sample::Sample;

pub(super) use look::look;

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
    /// Which sheet of a workbook, or which file of an archive; of a workbook in an archive both (`list.xlsx/Sheet 1`).
    pub(super) sheet: Option<String>,
    /// Where the file that is taken out of an archive stands while it is read; it has no name there.
    pub(super) folder: PathBuf,
    /// The line of the names of the columns; 0: there are none. Absent: as the file looks.
    pub(super) header_row: Option<u32>,
    /// Which column holds what, as far as somebody says.
    pub(super) columns: Vec<DncColumnSaid>,
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

/// Reads a list and hands what it says to `take`, on the calling thread; an error of it ends everything at once. `threads`
/// read the rows. What was handed on counts only where this comes back without an error.
pub(super) fn read(
    file: File,
    how: &How,
    threads: usize,
    take: &mut dyn FnMut(Piece) -> Result<()>,
) -> Result<Told> {
    let Unpacked { mut file, sheet, files, .. } = table::unpacked(file, how.sheet.as_deref(), &how.folder)?;
    if !files.is_empty() {
        let words = format!("Several files are packed in this archive: {}.", table::list_of_files(&files));
        return Err(plan::ask(DncQuestionAbout::Sheet, &words, None));
    }
    let sample = Sample::of(&mut file, sheet.as_deref(), how)?;
    let plan = Plan::of(&mut file, sheet.as_deref(), &sample, how)?.settled()?;
    drop(sample);
    pass::run(&mut file, sheet.as_deref(), how, &plan, threads, take)
}
