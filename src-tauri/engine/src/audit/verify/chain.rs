use std::collections::{BTreeMap, HashMap};

use callboard_rpc::types::AuditFault;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::gaps::Gaps;
use super::raw::{COLUMNS, Raw, read, seq};
use super::signed::another_than_signed;
use super::{Kinds, Question, beside, checkpoints, fault, seals, trees};
use crate::audit::{checkpoint, seal};
use crate::kernel::Result;
use crate::kernel::audit::{GENESIS, Head, Stored, row_hash};

/// What the pass over the chain found, up to its first fault.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) rows: u64,
    pub(super) seals: u64,
    /// How many checkpoints each public key signed.
    pub(super) keys: BTreeMap<[u8; 32], u64>,
    pub(super) last_checkpoint: Option<u64>,
    /// The key that signed it.
    pub(super) last_key: Option<[u8; 32]>,
    /// Rows that waited long for their signature.
    pub(super) gaps: Gaps,
    /// Kinds of seals that only a newer program knows.
    pub(super) unknown_seals: u64,
    /// What was sealed of trees, to be held against them in one pass.
    pub(super) trees: trees::Sealed,
    /// The row that tells of it, of each group of sealed rows that was dropped.
    pub(super) drops: HashMap<String, u64>,
    pub(super) last: Head,
    /// The first row that is not whole or does not follow; the pass ended there.
    pub(super) fault: Option<AuditFault>,
    /// The first row that is whole while what stands beside it is not.
    pub(super) beside: Option<AuditFault>,
}

impl Walk {
    pub(super) fn checkpoints(&self) -> u64 {
        self.keys.values().sum()
    }
}

pub(super) fn walk(db: &Connection, question: &Question, kinds: Kinds<'_>) -> Result<Walk> {
    let mut walk = Walk {
        rows: 0,
        seals: 0,
        keys: BTreeMap::new(),
        last_checkpoint: None,
        last_key: None,
        gaps: Gaps::default(),
        unknown_seals: 0,
        trees: trees::Sealed::new(),
        drops: seals::drops(db)?,
        last: GENESIS,
        fault: None,
        beside: None,
    };
    let mut statement = db.prepare(&format!("SELECT {COLUMNS} FROM audit ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let raw = match link(db, &walk.last, row)? {
            Ok(raw) => raw,
            Err(fault) => {
                walk.fault = Some(fault);
                break;
            }
        };
        walk.last = raw.head();
        walk.rows += 1;
        let another = another_than_anchored(question, &walk.last);
        if let Some(fault) = another.or_else(|| another_than_signed(question, &walk.last)) {
            walk.fault = Some(fault);
            break;
        }
        walk.gaps.row(&raw.stored);
        let beside = look(db, kinds, &mut walk, &raw)?;
        walk.beside = walk.beside.or(beside);
    }
    Ok(walk)
}

/// The anchor speaks of a row that is not there any more.
pub(super) fn cut_before_anchor(question: &Question, last: &Head) -> Option<AuditFault> {
    let anchor = question.anchor.as_ref().filter(|anchor| anchor.head.seq > last.seq)?;
    let (first, end) = (last.seq + 1, anchor.head.seq);
    Some(fault(
        first,
        format!(
            "Rows {first} to {end} are missing: they were there when the anchor was made on {}.",
            anchor.at
        ),
    ))
}

/// Whether the row is whole and follows the one before.
fn link<'a>(
    db: &Connection,
    last: &Head,
    row: &'a Row<'_>,
) -> Result<std::result::Result<Raw<'a>, AuditFault>> {
    let (number, expected) = (seq(row), last.seq + 1);
    if number < 1 {
        return Ok(Err(fault(0, format!("A row with the number {number} was added before the first."))));
    }
    if number.cast_unsigned() != expected {
        return Ok(Err(missing(expected, number.cast_unsigned() - 1)));
    }
    let raw = match read(row) {
        Ok(raw) => raw,
        Err(fault) => return Ok(Err(fault)),
    };
    if !raw.hash_fits() {
        return Ok(Err(changed(db, last, &raw)?));
    }
    if raw.stored.prev_hash != last.hash {
        return Ok(Err(not_linked(last.seq)));
    }
    Ok(Ok(raw))
}

fn missing(first: u64, last: u64) -> AuditFault {
    if first == last {
        fault(first, format!("Row {first} is missing: it was deleted."))
    } else {
        fault(first, format!("Rows {first} to {last} are missing: they were deleted."))
    }
}

fn not_linked(last: u64) -> AuditFault {
    match last {
        0 => fault(1, "Row 1 does not begin the log: the rows before it were cut, or it was made anew."),
        last => fault(
            last,
            format!(
                "Row {last} was made anew after row {} was written, or that one was: they do not link.",
                last + 1
            ),
        ),
    }
}

/// The content is another one's, or nobody's.
fn changed(db: &Connection, last: &Head, raw: &Raw<'_>) -> Result<AuditFault> {
    let here = raw.stored.seq;
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE prev_hash = ?1 AND seq > ?2 LIMIT 1");
    let mut statement = db.prepare(&sql)?;
    let mut rows = statement.query(params![last.hash, here.cast_signed()])?;
    if let Some(row) = rows.next()?
        && let Ok(other) = read(row)
        && row_hash(&Stored { seq: here, ..other.stored }) == other.hash
    {
        let there = seq(row);
        return Ok(fault(here, format!("Rows {here} and {there} were swapped.")));
    }
    Ok(fault(here, format!("Row {here} was changed: its hash does not fit its content.")))
}

fn another_than_anchored(question: &Question, last: &Head) -> Option<AuditFault> {
    let anchor = question.anchor.as_ref().filter(|anchor| anchor.head.seq == last.seq)?;
    let words = format!(
        "Row {} is not the one that the anchor of {} speaks of: the log up to it was made anew.",
        last.seq, anchor.at
    );
    (anchor.head.hash != last.hash).then(|| fault(last.seq, words))
}

/// What stands beside a row that is whole.
fn look(db: &Connection, kinds: Kinds<'_>, walk: &mut Walk, raw: &Raw<'_>) -> Result<Option<AuditFault>> {
    let row = &raw.stored;
    if let Some(commitment) = row.commitment
        && let Some(fault) = beside::private_fault(db, row.seq, commitment)?
    {
        return Ok(Some(fault));
    }
    match row.action {
        seal::ACTION => seals::check(db, kinds, walk, row),
        checkpoint::ACTION => checkpoints::check(db, walk, row),
        _ => Ok(None),
    }
}

/// The stored hash of a row, where there is one of the right length.
pub(super) fn hash_of(db: &Connection, seq: u64) -> Result<Option<[u8; 32]>> {
    let mut statement = db.prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?;
    let hash = |row: &Row<'_>| Ok(row.get_ref(0)?.as_blob().ok().and_then(|hash| hash.try_into().ok()));
    Ok(statement.query_row([seq.cast_signed()], hash).optional()?.flatten())
}
