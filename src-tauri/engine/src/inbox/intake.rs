//! From a request that is believed to rows on disk: many at once in one commit, an answer each after it.

use std::sync::Arc;

use callboard_rpc::types::{SourceKind, TrafficState};
use callboard_rpc::{Caller, Topic};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::events::{EVENTS, block_of};
use super::roster::Live;
use super::sources;
use super::words::{kind_word, state_word};
use crate::audit::seal;
use crate::engine::ARRIVALS;
use crate::kernel::audit::commitment;
use crate::kernel::{Kernel, Ms, Result, Write};

/// What a slice does with events of some kinds: it is told once a commit, inside it, and finds them by
/// [`super::undecided`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) kinds: &'static [SourceKind],
    pub(crate) arrived: fn(&mut Write<'_>) -> Result<()>,
}

/// A request whose sender and body are believed.
#[derive(Debug)]
pub(super) struct Arriving {
    pub(super) source: Arc<Live>,
    /// Its own id; none where the sender gives none, and then the body's digest stands for it.
    pub(super) sender_id: Option<String>,
    pub(super) received: Timestamp,
    pub(super) happened: Timestamp,
    pub(super) about: String,
    pub(super) body: String,
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is on disk, under this number.
    Kept(i64),
    /// It was before.
    Repeated(i64),
    /// Its id was, with another body.
    IdUsedTwice,
}

/// The queue before the writer. Where the last of its clones is gone, what is queued is still written.
#[derive(Clone, Debug)]
pub(super) struct Intake(mpsc::Sender<(Arriving, oneshot::Sender<Result<Verdict>>)>);

/// So many may wait; more are told to come again.
const QUEUE: usize = 2048;
/// So many share a commit at most: about 10 ms of the writer.
const BATCH: usize = 256;
/// An id is remembered for so long (contract §4).
pub(super) const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Intake {
    pub(super) fn open(kernel: &Kernel) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        kernel.shutdown.spawn(run(kernel.clone(), waiting));
        Self(queue)
    }

    /// Answers once it is on disk; `None` where too many wait.
    pub(super) async fn take(&self, arriving: Arriving) -> Option<Result<Verdict>> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send((arriving, reply)).ok()?;
        answer.await.ok()
    }
}

async fn run(kernel: Kernel, mut waiting: mpsc::Receiver<(Arriving, oneshot::Sender<Result<Verdict>>)>) {
    let mut taken = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut taken, BATCH).await > 0 {
        let (batch, replies): (Vec<_>, Vec<_>) = taken.drain(..).unzip();
        match kernel.db.write(move |write| commit(write, &batch)).await {
            Ok(verdicts) => {
                for (reply, verdict) in replies.into_iter().zip(verdicts) {
                    let _ = reply.send(Ok(verdict)); // the sender may have gone; its event stands
                }
            }
            Err(error) => {
                tracing::warn!(%error, events = replies.len(), "events could not be stored; their senders are told");
                for reply in replies {
                    let _ = reply.send(Err(anyhow::anyhow!("{error}").into()));
                }
            }
        }
    }
}

fn commit(write: &mut Write<'_>, batch: &[Arriving]) -> Result<Vec<Verdict>> {
    let mut numbers = Vec::new();
    let mut kinds = Vec::new();
    let mut verdicts = Vec::with_capacity(batch.len());
    let mut next = next(write)?;
    for arriving in batch {
        let verdict = store(write, arriving, next)?;
        if let Verdict::Kept(number) = verdict {
            next = number + 1;
            numbers.push(number);
            if !kinds.contains(&arriving.source.kind) {
                kinds.push(arriving.source.kind);
            }
        }
        verdicts.push(verdict);
    }
    seal_all(write, &numbers)?;
    for arrival in ARRIVALS.iter().filter(|arrival| arrival.kinds.iter().any(|kind| kinds.contains(kind))) {
        (arrival.arrived)(write)?;
    }
    count(write, batch, &verdicts)?;
    write.changed(Topic::Inbox);
    Ok(verdicts)
}

/// `number` is that of a new event.
fn store(write: &mut Write<'_>, arriving: &Arriving, number: i64) -> Result<Verdict> {
    let digest: [u8; 32] = Sha256::digest(arriving.body.as_bytes()).into();
    let sender_id = arriving.sender_id.clone().unwrap_or_else(|| hex::encode(digest));
    if let Some((before, known)) = remembered(write, arriving, &sender_id)? {
        // A digest that was erased with its body cannot differ any more.
        let same = known.is_none_or(|known| known == digest);
        return Ok(if same { Verdict::Repeated(before) } else { Verdict::IdUsedTwice });
    }
    let salt = write.chance().bytes::<16>();
    let state = state_of(arriving.source.kind);
    write
        .prepare_cached(
            "INSERT INTO events (number, block, source, connection, kind, sender_id, received, stored, happened, bytes,
                 commitment, about, salt, digest, body, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            number,
            block_of(number),
            arriving.source.id.as_str(),
            arriving.source.connection.as_str(),
            kind_word(arriving.source.kind),
            sender_id,
            Ms(arriving.received),
            Ms(write.now()),
            Ms(arriving.happened),
            i64::try_from(arriving.body.len()).unwrap_or(i64::MAX),
            commitment(&salt, &arriving.body),
            arriving.about,
            salt,
            digest,
            arriving.body,
            state_word(state)
        ])?;
    Ok(Verdict::Kept(number))
}

/// The event of this id that is still remembered, and the digest of its body.
fn remembered(
    write: &Write<'_>,
    arriving: &Arriving,
    sender_id: &str,
) -> Result<Option<(i64, Option<Vec<u8>>)>> {
    let since = write.now() - REMEMBERED;
    Ok(write
        .prepare_cached(
            "SELECT number, digest FROM events WHERE sender_id = ?1 AND source = ?2 AND stored >= ?3
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row(params![sender_id, arriving.source.id.as_str(), Ms(since)], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

fn next(write: &Write<'_>) -> Result<i64> {
    let mut statement = write.prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM events")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Kinds that no slice handles yet are kept, and that is all.
fn state_of(kind: SourceKind) -> TrafficState {
    let handled = ARRIVALS.iter().any(|arrival| arrival.kinds.contains(&kind));
    if handled { TrafficState::Received } else { TrafficState::Kept }
}

/// One audit row for each block that got events, nearly always one.
fn seal_all(write: &mut Write<'_>, numbers: &[i64]) -> Result<()> {
    for within in numbers.chunk_by(|a, b| block_of(*a) == block_of(*b)) {
        let (Some(first), Some(last)) = (within.first(), within.last()) else { continue };
        seal(write, &Caller::engine(), &EVENTS, &block_of(*first), *first..=*last)?;
    }
    Ok(())
}

fn count(write: &mut Write<'_>, batch: &[Arriving], verdicts: &[Verdict]) -> Result<()> {
    let mut told: Vec<(&Arc<Live>, Timestamp, u64, u64)> = Vec::new();
    for (arriving, verdict) in batch.iter().zip(verdicts) {
        let at = told.iter().position(|(source, ..)| source.id == arriving.source.id);
        let at = at.unwrap_or_else(|| {
            told.push((&arriving.source, arriving.received, 0, 0));
            told.len() - 1
        });
        let (_, last, received, repeated) = &mut told[at];
        *last = arriving.received.max(*last);
        *received += u64::from(matches!(verdict, Verdict::Kept(_)));
        *repeated += u64::from(matches!(verdict, Verdict::Repeated(_)));
    }
    for (source, last, received, repeated) in told {
        sources::seen(write, &source.id, last)?;
        sources::count(write, &source.id, received, repeated)?;
    }
    Ok(())
}
