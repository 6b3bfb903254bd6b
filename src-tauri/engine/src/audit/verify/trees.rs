use std::collections::HashMap;

use callboard_rpc::types::AuditFault;
use rusqlite::{Connection, Row};

use super::fault;
use crate::audit::seal::Seal;
use crate::audit::{TreeKind, TreeSeal};
use crate::kernel::{Result, counted};

/// The slices of one group, in the order of the log.
type Slices = Vec<(u64, Seal)>;
/// By kind and group.
pub(super) type Sealed = HashMap<(&'static str, i64), Slices>;

/// How far the rows of a group were read.
#[derive(Default)]
struct Place {
    slice: usize,
    seal: Option<TreeSeal>,
    rows: u64,
}

/// A row of a tree that is not as it was sealed, is gone, or was added: one pass over each tree.
pub(super) fn tree_fault(db: &Connection, kinds: &[TreeKind], sealed: &Sealed) -> Result<Option<AuditFault>> {
    for kind in kinds {
        if let Some(fault) = fault_of(db, kind, sealed)? {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

fn fault_of(db: &Connection, kind: &TreeKind, sealed: &Sealed) -> Result<Option<AuditFault>> {
    let of = |group| sealed.get(&(kind.name, group)).map_or(&[][..], Vec::as_slice);
    let mut places: HashMap<i64, Place> = HashMap::new();
    let there = db
        .prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?
        .exists([kind.table])?;
    if there {
        let columns = kind.columns.join(", ");
        let sql = format!("SELECT {}, {columns} FROM {} ORDER BY {}", kind.group, kind.table, kind.order);
        let mut statement = db.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let group = row.get_ref(0)?.as_i64().unwrap_or_default();
            if let Some(fault) = next(kind, group, of(group), places.entry(group).or_default(), row)? {
                return Ok(Some(fault));
            }
        }
    }
    let missing =
        sealed.iter().filter(|((name, _), _)| *name == kind.name).find_map(|((_, group), slices)| {
            let place = places.get(group);
            let slice = place.map_or(0, |place| place.slice);
            slices.get(slice).map(|(seq, seal)| changed(kind, *group, *seq, seal, "some are gone"))
        });
    Ok(missing)
}

/// The next row of a group.
fn next(
    kind: &TreeKind,
    group: i64,
    slices: &[(u64, Seal)],
    place: &mut Place,
    row: &Row<'_>,
) -> Result<Option<AuditFault>> {
    let Some((seq, sealed)) = slices.get(place.slice) else {
        let last = slices.last().map_or(1, |(seq, _)| *seq);
        let words = format!("{} has rows in {group} that were never sealed: some were added.", kind.name);
        return Ok(Some(fault(last, words)));
    };
    let seal = place.seal.get_or_insert_with(|| TreeSeal::new(place.rows));
    let mut columns = Vec::with_capacity(kind.columns.len());
    for column in 1..=kind.columns.len() {
        columns.push(row.get_ref(column)?);
    }
    seal.row(columns);
    place.rows += 1;
    let taken = seal.count();
    if taken < sealed.count {
        return Ok(None);
    }
    let fits = seal.taken() == *sealed;
    place.seal = None;
    place.slice += 1;
    Ok((!fits).then(|| changed(kind, group, *seq, sealed, "some were changed, added or taken away")))
}

fn changed(kind: &TreeKind, group: i64, seq: u64, sealed: &Seal, what: &str) -> AuditFault {
    let words = format!(
        "What row {seq} sealed was changed: {} of {} in {group} ({} to {}), of which {what}.",
        counted(sealed.count, "row"),
        kind.name,
        sealed.first,
        sealed.last
    );
    fault(seq, words)
}
