//! The table of what a tenant holds of a number, as far as it has confirmed.

use callboard_phone::E164;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};

use super::ledger::Ledger;
use super::said::Said;
use crate::kernel::{Ms, Result, Write};

/// `said` is what was confirmed last, `at` when, `lists` the tenant's lists it is on (JSON; empty where none was named),
/// `record` the tenant's id of the number where it was told. `doubtful` is set from when something else is sent until that is
/// confirmed: where its outcome stays unknown, nobody knows what the tenant holds.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_held (
        ledger INTEGER NOT NULL REFERENCES dnc_ledgers (id),
        number INTEGER NOT NULL,
        said   INTEGER NOT NULL,
        at     INTEGER NOT NULL,
        lists  TEXT NOT NULL,
        record TEXT,
        doubtful INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (ledger, number)
    ) STRICT, WITHOUT ROWID;";

/// The last confirmation of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) said: Said,
    pub(super) at: Timestamp,
    pub(super) lists: String,
    pub(super) record: Option<String>,
    /// Something else was sent since, and is not confirmed.
    pub(super) doubtful: bool,
}

pub(super) fn find(db: &Connection, ledger: Ledger, number: E164) -> Result<Option<Held>> {
    let mut statement = db.prepare_cached(
        "SELECT said, at, lists, record, doubtful FROM dnc_held WHERE ledger = ?1 AND number = ?2",
    )?;
    let found = statement.query_row(params![ledger.0, number.pack()], |row| {
        let at = row.get::<_, Ms>(1)?.0;
        Ok(Held { said: row.get(0)?, at, lists: row.get(2)?, record: row.get(3)?, doubtful: row.get(4)? })
    });
    Ok(found.optional()?)
}

/// The tenant has confirmed this; a record that was named before stays known.
pub(super) fn confirm(write: &Write<'_>, ledger: Ledger, number: E164, held: &Held) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO dnc_held (ledger, number, said, at, lists, record)
             VALUES (:ledger, :number, :said, :at, :lists, :record)
             ON CONFLICT (ledger, number) DO UPDATE SET said = excluded.said, at = excluded.at,
                 lists = excluded.lists, record = coalesce(excluded.record, record), doubtful = 0",
        )?
        .execute(named_params! {
            ":ledger": ledger.0,
            ":number": number.pack(),
            ":said": held.said,
            ":at": Ms(held.at),
            ":lists": held.lists,
            ":record": held.record,
        })?;
    Ok(())
}

/// Something is sent of a number: until it is confirmed, nobody knows what the tenant holds.
pub(super) fn doubt(write: &Write<'_>, ledger: Ledger, number: E164) -> Result<()> {
    write
        .prepare_cached("UPDATE dnc_held SET doubtful = 1 WHERE ledger = ?1 AND number = ?2")?
        .execute(params![ledger.0, number.pack()])?;
    Ok(())
}
