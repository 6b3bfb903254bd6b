//! The table of numbers that wait to be released: the tenant keeps them suppressed, and nothing says so any more.

use std::path::Path;

use callboard_phone::E164;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::listed;
use super::spool::{Sorted, Sorter};
use crate::dnc::ledger::{self, Ledger};
use crate::dnc::reading::Entry;
use crate::dnc::said::{Direction, Said};
use crate::kernel::{Result, Write};

/// `import` is the newest that said anything of the number.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_to_release (
        ledger INTEGER NOT NULL REFERENCES dnc_ledgers (id),
        number INTEGER NOT NULL,
        import INTEGER NOT NULL,
        PRIMARY KEY (ledger, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dnc_to_release_of ON dnc_to_release (import, number);";

/// The tenant may hold a number that nothing supports.
pub(in crate::dnc) fn wait(write: &Write<'_>, ledger: Ledger, number: E164) -> Result<()> {
    let Some(import) = listed::last_import(write, ledger, number)? else { return Ok(()) };
    write
        .prepare_cached("INSERT OR REPLACE INTO dnc_to_release (ledger, number, import) VALUES (?1, ?2, ?3)")?
        .execute(params![ledger.0, number.pack(), import])?;
    Ok(())
}

/// Something says again what is to be with the number.
pub(in crate::dnc) fn leave(write: &Write<'_>, ledger: Ledger, number: E164) -> Result<()> {
    write
        .prepare_cached("DELETE FROM dnc_to_release WHERE ledger = ?1 AND number = ?2")?
        .execute(params![ledger.0, number.pack()])?;
    Ok(())
}

pub(super) fn count(db: &Connection, import: i64) -> Result<u64> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM dnc_to_release WHERE import = ?1")?;
    let count: i64 = statement.query_row([import], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Of these numbers, in ascending order, those that wait.
pub(super) fn among(db: &Connection, ledger: Ledger, entries: &[Entry]) -> Result<Vec<E164>> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(Vec::new()) };
    let mut statement = db
        .prepare_cached("SELECT number FROM dnc_to_release WHERE ledger = ?1 AND number BETWEEN ?2 AND ?3")?;
    let rows =
        statement.query_map(params![ledger.0, first.number.pack(), last.number.pack()], |row| row.get(0))?;
    let mut waiting = Vec::new();
    for packed in rows {
        let packed: i64 = packed?;
        if let Ok(at) = entries.binary_search_by_key(&packed, |entry| entry.number.pack()) {
            waiting.push(entries[at].number);
        }
    }
    Ok(waiting)
}

/// Writes the numbers that an import left as those of another, which says from `at` on that they may be called.
pub(super) fn sort(
    db: &Connection,
    (ledger, import): (Ledger, i64),
    at: Timestamp,
    to: &Path,
) -> Result<Sorted> {
    let said = Said::new(Direction::In, at, at)?.into();
    let mut statement =
        db.prepare_cached("SELECT number FROM dnc_to_release WHERE import = ?1 ORDER BY number")?;
    let mut rows = statement.query([import])?;
    let mut sorter = Sorter::new(to);
    let mut line = 0;
    while let Some(row) = rows.next()? {
        let packed: i64 = row.get(0)?;
        let number = E164::unpack(packed).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, packed))?;
        // What somebody says of it meanwhile is not a person's to release.
        if ledger::holds(db, ledger, number)?.is_some() {
            continue;
        }
        line += 1;
        sorter.add(&[Entry { number, said, line, expiry: None, reason: None }])?;
    }
    sorter.finish()
}
