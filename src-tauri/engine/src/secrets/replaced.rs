//! Secrets that a further rotation took the place of while the one before them was still in force. Each is taken for the
//! time that was told for it: whoever uses it may be the one that proved itself last.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::numbers::named;
use crate::kernel::{Ms, Result, SetBack, Waits, Write};

pub(super) const TABLES: &str = "
    CREATE TABLE replaced_secrets (
        owner  TEXT NOT NULL,
        number INTEGER NOT NULL,
        until  INTEGER NOT NULL,
        PRIMARY KEY (owner, number)
    ) STRICT, WITHOUT ROWID;";

/// Hours for which a secret may be in use beside the one that took its place.
pub const MOST_HOURS: u32 = 168;
/// The same as a duration.
pub const LONGEST_OVERLAP: Duration = Duration::from_hours(MOST_HOURS as u64);

/// The calendar was set back: a replaced secret is in force until the time that was told for it, and never longer than any
/// may be.
pub(super) fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    let until = Waits { table: "replaced_secrets", column: "until", only: "TRUE", longest: LONGEST_OVERLAP };
    back.cut(write, &until)
}

/// As many of one owner are in force beside the newest and the oldest; every request is held against each.
pub(super) const MOST: usize = 6;

/// A secret that is in force until its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub number: u32,
    pub until: Timestamp,
}

impl Replaced {
    /// Where it is kept.
    pub fn of(self, owner: &str) -> String {
        named(owner, self.number)
    }
}

/// Those of an owner that are in force, the newest first.
pub(crate) fn in_force(db: &Connection, owner: &str, now: Timestamp) -> Result<Vec<Replaced>> {
    let mut statement = db.prepare_cached(
        "SELECT number, until FROM replaced_secrets WHERE owner = ?1 AND until > ?2 ORDER BY number DESC",
    )?;
    let rows = statement.query_map(params![owner, Ms(now)], |row| {
        Ok(Replaced { number: row.get(0)?, until: row.get::<_, Ms>(1)?.0 })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// It is in force for a while.
pub(super) fn keep(write: &mut Write<'_>, owner: &str, one: Replaced) -> Result<()> {
    write.execute(
        "INSERT OR REPLACE INTO replaced_secrets (owner, number, until) VALUES (?1, ?2, ?3)",
        params![owner, one.number, Ms(one.until)],
    )?;
    Ok(())
}

/// None of them is in force any more.
pub(crate) fn end_all(write: &mut Write<'_>, owner: &str) -> Result<()> {
    write.execute("DELETE FROM replaced_secrets WHERE owner = ?1", [owner])?;
    Ok(())
}
