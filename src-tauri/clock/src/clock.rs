#![allow(clippy::disallowed_methods)] // This is the one place that may ask the machine.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::manual::ManualClock;

/// Where the program gets its time from: the machine, or a test's hand.
///
/// Cheap to clone. Two readings exist on purpose: [`Clock::now`] is the calendar (it may jump when the
/// machine's clock is set), [`Clock::monotonic`] only ever grows and measures how long something took.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { started: Instant },
    Manual(Arc<ManualClock>),
}

/// The longest stretch in which a wait for a time of day does not notice that the calendar was set.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The work did not finish within the time it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

impl std::fmt::Display for TimedOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("timed out")
    }
}

impl std::error::Error for TimedOut {}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self(Source::System { started: Instant::now() })
    }

    /// A clock that moves only when `manual` is stepped.
    pub fn manual(manual: Arc<ManualClock>) -> Self {
        Self(Source::Manual(manual))
    }

    /// The calendar time, UTC.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System { .. } => Timestamp::now(),
            Source::Manual(manual) => manual.now(),
        }
    }

    /// Time since this clock was made; never goes back, also when the calendar is set.
    pub fn monotonic(&self) -> Duration {
        match &self.0 {
            Source::System { started } => started.elapsed(),
            Source::Manual(manual) => manual.monotonic(),
        }
    }

    /// Waits until `duration` has passed on this clock. Safe to drop at any point.
    pub async fn sleep(&self, duration: Duration) {
        match &self.0 {
            Source::System { .. } => tokio::time::sleep(duration).await,
            Source::Manual(manual) => manual.sleep(duration).await,
        }
    }

    /// Waits until the calendar shows `at` or later; returns at once where it already does.
    ///
    /// The calendar may be set while we wait (sleep of the laptop, a time server), so the wait is cut
    /// into pieces of at most 5 s and asks anew after each. The wait is no longer than it was when it began: where the
    /// calendar is set back meanwhile, it ends before `at`, and the caller looks anew.
    pub async fn sleep_until(&self, at: Timestamp) {
        let Ok(whole) = Duration::try_from(at.duration_since(self.now())) else { return };
        let enough = self.monotonic().saturating_add(whole);
        loop {
            let by_calendar = Duration::try_from(at.duration_since(self.now())).unwrap_or_default();
            let left = by_calendar.min(enough.saturating_sub(self.monotonic()));
            if left.is_zero() {
                return;
            }
            self.sleep(left.min(LOOK_AGAIN)).await;
        }
    }

    /// Runs `work` for at most `limit` of this clock's time.
    pub async fn timeout<F: Future>(&self, limit: Duration, work: F) -> Result<F::Output, TimedOut> {
        tokio::select! {
            biased;
            output = work => Ok(output),
            () = self.sleep(limit) => Err(TimedOut),
        }
    }
}
