use std::collections::HashMap;

use callboard_rpc::types::AuditFault;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::chain::Walk;
use super::{Kinds, fault};
use crate::audit::seal::{ACTION, DROPPED, Seal, object, taken};
use crate::audit::{Beside, SealKind};
use crate::kernel::audit::{self, Stored};
use crate::kernel::{Result, counted};

/// A row is a seal: the rows it covers are as they were, or were dropped with a row that says so.
pub(super) fn check(
    db: &Connection,
    kinds: Kinds<'_>,
    walk: &mut Walk,
    row: &Stored<'_>,
) -> Result<Option<AuditFault>> {
    let sealed = row.after.and_then(|after| serde_json::from_str::<Seal>(after).ok());
    let (Some(sealed), Some((name, group))) = (sealed, about(row.object)) else {
        return Ok(Some(fault(row.seq, format!("Row {} is a seal in words of another.", row.seq))));
    };
    if let Some(kind) = kinds.trees.iter().find(|kind| kind.name == name) {
        let Ok(group) = group.parse() else {
            return Ok(Some(fault(row.seq, format!("Row {} is a seal in words of another.", row.seq))));
        };
        walk.seals += 1;
        walk.trees.entry((kind.name, group)).or_default().push((row.seq, sealed));
        return Ok(None);
    }
    let Some(kind) = kinds.rows.iter().find(|kind| kind.name == name) else {
        walk.unknown_seals += 1;
        return Ok(None);
    };
    if walk.drops.get(row.object).is_some_and(|dropped| *dropped > row.seq) {
        return Ok(None);
    }
    let there = if table_is_there(db, kind)? {
        Some(taken(db, kind, group, sealed.first..=sealed.last)?)
    } else {
        None
    };
    if there.as_ref() == Some(&sealed) {
        walk.seals += 1;
        return beside_fault(db, kind, group, &sealed, row.seq);
    }
    let now = there.map_or(0, |seal| seal.count);
    let words = format!(
        "What row {} sealed was changed: {} of {name} in {group} ({} to {}), of which {now} {are} there now.",
        row.seq,
        counted(sealed.count, "row"),
        sealed.first,
        sealed.last,
        are = if now == 1 { "is" } else { "are" }
    );
    Ok(Some(fault(row.seq, words)))
}

/// Text beside the sealed rows that does not fit what they commit to.
fn beside_fault(
    db: &Connection,
    kind: &SealKind,
    group: &str,
    sealed: &Seal,
    seq: u64,
) -> Result<Option<AuditFault>> {
    let Some(Beside { commitment, salt, text }) = kind.beside else { return Ok(None) };
    let sql = format!(
        "SELECT {order}, {commitment}, {salt}, {text} FROM {table}
         WHERE {group} = ?1 AND {order} BETWEEN ?2 AND ?3 AND ({text} IS NOT NULL OR {salt} IS NOT NULL)",
        order = kind.order,
        table = kind.table,
        group = kind.group
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query(params![group, sealed.first, sealed.last])?;
    while let Some(row) = found.next()? {
        let fits = match (row.get_ref(1)?, row.get_ref(2)?, row.get_ref(3)?) {
            (ValueRef::Blob(committed), ValueRef::Blob(salt), ValueRef::Text(text)) => {
                std::str::from_utf8(text).is_ok_and(|text| audit::commitment(salt, text) == committed)
            }
            _ => false,
        };
        if !fits {
            let number = row.get_ref(0)?.as_i64().unwrap_or_default();
            let words = format!(
                "The text of {} {number} in {group} was changed: it does not fit what row {seq} sealed.",
                kind.name
            );
            return Ok(Some(fault(seq, words)));
        }
    }
    Ok(None)
}

/// Rows in a sealed table that no seal covers.
pub(super) fn extra_rows_fault(db: &Connection, kinds: &[SealKind]) -> Result<Option<AuditFault>> {
    for kind in kinds {
        if table_is_there(db, kind)?
            && let Some(fault) = extra_of(db, kind)?
        {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

/// What was derived from sealed rows and does not fit them: it decides, so whoever changes it need not touch what is sealed.
pub(super) fn derived_fault(db: &Connection, kinds: &[SealKind]) -> Result<Option<AuditFault>> {
    for kind in kinds {
        let Some(sql) = kind.derived else { continue };
        if !table_is_there(db, kind)? {
            continue;
        }
        let mut statement = db.prepare(sql)?;
        let mut rows = statement.query([])?;
        if let Some(row) = rows.next()? {
            let row = row.get_ref(0)?.as_i64().unwrap_or_default();
            let words =
                format!("What follows from row {row} of {} was changed, added or taken away.", kind.name);
            return Ok(Some(fault(last_seal(db, kind)?, words)));
        }
    }
    Ok(None)
}

/// The last row of the log that seals rows of a kind.
fn last_seal(db: &Connection, kind: &SealKind) -> Result<u64> {
    let mut statement = db.prepare_cached(
        "SELECT coalesce(max(seq), 1) FROM audit WHERE action = ?1 AND object >= ?2 AND object < ?2 || char(1114111)",
    )?;
    let seq: i64 = statement.query_row(params![ACTION, object(kind, "")], |row| row.get(0))?;
    Ok(seq.unsigned_abs())
}

fn extra_of(db: &Connection, kind: &SealKind) -> Result<Option<AuditFault>> {
    let sql = format!("SELECT {0}, count(*) FROM {1} GROUP BY {0}", kind.group, kind.table);
    let mut statement = db.prepare(&sql)?;
    let mut groups = statement.query([])?;
    while let Some(row) = groups.next()? {
        let group = match row.get_ref(0)? {
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => format!("{other:?}"),
        };
        let rows: i64 = row.get(1)?;
        let (sealed, last) = sealed_count(db, kind, &group)?;
        if rows.cast_unsigned() != sealed {
            let words = format!(
                "{} has {} in {group} of which {sealed} {were} sealed: some were added or taken away.",
                kind.name,
                counted(rows.unsigned_abs(), "row"),
                were = if sealed == 1 { "was" } else { "were" }
            );
            return Ok(Some(fault(last, words)));
        }
    }
    Ok(None)
}

/// How many rows of a group are sealed and not dropped, and the last row that tells of the group.
fn sealed_count(db: &Connection, kind: &SealKind, group: &str) -> Result<(u64, u64)> {
    let mut statement = db.prepare_cached(
        "SELECT coalesce(sum(CASE WHEN json_valid(after) THEN after ->> 'count' END), 0), coalesce(max(seq), 0) FROM audit
         WHERE object = ?1 AND action = ?2
           AND seq > (SELECT coalesce(max(seq), 0) FROM audit WHERE object = ?1 AND action = ?3)",
    )?;
    Ok(statement.query_row(params![object(kind, group), ACTION, DROPPED], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned()))
    })?)
}

/// The newest row that tells that a group was dropped, of each that was: read once, since a group has as many seals as
/// there were commits in it, and there are few groups.
pub(super) fn drops(db: &Connection) -> Result<HashMap<String, u64>> {
    let mut statement = db.prepare("SELECT object, max(seq) FROM audit WHERE action = ?1 GROUP BY object")?;
    let mut rows = statement.query([DROPPED])?;
    let mut drops = HashMap::new();
    while let Some(row) = rows.next()? {
        if let (ValueRef::Text(object), Ok(seq)) = (row.get_ref(0)?, row.get::<_, i64>(1)) {
            drops.insert(String::from_utf8_lossy(object).into_owned(), seq.cast_unsigned());
        }
    }
    Ok(drops)
}

fn table_is_there(db: &Connection, kind: &SealKind) -> Result<bool> {
    let mut statement =
        db.prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    Ok(statement.exists([kind.table])?)
}

fn about(object: &str) -> Option<(&str, &str)> {
    object.strip_prefix("sealed/")?.split_once('/')
}
