//! One audit row over many rows that a machine made.

use std::ops::RangeInclusive;

use callboard_rpc::Caller;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// Which rows a seal covers: those of one `group` whose `order` lies in a range. Names go into SQL as they are.
///
/// `order` is an integer that is unique within its group, and no two seals of a group overlap. A column that
/// may change later is left out of `columns`.
#[derive(Clone, Copy, Debug)]
pub struct SealKind {
    /// E.g. `contacts.refused`; part of the object of the audit row.
    pub name: &'static str,
    pub table: &'static str,
    pub group: &'static str,
    pub order: &'static str,
    /// What is hashed, in this order; never changed once it was released.
    pub columns: &'static [&'static str],
    /// Erasable text beside the sealed columns, where there is some.
    pub beside: Option<Beside>,
    /// SQL that answers the `order` of a sealed row beside which something that was derived from it does not fit; no row
    /// where all of it fits.
    pub derived: Option<&'static str>,
}

/// Text that a sealed column commits to: it can be erased, and as long as it is there it has to fit.
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    pub commitment: &'static str,
    pub salt: &'static str,
    pub text: &'static str,
}

pub(super) const ACTION: &str = "audit.seal";
pub(super) const DROPPED: &str = "audit.drop_sealed";

/// What a seal says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    pub(super) count: u64,
    pub(super) first: i64,
    pub(super) last: i64,
    /// Hex, over the rows' canonical columns.
    pub(super) sha256: String,
}

/// Seals the rows of `group` within `rows` that this transaction wrote; answers the audit row's number, or
/// `None` where there are none. Reads them once again: call it for each slice of a bulk write.
pub fn seal(
    write: &mut Write<'_>,
    caller: &Caller,
    kind: &SealKind,
    group: &str,
    rows: RangeInclusive<i64>,
) -> Result<Option<u64>> {
    let seal = taken(write, kind, group, rows)?;
    if seal.count == 0 {
        return Ok(None);
    }
    write.audit(caller, Entry::new(ACTION, object(kind, group)).after(&seal)).map(Some)
}

/// Deletes a whole group, as retention and removal do: never a part of one. Answers how many rows there were.
pub fn drop_sealed(write: &mut Write<'_>, caller: &Caller, kind: &SealKind, group: &str) -> Result<u64> {
    let sql = format!("DELETE FROM {} WHERE {} = ?1", kind.table, kind.group);
    let rows = write.prepare_cached(&sql)?.execute([group])?;
    if rows > 0 {
        write.audit(caller, Entry::new(DROPPED, object(kind, group)).before(&json!({ "rows": rows })))?;
    }
    Ok(rows as u64)
}

/// The object of every audit row about a group.
pub(super) fn object(kind: &SealKind, group: &str) -> String {
    object_of(kind.name, group)
}

pub(super) fn object_of(kind: &str, group: &str) -> String {
    format!("sealed/{kind}/{group}")
}

/// The seal of the rows as they are now.
pub(super) fn taken(
    db: &Connection,
    kind: &SealKind,
    group: &str,
    rows: RangeInclusive<i64>,
) -> Result<Seal> {
    let sql = format!(
        "SELECT {order}, {columns} FROM {table} WHERE {group} = ?1 AND {order} BETWEEN ?2 AND ?3 ORDER BY {order}",
        order = kind.order,
        columns = kind.columns.join(", "),
        table = kind.table,
        group = kind.group
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query(params![group, rows.start(), rows.end()])?;
    let mut seal = Seal { count: 0, first: 0, last: 0, sha256: String::new() };
    let mut hasher = Sha256::new();
    while let Some(row) = found.next()? {
        let order = row.get_ref(0)?.as_i64().unwrap_or_default();
        if seal.count == 0 {
            seal.first = order;
        }
        seal.last = order;
        seal.count += 1;
        for column in 0..=kind.columns.len() {
            hash_value(&mut hasher, row.get_ref(column)?);
        }
    }
    seal.sha256 = hex::encode(hasher.finalize());
    Ok(seal)
}

/// A byte for the type, the length, the bytes: no two different rows read the same.
pub(super) fn hash_value(hasher: &mut Sha256, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match &value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => (1, &number.to_be_bytes()),
        ValueRef::Real(number) => (2, &number.to_be_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}
