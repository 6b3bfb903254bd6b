//! One event on its way into its row.

use std::sync::Arc;

use callboard_rpc::types::TrafficState;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::events::{Event, block_of};
use super::filed::Names;
use super::intake::Verdict;
use super::roster::Live;
use crate::kernel::{Ms, Result, StoredWord, Write};

/// An id is remembered for so long (contract §4).
pub(super) const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A request whose sender and body are believed.
#[derive(Debug)]
pub(super) struct Arriving {
    pub(super) source: Arc<Live>,
    /// Its own id; where the sender gives none, the body's digest stands for it.
    pub(super) sender_id: String,
    pub(super) received: Timestamp,
    pub(super) happened: Timestamp,
    pub(super) about: String,
    pub(super) body: String,
    pub(super) digest: [u8; 32],
    pub(super) salt: [u8; 16],
    /// To the body, by the salt.
    pub(super) commitment: [u8; 32],
}

impl Arriving {
    /// As it is stored.
    pub(super) fn event(self, number: i64, stored: Timestamp, state: TrafficState) -> Event {
        let Self { source, sender_id, received, happened, about, body, .. } = self;
        Event {
            number,
            source: source.id.clone(),
            connection: source.connection.clone(),
            kind: source.kind,
            sender_id,
            received,
            stored,
            happened,
            about,
            bytes: body.len() as u64,
            body: Some(body),
            state,
            words: None,
        }
    }
}

/// `number` is that of a new event.
pub(super) fn store(
    write: &mut Write<'_>,
    names: &mut Names,
    arriving: &Arriving,
    number: i64,
    state: TrafficState,
) -> Result<Verdict> {
    let (source, sender_id) = (&arriving.source.id, &arriving.sender_id);
    if let Some(known) = names.find(write, source, sender_id, write.now() - REMEMBERED)? {
        // A digest that was erased with its body cannot differ any more.
        let same = known.digest.is_none_or(|before| before == arriving.digest);
        return Ok(if same { Verdict::Repeated(known.number) } else { Verdict::IdUsedTwice });
    }
    names.stored(write, arriving, number);
    write
        .prepare_cached(
            "INSERT INTO events (number, block, source, connection, kind, sender_id, received, stored, happened, bytes,
                 commitment, about, salt, digest, body, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            number,
            block_of(number),
            source.as_str(),
            arriving.source.connection.as_str(),
            arriving.source.kind.word(),
            sender_id,
            Ms(arriving.received),
            Ms(write.now()),
            Ms(arriving.happened),
            i64::try_from(arriving.body.len()).unwrap_or(i64::MAX),
            arriving.commitment,
            arriving.about,
            arriving.salt,
            arriving.digest,
            arriving.body,
            state.word()
        ])?;
    Ok(Verdict::Kept(number))
}
