use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

use crate::Clock;

/// A clock that a test moves by hand: sleepers wake in the order of their due time.
#[derive(Debug)]
pub struct ManualClock(Mutex<State>);

#[derive(Debug)]
struct State {
    now: Timestamp,
    monotonic: Duration,
    next_id: u64,
    sleepers: BTreeMap<(Duration, u64), oneshot::Sender<()>>,
}

impl ManualClock {
    pub fn starting_at(now: Timestamp) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            now,
            monotonic: Duration::ZERO,
            next_id: 0,
            sleepers: BTreeMap::new(),
        })))
    }

    /// The same clock, as the program takes it.
    pub fn clock(self: &Arc<Self>) -> Clock {
        Clock::manual(Arc::clone(self))
    }

    /// Moves both readings forward and wakes everyone who was due by then.
    pub fn advance(&self, by: Duration) {
        let due = {
            let mut state = self.lock();
            state.monotonic += by;
            state.now += SignedDuration::try_from(by).expect("a test steps by less than 292 years");
            let edge = (state.monotonic, u64::MAX);
            let later = state.sleepers.split_off(&edge);
            std::mem::replace(&mut state.sleepers, later)
        };
        for (_, sleeper) in due {
            // A sleeper that was dropped meanwhile no longer listens.
            let _ = sleeper.send(());
        }
    }

    /// Sets the calendar, as a user or a time server does; how long things took does not change.
    pub fn set_calendar(&self, now: Timestamp) {
        self.lock().now = now;
    }

    /// How long until the next sleeper is due; `None` where nobody sleeps.
    pub fn next_due(&self) -> Option<Duration> {
        let state = self.lock();
        state.sleepers.keys().next().map(|(due, _)| due.saturating_sub(state.monotonic))
    }

    /// How many wait on this clock now.
    pub fn sleepers(&self) -> usize {
        self.lock().sleepers.values().filter(|sleeper| !sleeper.is_closed()).count()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.lock().now
    }

    pub(crate) fn monotonic(&self) -> Duration {
        self.lock().monotonic
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        if duration.is_zero() {
            return tokio::task::yield_now().await;
        }
        let woken = {
            let mut state = self.lock();
            let (wake, woken) = oneshot::channel();
            let key = (state.monotonic + duration, state.next_id);
            state.next_id += 1;
            state.sleepers.retain(|_, sleeper| !sleeper.is_closed());
            state.sleepers.insert(key, wake);
            woken
        };
        // The sender is only dropped unsent together with the clock.
        let _ = woken.await;
    }

    fn lock(&self) -> parking_lot::MutexGuard<'_, State> {
        self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Arc<ManualClock> {
        ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap())
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_its_time_is_stepped_over() {
        let manual = clock();
        let task = tokio::spawn({
            let clock = manual.clock();
            async move { clock.sleep(Duration::from_secs(10)).await }
        });
        while manual.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        manual.advance(Duration::from_secs(9));
        tokio::task::yield_now().await;
        assert!(!task.is_finished(), "one second is still missing");
        manual.advance(Duration::from_secs(1));
        task.await.unwrap();
        assert_eq!(manual.now().to_string(), "2026-11-23T08:00:10Z");
    }

    #[tokio::test]
    async fn setting_the_calendar_back_does_not_shorten_what_was_measured() {
        let manual = clock();
        manual.advance(Duration::from_secs(5));
        manual.set_calendar("2020-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(manual.monotonic(), Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_wait_is_no_longer_than_it_was_when_the_calendar_is_set_back() {
        let manual = clock();
        let clock = manual.clock();
        let at = clock.now() + Duration::from_mins(1);
        let task = tokio::spawn(async move { clock.sleep_until(at).await });
        for piece in 0..2 {
            while manual.sleepers() == 0 {
                tokio::task::yield_now().await;
            }
            if piece == 0 {
                manual.set_calendar("2026-11-23T06:00:00Z".parse().unwrap());
            }
            manual.advance(Duration::from_secs(30));
        }
        task.await.unwrap();
        assert_eq!(manual.monotonic(), Duration::from_mins(1));
    }

    #[tokio::test]
    async fn a_timeout_ends_work_that_never_ends() {
        let manual = clock();
        let task = tokio::spawn({
            let clock = manual.clock();
            async move { clock.timeout(Duration::from_secs(1), std::future::pending::<()>()).await }
        });
        while manual.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        manual.advance(Duration::from_secs(1));
        assert_eq!(task.await.unwrap(), Err(crate::TimedOut));
    }
}
