use callboard_rpc::types::AuditFault;
use ed25519_dalek::{Signature, VerifyingKey};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::chain::{Walk, hash_of};
use super::{Question, fault};
use crate::audit::checkpoint::{ACTION, Purpose, Told, signature_holds};
use crate::kernel::audit::{Head, Stored};
use crate::kernel::{Ms, Result, counted};

/// A row tells of a checkpoint: it is there, it is the same, and its signature holds for the row it names.
pub(super) fn check(db: &Connection, walk: &mut Walk, row: &Stored<'_>) -> Result<Option<AuditFault>> {
    let told = row.after.and_then(|after| serde_json::from_str::<Told>(after).ok());
    let (Some(told), Some(seq)) = (told, about(row.object)) else {
        return Ok(Some(fault(
            row.seq,
            format!("Row {} tells of a checkpoint in words of another.", row.seq),
        )));
    };
    let Some(stored) = stored(db, seq)? else {
        return Ok(Some(fault(seq, format!("The checkpoint at row {seq} is gone, or has another number."))));
    };
    let Some(key) = stored.holding_key(hash_of(db, seq)?, seq, &told) else {
        let words = format!("The checkpoint at row {seq} was changed: its signature does not hold.");
        return Ok(Some(fault(seq, words)));
    };
    *walk.keys.entry(key.to_bytes()).or_default() += 1;
    if let Some(at) = stored.at {
        walk.gaps.signed(seq, at);
    }
    walk.last_checkpoint = Some(seq);
    walk.last_key = Some(key.to_bytes());
    Ok(None)
}

/// The key in the secret store is made only to sign this log, and goes on signing only what it has signed before. A log
/// that holds no checkpoint of it is not the one that it signed.
pub(super) fn never_signed_fault(walk: &Walk, question: &Question) -> Option<AuditFault> {
    let own = question.trusted?;
    if walk.keys.contains_key(own.as_bytes()) {
        return None;
    }
    let what = match walk.checkpoints() {
        0 => "No checkpoint of this log was signed, although this computer's secret store holds the key that signs it"
            .to_owned(),
        signed => format!(
            "Of {} none was signed with the key in this computer's secret store, but with another one",
            counted(signed, "checkpoint")
        ),
    };
    let words = format!(
        "{what}: the log was made anew, or comes from another computer. Where you brought it here yourself, \
         `callboard audit new-key` says so in the log."
    );
    Some(fault(walk.last_checkpoint.unwrap_or(1), words))
}

/// A checkpoint that no row tells of, where the chain is whole up to `end`.
pub(super) fn orphan_fault(db: &Connection, end: u64) -> Result<Option<AuditFault>> {
    let mut statement = db.prepare(
        "SELECT seq FROM audit_checkpoints c
         WHERE NOT EXISTS (SELECT 1 FROM audit WHERE action = ?1 AND object = 'audit/' || c.seq)
         ORDER BY seq LIMIT 1",
    )?;
    let seq: Option<i64> = statement.query_row([ACTION], |row| row.get(0)).optional()?;
    let Some(claimed) = seq.map(|seq| u64::try_from(seq).unwrap_or_default()) else { return Ok(None) };
    if claimed < end {
        return Ok(Some(fault(
            claimed,
            format!("The checkpoint at row {claimed} was added: no row tells of it."),
        )));
    }
    let next = end + 1;
    let words = format!(
        "Row {next} and what followed is missing, the tail was cut: a checkpoint was made at row {claimed}, and the row that tells of it is gone."
    );
    Ok(Some(fault(next, words)))
}

#[derive(Debug)]
struct Kept {
    hash: Vec<u8>,
    at: Option<Ms>,
    key: Vec<u8>,
    signature: Vec<u8>,
}

impl Kept {
    /// The key that signed it, where everything fits.
    fn holding_key(&self, hash: Option<[u8; 32]>, seq: u64, told: &Told) -> Option<VerifyingKey> {
        let hash = hash.filter(|hash| hash[..] == self.hash)?;
        if told.public_key != hex::encode(&self.key) || told.signature != hex::encode(&self.signature) {
            return None;
        }
        let key = VerifyingKey::from_bytes(self.key.as_slice().try_into().ok()?).ok()?;
        let signature = Signature::from_slice(&self.signature).ok()?;
        let head = Head { seq, hash };
        signature_holds(&key, Purpose::Checkpoint, &head, self.at?.0, &signature).then_some(key)
    }
}

fn stored(db: &Connection, seq: u64) -> Result<Option<Kept>> {
    let mut statement =
        db.prepare_cached("SELECT hash, at, public_key, signature FROM audit_checkpoints WHERE seq = ?1")?;
    let found = statement.query_row(params![seq.cast_signed()], |row| {
        Ok(Kept {
            hash: row.get(0).unwrap_or_default(),
            at: row.get(1).ok(),
            key: row.get(2).unwrap_or_default(),
            signature: row.get(3).unwrap_or_default(),
        })
    });
    Ok(found.optional()?)
}

fn about(object: &str) -> Option<u64> {
    object.strip_prefix("audit/")?.parse().ok()
}
