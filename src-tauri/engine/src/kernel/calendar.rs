//! Waits that are stored, when the calendar is set back.
//!
//! A wait is a row with the calendar time at which it is over, since it outlives the program. Where a person or a time
//! server sets the calendar back by two hours, that time lies two hours further away than was meant. So the calendar is
//! held against the clock that cannot jump, and every wait is moved back by as much as the calendar was; none is left
//! longer than its kind can be. What was promised by the calendar (the start of a window, the end of an old secret) stays.

use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_rpc::Topic;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use rusqlite::params;

use super::{Kernel, Ms, Pace, Result, Write, audit, tasks};

/// The calendar was set back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SetBack {
    now: Timestamp,
    /// Zero where only the longest time of each kind is known.
    by: Duration,
}

/// A column that says when waits of one kind are over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    /// Which rows wait, in SQL.
    pub(crate) only: &'static str,
    pub(crate) longest: Duration,
}

/// Moves the waits that a slice keeps in its own tables.
pub(crate) type Mend = fn(&mut Write<'_>, &SetBack) -> Result<()>;

/// How often the calendar is looked at.
const LOOK: Duration = Duration::from_secs(15);
/// What was stored so shortly before the calendar was found set back may have been stored after it was.
const SLACK: Duration = Duration::from_secs(20);
/// Time servers move it by less.
const NOTICED: Duration = Duration::from_secs(2);

impl SetBack {
    /// Moves the waits of one kind. Those that were stored since are left as they are.
    pub(crate) fn mend(&self, write: &mut Write<'_>, waits: &Waits) -> Result<()> {
        let Waits { table, column, only, longest } = waits;
        let from = if self.by.is_zero() { *longest } else { self.by.saturating_sub(SLACK) };
        write.execute(
            &format!(
                "UPDATE {table} SET {column} = min(max({column} - ?2, ?1), ?1 + ?3) WHERE {column} > ?1 + ?4 AND {only}"
            ),
            params![Ms(self.now), millis(self.by), millis(*longest), millis(from)],
        )?;
        Ok(())
    }

    /// Moves since when something lasts, where that would lie ahead now.
    pub(crate) fn mend_since(&self, write: &mut Write<'_>, table: &str, column: &str) -> Result<()> {
        write.execute(
            &format!("UPDATE {table} SET {column} = min({column} - ?2, ?1) WHERE {column} > ?1"),
            params![Ms(self.now), millis(self.by)],
        )?;
        Ok(())
    }

    /// Cuts what was promised by the calendar to the longest that can be promised.
    pub(crate) fn cut(&self, write: &mut Write<'_>, promised: &Waits) -> Result<()> {
        Self { by: Duration::ZERO, ..*self }.mend(write, promised)
    }
}

impl Kernel {
    /// Mends all waits now, in case the calendar was set back while the program was not running, and whenever it is.
    pub(crate) fn watch_calendar(&self, mends: Vec<Mend>) {
        let (kernel, mut calendar) = (self.clone(), Calendar::new(&self.clock));
        let owed = Arc::new(Mutex::new(Some(Duration::ZERO)));
        self.keep_doing("the look at the calendar", Pace::every(LOOK), move || {
            if let Some(back) = calendar.set_back(&kernel.clock) {
                let mut owed = owed.lock();
                *owed = Some(back + owed.unwrap_or_default());
            }
            let (kernel, mends, owed) = (kernel.clone(), mends.clone(), Arc::clone(&owed));
            async move {
                let Some(by) = *owed.lock() else { return Ok(()) };
                kernel.mend(by, mends).await?;
                *owed.lock() = None;
                Ok(())
            }
        });
    }

    async fn mend(&self, by: Duration, mends: Vec<Mend>) -> Result<()> {
        let mended = self.db.write(move |write| {
            let now = write.now();
            let back = SetBack { now, by: if by.is_zero() { since_the_last_row(write, now)? } else { by } };
            tasks::set_back(write, &back)?;
            for mend in mends {
                mend(write, &back)?;
            }
            Ok(back.by)
        });
        let by = mended.await?;
        if !by.is_zero() {
            tracing::warn!(
                by_s = by.as_secs(),
                "the calendar was set back; what waits goes on as it was meant"
            );
            self.tasks.wake_all();
            // Waits are shown by the calendar.
            self.bus.changed([Topic::Health]);
        }
        Ok(())
    }
}

/// By how much the calendar lies before the newest row of the audit log: at least so much it was set back while the
/// program was not running.
fn since_the_last_row(write: &Write<'_>, now: Timestamp) -> Result<Duration> {
    let newest = audit::newest_time(write)?.map(|newest| newest.duration_since(now));
    let by = newest.and_then(|by| Duration::try_from(by).ok()).unwrap_or_default();
    Ok(if by < NOTICED { Duration::ZERO } else { by })
}

/// The calendar as it was last seen, held against the clock that only grows.
struct Calendar(Timestamp, Duration);

impl Calendar {
    fn new(clock: &Clock) -> Self {
        Self(clock.now(), clock.monotonic())
    }

    /// By how much it was set back since it was last asked, where that is worth noticing.
    fn set_back(&mut self, clock: &Clock) -> Option<Duration> {
        let now = Self::new(clock);
        let passed = SignedDuration::try_from(now.1.saturating_sub(self.1)).unwrap_or_default();
        let missing = passed.saturating_sub(now.0.duration_since(self.0));
        *self = now;
        Duration::try_from(missing).ok().filter(|missing| *missing >= NOTICED)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use callboard_clock::ManualClock;

    use super::*;

    #[test]
    fn a_calendar_that_is_set_back_is_noticed_and_one_that_is_set_on_is_not() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let clock = manual.clock();
        let mut calendar = Calendar::new(&clock);
        manual.advance(Duration::from_hours(1));
        assert_eq!(calendar.set_back(&clock), None, "time went on");
        manual.set_calendar(clock.now() - Duration::from_hours(2));
        manual.advance(Duration::from_secs(15));
        assert_eq!(calendar.set_back(&clock), Some(Duration::from_hours(2)));
        assert_eq!(calendar.set_back(&clock), None, "once");
        manual.set_calendar(clock.now() + Duration::from_hours(2));
        assert_eq!(calendar.set_back(&clock), None);
    }
}
