//! How large the tables of an old workbook (.xls) are. Whoever reads it makes room for a whole rectangle from the first to
//! the last cell of each sheet, so that two cells far apart would need half a gigabyte.

use std::io::{BufReader, Read, Seek, SeekFrom};

use super::refuse;
use crate::kernel::{Error, Result};

/// An old workbook, or a part of one, that is larger is not held in memory.
pub(super) const LARGEST: u64 = 64 << 20;
/// Cells of all sheets together, empty ones between others included.
const MOST_CELLS: u64 = 8 << 20;
/// What the format has room for.
const MOST: (u32, u32) = (65_536, 256);

/// What is told of an old workbook before it is opened.
#[derive(Debug, Default)]
pub(super) struct Extent {
    /// Its days are counted from 1904.
    pub(super) is_1904: bool,
    cells: u64,
    /// Of the sheet that is looked at: first row, last row, first column, last column.
    sheet: Option<[u16; 4]>,
}

pub(super) fn too_large() -> Error {
    refuse("This file has more than 64 MB when it is opened: save it as CSV or .xlsx.")
}

/// Refuses one that is too large.
pub(super) fn of_old_workbook<R: Read + Seek>(input: &mut R) -> Result<Extent> {
    if input.seek(SeekFrom::End(0))? > LARGEST {
        return Err(too_large());
    }
    input.seek(SeekFrom::Start(0))?;
    let extent = walk(&mut *input)?;
    input.seek(SeekFrom::Start(0))?;
    if extent.cells > MOST_CELLS {
        return Err(too_large());
    }
    Ok(extent)
}

fn walk<R: Read + Seek>(input: R) -> Result<Extent> {
    let mut file = cfb::CompoundFile::open(input).map_err(unreadable)?;
    let name = if file.is_stream("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = BufReader::new(file.open_stream(name).map_err(unreadable)?);
    let mut extent = Extent::default();
    let mut data = Vec::new();
    let mut head = [0; 4];
    while read_head(&mut stream, &mut head)? {
        let [kind, length] = [0, 2].map(|at| u16::from_le_bytes([head[at], head[at + 1]]));
        data.clear();
        stream.by_ref().take(length.into()).read_to_end(&mut data).map_err(unreadable)?;
        extent.record(kind, &data)?;
    }
    extent.end_sheet();
    Ok(extent)
}

/// `false` at the end of the records.
fn read_head(stream: &mut impl Read, head: &mut [u8; 4]) -> Result<bool> {
    match stream.read_exact(head) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(unreadable(error)),
    }
}

/// The disk's own errors and those of the format come alike.
fn unreadable(error: impl std::fmt::Display) -> Error {
    let words = "This is an old Excel file (.xls), or one with a password, that cannot be read";
    refuse(format!("{words} ({error}): save it as .xlsx without, or as CSV."))
}

impl Extent {
    fn record(&mut self, kind: u16, data: &[u8]) -> Result<()> {
        let word = |at: usize| data.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        match kind {
            // A sheet begins.
            0x0809 => self.end_sheet(),
            0x0022 => self.is_1904 |= word(0) == Some(1),
            // FilePass: all that follows is encrypted.
            0x002F if word(0) != Some(0) => {
                return Err(refuse("This workbook has a password: save it without, or export it as CSV."));
            }
            0x0200 => check_said(data)?,
            // Numbers, texts, formulas and their results.
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 => {
                if let (Some(row), Some(column)) = (word(0), word(2)) {
                    self.cell(row, column, column);
                }
            }
            // Several numbers of a row.
            0x00BD => {
                let last = data.len().checked_sub(2).and_then(word);
                if let (Some(row), Some(first), Some(last)) = (word(0), word(2), last) {
                    self.cell(row, first, last);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, row: u16, first: u16, last: u16) {
        let seen = self.sheet.get_or_insert([row, row, first, last]);
        *seen = [seen[0].min(row), seen[1].max(row), seen[2].min(first), seen[3].max(last)];
    }

    fn end_sheet(&mut self) {
        if let Some([first, last, left, right]) = self.sheet.take() {
            let side = |from: u16, to: u16| u64::from(to.saturating_sub(from)) + 1;
            // Cells, and the formulas that are read beside them.
            self.cells += side(first, last) * side(left, right);
        }
    }
}

/// Room is made for as many cells as a sheet says that it has.
fn check_said(data: &[u8]) -> Result<()> {
    let long = |at: usize| data.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let short = |at: usize| data.get(at..at + 2).map(|b| u32::from(u16::from_le_bytes([b[0], b[1]])));
    let (rows, columns) = match data.len() {
        10 => ([short(0), short(2)], [short(4), short(6)]),
        _ => ([long(0), long(4)], [short(8), short(10)]),
    };
    if let ([Some(first), Some(last)], [Some(_), Some(right)]) = (rows, columns)
        && first <= last
        && last <= MOST.0
        && right <= MOST.1
    {
        return Ok(());
    }
    Err(unreadable("it says that a sheet has more cells than it can have"))
}
