//! Leaves a failing tenant alone. Opens after five transient failures in a row; after a random 5–30 s
//! one request goes through as a probe, and its outcome decides.

use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, Clock};

use crate::health::{Board, BreakerHealth};
use crate::{Error, retry};

const FAILURES_TO_OPEN: u32 = 5;
const SHORTEST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_secs(30);

/// One connection's breaker, shared by everyone who sends.
#[derive(Clone)]
pub(crate) struct Breaker {
    state: Arc<Mutex<State>>,
    clock: Clock,
    chance: Chance,
    board: Board,
}

/// The permission to send one request. It reports what became of it, or, dropped, gives a probe back.
pub(crate) struct Passage {
    breaker: Breaker,
    probe: bool,
    reported: bool,
}

impl Breaker {
    pub(crate) fn new(clock: Clock, chance: Chance, board: Board) -> Self {
        Self { state: Arc::default(), clock, chance, board }
    }

    /// Whether a request would be let through now; takes nothing.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let now = self.clock.monotonic();
        self.locked(|state| state.clone().enter(now).map(drop)).map_err(|at| self.open(now, at))
    }

    pub(crate) fn pass(&self) -> Result<Passage, Error> {
        let now = self.clock.monotonic();
        let entry = self.locked(|state| state.enter(now)).map_err(|at| self.open(now, at))?;
        Ok(Passage { breaker: self.clone(), probe: entry == Entry::Probe, reported: false })
    }

    fn open(&self, now: Duration, at: Duration) -> Error {
        Error::BreakerOpen { until: retry::later(self.clock.now(), at.saturating_sub(now)) }
    }

    /// As the calendar is now.
    pub(crate) fn health(&self) -> BreakerHealth {
        self.shown(&self.state.lock())
    }

    fn shown(&self, state: &State) -> BreakerHealth {
        match state {
            State::Closed { failures } => BreakerHealth::Closed { failures: *failures },
            State::Open { until } => {
                let left = until.saturating_sub(self.clock.monotonic());
                BreakerHealth::Open { until: retry::later(self.clock.now(), left) }
            }
            State::Probing => BreakerHealth::Probing,
        }
    }

    fn locked<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock();
        let result = work(&mut state);
        let health = self.shown(&state);
        drop(state);
        self.board.change(|board| board.breaker = health);
        result
    }
}

impl Passage {
    /// The tenant answered, whatever it said.
    pub(crate) fn answered(mut self) {
        self.reported = true;
        self.breaker.locked(|state| state.answered(self.probe));
    }

    /// Reset, timeout, no connection, 408, 5xx.
    pub(crate) fn failed(mut self) {
        self.reported = true;
        let (now, rest) = (self.breaker.clock.monotonic(), rest(self.breaker.chance.unit()));
        let opened = self.breaker.locked(|state| state.failed(self.probe, now, rest));
        if opened {
            tracing::warn!(rest_s = rest.as_secs(), "the tenant keeps failing and is left alone");
        }
    }
}

impl Drop for Passage {
    fn drop(&mut self) {
        if self.probe && !self.reported {
            let now = self.breaker.clock.monotonic();
            self.breaker.locked(|state| *state = State::Open { until: now });
        }
    }
}

fn rest(chance: f64) -> Duration {
    SHORTEST_REST + LONGEST_REST.saturating_sub(SHORTEST_REST).mul_f64(chance)
}

/// The pure machine; times are the monotonic clock's.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Closed { failures: u32 },
    Open { until: Duration },
    Probing,
}

#[derive(Debug, PartialEq)]
enum Entry {
    Ordinary,
    Probe,
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl State {
    /// `Err` says when it is worth asking again.
    fn enter(&mut self, now: Duration) -> Result<Entry, Duration> {
        match *self {
            Self::Closed { .. } => Ok(Entry::Ordinary),
            Self::Open { until } if now < until => Err(until),
            Self::Open { .. } => {
                *self = Self::Probing;
                Ok(Entry::Probe)
            }
            Self::Probing => Err(now + SHORTEST_REST),
        }
    }

    /// Only the probe closes an open breaker: other answers were asked for before it opened.
    fn answered(&mut self, probe: bool) {
        if probe || matches!(self, Self::Closed { .. }) {
            *self = Self::default();
        }
    }

    /// Says whether this failure opened it.
    fn failed(&mut self, probe: bool, now: Duration, rest: Duration) -> bool {
        let open = match self {
            Self::Closed { failures } => {
                *failures += 1;
                *failures >= FAILURES_TO_OPEN
            }
            Self::Open { .. } | Self::Probing => probe,
        };
        if open {
            *self = Self::Open { until: now + rest };
        }
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(10);

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn opened() -> State {
        let mut state = State::default();
        for _ in 0..5 {
            state.failed(false, at(0), REST);
        }
        state
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_an_answer_between_does_not() {
        let mut state = State::default();
        for _ in 0..4 {
            assert!(!state.failed(false, at(0), REST));
        }
        state.answered(false);
        for _ in 0..4 {
            assert!(!state.failed(false, at(0), REST), "the row was broken");
        }
        assert!(state.failed(false, at(0), REST), "the fifth in a row");
        assert_eq!(state.enter(at(9)), Err(at(10)));
    }

    #[test]
    fn one_probe_goes_through_and_its_outcome_decides() {
        let mut state = opened();
        assert_eq!(state.enter(at(10)), Ok(Entry::Probe));
        assert_eq!(state.enter(at(10)), Err(at(15)), "one probe, not two");
        state.failed(true, at(11), REST);
        assert_eq!(state.enter(at(20)), Err(at(21)), "the probe failed: another rest");
        assert_eq!(state.enter(at(21)), Ok(Entry::Probe));
        state.answered(true);
        assert_eq!(state.enter(at(21)), Ok(Entry::Ordinary));
    }

    #[test]
    fn late_outcomes_of_older_requests_neither_close_nor_prolong_it() {
        let mut state = opened();
        state.answered(false);
        state.failed(false, at(5), REST);
        assert_eq!(state, State::Open { until: at(10) });
    }

    #[test]
    fn the_rest_is_between_5_and_30_seconds() {
        assert_eq!((rest(0.0), rest(1.0)), (at(5), at(30)));
    }
}
