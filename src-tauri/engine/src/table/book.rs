use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};

use super::choice::{Choice, Format, Shape};
use super::csv::MOST_CELLS;
use super::header::Header;
use super::row::Row;
use super::{bounds, field, refuse, refuse_at};
use crate::kernel::{Error, Result, composed};

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
    for sheet in &wanted {
        if let Found::Rows = read(&mut book, sheet, choice, &mut visit)? {
            let sheet = Some(sheet.clone());
            return Ok(Shape { format: Format::Xlsx, sheet, sheets, encoding: None });
        }
    }
    Err(empty(&wanted, &sheets, choice.sheet.is_some()))
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
    let mut rows = Rows { header: Header::of(choice), seen_only: choice.seen_only, any: false };
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
        write_cell(&cell.value, &mut text);
        bounds::check_cell(&text)?;
        if !text.is_empty() {
            put(&mut row, usize::try_from(column).unwrap_or(usize::MAX), &text)?;
        }
    }
    if rows.hand_in(&mut row, visit)?.is_break() {
        return Ok(Found::Rows);
    }
    if !rows.any {
        return Ok(Found::Nothing);
    }
    rows.header.end().map(|()| Found::Rows)
}

/// Rows on their way out of a sheet.
struct Rows {
    header: Header,
    seen_only: bool,
    /// One that is not blank was seen.
    any: bool,
}

impl Rows {
    fn hand_in(
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
fn put(row: &mut Row, column: usize, text: &str) -> Result<()> {
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

/// Nothing stands in any of the sheets that were looked at.
fn empty(looked_at: &[String], sheets: &[String], is_named: bool) -> Error {
    let others: Vec<_> = sheets.iter().filter(|one| !looked_at.contains(one)).map(quoted).collect();
    let words = match looked_at {
        [only] if others.is_empty() => format!("The sheet {} of this workbook is empty.", quoted(only)),
        [only] => {
            format!("The sheet {} is empty; the workbook also has {}.", quoted(only), others.join(", "))
        }
        _ => "Every visible sheet of this workbook is empty.".to_owned(),
    };
    if is_named { field("sheet", words) } else { refuse(words) }
}

fn quoted(name: &String) -> String {
    format!("“{name}”")
}

/// What some programs write: what the cell shows is known only after a spreadsheet has opened the file.
const NEVER_COMPUTED: &str = "A formula in this row was never computed: open the workbook in a spreadsheet, save it, and hand it in again.";

/// The sheet that is named, or all that are visible, of which the first with anything in it is read; and the names of all
/// that are visible.
fn chosen(sheets: &[Sheet], wanted: Option<&str>) -> Result<(Vec<String>, Vec<String>)> {
    let tables = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let visible: Vec<String> = tables()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let Some(wanted) = wanted else {
        if visible.is_empty() {
            return Err(refuse("This workbook has no visible sheet with cells."));
        }
        return Ok((visible.clone(), visible));
    };
    // `é` may be one character or two, and looks the same.
    let spelled = |name: &str| composed(name.trim()).to_lowercase();
    let named = |sheet: &&Sheet| spelled(&sheet.name) == spelled(wanted);
    let found = tables().find(|sheet| sheet.name == wanted).or_else(|| tables().find(named));
    if let Some(sheet) = found {
        return Ok((vec![sheet.name.clone()], visible));
    }
    let names: Vec<_> = visible.iter().map(quoted).collect();
    let words = format!("There is no sheet “{wanted}” in this workbook; it has {}.", names.join(", "));
    Err(field("sheet", words))
}

/// Up to here every whole number is itself as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// As the cell would be typed: `4155552671`, not `4155552671.0` nor `4.155552671E9`; an error as it is shown, `#N/A`.
fn write_cell(cell: &DataRef<'_>, text: &mut String) {
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
        DataRef::DateTime(date) => write!(text, "{}", date.as_f64()),
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::Empty => Ok(()),
    };
}

fn disordered(line: u64) -> Error {
    refuse_at(
        line,
        "The rows of this sheet are not in order, so they cannot be told apart: save the workbook anew.",
    )
}

fn unreadable(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => refuse("This workbook has a password: save it without, or export it as CSV."),
        error => {
            refuse(format!("This workbook cannot be read ({error}): save it anew, or export it as CSV."))
        }
    }
}
