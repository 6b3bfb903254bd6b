//! What a run still waits for: windows of its occurrence in zones where the time has not come.
//!
//! 09:00 in London and 09:00 in Honolulu are one run, and a window is submitted an hour before its start. Between
//! the two no window is open or ahead, and yet the run is not over, nor complete with London's contacts alone.

use callboard_rpc::types::RunId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{look_again, windows_added};
use crate::kernel::{Ms, Result, Write};

pub const AWAITS_MIGRATION: &str = "
    CREATE TABLE run_awaits (
        run      TEXT PRIMARY KEY REFERENCES runs (id),
        contacts INTEGER NOT NULL,
        until    INTEGER NOT NULL
    ) STRICT;";

/// Windows that a run will still get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaits {
    pub contacts: u64,
    /// The end of the last of them; nothing is awaited after it.
    pub until: Timestamp,
}

/// Stores it, or that nothing is awaited any more; call it after the windows that are there were added.
pub fn await_more(write: &mut Write<'_>, run: &RunId, awaits: Option<Awaits>) -> Result<()> {
    match awaits {
        Some(Awaits { contacts, until }) => write.execute(
            "INSERT INTO run_awaits (run, contacts, until) VALUES (?1, ?2, ?3)
             ON CONFLICT (run) DO UPDATE SET contacts = excluded.contacts, until = excluded.until",
            params![run.as_str(), i64::try_from(contacts).unwrap_or(i64::MAX), Ms(until)],
        )?,
        None => write.execute("DELETE FROM run_awaits WHERE run = ?1", [run.as_str()])?,
    };
    windows_added(write, run)?;
    look_again(write, run)
}

/// What it awaits at `now`.
pub fn awaited(db: &Connection, run: &RunId, now: Timestamp) -> Result<Option<Awaits>> {
    let mut statement =
        db.prepare_cached("SELECT contacts, until FROM run_awaits WHERE run = ?1 AND until > ?2")?;
    let found = statement.query_row(params![run.as_str(), Ms(now)], |row| {
        Ok(Awaits { contacts: row.get::<_, i64>(0)?.unsigned_abs(), until: row.get::<_, Ms>(1)?.0 })
    });
    Ok(found.optional()?)
}
