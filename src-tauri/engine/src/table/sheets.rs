//! Which sheet of a workbook is read.

use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{Reader as _, Sheet, SheetType, SheetVisible, Xlsx};

use super::kind::{self, Kind};
use super::{book, bounds, field, old, opendocument, refuse};
use crate::kernel::{Error, Result, composed};

/// The visible sheets of a workbook in which anything stands, in their order; none of a file of another kind.
pub(crate) fn filled_sheets<R: Read + Seek>(input: &mut R) -> Result<Vec<String>> {
    let filled = match kind::of(input)? {
        Kind::Workbook => {
            bounds::check(input)?;
            input.seek(SeekFrom::Start(0))?;
            let mut book = Xlsx::new(BufReader::new(&mut *input)).map_err(book::unreadable)?;
            let (visible, _) = chosen(book.sheets_metadata(), None)?;
            filled(&visible, |sheet| book::is_filled(&mut book, sheet))?
        }
        Kind::OldWorkbook => old::filled_sheets(input)?,
        Kind::OpenDocument => opendocument::filled_sheets(input)?,
        Kind::Text(_) | Kind::Registry(_) | Kind::Archive => Vec::new(),
    };
    input.seek(SeekFrom::Start(0))?;
    Ok(filled)
}

/// Whether it is the XML of a do-not-call registry.
pub(crate) fn is_registry<R: Read + Seek>(input: &mut R) -> Result<bool> {
    input.seek(SeekFrom::Start(0))?;
    Ok(matches!(kind::of(input)?, Kind::Registry(_)))
}

/// Those of the sheets in which anything stands.
pub(super) fn filled(
    sheets: &[String],
    mut is_filled: impl FnMut(&str) -> Result<bool>,
) -> Result<Vec<String>> {
    let mut filled = Vec::new();
    for sheet in sheets {
        if is_filled(sheet)? {
            filled.push(sheet.clone());
        }
    }
    Ok(filled)
}

/// Asks for the sheet where several have anything in them: the first is never taken in silence.
pub(super) fn expect_one(filled: &[String]) -> Result<()> {
    if filled.len() < 2 {
        return Ok(());
    }
    let names: Vec<_> = filled.iter().map(quoted).collect();
    let words =
        format!("Several sheets of this workbook have rows: {}. Say which one is meant.", names.join(", "));
    Err(field("sheet", words))
}

/// The sheet that is named, or all that are visible, of which the first with anything in it is read; and the names of all
/// that are visible.
pub(super) fn chosen(sheets: &[Sheet], wanted: Option<&str>) -> Result<(Vec<String>, Vec<String>)> {
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

/// Nothing stands in any of the sheets that were looked at.
pub(super) fn empty(looked_at: &[String], sheets: &[String], is_named: bool) -> Error {
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
