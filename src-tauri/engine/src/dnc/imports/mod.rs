//! Imports of do-not-call lists: from a file that a person hands in to numbers in the ledger, and back.
//!
//! Cast. [`look`] reads a file (`reading`) and sorts it into a file of its own ([`spool`]); [`compare`] says what it would
//! change. Let go, the import is written by [`write`], slice by slice, into the tree of [`listed`], with its [`refused`] rows.
//! Its [`row`] says how far it is; sealed [`marks`] say whether it counts. An import that is undone, or an older one that a new
//! edition takes the place of, counts no more at once, and [`sweep`] looks at its numbers again; those that the tenant holds
//! and nothing supports wait in [`release`] for a person. [`tell`] puts the numbers of imports into messages, in ascending
//! order.
//!
//! After a crash: a file that was looked at and not let go is forgotten; one that was let go is read again, or written on
//! behind its last committed slice.

mod begin;
mod commands;
mod compare;
mod listed;
mod look;
mod marks;
mod refused;
pub(in crate::dnc) mod release;
mod row;
mod shown;
mod spool;
mod sweep;
mod tell;
mod write;

use callboard_rpc::types::DncImportMode;
use callboard_rpc::{Code, RpcError};
use serde_json::json;

pub(in crate::dnc) use commands::push_all;
pub(in crate::dnc) use listed::{LISTED, Whose, says};
pub(in crate::dnc) use marks::MARKS;
pub(in crate::dnc) use refused::REFUSED;
pub(in crate::dnc) use row::hold_up;
pub(in crate::dnc) use shown::{events, waiting, waits_since};
pub(in crate::dnc) use tell::{BatchEnd, batch_ended, fill};

use self::compare::Counts;
use self::look::Facts;
use super::ledger::ListKind;
use crate::Engine;
use crate::kernel::{Error, Result};

/// The tables of imports: they came after those of the rest of the slice.
pub(crate) const TABLES: &[&str] =
    &[row::TABLES, marks::TABLES, listed::TABLES, refused::TABLES, release::TABLES, tell::TABLES];

/// Begins the loops; what was under way goes on.
pub(in crate::dnc) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        if let Err(error) = begin::forget_looks(&this).await {
            tracing::warn!(%error, "lists that were looked at before are forgotten at the next start");
        }
        write::resume(&this);
    });
    sweep::resume(engine);
}

fn kind_of(mode: DncImportMode) -> ListKind {
    match mode {
        DncImportMode::Adds | DncImportMode::Edition | DncImportMode::Changes => ListKind::Import,
        DncImportMode::Release => ListKind::Release,
    }
}

/// Refused where a person is to confirm something else than they did.
fn expect_confirmed(facts: &Facts, counts: &Counts, confirmed: u64) -> Result<()> {
    let wanted = look::to_confirm(facts, counts);
    if wanted == confirmed || wanted == 0 {
        return Ok(());
    }
    let mut words = Vec::new();
    if counts.lifts > 0 {
        words.push(format!(
            "The file takes {} off the do-not-call list; the owners of {} opted out themselves.",
            crate::kernel::counted(counts.lifts, "number"),
            counts.lifts_people
        ));
    }
    if wanted > counts.lifts {
        words.push(format!(
            "The file lacks {} of the {} that its list has.",
            crate::kernel::counted(facts.lacks, "number"),
            facts.members
        ));
    }
    let error = RpcError::new(Code::NeedsConfirmation, words.join(" "))
        .hint(format!("Look at it, and confirm it with the count {wanted}."))
        .detail(json!({ "count": wanted, "lifts": counts.lifts, "lifts_people": counts.lifts_people, "lacks": facts.lacks }));
    Err(error.into())
}

fn not_now(words: &str) -> Error {
    RpcError::new(Code::Conflict, words).hint("Look at the list of imports: it says how far each is.").into()
}
