use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};

use super::choice::{Choice, Format, Shape};
use super::csv::MOST_CELLS;
use super::header::Header;
use super::row::Row;
use super::sheets::{chosen, empty, expect_one, filled};
use super::{bounds, refuse, refuse_at};
use crate::kernel::{Error, Result};

/// Hands in every row of a sheet that is not blank, cell by cell from the file. Texts that cells share are held in
/// memory, as the format wants it; how much that can be is seen before.
pub(super) fn each_row<R: Read + Seek>(
    mut input: R,
    choice: &Choice,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    bounds::check(&mut input)?;
    input.seek(SeekFrom::Start(0))?;
    let mut book = Xlsx::new(BufReader::new(input)).map_err(unreadable)?;
    let (wanted, sheets) = chosen(book.sheets_metadata(), choice.sheet.as_deref())?;
    if choice.ask && choice.sheet.is_none() {
        expect_one(&filled(&wanted, |sheet| is_filled(&mut book, sheet))?)?;
    }
    for sheet in &wanted {
        if let Found::Rows = read(&mut book, sheet, choice, &mut visit)? {
            let (sheet, is_1904) = (Some(sheet.clone()), book.has_1904_epoch());
            return Ok(Shape { format: Format::Xlsx, sheet, sheets, encoding: None, is_1904 });
        }
    }
    Err(empty(&wanted, &sheets, choice.sheet.is_some()))
}

/// Whether a cell of the sheet has anything in it.
pub(super) fn is_filled<R: Read + Seek>(book: &mut Xlsx<R>, sheet: &str) -> Result<bool> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let mut text = String::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        write_cell(cell.get_value(), false, &mut text);
        if !text.trim().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether anything stands in a sheet.
enum Found {
    Rows,
    Nothing,
}

fn read<R: Read + Seek>(
    book: &mut Xlsx<R>,
    sheet: &str,
    choice: &Choice,
    visit: &mut impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Found> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let mut rows = Rows::of(choice);
    let mut row = Row::default();
    row.begin(1);
    let mut text = String::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(unreadable)? {
        let (line, column) = cell.pos;
        let line = u64::from(line) + 1;
        if line != row.line() {
            if line < row.line() {
                return Err(disordered(line));
            }
            if rows.hand_in(&mut row, visit)?.is_break() {
                return Ok(Found::Rows);
            }
            row.begin(line);
        }
        if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
            row.spoil(NEVER_COMPUTED);
        }
        write_cell(&cell.value, choice.dates, &mut text);
        bounds::check_cell(&text)?;
        if !text.is_empty() {
            put(&mut row, usize::try_from(column).unwrap_or(usize::MAX), &text)?;
        }
    }
    if rows.hand_in(&mut row, visit)?.is_break() {
        return Ok(Found::Rows);
    }
    Ok(if rows.end()? { Found::Rows } else { Found::Nothing })
}

/// Rows on their way out of a sheet.
pub(super) struct Rows {
    header: Header,
    seen_only: bool,
    /// One that is not blank was seen.
    any: bool,
}

impl Rows {
    pub(super) fn of(choice: &Choice) -> Self {
        Self { header: Header::of(choice), seen_only: choice.seen_only, any: false }
    }

    /// Whether a row came; where none did, nothing stands in the sheet.
    pub(super) fn end(&self) -> Result<bool> {
        if !self.any {
            return Ok(false);
        }
        self.header.end().map(|()| true)
    }

    pub(super) fn hand_in(
        &mut self,
        row: &mut Row,
        visit: &mut impl FnMut(&Row) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        if row.is_blank() {
            return Ok(ControlFlow::Continue(()));
        }
        self.any = true;
        if self.seen_only {
            row.keep_what_is_seen();
        }
        self.header.pass(row, visit)
    }
}

/// Writes a cell into its column of the row; those before it are empty.
pub(super) fn put(row: &mut Row, column: usize, text: &str) -> Result<()> {
    if column >= MOST_CELLS {
        let words = "A row has more than 4,096 cells: this is no table of contacts or codes.";
        return Err(refuse_at(row.line(), words));
    }
    if column < row.cells() {
        return Err(disordered(row.line()));
    }
    while row.cells() < column {
        row.push(&[]);
    }
    row.push(text.as_bytes());
    Ok(())
}

/// What some programs write: what the cell shows is known only after a spreadsheet has opened the file.
pub(super) const NEVER_COMPUTED: &str = "A formula in this row was never computed: open the workbook in a spreadsheet, save it, and hand it in again.";

/// Up to here every whole number is itself as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// As the cell would be typed: `4155552671`, not `4155552671.0` nor `4.155552671E9`; an error as it is shown, `#N/A`.
/// With `dates` a date as one.
pub(super) fn write_cell(cell: &DataRef<'_>, dates: bool, text: &mut String) {
    use std::fmt::Write as _;
    text.clear();
    // Writing to a String cannot fail.
    let _ = match cell {
        DataRef::SharedString(shared) => write!(text, "{shared}"),
        DataRef::String(own) | DataRef::DateTimeIso(own) | DataRef::DurationIso(own) => write!(text, "{own}"),
        DataRef::Int(number) => write!(text, "{number}"),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < EXACT => {
            write!(text, "{number:.0}")
        }
        DataRef::Float(number) => write!(text, "{number}"),
        DataRef::Bool(truth) => write!(text, "{truth}"),
        DataRef::DateTime(date) if dates && is_day(date) => write_date(date, text),
        DataRef::DateTime(date) => write!(text, "{}", date.as_f64()),
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::Empty => Ok(()),
    };
}

/// Whether it names a day; below 1 it is a time of day alone.
fn is_day(date: &ExcelDateTime) -> bool {
    date.is_datetime() && date.as_f64() >= 1.0
}

fn write_date(date: &ExcelDateTime, text: &mut String) -> std::fmt::Result {
    use std::fmt::Write as _;
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    write!(text, "{year:04}-{month:02}-{day:02}")?;
    if (hour, minute, second, milli) != (0, 0, 0, 0) {
        write!(text, "T{hour:02}:{minute:02}:{second:02}")?;
    }
    if milli > 0 { write!(text, ".{milli:03}") } else { Ok(()) }
}

fn disordered(line: u64) -> Error {
    refuse_at(
        line,
        "The rows of this sheet are not in order, so they cannot be told apart: save the workbook anew.",
    )
}

pub(super) fn unreadable(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => refuse("This workbook has a password: save it without, or export it as CSV."),
        error => {
            refuse(format!("This workbook cannot be read ({error}): save it anew, or export it as CSV."))
        }
    }
}
