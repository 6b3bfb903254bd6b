//! Workbooks of `LibreOffice` (.ods), cell by cell from the file.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use calamine::{Sheet, SheetType, SheetVisible};
use zip::ZipArchive;

use super::choice::{Choice, Format, Shape};
use super::extent::{LARGEST, too_large};
use super::markup::{Markup, Piece, Tag, plain};
use super::row::Row;
use super::sheets::{chosen, empty, expect_one};
use super::{book, bounds, refuse, zipped};
use crate::kernel::Result;

/// Rows that a sheet has room for.
const MOST_ROWS: u64 = 1 << 20;

/// Hands in every row of a sheet that is not blank.
pub(super) fn each_row<R: Read + Seek>(
    mut input: R,
    choice: &Choice,
    mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<Shape> {
    let mut archive = open(&mut input)?;
    let found = survey(&mut archive)?;
    let (wanted, sheets) = chosen(&metadata(&found), choice.sheet.as_deref())?;
    if choice.ask && choice.sheet.is_none() {
        expect_one(&filled(&found))?;
    }
    let is_filled = |name: &&String| found.iter().any(|one| one.name == **name && one.filled);
    let Some(sheet) = wanted.iter().find(is_filled) else {
        return Err(empty(&wanted, &sheets, choice.sheet.is_some()));
    };
    read(&mut archive, sheet, choice, &mut visit)?;
    let sheet = Some(sheet.clone());
    Ok(Shape { format: Format::Ods, sheet, sheets, encoding: None, is_1904: false })
}

/// The visible sheets in which anything stands.
pub(super) fn filled_sheets<R: Read + Seek>(input: &mut R) -> Result<Vec<String>> {
    let found = survey(&mut open(input)?)?;
    chosen(&metadata(&found), None)?;
    Ok(filled(&found))
}

fn open<R: Read + Seek>(input: &mut R) -> Result<ZipArchive<&mut R>> {
    let mut archive = zipped::open(input)?;
    let mut manifest = Vec::new();
    if let Ok(part) = archive.by_name("META-INF/manifest.xml") {
        part.take(LARGEST).read_to_end(&mut manifest)?;
    }
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(refuse("This workbook has a password: save it without, or export it as CSV."));
    }
    Ok(archive)
}

/// Walks through the contents; more than is held of a file is refused.
fn walk<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    mut each: impl FnMut(&Piece<'_>) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let part = archive.by_name("content.xml").map_err(zipped::unreadable)?;
    let mut markup = Markup::new(part.take(LARGEST + 1));
    let mut bytes = 0;
    while let Some(piece) = markup.next()? {
        bytes += match &piece {
            Piece::Text(text) => text.len() as u64,
            Piece::Begin(tag) => tag.bytes() as u64,
            Piece::End(name) => name.len() as u64 + 3,
        };
        if bytes > LARGEST - (1 << 10) {
            return Err(too_large());
        }
        if each(&piece)?.is_break() {
            break;
        }
    }
    Ok(())
}

struct Found {
    name: String,
    hidden: bool,
    filled: bool,
}

/// The sheets of the workbook, in their order.
fn survey<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<Found>> {
    let mut found: Vec<Found> = Vec::new();
    let mut hidden: Vec<String> = Vec::new();
    let mut style = String::new();
    let mut inside = false;
    walk(archive, |piece| {
        match piece {
            Piece::Begin(tag) if tag.is("style:style") => style = tag.get("style:name").unwrap_or_default(),
            Piece::Begin(tag)
                if tag.is("style:table-properties")
                    && tag.get("table:display").is_some_and(|shown| shown == "false") =>
            {
                hidden.push(style.clone());
            }
            Piece::Begin(tag) if tag.is("table:table") => {
                let style = tag.get("table:style-name").unwrap_or_default();
                let name = tag.get("table:name").unwrap_or_default();
                found.push(Found { name, hidden: hidden.contains(&style), filled: false });
                inside = !tag.is_empty;
            }
            Piece::End(b"table:table") => inside = false,
            Piece::Text(text) if inside && !text.trim_ascii().is_empty() => {
                found.last_mut().into_iter().for_each(|sheet| sheet.filled = true);
            }
            Piece::Begin(tag) if inside && value(tag).is_some_and(|value| !value.trim().is_empty()) => {
                found.last_mut().into_iter().for_each(|sheet| sheet.filled = true);
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

fn metadata(found: &[Found]) -> Vec<Sheet> {
    let visible = |sheet: &Found| if sheet.hidden { SheetVisible::Hidden } else { SheetVisible::Visible };
    let sheet = |sheet: &Found| Sheet {
        name: sheet.name.clone(),
        typ: SheetType::WorkSheet,
        visible: visible(sheet),
    };
    found.iter().map(sheet).collect()
}

fn filled(found: &[Found]) -> Vec<String> {
    found.iter().filter(|sheet| sheet.filled && !sheet.hidden).map(|sheet| sheet.name.clone()).collect()
}

/// What a cell says beside its text, which is only how it is shown: `4155552671` and not `4,155,552,671`.
fn value(cell: &Tag<'_>) -> Option<String> {
    let kind = cell.get("office:value-type")?;
    match kind.as_str() {
        "float" | "percentage" | "currency" => cell.get("office:value"),
        "date" => cell.get("office:date-value"),
        "time" => cell.get("office:time-value"),
        "boolean" => cell.get("office:boolean-value"),
        _ => cell.get("office:string-value"),
    }
}

fn read<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    sheet: &str,
    choice: &Choice,
    visit: &mut impl FnMut(&Row) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut rows = book::Rows::of(choice);
    let mut reading = Reading::default();
    walk(archive, |piece| reading.piece(piece, sheet, |row| rows.hand_in(row, visit)))?;
    rows.end().map(drop)
}

/// How far the reading of one sheet is.
#[derive(Default)]
struct Reading {
    inside: bool,
    row: Row,
    column: usize,
    repeated: u64,
    next_line: u64,
    cell: Option<Cell>,
    /// Notes of other people stand in a cell and are none of it.
    notes: usize,
}

struct Cell {
    value: Option<String>,
    text: String,
    in_paragraph: bool,
    repeated: usize,
    /// It has a formula whose result is not in the file.
    never_computed: bool,
}

impl Reading {
    fn piece(
        &mut self,
        piece: &Piece<'_>,
        sheet: &str,
        hand_in: impl FnMut(&mut Row) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        match piece {
            Piece::Begin(tag) if tag.is("table:table") => {
                self.inside = tag.get("table:name").as_deref() == Some(sheet);
            }
            Piece::End(b"table:table") if self.inside => return Ok(ControlFlow::Break(())),
            _ if !self.inside => {}
            Piece::Begin(tag) if tag.is("table:table-row") => {
                self.row.begin(self.next_line + 1);
                self.column = 0;
                self.repeated = repeated(tag, "table:number-rows-repeated");
                if tag.is_empty {
                    self.next_line = self.next_line.saturating_add(self.repeated);
                }
            }
            Piece::End(b"table:table-row") => return self.end_row(hand_in),
            Piece::Begin(tag) if tag.is("table:table-cell") || tag.is("table:covered-table-cell") => {
                self.cell = Some(Cell::of(tag));
                if tag.is_empty {
                    self.end_cell()?;
                }
            }
            Piece::End(b"table:table-cell" | b"table:covered-table-cell") => self.end_cell()?,
            Piece::Begin(tag) if tag.is("office:annotation") => self.notes += usize::from(!tag.is_empty),
            Piece::End(b"office:annotation") => self.notes = self.notes.saturating_sub(1),
            _ if self.notes > 0 => {}
            _ => self.add(piece),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn add(&mut self, piece: &Piece<'_>) {
        let Some(cell) = &mut self.cell else { return };
        match piece {
            // Between the paragraphs stands what makes the file easier to read.
            Piece::Text(text) if cell.in_paragraph => cell.text += &plain(text),
            Piece::Begin(tag) if tag.is("text:p") => {
                if !cell.text.is_empty() {
                    cell.text.push('\n');
                }
                cell.in_paragraph = !tag.is_empty;
            }
            Piece::End(b"text:p") => cell.in_paragraph = false,
            Piece::Begin(tag) if tag.is("text:s") => cell.text.push(' '),
            Piece::Begin(tag) if tag.is("text:tab") => cell.text.push('\t'),
            Piece::Begin(tag) if tag.is("text:line-break") => cell.text.push('\n'),
            _ => {}
        }
    }

    fn end_cell(&mut self) -> Result<()> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let text = cell.value.unwrap_or(cell.text);
        bounds::check_cell(&text)?;
        if text.trim().is_empty() {
            if cell.never_computed {
                self.row.spoil(book::NEVER_COMPUTED);
            }
            self.column = self.column.saturating_add(cell.repeated);
            return Ok(());
        }
        for _ in 0..cell.repeated {
            book::put(&mut self.row, self.column, &text)?;
            self.column += 1;
        }
        Ok(())
    }

    fn end_row(
        &mut self,
        mut hand_in: impl FnMut(&mut Row) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        if self.row.is_blank() {
            self.next_line = self.next_line.saturating_add(self.repeated);
            return Ok(ControlFlow::Continue(()));
        }
        for _ in 0..self.repeated {
            self.next_line += 1;
            if self.next_line > MOST_ROWS {
                return Err(refuse("This sheet has more than 1,048,576 rows: save it as CSV."));
            }
            let mut row = self.row.clone();
            row.renumber(self.next_line);
            if hand_in(&mut row)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Cell {
    fn of(tag: &Tag<'_>) -> Self {
        let value = value(tag);
        let repeated = repeated(tag, "table:number-columns-repeated");
        let never_computed = tag.get("table:formula").is_some() && tag.get("office:value-type").is_none();
        let repeated = usize::try_from(repeated).unwrap_or(usize::MAX);
        Self { value, text: String::new(), in_paragraph: false, repeated, never_computed }
    }
}

fn repeated(tag: &Tag<'_>, name: &str) -> u64 {
    tag.get(name).and_then(|times| times.parse().ok()).unwrap_or(1)
}
