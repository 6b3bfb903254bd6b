//! The newest row that was signed, as the secret store keeps it: a log without it is not the one that was signed.

use callboard_rpc::types::AuditFault;
use rusqlite::Connection;

use super::chain::hash_of;
use super::{Question, fault};
use crate::audit::{Anchor, checkpoint};
use crate::kernel::Result;
use crate::kernel::audit::Head;

/// The same for whoever signs: looks at the one row, and not at what leads to it.
pub(in crate::audit) fn not_held(db: &Connection, signed: &Anchor) -> Result<Option<AuditFault>> {
    Ok(match hash_of(db, signed.head.seq)? {
        Some(hash) => another(signed, &Head { seq: signed.head.seq, hash }),
        None => missing(signed, checkpoint::head(db)?.seq.min(signed.head.seq.saturating_sub(1))),
    })
}

/// The row itself, where the chain has come to it.
pub(super) fn another_than_signed(question: &Question, last: &Head) -> Option<AuditFault> {
    question.signed.as_ref().and_then(|signed| another(signed, last))
}

/// The row is not there any more.
pub(super) fn cut_before_signed(question: &Question, last: &Head) -> Option<AuditFault> {
    question.signed.as_ref().and_then(|signed| missing(signed, last.seq))
}

fn another(signed: &Anchor, row: &Head) -> Option<AuditFault> {
    let words = format!(
        "Row {} is not the one that was signed on {}, which this computer's secret store remembers: the log up to it was \
         made anew. {WHERE_BROUGHT}",
        row.seq, signed.at
    );
    (row.seq == signed.head.seq && row.hash != signed.head.hash).then(|| fault(row.seq, words))
}

fn missing(signed: &Anchor, last: u64) -> Option<AuditFault> {
    let (first, end, at) = (last + 1, signed.head.seq, signed.at);
    let what = match last {
        0 => format!("The log is empty: rows 1 to {end} are missing, which were signed by {at}."),
        _ if first == end => format!("Row {end} is missing, which was signed on {at}."),
        _ => format!("Rows {first} to {end} are missing, which were signed by {at}."),
    };
    let words = format!(
        "{what} This computer's secret store remembers that. The log was cut, or an older copy was put in its place. \
         {WHERE_BROUGHT}"
    );
    (first <= end).then(|| fault(first, words))
}

const WHERE_BROUGHT: &str = "Where you brought it here yourself, `callboard audit new-key` says so in the log; an older copy that is to be \
     looked at by itself is checked with `--secrets session`.";
