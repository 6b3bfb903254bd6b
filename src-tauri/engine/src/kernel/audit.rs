//! The audit chain: rows that each carry the hash of the one before.
//!
//! A row is appended by [`super::Write::audit`], in the transaction of what it tells of. Its hash is SHA-256
//! over its fields, each preceded by its length, so that no two different rows can read the same. Searching,
//! verifying, checkpoints and anchors are the slice `audit`; both share [`row_hash`].
//!
//! What must be erasable (a number someone asks to be forgotten) does not stand in the chain but beside it, in
//! `audit_private`: the row holds only a salted commitment to it, so that erasing leaves the chain whole.

use callboard_clock::Chance;
use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Ms, Result};

/// Beside the rows stands `audit_head`, so that a cut tail shows where the cutter did not rewrite it too.
pub(super) const TABLES: &str = "
    CREATE TABLE audit (
        seq        INTEGER PRIMARY KEY,
        at         INTEGER NOT NULL,
        actor      TEXT NOT NULL,
        door       TEXT NOT NULL,
        action     TEXT NOT NULL,
        object     TEXT NOT NULL,
        before     TEXT,
        after      TEXT,
        result     TEXT NOT NULL,
        commitment BLOB,
        prev_hash  BLOB NOT NULL,
        hash       BLOB NOT NULL
    ) STRICT;
    CREATE INDEX audit_by_object ON audit (object, seq);
    CREATE INDEX audit_by_time ON audit (at);
    CREATE TABLE audit_head (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        seq  INTEGER NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    CREATE TABLE audit_private (
        seq  INTEGER PRIMARY KEY REFERENCES audit (seq),
        salt BLOB NOT NULL,
        text TEXT NOT NULL
    ) STRICT;";

/// When the newest row was written.
pub(super) fn newest_time(db: &Connection) -> Result<Option<Timestamp>> {
    let newest =
        db.query_row("SELECT at FROM audit ORDER BY seq DESC LIMIT 1", [], |row| row.get::<_, Ms>(0));
    Ok(newest.optional()?.map(|at| at.0))
}

/// What is to be told. `action` and `object` are words of ours (`schedule.save`, `schedule/sch_…`).
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub action: &'static str,
    pub object: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
    /// Empty means `done`.
    pub result: String,
    /// Erasable text beside the chain.
    pub private: Option<String>,
}

impl Entry {
    pub fn new(action: &'static str, object: impl Into<String>) -> Self {
        Self { action, object: object.into(), ..Self::default() }
    }

    #[must_use]
    pub fn before(mut self, state: &impl serde::Serialize) -> Self {
        self.before = serde_json::to_value(state).ok();
        self
    }

    #[must_use]
    pub fn after(mut self, state: &impl serde::Serialize) -> Self {
        self.after = serde_json::to_value(state).ok();
        self
    }

    #[must_use]
    pub fn result(mut self, result: impl Into<String>) -> Self {
        self.result = result.into();
        self
    }

    #[must_use]
    pub fn private(mut self, text: impl Into<String>) -> Self {
        self.private = Some(text.into());
        self
    }
}

/// The newest row: where the chain goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: u64,
    pub hash: [u8; 32],
}

/// What the first row has as its predecessor.
pub const GENESIS: Head = Head { seq: 0, hash: [0; 32] };

/// A row as it is stored, for hashing.
#[derive(Debug)]
pub struct Stored<'a> {
    pub seq: u64,
    pub at: i64,
    pub actor: &'a str,
    pub door: &'a str,
    pub action: &'a str,
    pub object: &'a str,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    pub result: &'a str,
    pub commitment: Option<&'a [u8]>,
    pub prev_hash: &'a [u8],
}

/// SHA-256 over a version word and every field, each preceded by one byte (there or not) and its length.
pub fn row_hash(row: &Stored<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut field = |bytes: Option<&[u8]>| match bytes {
        None => hasher.update([0]),
        Some(bytes) => {
            hasher.update([1]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
    };
    field(Some(b"callboard-audit-1"));
    field(Some(&row.seq.to_be_bytes()));
    field(Some(&row.at.to_be_bytes()));
    for text in [row.actor, row.door, row.action, row.object] {
        field(Some(text.as_bytes()));
    }
    field(row.before.map(str::as_bytes));
    field(row.after.map(str::as_bytes));
    field(Some(row.result.as_bytes()));
    field(row.commitment);
    field(Some(row.prev_hash));
    hasher.finalize().into()
}

/// What the chain holds in place of erasable text.
pub fn commitment(salt: &[u8], text: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update((salt.len() as u64).to_be_bytes());
    hasher.update(salt);
    hasher.update(text.as_bytes());
    hasher.finalize().into()
}

/// The newest row of the log.
pub(super) fn head(db: &Connection) -> Result<Head> {
    let row = db
        .query_row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    // A hash of another length was tampered with; the next row links to zeros, and verifying names the place.
    Ok(row.map_or(GENESIS, |(seq, hash)| Head {
        seq: seq.try_into().unwrap_or_default(),
        hash: hash.try_into().unwrap_or_default(),
    }))
}

pub(super) fn append(
    db: &Connection,
    head: &Head,
    at: Timestamp,
    caller: &Caller,
    entry: Entry,
    chance: &Chance,
) -> Result<Head> {
    let seq = head.seq + 1;
    let before = entry.before.map(|value| value.to_string());
    let after = entry.after.map(|value| value.to_string());
    let private = entry.private.map(|text| (chance.bytes::<16>(), text));
    let commitment = private.as_ref().map(|(salt, text)| commitment(salt, text));
    let result = if entry.result.is_empty() { "done" } else { &entry.result };
    let hash = row_hash(&Stored {
        seq,
        at: Ms(at).millis(),
        actor: &caller.actor,
        door: caller.door.as_str(),
        action: entry.action,
        object: &entry.object,
        before: before.as_deref(),
        after: after.as_deref(),
        result,
        commitment: commitment.as_ref().map(<[u8; 32]>::as_slice),
        prev_hash: &head.hash,
    });
    let number = i64::try_from(seq).map_err(anyhow::Error::from)?;
    db.prepare_cached(
        "INSERT INTO audit (seq, at, actor, door, action, object, before, after, result, commitment, prev_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        number,
        Ms(at),
        caller.actor,
        caller.door.as_str(),
        entry.action,
        entry.object,
        before,
        after,
        result,
        commitment,
        head.hash,
        hash
    ])?;
    if let Some((salt, text)) = private {
        db.prepare_cached("INSERT INTO audit_private (seq, salt, text) VALUES (?1, ?2, ?3)")?
            .execute(params![number, salt, text])?;
    }
    db.prepare_cached(
        "INSERT INTO audit_head (only, seq, hash) VALUES (1, ?1, ?2)
         ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
    )?
    .execute(params![number, hash])?;
    Ok(Head { seq, hash })
}
