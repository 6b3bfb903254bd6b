use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::ops::ControlFlow;

use callboard_phone::{PhoneError, RefusedCell, Region, Wanted, numbers_in};

use super::How;
use crate::kernel::Result;
use crate::table::{self, Choice, Format, OneRow, Row, Rows, Shape};

/// Rows by which it is decided what the columns hold.
const ROWS: usize = 500;
const BYTES: usize = 2 << 20;

/// The beginning of a list.
#[derive(Debug)]
pub(super) struct Sample {
    /// The names of the columns as the file has them, with their line.
    pub(super) header: Option<(u64, Vec<String>)>,
    /// Somebody said which line it is, or that there is none.
    pub(super) header_is_said: bool,
    pub(super) rows: Rows,
    pub(super) shape: Shape,
}

impl Sample {
    pub(super) fn of(file: &mut File, sheet: Option<&str>, how: &How) -> Result<Self> {
        let mut header = None;
        let mut rows = Rows::default();
        // A registry's own format has its names in itself.
        let mut first = !table::is_registry(file)?;
        let shape = each_row(file, sheet, how, |row| {
            if row.is_blank() {
                return Ok(ControlFlow::Continue(()));
            }
            if std::mem::take(&mut first) && is_header(row, how) {
                let cells = (0..row.cells()).map(|column| row.text(column).into_owned()).collect();
                header = Some((row.line(), cells));
            } else {
                rows.push(row);
            }
            let is_enough = rows.len() >= ROWS || rows.bytes() >= BYTES;
            Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        if shape.format == Format::Registry {
            let names = ["Area code", "Number", "Date", "Change"];
            header = Some((0, names.map(str::to_owned).to_vec()));
        }
        if rows.is_empty() {
            let words = match header {
                Some(_) => "The file has the names of columns and no row below them.",
                None => "The file is empty.",
            };
            return Err(table::refuse(words));
        }
        Ok(Self { header, header_is_said: how.header_row.is_some(), rows, shape })
    }

    /// The line of the names; 0: there is none.
    pub(super) fn header_line(&self) -> u64 {
        self.header.as_ref().map_or(0, |(line, _)| *line)
    }

    /// Cells that a row may have: what stands beyond them was shifted.
    pub(super) fn width(&self) -> usize {
        match &self.header {
            Some((_, names)) => names.len(),
            None => self.rows.iter().map(OneRow::cells).max().unwrap_or_default(),
        }
    }
}

/// Hands in every row from the beginning of the file, the names of the columns among them.
pub(super) fn each_row(
    file: &mut File,
    sheet: Option<&str>,
    how: &How,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    file.seek(SeekFrom::Start(0))?;
    let choice = Choice {
        sheet: sheet.map(str::to_owned),
        // Whether the first row is a header is seen here, by what stands in it.
        header_row: Some(how.header_row.unwrap_or(0)),
        seen_only: true,
        ask: true,
        dates: true,
        registry: true,
    };
    table::each_row(file, &choice, |row| {
        // The names that the file does not have.
        if row.line() == 0 { Ok(ControlFlow::Continue(())) } else { visit(row) }
    })
}

/// The first row is one only if it has letters and none of its cells is a number, unless somebody says so.
fn is_header(row: &Row, how: &How) -> bool {
    match how.header_row {
        Some(line) => line > 0,
        None => row.fault().is_none() && has_letters(row.iter()) && !row.iter().any(is_number),
    }
}

pub(super) fn has_letters<'c>(mut cells: impl Iterator<Item = &'c [u8]>) -> bool {
    cells.any(|cell| String::from_utf8_lossy(cell).chars().any(char::is_alphabetic))
}

/// Digits that a number keeps when it is rounded or hidden.
const FEWEST: usize = 3;

/// Whether a cell holds a phone number, whole or damaged: no name of a column does.
pub(super) fn is_number(cell: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell);
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if digits < FEWEST {
        return false;
    }
    digits >= 7
        || match numbers_in(&text, Region::new("US"), Wanted::Possible) {
            Ok(_) => true,
            Err(RefusedCell { error, .. }) => matches!(
                error,
                PhoneError::DigitsLost
                    | PhoneError::Masked
                    | PhoneError::LetterForDigit
                    | PhoneError::Negative
            ),
        }
}
