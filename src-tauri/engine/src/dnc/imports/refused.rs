//! The table of rows that an import did not take, and the file of them that can be corrected and handed in again.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Lines, Write as _};
use std::ops::RangeInclusive;
use std::path::Path;

use callboard_rpc::Caller;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::spool::create;
use crate::audit::{self, SealKind};
use crate::dnc::reading;
use crate::kernel::{Result, Write};

/// `place` is the row's place among the refused ones; `text` the row as a line of CSV.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_refused (
        import TEXT NOT NULL,
        place  INTEGER NOT NULL,
        line   INTEGER NOT NULL,
        cell   TEXT NOT NULL,
        reason TEXT NOT NULL,
        text   TEXT NOT NULL,
        PRIMARY KEY (import, place)
    ) STRICT, WITHOUT ROWID;";

/// The seals of refused rows; a group is the token of an import.
pub(crate) const REFUSED: SealKind = SealKind {
    name: "dnc.refused",
    table: "dnc_refused",
    group: "import",
    order: "place",
    columns: &["line", "cell", "reason", "text"],
    beside: None,
    derived: None,
};

/// A refused row, as it is stored and as it waits in a file for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refused {
    pub(super) line: u32,
    pub(super) cell: String,
    pub(super) reason: String,
    pub(super) text: String,
}

impl From<reading::Refused> for Refused {
    fn from(row: reading::Refused) -> Self {
        Self { line: row.line, cell: row.cell, reason: row.reason, text: row.text }
    }
}

/// The file in which refused rows wait until their import is written, one as JSON in each line.
pub(super) struct Waiting {
    rows: Vec<Refused>,
    to: BufWriter<File>,
}

/// Rows of one write into the table: a few milliseconds.
pub(super) const SLICE: usize = 500;
/// Rows that are put into the order of the file before they are written.
const GATHERED: usize = 50_000;

impl Waiting {
    pub(super) fn create(path: &Path) -> Result<Self> {
        Ok(Self { rows: Vec::new(), to: BufWriter::new(create(path)?) })
    }

    pub(super) fn add(&mut self, rows: Vec<reading::Refused>) -> Result<()> {
        self.rows.extend(rows.into_iter().map(Refused::from));
        if self.rows.len() >= GATHERED { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        self.rows.sort_by_key(|row| row.line);
        for row in self.rows.drain(..) {
            serde_json::to_writer(&mut self.to, &row)?;
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        self.write()?;
        self.to.flush()?;
        Ok(())
    }
}

/// The rows that wait and are not stored yet.
#[derive(Debug)]
pub(super) struct Left(Lines<BufReader<File>>);

impl Left {
    /// Behind those that are stored.
    pub(super) fn open(path: &Path, stored: u64) -> Result<Self> {
        let mut lines = BufReader::new(File::open(path)?).lines();
        for _ in 0..stored {
            lines.next().transpose()?;
        }
        Ok(Self(lines))
    }

    /// Those of the next write; none at the end.
    pub(super) fn next(&mut self) -> Result<Vec<Refused>> {
        let lines = self.0.by_ref().take(SLICE);
        lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
    }
}

/// A page of those that wait behind `after`, with their places.
pub(super) fn waiting(path: &Path, after: i64, limit: usize) -> Result<Vec<(i64, Refused)>> {
    let lines = BufReader::new(File::open(path)?).lines();
    let skipped = usize::try_from(after).unwrap_or(0);
    let rows = (1_i64..).zip(lines).skip(skipped).take(limit);
    rows.map(|(place, line)| Ok((place, serde_json::from_str(&line?)?))).collect()
}

/// Stores some, and seals them.
pub(super) fn add(
    write: &mut Write<'_>,
    caller: &Caller,
    import: &str,
    before: u64,
    rows: &[Refused],
) -> Result<()> {
    let Some(places) = places(before, rows.len()) else { return Ok(()) };
    {
        let mut insert = write.prepare_cached(
            "INSERT INTO dnc_refused (import, place, line, cell, reason, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (place, row) in places.clone().zip(rows) {
            insert.execute(params![import, place, row.line, row.cell, row.reason, row.text])?;
        }
    }
    audit::seal(write, caller, &REFUSED, import, places).map(drop)
}

fn places(before: u64, rows: usize) -> Option<RangeInclusive<i64>> {
    let first = i64::try_from(before).ok()? + 1;
    let last = first + i64::try_from(rows).ok()? - 1;
    (first <= last).then_some(first..=last)
}

/// Rows behind `after`, with their places.
pub(super) fn page(db: &Connection, import: &str, after: i64, limit: usize) -> Result<Vec<(i64, Refused)>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = db.prepare_cached(
        "SELECT place, line, cell, reason, text FROM dnc_refused WHERE import = ?1 AND place > ?2
         ORDER BY place LIMIT ?3",
    )?;
    let rows = statement.query_map(params![import, after, limit], |row| {
        let refused =
            Refused { line: row.get(1)?, cell: row.get(2)?, reason: row.get(3)?, text: row.get(4)? };
        Ok((row.get(0)?, refused))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes the rows below the names of their columns, with the reason of each in a last column.
pub(super) fn export(to: File, header: &str, rows: impl Iterator<Item = Result<Refused>>) -> Result<()> {
    let mut to = BufWriter::new(to);
    if !header.is_empty() {
        writeln!(to, "{header},refused because")?;
    }
    for row in rows {
        let Refused { reason, text, .. } = row?;
        // The reason is a sentence of ours; a quotation mark in it is doubled.
        writeln!(to, "{text},\"{}\"", reason.replace('"', "\"\""))?;
    }
    to.flush()?;
    Ok(())
}
