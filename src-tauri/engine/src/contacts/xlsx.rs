use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use super::row::Row;
use super::rows::refuse;
use crate::kernel::Result;

/// Hands in every row of the first sheet that is not blank, cell by cell from the file. Texts that cells share are
/// held in memory, as the format wants it.
pub(super) fn each_row<R: Read + Seek>(
    input: R,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut book = Xlsx::new(BufReader::new(input)).map_err(unreadable)?;
    let sheet = book.sheet_names().into_iter().next().ok_or_else(|| refuse("This workbook has no sheet."))?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut row = Row::default();
    row.begin(1);
    let mut text = String::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        if line != row.line {
            if !row.is_blank() && visit(&row)?.is_break() {
                return Ok(());
            }
            row.begin(line);
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_CELLS {
            continue;
        }
        while row.cells < column {
            row.push(&[]);
        }
        write_cell(cell.get_value(), &mut text);
        row.push(text.as_bytes());
    }
    if !row.is_blank() {
        let _ = visit(&row)?;
    }
    Ok(())
}

const MOST_CELLS: usize = 4096;
/// Up to here every whole number is itself as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// As the cell would be typed: `4155552671`, not `4155552671.0` nor `4.155552671E9`.
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
        DataRef::Error(_) | DataRef::Empty => Ok(()),
    };
}

fn unreadable(error: XlsxError) -> crate::kernel::Error {
    match error {
        XlsxError::Password => refuse("This workbook has a password: save it without, or export it as CSV."),
        error => {
            refuse(format!("This workbook cannot be read ({error}): save it anew, or export it as CSV."))
        }
    }
}
