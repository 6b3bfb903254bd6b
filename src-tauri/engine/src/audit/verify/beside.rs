//! The head, and the erasable text beside rows.

use callboard_rpc::types::AuditFault;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::fault;
use crate::audit::{checkpoint::object, erase};
use crate::kernel::Result;
use crate::kernel::audit::{Head, commitment};

/// Whether the head that the writer keeps is the last row.
pub(super) fn head_fault(db: &Connection, last: &Head) -> Result<Option<AuditFault>> {
    let mut statement = db.prepare("SELECT only, seq, hash FROM audit_head")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        let words = "The head of the log is gone: rows behind the last one may have been cut.";
        return Ok((last.seq > 0).then(|| fault(last.seq, words)));
    };
    let only = row.get_ref(0)? == ValueRef::Integer(1);
    let seq = row.get_ref(1)?.as_i64().unwrap_or(-1);
    let same_hash = row.get_ref(2)? == ValueRef::Blob(&last.hash);
    if !only || rows.next()?.is_some() {
        return Ok(Some(fault(last.seq, "The head of the log was changed: there can be but one.")));
    }
    Ok(head_words(seq, same_hash, last.seq))
}

fn head_words(seq: i64, same_hash: bool, last: u64) -> Option<AuditFault> {
    let next = last + 1;
    match u64::try_from(seq) {
        Ok(seq) if seq == last && same_hash => None,
        Ok(seq) if seq == last => Some(fault(
            last,
            format!("Row {last} was made anew: the head of the log has another hash for it."),
        )),
        Ok(seq) if seq > last => {
            Some(fault(next, format!("Rows {next} to {seq} are missing: the tail was cut.")))
        }
        Ok(seq) => {
            let added = seq + 1;
            Some(fault(
                added,
                format!("Row {added} was added behind the head of the log, which is row {seq}."),
            ))
        }
        Err(_) => Some(fault(last, "The head of the log was changed.")),
    }
}

/// A row that commits to private text has it beside it, or a later row tells that it was erased.
pub(super) fn private_fault(db: &Connection, seq: u64, committed: &[u8]) -> Result<Option<AuditFault>> {
    let mut statement = db.prepare_cached("SELECT salt, text FROM audit_private WHERE seq = ?1")?;
    let mut rows = statement.query([seq.cast_signed()])?;
    let erased = was_erased(db, seq)?;
    let words = match rows.next()? {
        Some(_) if erased => "is there again although it was erased",
        Some(row) if fits(row, committed) => return Ok(None),
        Some(_) => "was changed: it does not fit the row's commitment",
        None if erased => return Ok(None),
        None => "is gone, and no row tells that it was erased",
    };
    Ok(Some(fault(seq, format!("The private text beside row {seq} {words}."))))
}

/// Private text that stands beside no row, or beside one that knows of none.
pub(super) fn orphan_fault(db: &Connection) -> Result<Option<AuditFault>> {
    let mut statement = db.prepare(
        "SELECT p.seq FROM audit_private p LEFT JOIN audit a ON a.seq = p.seq
         WHERE a.seq IS NULL OR a.commitment IS NULL ORDER BY p.seq LIMIT 1",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let seq = row.get::<_, i64>(0)?;
    let words = format!("There is private text beside row {seq} that no row knows of: it was added.");
    Ok(Some(fault(u64::try_from(seq).unwrap_or_default(), words)))
}

fn fits(row: &Row<'_>, committed: &[u8]) -> bool {
    let (Ok(ValueRef::Blob(salt)), Ok(ValueRef::Text(text))) = (row.get_ref(0), row.get_ref(1)) else {
        return false;
    };
    std::str::from_utf8(text).is_ok_and(|text| commitment(salt, text) == committed)
}

fn was_erased(db: &Connection, seq: u64) -> Result<bool> {
    let mut statement =
        db.prepare_cached("SELECT 1 FROM audit WHERE object = ?1 AND action = ?2 AND seq > ?3")?;
    Ok(statement.exists(rusqlite::params![object(seq), erase::ACTION, seq.cast_signed()])?)
}
