use parking_lot::{Mutex, MutexGuard};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use callboard_clock::turn;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::open::{self, Written};
use super::sync::Synced;
use crate::kernel::watchdog::{Part, Round};
use crate::kernel::{Error, Result};

/// A few read-only connections, opened when they are first needed, and one line of reads before them.
///
/// Nobody holds a permit: a read that stands in the line is answered by a thread of the pool whether or not its caller
/// is polled meanwhile, and one whose caller has gone is passed over. So no caller can keep a reader from another.
#[derive(Clone, Debug)]
pub(super) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    path: PathBuf,
    written: Written,
    most: usize,
    synced: Synced,
    part: Part,
    watched: Watched,
    line: Mutex<Line>,
}

/// What of a read may not stand still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watched {
    /// All of it, its place in the line too.
    ToTheAnswer,
    /// What it does once it has its turn, which may take long as long as the database gets on.
    WhileItReads,
}

/// After so many of its own steps the database has got on.
const STEPS: std::ffi::c_int = 10_000;

#[derive(Default)]
struct Line {
    waiting: VecDeque<Box<dyn Question>>,
    /// Threads that take from the line until it is empty.
    at_work: usize,
    idle: Vec<Connection>,
    closed: bool,
}

impl Readers {
    /// `most` reads at a time, each before [`super::Synced`] is asked.
    pub(super) fn new(
        (path, written): (PathBuf, Written),
        most: usize,
        synced: Synced,
        part: Part,
        watched: Watched,
    ) -> Self {
        let (most, line) = (most.max(1), Mutex::default());
        Self(Arc::new(Pool { path, written, most, synced, part, watched, line }))
    }

    pub(super) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let round = (self.0.watched == Watched::ToTheAnswer).then(|| self.0.part.round());
        self.0.join(Box::new(Asked { work, reply, _round: round }))?;
        turn(answer).await.map_err(|_| Error::Stopping)?
    }

    /// Whoever waits is told that the program stops.
    pub(super) fn close(&self) {
        let mut line = self.0.line();
        line.closed = true;
        let (waiting, idle) = (std::mem::take(&mut line.waiting), std::mem::take(&mut line.idle));
        drop(line);
        drop((waiting, idle));
    }
}

/// A read with its answer, the answer's type forgotten.
trait Question: Send {
    /// Whether anybody waits for the answer.
    fn is_wanted(&self) -> bool;
    fn answer(self: Box<Self>, pool: &Pool);
}

struct Asked<T, F> {
    work: F,
    reply: oneshot::Sender<Result<T>>,
    _round: Option<Round>,
}

impl<T, F> Question for Asked<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T> + Send,
{
    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn answer(self: Box<Self>, pool: &Pool) {
        let Self { work, reply, _round } = *self;
        let read = catch_unwind(AssertUnwindSafe(|| pool.read(work)));
        let panicked = |_| Err(Error::Other(anyhow::anyhow!("a read panicked")));
        // The caller may have gone meanwhile.
        let _ = reply.send(read.unwrap_or_else(panicked));
    }
}

impl Pool {
    fn join(self: &Arc<Self>, question: Box<dyn Question>) -> Result<()> {
        let mut line = self.line();
        if line.closed {
            return Err(Error::Stopping);
        }
        line.waiting.push_back(question);
        if line.at_work < self.most {
            line.at_work += 1;
            let pool = Arc::clone(self);
            tokio::task::spawn_blocking(move || {
                while let Some(question) = pool.next() {
                    question.answer(&pool);
                }
            });
        }
        Ok(())
    }

    /// The first that somebody waits for. Where there is none the thread is at work no more, under the same lock, so
    /// that whoever joins next starts another.
    fn next(&self) -> Option<Box<dyn Question>> {
        let mut line = self.line();
        while let Some(question) = line.waiting.pop_front() {
            if question.is_wanted() {
                return Some(question);
            }
        }
        line.at_work -= 1;
        None
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.take()?;
        let result = match self.watched {
            Watched::ToTheAnswer => read_in_snapshot(&connection, work)?,
            Watched::WhileItReads => {
                let round = Arc::new(self.part.round());
                let got_on = Arc::clone(&round);
                let got_on = move || {
                    got_on.anew();
                    false // goes on
                };
                connection.progress_handler(STEPS, Some(got_on))?;
                let result = read_in_snapshot(&connection, work)?;
                connection.progress_handler(0, None::<fn() -> bool>)?;
                result
            }
        };
        self.put_back(connection);
        self.synced.all()?;
        result
    }

    fn take(&self) -> Result<Connection> {
        let idle = self.line().idle.pop();
        match idle {
            Some(connection) => Ok(connection),
            None => open::for_reading(&self.path, self.written),
        }
    }

    fn put_back(&self, connection: Connection) {
        let mut line = self.line();
        if !line.closed {
            line.idle.push(connection);
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock()
    }
}

/// Several statements of one read see one state. Where that cannot be begun or ended, the connection is not to be used
/// again, and neither is it where `work` panics.
fn read_in_snapshot<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<Result<T>> {
    db.prepare_cached("BEGIN")?.execute([])?;
    let result = work(db);
    db.prepare_cached("COMMIT")?.execute([])?;
    Ok(result)
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("waiting", &self.waiting.len())
            .field("at_work", &self.at_work)
            .finish_non_exhaustive()
    }
}
