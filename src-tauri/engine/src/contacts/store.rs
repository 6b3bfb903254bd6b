use callboard_rpc::RpcError;
use callboard_rpc::types::{
    ConnectionId, ContactGroup, ContactSet, ContactSetId, RefusedContact, RefusedKind, ZoneSource,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::count::Counts;
use crate::audit::SealKind;
use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// A set is `done` when all of it is there; before, nobody sees it. Of the `invalid`, some have no number and the ids of
/// some were doubled; `notes` are sentences about the import.
pub(super) const TABLES: &str = "
    CREATE TABLE contact_sets (
        id             TEXT PRIMARY KEY,
        connection     TEXT,
        name           TEXT NOT NULL,
        rows           INTEGER NOT NULL DEFAULT 0,
        placed         INTEGER NOT NULL DEFAULT 0,
        needs_zone     INTEGER NOT NULL DEFAULT 0,
        invalid        INTEGER NOT NULL DEFAULT 0,
        imported       INTEGER NOT NULL,
        done           INTEGER NOT NULL DEFAULT 0,
        without_number INTEGER NOT NULL DEFAULT 0,
        doubled        INTEGER NOT NULL DEFAULT 0,
        notes          TEXT NOT NULL DEFAULT '[]'
    ) STRICT;
    CREATE TABLE contact_groups (
        set_id       TEXT NOT NULL REFERENCES contact_sets (id) ON DELETE CASCADE,
        zone         TEXT NOT NULL,
        jurisdiction TEXT NOT NULL,
        source       TEXT NOT NULL,
        contacts     INTEGER NOT NULL,
        PRIMARY KEY (set_id, zone, jurisdiction, source)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contacts_refused (
        set_id     TEXT NOT NULL,
        line       INTEGER NOT NULL,
        contact_id TEXT NOT NULL,
        kind       TEXT NOT NULL,
        reason     TEXT NOT NULL,
        PRIMARY KEY (set_id, line)
    ) STRICT, WITHOUT ROWID;";

/// How refused rows are sealed in the audit log.
pub const REFUSED: SealKind = SealKind {
    name: "contacts.refused",
    table: "contacts_refused",
    group: "set_id",
    order: "line",
    columns: &["contact_id", "kind", "reason"],
    beside: None,
    derived: None,
};

const COLUMNS: &str = "id, name, rows, placed, needs_zone, invalid, imported, without_number, doubled, notes";

/// One set with its groups.
pub fn set(db: &Connection, id: &ContactSetId) -> Result<ContactSet> {
    let sql = format!("SELECT {COLUMNS} FROM contact_sets WHERE done = 1 AND id = ?1");
    let found = db.prepare_cached(&sql)?.query_row([id.as_str()], contact_set).optional()?;
    let set = found.ok_or_else(|| RpcError::not_found("contact list", id.as_str()))?;
    with_groups(db, set)
}

/// All sets, newest first: those of a connection and those of none, or all.
pub fn sets(db: &Connection, connection: Option<&ConnectionId>) -> Result<Vec<ContactSet>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM contact_sets
         WHERE done = 1 AND (?1 IS NULL OR connection IS NULL OR connection = ?1)
         ORDER BY imported DESC, rowid DESC"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([connection.map(ConnectionId::as_str)], contact_set)?;
    let found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    found.into_iter().map(|set| with_groups(db, set)).collect()
}

/// Begins a set that nobody sees yet.
pub(super) fn begin(
    write: &mut Write<'_>,
    id: &ContactSetId,
    connection: Option<&ConnectionId>,
    name: &str,
) -> Result<()> {
    write.execute(
        "INSERT INTO contact_sets (id, connection, name, imported) VALUES (?1, ?2, ?3, ?4)",
        params![id.as_str(), connection.map(ConnectionId::as_str), name, Ms(write.now())],
    )?;
    Ok(())
}

pub(super) fn add_refused(write: &mut Write<'_>, id: &ContactSetId, rows: &[RefusedContact]) -> Result<()> {
    let mut insert = write.prepare_cached(
        "INSERT INTO contacts_refused (set_id, line, contact_id, kind, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for row in rows {
        insert.execute(params![
            id.as_str(),
            number(row.line),
            row.contact_id,
            row.kind.word(),
            row.reason
        ])?;
    }
    Ok(())
}

/// Completes a set; from now on it is seen.
pub(super) fn finish(write: &mut Write<'_>, id: &ContactSetId, counts: &Counts) -> Result<ContactSet> {
    write.execute(
        "UPDATE contact_sets SET rows = ?2, placed = ?3, needs_zone = ?4, invalid = ?5, without_number = ?6,
                doubled = ?7, notes = ?8, done = 1
         WHERE id = ?1",
        params![
            id.as_str(),
            number(counts.rows),
            number(counts.placed),
            number(counts.needs_zone),
            number(counts.invalid),
            number(counts.without_number),
            number(counts.doubled),
            serde_json::to_string(&counts.notes)?
        ],
    )?;
    let mut insert = write.prepare_cached(
        "INSERT INTO contact_groups (set_id, zone, jurisdiction, source, contacts) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for group in &counts.groups {
        let source = group.source.word();
        insert.execute(params![
            id.as_str(),
            group.zone,
            group.jurisdiction,
            source,
            number(group.contacts)
        ])?;
    }
    drop(insert);
    set(write, id)
}

/// Sets that were begun before `before` and never completed.
pub(super) fn unfinished(db: &Connection, before: Timestamp) -> Result<Vec<ContactSetId>> {
    let mut statement = db.prepare_cached("SELECT id FROM contact_sets WHERE done = 0 AND imported < ?1")?;
    let rows = statement.query_map([Ms(before)], |row| row.get(0).map(ContactSetId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn remove(write: &mut Write<'_>, id: &ContactSetId) -> Result<()> {
    write.execute("DELETE FROM contact_sets WHERE id = ?1 AND done = 0", [id.as_str()])?;
    Ok(())
}

/// Refused rows after a line, in the file's order.
pub(super) fn refused(
    db: &Connection,
    id: &ContactSetId,
    after: u64,
    limit: usize,
) -> Result<Vec<RefusedContact>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = db.prepare_cached(
        "SELECT line, contact_id, kind, reason FROM contacts_refused
         WHERE set_id = ?1 AND line > ?2 ORDER BY line LIMIT ?3",
    )?;
    let rows = statement.query_map(params![id.as_str(), number(after), limit], |row| {
        Ok(RefusedContact {
            line: count(row, 0)?,
            contact_id: row.get(1)?,
            kind: RefusedKind::read(row, 2, ("contacts_refused", 0))?,
            reason: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

stored_as!(RefusedKind { NeedsZone => "needs_zone", Invalid => "invalid" });

fn with_groups(db: &Connection, mut set: ContactSet) -> Result<ContactSet> {
    let mut statement = db.prepare_cached(
        "SELECT zone, jurisdiction, source, contacts FROM contact_groups
         WHERE set_id = ?1 ORDER BY zone, jurisdiction, source",
    )?;
    let rows = statement.query_map([set.id.as_str()], |row| {
        Ok(ContactGroup {
            zone: row.get(0)?,
            jurisdiction: row.get(1)?,
            source: ZoneSource::read(row, 2, ("contact_groups", 0))?,
            contacts: count(row, 3)?,
        })
    })?;
    set.groups = rows.collect::<rusqlite::Result<_>>()?;
    Ok(set)
}

fn contact_set(row: &Row<'_>) -> rusqlite::Result<ContactSet> {
    Ok(ContactSet {
        id: ContactSetId(row.get(0)?),
        name: row.get(1)?,
        rows: count(row, 2)?,
        placed: count(row, 3)?,
        needs_zone: count(row, 4)?,
        invalid: count(row, 5)?,
        groups: Vec::new(),
        imported_at: row.get::<_, Ms>(6)?.0,
        without_number: count(row, 7)?,
        doubled: count(row, 8)?,
        notes: sentences(row, 9)?,
    })
}

fn sentences(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
    })
}

stored_as!(ZoneSource { Contact => "contact", State => "state", Number => "number" });

fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
