use callboard_rpc::types::AuditFault;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::fault;
use crate::kernel::audit::{Head, Stored, row_hash};

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: &str =
    "seq, at, actor, door, action, object, before, after, result, commitment, prev_hash, hash";

/// A row as it lies in the file.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub(super) stored: Stored<'a>,
    pub(super) hash: &'a [u8],
    /// Computed once: it is most of the work.
    fits: [u8; 32],
}

impl Raw<'_> {
    pub(super) fn hash_fits(&self) -> bool {
        self.fits == self.hash
    }

    pub(super) fn head(&self) -> Head {
        Head { seq: self.stored.seq, hash: self.fits }
    }
}

/// The row's number: an SQLite key is an integer whatever is done to it.
pub(super) fn seq(row: &Row<'_>) -> i64 {
    row.get_ref(0).ok().and_then(|value| value.as_i64().ok()).unwrap_or_default()
}

/// Reads a row whose number is positive; a column that holds no value of its type is a fault.
pub(super) fn read<'a>(row: &'a Row<'_>) -> Result<Raw<'a>, AuditFault> {
    let seq = seq(row).cast_unsigned();
    let bad = |column: usize| {
        let name = COLUMNS.split(", ").nth(column).unwrap_or_default();
        fault(seq, format!("Row {seq} was changed: its {name} is not what can stand there."))
    };
    let value = |column: usize| row.get_ref(column).map_err(|_| bad(column));
    let text = |column: usize| match value(column)? {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_err(|_| bad(column)),
        _ => Err(bad(column)),
    };
    let maybe_text = |column: usize| match value(column)? {
        ValueRef::Null => Ok(None),
        _ => text(column).map(Some),
    };
    let blob = |column: usize| match value(column)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(bad(column)),
    };
    let stored = Stored {
        seq,
        at: value(1)?.as_i64().map_err(|_| bad(1))?,
        actor: text(2)?,
        door: text(3)?,
        action: text(4)?,
        object: text(5)?,
        before: maybe_text(6)?,
        after: maybe_text(7)?,
        result: text(8)?,
        commitment: match value(9)? {
            ValueRef::Null => None,
            _ => Some(blob(9)?),
        },
        prev_hash: blob(10)?,
    };
    let (hash, fits) = (blob(11)?, row_hash(&stored));
    Ok(Raw { stored, hash, fits })
}
