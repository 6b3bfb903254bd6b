//! Reads the whole log again and names the first place that does not hold.
//!
//! One pass over the chain, row by row in bounded memory, with what stands beside each row (private text,
//! seal, checkpoint); then what stands beside no row at all. Nothing that someone may have written into the
//! file makes it fail: a wrong type is a place that does not hold.

mod beside;
mod chain;
mod checkpoints;
mod gaps;
mod raw;
mod remarks;
mod seals;
mod shape;
mod signed;
mod trees;

use std::path::Path;

use callboard_rpc::types::{AuditFault, AuditVerified};
use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;
use rusqlite::Connection;

pub(super) use self::signed::not_held;
use super::signer::Known;
use super::{Anchor, SealKind, TreeKind, copy};
use crate::engine::{sealed, sealed_trees};
use crate::kernel::{Result, refuse_by_header};
use crate::schema::schema;
use crate::secrets::{Secrets, StoresOfFile};

/// What to check beyond the database itself.
#[derive(Clone, Debug)]
pub struct Question {
    pub anchor: Option<Anchor>,
    /// This computer's own public key, where it is at hand and has signed: this log holds a checkpoint of it, or is another.
    pub trusted: Option<VerifyingKey>,
    /// The newest row that this computer's secret store remembers as signed: this log holds it, or is another.
    pub signed: Option<Anchor>,
    /// Why these two are not known.
    pub unsigned_because: Option<String>,
    /// Whether that is because a secret store did not answer, and not because it knows nothing of this log.
    pub store_silent: bool,
    pub now: Timestamp,
}

impl Question {
    /// Whether the log holds by itself.
    pub fn alone(now: Timestamp) -> Self {
        Self { anchor: None, trusted: None, signed: None, unsigned_because: None, store_silent: false, now }
    }

    /// Adds what the stores know of the log at `path`; answers whether they know any. They are asked before the log is
    /// read: so they are never before a log that an engine writes meanwhile.
    async fn ask(&mut self, path: &Path, stores: &StoresOfFile) -> Result<bool> {
        let house = copy::glance(path, StoresOfFile::house)?;
        match stores.ask(house, path, [Secrets::AUDIT_KEY, Secrets::AUDIT_SIGNED]).await {
            Ok(Some([key, signed])) => match Known::read(key.as_ref(), signed.as_ref()) {
                Ok(known) => (self.trusted, self.signed) = (known.trusted(), known.signed),
                Err(damaged) => self.is_silent(damaged.to_string()),
            },
            Ok(None) => return Ok(false),
            Err(trouble) => self.is_silent(format!("{} {}", trouble.words, trouble.to_do)),
        }
        Ok(true)
    }

    fn is_silent(&mut self, because: String) {
        self.unsigned_because = Some(because);
        self.store_silent = true;
    }
}

/// Checks the log of `db`, which should be a snapshot.
pub fn verify(db: &Connection, question: &Question) -> Result<AuditVerified> {
    verify_with(db, question, Kinds { rows: &sealed(), trees: &sealed_trees() })
}

/// Checks the log of a database file, which may be a copy from another computer: neither the file nor what lies beside it
/// is changed. Where this computer's stores of secrets know the log, it has to be the one that they know.
pub async fn verify_file(
    path: &Path,
    anchor: Option<Anchor>,
    stores: &StoresOfFile,
    now: Timestamp,
) -> Result<AuditVerified> {
    let path = &copy::place(path)?;
    let mut question = Question { anchor, ..Question::alone(now) };
    if !question.ask(path, stores).await? {
        let because = "this is a copy of which no secret store that was asked on this computer knows a key.";
        question.unsigned_because = Some(because.to_owned());
    }
    verify(&*copy::open(path)?, &question)
}

/// Checks the log of a data folder on which no engine runs, as [`verify_file`] does: the store in use is that of the
/// folder. A log that does not hold is named also where its database is of another program or version.
pub async fn verify_at_rest(
    path: &Path,
    anchor: Option<Anchor>,
    stores: &StoresOfFile,
    now: Timestamp,
) -> Result<AuditVerified> {
    let refused = refuse_by_header(path, &schema()).err();
    let checked = async {
        let stores = stores.clone().in_use(copy::glance(path, StoresOfFile::kept)?);
        let mut question = Question { anchor, ..Question::alone(now) };
        question.ask(path, &stores).await?;
        verify(&*copy::open(path)?, &question)
    };
    match (checked.await, refused) {
        (Ok(verified), Some(refused)) if verified.ok => Err(refused),
        (Err(_), Some(refused)) => Err(refused),
        (checked, _) => checked,
    }
}

/// What a log may have sealed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds<'a> {
    pub(super) rows: &'a [SealKind],
    pub(super) trees: &'a [TreeKind],
}

pub(super) fn verify_with(db: &Connection, question: &Question, kinds: Kinds<'_>) -> Result<AuditVerified> {
    if let Some(fault) = shape::shape_fault(db, kinds.rows)? {
        return Ok(AuditVerified {
            ok: false,
            rows: 0,
            seals: 0,
            checkpoints: 0,
            remarks: Vec::new(),
            not_compared: None,
            first_bad: Some(fault),
            verified_at: question.now,
        });
    }
    let walk = chain::walk(db, question, kinds)?;
    let first_bad = first_bad(db, question, kinds, &walk)?;
    Ok(AuditVerified {
        ok: first_bad.is_none(),
        rows: walk.rows,
        seals: walk.seals,
        checkpoints: walk.checkpoints(),
        remarks: remarks::remarks(&walk, question, first_bad.is_none()),
        not_compared: question
            .unsigned_because
            .clone()
            .filter(|_| question.store_silent && first_bad.is_none()),
        first_bad,
        verified_at: question.now,
    })
}

/// The chain's own first fault, then a cut tail; where it is whole, the first row beside which something does
/// not fit. In this order, since a row that is gone also takes away what it told of others (that a text was
/// erased, a group dropped), and the row that is gone is the place to name.
fn first_bad(
    db: &Connection,
    question: &Question,
    kinds: Kinds<'_>,
    walk: &chain::Walk,
) -> Result<Option<AuditFault>> {
    if walk.fault.is_some() {
        return Ok(walk.fault.clone());
    }
    if let Some(fault) = beside::head_fault(db, &walk.last)? {
        return Ok(Some(fault));
    }
    if let Some(fault) = chain::cut_before_anchor(question, &walk.last) {
        return Ok(Some(fault));
    }
    if let Some(fault) = signed::cut_before_signed(question, &walk.last) {
        return Ok(Some(fault));
    }
    if walk.beside.is_some() {
        return Ok(walk.beside.clone());
    }
    if let Some(fault) = checkpoints::orphan_fault(db, walk.last.seq)? {
        return Ok(Some(fault));
    }
    if let Some(fault) = beside::orphan_fault(db)? {
        return Ok(Some(fault));
    }
    if let Some(fault) = seals::extra_rows_fault(db, kinds.rows)? {
        return Ok(Some(fault));
    }
    if let Some(fault) = trees::tree_fault(db, kinds.trees, &walk.trees)? {
        return Ok(Some(fault));
    }
    if let Some(fault) = seals::derived_fault(db, kinds.rows)? {
        return Ok(Some(fault));
    }
    Ok(checkpoints::never_signed_fault(walk, question))
}

fn fault(seq: u64, words: impl Into<String>) -> AuditFault {
    AuditFault { seq, words: words.into() }
}
