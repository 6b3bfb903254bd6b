//! From a request that is believed to rows on disk: many at once in one commit, an answer each after it.

use parking_lot::{Mutex, MutexGuard};
use std::collections::VecDeque;
use std::sync::Arc;

use callboard_rpc::types::{SourceKind, TrafficState};
use tokio::sync::oneshot;

use super::arriving::{Arriving, store};
use super::events::Event;
use super::filed::Unfiled;
use super::tally::Tally;
use crate::kernel::{Kernel, Result, Write};

/// What a slice does with events of some kinds.
pub(crate) struct Arrival {
    pub(crate) kinds: &'static [SourceKind],
    pub(crate) arrived: Box<Arrived>,
}

/// Called in the write that stores these events, which are all of the kinds that were named; where it fails, nothing is
/// stored.
pub(crate) type Arrived = dyn Fn(&mut Write<'_>, Vec<Event>) -> Result<()> + Send + Sync;

/// All that are told of what comes in. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Arrivals(Arc<Vec<Arrival>>);

impl Arrivals {
    pub(crate) fn new(all: Vec<Arrival>) -> Self {
        Self(Arc::new(all))
    }

    pub(super) fn tell(&self, told: usize, write: &mut Write<'_>, events: Vec<Event>) -> Result<()> {
        (self.0[told].arrived)(write, events)
    }

    /// All that are told of this kind; events of kinds that no slice handles are kept, and that is all.
    fn of(&self, kind: SourceKind) -> impl Iterator<Item = usize> {
        let all = self.0.iter().enumerate().filter(move |(_, arrival)| arrival.kinds.contains(&kind));
        all.map(|(told, _)| told)
    }
}

impl std::fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|arrival| arrival.kinds)).finish()
    }
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

/// The line before the writer. Where the last of its clones is gone, what stands in it is still written, as long as its
/// sender waits for it.
#[derive(Clone, Debug)]
pub(super) struct Intake {
    line: Arc<Line>,
    kernel: Kernel,
    desk: Desk,
}

/// What a write of events needs. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) unfiled: Unfiled,
    pub(super) arrivals: Arrivals,
}

#[derive(Debug, Default)]
struct Line(Mutex<Standing>);

#[derive(Debug, Default)]
struct Standing {
    waiting: VecDeque<(Arriving, Reply)>,
    /// Of their bodies.
    bytes: usize,
    /// A write is on its way that takes whatever stands here when it begins. There is one at a time: a commit costs as much
    /// as some twenty events, so it is better to have few that are large.
    sent_for: bool,
}

type Reply = oneshot::Sender<Verdict>;

/// So many may wait; more are told to come again.
const MOST_WAITING: usize = 2048;
/// And so many bytes: that many bodies of the largest size would fill the memory.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// So many share a commit at most: about 10 ms of the writer.
const BATCH: usize = 256;

impl Intake {
    pub(super) fn new(kernel: &Kernel, desk: &Desk) -> Self {
        Self { line: Arc::default(), kernel: kernel.clone(), desk: desk.clone() }
    }

    /// Answers once it is on disk; `None` where too many or too much wait.
    pub(super) async fn take(&self, arriving: Arriving) -> Option<Result<Verdict>> {
        let (reply, answer) = oneshot::channel();
        if self.line.join(arriving, reply)? {
            // Its sender may leave; the others in the line are written all the same.
            self.kernel.shutdown.spawn(write_all(
                self.kernel.clone(),
                self.desk.clone(),
                Arc::clone(&self.line),
            ));
        }
        Some(answer.await.map_err(|_| anyhow::anyhow!("it could not be stored").into()))
    }
}

impl Line {
    /// Whether a write is to be sent; `None` where the line is full.
    fn join(&self, arriving: Arriving, reply: Reply) -> Option<bool> {
        let bytes = arriving.body.len();
        let mut standing = self.lock();
        if standing.waiting.len() >= MOST_WAITING || standing.bytes + bytes > MOST_BYTES {
            return None;
        }
        standing.bytes += bytes;
        standing.waiting.push_back((arriving, reply));
        Some(!std::mem::replace(&mut standing.sent_for, true))
    }

    /// The next whose sender still waits. One that has left was told nothing, or that it could not be stored in time; it
    /// sends again, so what it left here is dropped.
    fn next(&self) -> Option<(Arriving, Reply)> {
        std::iter::from_fn(|| self.first()).find(|(_, reply)| !reply.is_closed())
    }

    /// Under the lock for one at a time: what is dropped is dropped outside it.
    fn first(&self) -> Option<(Arriving, Reply)> {
        let mut standing = self.lock();
        let first = standing.waiting.pop_front()?;
        standing.bytes -= first.0.body.len();
        Some(first)
    }

    /// Whether nobody is left; whoever comes next sends another write then.
    fn is_over(&self) -> bool {
        let mut standing = self.lock();
        standing.sent_for = !standing.waiting.is_empty();
        !standing.sent_for
    }

    /// Whoever stands in the line is told that nothing can be stored, by a reply that is dropped.
    fn turn_away(&self) {
        let left = {
            let mut standing = self.lock();
            standing.bytes = 0;
            std::mem::take(&mut standing.waiting)
        };
        drop(left);
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock()
    }
}

/// One write for whoever stands in the line when the writer comes to it, or comes while it is at it; and again for those
/// who came meanwhile.
async fn write_all(kernel: Kernel, desk: Desk, line: Arc<Line>) {
    loop {
        let (taken, desk) = (Arc::clone(&line), desk.clone());
        match kernel.db.write(move |write| commit(write, &desk, &taken)).await {
            Ok(verdicts) => {
                for (reply, verdict) in verdicts {
                    let _ = reply.send(verdict); // the sender may have gone meanwhile; its event stands
                }
            }
            Err(error) => {
                tracing::warn!(%error, "events could not be stored; their senders are told");
                line.turn_away();
            }
        }
        if line.is_over() {
            return;
        }
    }
}

fn commit(write: &mut Write<'_>, desk: &Desk, line: &Line) -> Result<Vec<(Reply, Verdict)>> {
    let mut tally = Tally::default();
    let mut verdicts = Vec::new();
    let mut number = next(write)?;
    let mut names = desk.unfiled.names(write, number)?;
    while verdicts.len() < BATCH
        && let Some((arriving, reply)) = line.next()
    {
        let told: Vec<usize> = desk.arrivals.of(arriving.source.kind).collect();
        let state = if told.is_empty() { TrafficState::Kept } else { TrafficState::Received };
        let verdict = store(write, &mut names, &arriving, number, state)?;
        tally.add(&arriving, verdict);
        if verdict == Verdict::Kept(number) {
            if let Some((last, others)) = told.split_last() {
                let event = arriving.event(number, write.now(), state);
                for told in others {
                    tally.tell(*told, event.clone());
                }
                tally.tell(*last, event);
            }
            number += 1;
        }
        verdicts.push((reply, verdict));
    }
    drop(names);
    tally.close(write, &desk.arrivals, number)?;
    Ok(verdicts)
}

fn next(write: &Write<'_>) -> Result<i64> {
    let mut statement = write.prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM events")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}
