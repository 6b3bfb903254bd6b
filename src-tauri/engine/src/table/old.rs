//! Workbooks of Excel until 2003 (.xls), which are held in memory as a whole.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Range, Reader as _, Xls, XlsError};

use super::choice::{Choice, Format, Shape};
use super::row::Row;
use super::sheets::{chosen, empty, expect_one, filled};
use super::{book, bounds, extent, refuse};
use crate::kernel::{Error, Result};

/// Hands in every row of a sheet that is not blank.
pub(super) fn each_row<R: Read + Seek>(
    mut input: R,
    choice: &Choice,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    let extent = extent::of_old_workbook(&mut input)?;
    let mut book = open(&mut input)?;
    let (wanted, sheets) = chosen(book.sheets_metadata(), choice.sheet.as_deref())?;
    if choice.ask && choice.sheet.is_none() {
        expect_one(&filled(&wanted, |sheet| is_filled(&mut book, sheet))?)?;
    }
    for sheet in &wanted {
        let range = book.worksheet_range(sheet).map_err(unreadable)?;
        if rows(&range, choice, &mut visit)? {
            let (sheet, is_1904) = (Some(sheet.clone()), extent.is_1904);
            return Ok(Shape { format: Format::Xls, sheet, sheets, encoding: None, is_1904 });
        }
    }
    Err(empty(&wanted, &sheets, choice.sheet.is_some()))
}

/// The visible sheets in which anything stands.
pub(super) fn filled_sheets<R: Read + Seek>(input: &mut R) -> Result<Vec<String>> {
    extent::of_old_workbook(input)?;
    let mut book = open(&mut *input)?;
    let (visible, _) = chosen(book.sheets_metadata(), None)?;
    filled(&visible, |sheet| is_filled(&mut book, sheet))
}

/// A damaged one may be read beyond its end, which is a refusal here and no fault of the program.
fn open<R: Read + Seek>(mut input: R) -> Result<Xls<BufReader<R>>> {
    input.seek(SeekFrom::Start(0))?;
    let opened = catch_unwind(AssertUnwindSafe(|| Xls::new(BufReader::new(input))));
    match opened {
        Ok(opened) => opened.map_err(unreadable),
        Err(_) => Err(refuse("This old Excel file (.xls) is damaged: save it as .xlsx, or as CSV.")),
    }
}

fn is_filled<R: Read + Seek>(book: &mut Xls<R>, sheet: &str) -> Result<bool> {
    let range = book.worksheet_range(sheet).map_err(unreadable)?;
    let mut text = String::new();
    Ok(range.used_cells().any(|(_, _, cell)| {
        book::write_cell(&by_reference(cell), false, &mut text);
        !text.trim().is_empty()
    }))
}

/// Whether there was a row.
fn rows(
    range: &Range<Data>,
    choice: &Choice,
    visit: &mut impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<bool> {
    let Some((top, left)) = range.start() else { return Ok(false) };
    let mut rows = book::Rows::of(choice);
    let mut row = Row::default();
    let mut text = String::new();
    for (line, cells) in (u64::from(top) + 1..).zip(range.rows()) {
        row.begin(line);
        for (column, cell) in (left as usize..).zip(cells) {
            book::write_cell(&by_reference(cell), choice.dates, &mut text);
            bounds::check_cell(&text)?;
            if !text.is_empty() {
                book::put(&mut row, column, &text)?;
            }
        }
        if rows.hand_in(&mut row, visit)?.is_break() {
            return Ok(true);
        }
    }
    rows.end()
}

fn by_reference(cell: &Data) -> DataRef<'_> {
    match cell {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn unreadable(error: XlsError) -> Error {
    match error {
        XlsError::Password => refuse("This workbook has a password: save it without, or export it as CSV."),
        error => refuse(format!(
            "This old Excel file (.xls) cannot be read ({error}): save it as .xlsx, or as CSV."
        )),
    }
}
