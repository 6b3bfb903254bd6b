//! What has not come round: the writer, the readers or a loop that stands still is said, in the log and to people.
//!
//! Cast: a **part** is something that must not stand still ([`Part`]). Before each piece of its work it begins a
//! **round**, which ends when the value is dropped. A round that is older than [`LIMIT`] is a **hang**. Who waits for
//! something to do is in no round, so being idle is none. A **task** is a round with a limit and a name of its own, held
//! while it is done ([`Part::task`]): its time is counted anew after each wait for a turn that somebody else gives (a
//! permit, a tenant's pause, the database), which says so by itself ([`callboard_clock::turn`]); such a wait is no hang of
//! this task. All of it is in memory: it can be asked about while the database does not answer.

use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Attendant, Clock, attended};
use jiff::Timestamp;

/// A round that takes longer is a hang.
pub const LIMIT: Duration = Duration::from_secs(15);

/// All parts that are watched. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Watchdog(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    parts: Mutex<Vec<Part>>,
}

/// One thing that must not stand still. Cheap to clone; clones are the same part.
#[derive(Clone, Debug)]
pub struct Part(Arc<Rounds>);

#[derive(Debug)]
struct Rounds {
    name: String,
    clock: Clock,
    under_way: Mutex<UnderWay>,
}

#[derive(Debug, Default)]
struct UnderWay {
    next: u64,
    begun: BTreeMap<u64, Begun>,
}

#[derive(Clone, Debug)]
struct Begun {
    /// Measures how long; the calendar may be set.
    monotonic: Duration,
    at: Timestamp,
    limit: Duration,
    /// What it is about, where the part does many things.
    what: Option<String>,
    /// So many waits for a turn are under way: its time stands meanwhile.
    waits: u32,
}

/// A piece of work that is under way until this is dropped.
#[derive(Debug)]
#[must_use = "the round ends where this is dropped"]
pub struct Round {
    part: Part,
    number: u64,
}

/// A part that stands still.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hang {
    /// As words: `the writing of the database`, `a task of run.poll`.
    pub part: String,
    pub since: Timestamp,
    /// What it may take.
    pub limit: Duration,
    /// What the task is about: `run_12`.
    pub what: Option<String>,
}

impl Watchdog {
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, parts: Mutex::default() }))
    }

    /// The part of this name (`the writing of the database`), watched from now on. A loop that is begun anew is the
    /// same part.
    pub fn part(&self, name: impl Into<String>) -> Part {
        let name = name.into();
        let mut parts = self.parts();
        if let Some(known) = parts.iter().find(|part| part.0.name == name) {
            return known.clone();
        }
        let part = Part(Arc::new(Rounds { name, clock: self.0.clock.clone(), under_way: Mutex::default() }));
        parts.push(part.clone());
        part
    }

    /// What stands still now. Asks nobody.
    pub fn hangs(&self) -> Vec<Hang> {
        let now = self.0.clock.monotonic();
        self.parts().iter().filter_map(|part| part.hang(now)).collect()
    }

    fn parts(&self) -> MutexGuard<'_, Vec<Part>> {
        self.0.parts.lock()
    }
}

impl Part {
    /// Begins a round.
    pub fn round(&self) -> Round {
        self.begin(LIMIT, None)
    }

    /// Does `work`, which is about `what` and may take `limit` between two waits for a turn. It is watched from now on.
    pub fn task<F: Future>(
        &self,
        limit: Duration,
        what: String,
        work: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        attended(Arc::new(self.begin(limit, Some(what))), work)
    }

    fn begin(&self, limit: Duration, what: Option<String>) -> Round {
        let (monotonic, at) = (self.0.clock.monotonic(), self.0.clock.now());
        let begun = Begun { monotonic, at, limit, what, waits: 0 };
        let mut under_way = self.under_way();
        let number = under_way.next;
        under_way.next += 1;
        under_way.begun.insert(number, begun);
        drop(under_way);
        Round { part: self.clone(), number }
    }

    /// Since when the oldest round is under way.
    pub fn oldest(&self) -> Option<Timestamp> {
        self.under_way().begun.values().min_by_key(|begun| begun.monotonic).map(|begun| begun.at)
    }

    fn hang(&self, now: Duration) -> Option<Hang> {
        let under_way = self.under_way();
        let late = |begun: &&Begun| begun.waits == 0 && now.saturating_sub(begun.monotonic) >= begun.limit;
        let oldest = under_way.begun.values().filter(late).min_by_key(|begun| begun.monotonic)?;
        let part = self.0.name.clone();
        Some(Hang { part, since: oldest.at, limit: oldest.limit, what: oldest.what.clone() })
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.0.under_way.lock()
    }
}

impl Round {
    /// Its time is counted anew from now on.
    pub fn anew(&self) {
        self.change(|_| {});
    }

    fn change(&self, change: impl FnOnce(&mut Begun)) {
        let clock = &self.part.0.clock;
        let (monotonic, at) = (clock.monotonic(), clock.now());
        if let Some(begun) = self.part.under_way().begun.get_mut(&self.number) {
            (begun.monotonic, begun.at) = (monotonic, at);
            change(begun);
        }
    }
}

impl Attendant for Round {
    fn waits(&self) {
        self.change(|begun| begun.waits += 1);
    }

    fn goes_on(&self) {
        self.change(|begun| begun.waits = begun.waits.saturating_sub(1));
    }
}

impl Drop for Round {
    fn drop(&mut self) {
        self.part.under_way().begun.remove(&self.number);
    }
}

/// What was said to stand still, so that each hang is said once, and its end.
#[derive(Debug, Default)]
pub(super) struct Said(Vec<Hang>);

impl Said {
    /// Logs what is new among the hangs of now, and what is over; answers whether anything is either.
    pub(super) fn look(&mut self, now: Vec<Hang>) -> bool {
        // A part that hangs on with its next round hangs on: one line tells of it.
        let is_in = |all: &[Hang], part: &str| all.iter().any(|hang| hang.part == part);
        let begun: Vec<&Hang> = now.iter().filter(|hang| !is_in(&self.0, &hang.part)).collect();
        let over: Vec<&Hang> = self.0.iter().filter(|hang| !is_in(&now, &hang.part)).collect();
        for hang in &begun {
            let limit_s = hang.limit.as_secs();
            tracing::warn!(part = hang.part, what = hang.what, since = %hang.since, limit_s, "it has not come round in time");
        }
        for hang in &over {
            tracing::warn!(part = hang.part, stood_since = %hang.since, "it has come round again");
        }
        let changed = !begun.is_empty() || !over.is_empty();
        self.0 = now;
        changed
    }
}

#[cfg(test)]
mod tests;
