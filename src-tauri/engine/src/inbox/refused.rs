//! What came from somebody who proved who they are, and can never be right: kept so that the sender can be helped.

use callboard_rpc::types::{ConnectionId, SourceId, SourceKind};
use jiff::Timestamp;
use rusqlite::params;

use crate::kernel::{Ms, Result, StoredWord, Write};

/// The newest of each source are kept; nothing of them is sealed, since nothing was done because of them.
pub(super) const TABLES: &str = "
    CREATE TABLE event_refusals (
        number     INTEGER PRIMARY KEY,
        source     TEXT NOT NULL,
        connection TEXT NOT NULL,
        kind       TEXT NOT NULL,
        sender_id  TEXT NOT NULL,
        received   INTEGER NOT NULL,
        status     INTEGER NOT NULL,
        reason     TEXT NOT NULL,
        bytes      INTEGER NOT NULL,
        body       TEXT
    ) STRICT;
    CREATE INDEX event_refusals_by_source ON event_refusals (source, number);";

/// As many of one source are kept, and so much of each body.
const KEPT: i64 = 1000;
const BODY_KEPT: usize = 4096;

/// One that is not written yet.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) source: SourceId,
    pub(super) connection: ConnectionId,
    pub(super) kind: SourceKind,
    pub(super) sender_id: String,
    pub(super) received: Timestamp,
    pub(super) status: u16,
    pub(super) reason: String,
    pub(super) bytes: usize,
    /// Its beginning.
    pub(super) body: String,
}

/// The beginning of a body, as text.
pub(super) fn beginning(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY_KEPT)]).into_owned()
}

pub(super) fn keep(write: &mut Write<'_>, refused: &Refused) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO event_refusals (source, connection, kind, sender_id, received, status, reason, bytes, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            refused.source.as_str(),
            refused.connection.as_str(),
            refused.kind.word(),
            refused.sender_id,
            Ms(refused.received),
            refused.status,
            refused.reason,
            i64::try_from(refused.bytes).unwrap_or(i64::MAX),
            refused.body
        ])?;
    write
        .prepare_cached(
            "DELETE FROM event_refusals WHERE source = ?1 AND number <=
             (SELECT number FROM event_refusals WHERE source = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![refused.source.as_str(), KEPT])?;
    Ok(())
}
