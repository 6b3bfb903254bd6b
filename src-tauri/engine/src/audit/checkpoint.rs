//! The signed head of the chain, at a time.

use callboard_rpc::Caller;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::kernel::audit::{Entry, GENESIS, Head};
use crate::kernel::{Ms, Result, Write};

/// `seq` is the row whose hash is signed; the audit row that tells of it follows that one. Most rows of a busy log are
/// seals, so where they are left out the other rows have an index of their own.
pub(super) const TABLES: &str = "
    CREATE TABLE audit_checkpoints (
        seq        INTEGER PRIMARY KEY,
        hash       BLOB NOT NULL,
        at         INTEGER NOT NULL,
        public_key BLOB NOT NULL,
        signature  BLOB NOT NULL
    ) STRICT;
    CREATE INDEX audit_by_action ON audit (action, seq);
    CREATE INDEX audit_decisions ON audit (seq) WHERE action <> 'audit.seal';";

/// The action of the rows that tell of checkpoints.
pub(super) const ACTION: &str = "audit.checkpoint";

/// What the row that tells of a checkpoint holds, in hex, so that no checkpoint can be taken away or replaced.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) public_key: String,
    pub(super) signature: String,
}

/// Two statements with the same content are not the same statement.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Checkpoint,
    Anchor,
}

/// Signs the present head where at least `least` rows were added since the last time; answers what was signed, and when.
pub(super) fn make(write: &mut Write<'_>, key: &SigningKey, least: u64) -> Result<Option<(Head, Timestamp)>> {
    let head = head(write)?;
    let (last, _) = last(write)?;
    if head.seq < told_of(last) + least.max(1) {
        return Ok(None);
    }
    let at = write.now();
    let signature = sign(key, Purpose::Checkpoint, &head, at);
    let public_key = key.verifying_key().to_bytes();
    write.execute(
        "INSERT INTO audit_checkpoints (seq, hash, at, public_key, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![head.seq.cast_signed(), head.hash, Ms(at), public_key, signature.to_bytes()],
    )?;
    let told = Told { public_key: hex::encode(public_key), signature: hex::encode(signature.to_bytes()) };
    write.audit(&Caller::engine(), Entry::new(ACTION, object(head.seq)).after(&told))?;
    Ok(Some((head, at)))
}

/// Whether the key has signed this log before.
pub(super) fn was_made_with(db: &Connection, key: &VerifyingKey) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT 1 FROM audit_checkpoints WHERE public_key = ?1 LIMIT 1")?;
    Ok(statement.exists([key.as_bytes()])?)
}

/// The last row that needs no further checkpoint: the one that tells of `last`.
pub(super) fn told_of(last: Option<u64>) -> u64 {
    last.map_or(0, |seq| seq + 1)
}

/// What a row about row `seq` has as its object.
pub(super) fn object(seq: u64) -> String {
    format!("audit/{seq}")
}

/// The newest row, as the writer keeps it.
pub fn head(db: &Connection) -> Result<Head> {
    let head = db.query_row("SELECT seq, hash FROM audit_head WHERE only = 1", [], |row| {
        Ok(Head { seq: row.get::<_, i64>(0)?.cast_unsigned(), hash: row.get(1)? })
    });
    Ok(head.optional()?.unwrap_or(GENESIS))
}

/// Row and time of the newest checkpoint.
pub(super) fn last(db: &Connection) -> Result<(Option<u64>, Option<Timestamp>)> {
    let last = db.query_row("SELECT seq, at FROM audit_checkpoints ORDER BY seq DESC LIMIT 1", [], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, Ms>(1)?.0))
    });
    Ok(last.optional()?.unzip())
}

pub(super) fn sign(key: &SigningKey, purpose: Purpose, head: &Head, at: Timestamp) -> Signature {
    key.sign(&statement(purpose, head, at))
}

pub(super) fn signature_holds(
    key: &VerifyingKey,
    purpose: Purpose,
    head: &Head,
    at: Timestamp,
    signature: &Signature,
) -> bool {
    key.verify_strict(&statement(purpose, head, at), signature).is_ok()
}

/// A word, a zero, the row's number, its hash, the time in milliseconds; numbers big-endian.
fn statement(purpose: Purpose, head: &Head, at: Timestamp) -> Vec<u8> {
    let word: &[u8] = match purpose {
        Purpose::Checkpoint => b"callboard-checkpoint-1\0",
        Purpose::Anchor => b"callboard-anchor-1\0",
    };
    [word, &head.seq.to_be_bytes(), &head.hash, &Ms(at).millis().to_be_bytes()].concat()
}
