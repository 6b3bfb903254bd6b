//! The tables and columns without which there is no log to verify. A table that was dropped, or whose columns are others,
//! is a place that does not hold: a log that is gone is not whole.

use callboard_rpc::types::AuditFault;
use rusqlite::Connection;

use super::{fault, raw};
use crate::audit::SealKind;
use crate::kernel::{Result, counted};

const LOG: &str = "audit";
/// Checks of the tables beside the rows.
const BESIDE: [(&str, &str, &str); 3] = [
    ("audit_head", "only, seq, hash", "the head of the log"),
    ("audit_checkpoints", "seq, hash, at, public_key, signature", "the signed checkpoints"),
    ("audit_private", "seq, salt, text", "the erasable text beside the rows"),
];

pub(super) fn shape_fault(db: &Connection, kinds: &[SealKind]) -> Result<Option<AuditFault>> {
    if !is_table(db, LOG)? {
        return Ok(Some(fault(1, gone(db)?)));
    }
    if let Some(column) = missing(db, LOG, raw::COLUMNS.split(", "))? {
        let words =
            format!("The rows of the log have no `{column}` any more: the table `{LOG}` was changed.");
        return Ok(Some(fault(1, words)));
    }
    for (table, columns, what) in BESIDE {
        if !is_table(db, table)? {
            let words = format!("What belongs to the log is gone: the table `{table}`, which holds {what}.");
            return Ok(Some(fault(1, words)));
        }
        if let Some(column) = missing(db, table, columns.split(", "))? {
            let words =
                format!("The table `{table}`, which holds {what}, was changed: it has no `{column}`.");
            return Ok(Some(fault(1, words)));
        }
    }
    sealed(db, kinds)
}

/// A sealed table that is not there is found by its seals: an older program had no such table. One that is there has its
/// columns, which were never changed.
fn sealed(db: &Connection, kinds: &[SealKind]) -> Result<Option<AuditFault>> {
    for kind in kinds {
        let beside = kind.beside.iter().flat_map(|beside| [beside.commitment, beside.salt, beside.text]);
        let columns = [kind.group, kind.order].into_iter().chain(kind.columns.iter().copied()).chain(beside);
        if !is_table(db, kind.table)? {
            continue;
        }
        if let Some(column) = missing(db, kind.table, columns)? {
            let words =
                format!("What is sealed as {} was changed: `{}` has no `{column}`.", kind.name, kind.table);
            return Ok(Some(fault(1, words)));
        }
    }
    Ok(None)
}

/// How long the log was is told where its head is still there.
fn gone(db: &Connection) -> Result<String> {
    let words = format!("The log is gone: the database has no table `{LOG}`.");
    if !is_table(db, "audit_head")? || missing(db, "audit_head", ["seq"].into_iter())?.is_some() {
        return Ok(words);
    }
    let mut statement = db.prepare("SELECT seq FROM audit_head LIMIT 1")?;
    let mut rows = statement.query([])?;
    let last = match rows.next()? {
        Some(row) => row.get_ref(0)?.as_i64().ok().filter(|seq| *seq > 0),
        None => None,
    };
    Ok(match last {
        Some(last) => format!("{words} It had {}, as its head says.", counted(last.unsigned_abs(), "row")),
        None => words,
    })
}

fn is_table(db: &Connection, name: &str) -> Result<bool> {
    let mut statement =
        db.prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    Ok(statement.exists([name])?)
}

/// The first of these columns that a table lacks.
fn missing<'a>(
    db: &Connection,
    table: &str,
    columns: impl Iterator<Item = &'a str>,
) -> Result<Option<&'a str>> {
    let mut statement = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let there = statement.query_map([table], |row| row.get::<_, String>(0))?;
    let there = there.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(columns.into_iter().find(|column| !there.iter().any(|name| name == column)))
}
