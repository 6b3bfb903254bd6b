//! Requests that no answer has come to yet, and pauses before the next try: all that a connection is waited for.

use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use jiff::Timestamp;

/// Requests in flight and pauses between tries, of one connection. Clones share them.
#[derive(Clone)]
pub(crate) struct Flights {
    clock: Clock,
    now: Arc<Mutex<Now>>,
}

#[derive(Default)]
struct Now {
    last: u64,
    /// Since when (monotonic).
    sent: BTreeMap<u64, Duration>,
    /// When the next try is made.
    again: BTreeMap<u64, Timestamp>,
}

/// Reasons why a caller of this connection has no answer yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Awaited {
    /// How long the oldest request in flight has had no answer.
    pub unanswered_for: Option<Duration>,
    /// When a request that failed is tried again, the earliest of them.
    pub again_at: Option<Timestamp>,
}

impl Flights {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, now: Arc::default() }
    }

    /// A request leaves; it is in flight until what is answered here is dropped.
    pub(crate) fn leaves(&self) -> Flight {
        let since = self.clock.monotonic();
        self.begin(|now, id| {
            now.sent.insert(id, since);
        })
    }

    /// A try failed, and the next one is made then, or what is answered here is dropped.
    pub(crate) fn tries_again(&self, at: Timestamp) -> Flight {
        self.begin(|now, id| {
            now.again.insert(id, at);
        })
    }

    pub(crate) fn awaited(&self) -> Awaited {
        let now = self.lock();
        let oldest = now.sent.values().min().copied();
        Awaited {
            unanswered_for: oldest.map(|since| self.clock.monotonic().saturating_sub(since)),
            again_at: now.again.values().min().copied(),
        }
    }

    fn begin(&self, note: impl FnOnce(&mut Now, u64)) -> Flight {
        let mut now = self.lock();
        now.last += 1;
        let id = now.last;
        note(&mut now, id);
        drop(now);
        Flight { id, of: self.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock()
    }
}

/// One request in flight, or one pause before a try.
#[must_use]
pub(crate) struct Flight {
    id: u64,
    of: Flights,
}

impl Drop for Flight {
    fn drop(&mut self) {
        let mut now = self.of.lock();
        now.sent.remove(&self.id);
        now.again.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use callboard_clock::ManualClock;

    use super::*;

    #[test]
    fn the_oldest_request_without_an_answer_and_the_nearest_try_are_told() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let flights = Flights::new(manual.clock());
        assert_eq!(flights.awaited(), Awaited::default());
        let first = flights.leaves();
        manual.advance(Duration::from_secs(3));
        let second = flights.leaves();
        manual.advance(Duration::from_secs(1));
        assert_eq!(flights.awaited().unanswered_for, Some(Duration::from_secs(4)));
        drop(first);
        assert_eq!(flights.awaited().unanswered_for, Some(Duration::from_secs(1)));
        drop(second);
        let at = |seconds| manual.clock().now() + Duration::from_secs(seconds);
        let (late, soon) = (flights.tries_again(at(9)), flights.tries_again(at(2)));
        assert_eq!(flights.awaited(), Awaited { unanswered_for: None, again_at: Some(at(2)) });
        drop((late, soon));
        assert_eq!(flights.awaited(), Awaited::default());
    }
}
