//! When to try again: a pure decision. The waiting itself, and the memory of attempts, are the caller's.
//!
//! `backon` was looked at: it draws jitter as `delay + 0..delay` from its own generator, where the
//! contract wants full jitter from the chance that is handed in; it knows neither a floor (`Retry-After`)
//! nor attempts that outlive the process. What is left of it is the loop, which is five lines.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::Error;

/// First ceiling of the backoff; it doubles with every attempt.
pub const BASE: Duration = Duration::from_secs(1);
/// Highest ceiling of the backoff.
pub const CAP: Duration = Duration::from_mins(1);
/// The longest `Retry-After` that is believed.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(15);

/// How often, and how long at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Attempts after the first one.
    pub retries: u32,
    /// The longest single wait; where the tenant wants a longer one, the caller is told instead.
    pub patience: Duration,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    After(Duration),
    GiveUp,
}

impl Policy {
    /// A person waits: 3 retries, and no wait longer than a person sits through.
    pub const PERSON: Self = Self { retries: 3, patience: Duration::from_secs(10) };
    /// A durable task: 8 retries.
    pub const DURABLE: Self = Self { retries: 8, patience: LONGEST_RETRY_AFTER };
    /// One attempt: the caller keeps count elsewhere.
    pub const ONCE: Self = Self { retries: 0, patience: Duration::ZERO };
}

/// What follows the failure of attempt number `attempt` (from 1).
///
/// `jitter` is uniform in `0.0..1.0`. The wait is random in `0..min(60 s, 1 s · 2^(attempt − 1))`: at
/// most 1, 2, 4, 8, 16, 32, 60, 60 s; or, if that is longer, until the time that the error names.
/// There is no wait after the last attempt.
pub fn decide(attempt: u32, error: &Error, policy: &Policy, now: Timestamp, jitter: f64) -> Decision {
    if !error.is_passing() || attempt > policy.retries {
        return Decision::GiveUp;
    }
    let floor = floor(error, now);
    if floor > policy.patience {
        return Decision::GiveUp;
    }
    Decision::After(backoff(attempt, jitter).max(floor))
}

/// How long from `now` the error asks to wait: never longer than anything that is believed may ask for, since the calendar
/// may have been set back after it was said.
pub fn floor(error: &Error, now: Timestamp) -> Duration {
    error.not_before().map_or(Duration::ZERO, |at| until(now, at).min(LONGEST_RETRY_AFTER))
}

/// Full jitter after failure number `failure` (from 1).
pub fn backoff(failure: u32, jitter: f64) -> Duration {
    let doublings = failure.saturating_sub(1).min(16);
    let ceiling = BASE.saturating_mul(1 << doublings).min(CAP);
    ceiling.mul_f64(jitter.clamp(0.0, 1.0))
}

/// When a `Retry-After` of `header` allows the next request. Seconds or an HTTP date; at most 15 min
/// ahead; nonsense (negative, not a number, past) is ignored.
pub fn retry_after(header: &str, now: Timestamp) -> Option<Timestamp> {
    let header = header.trim();
    let wait = seconds(header).or_else(|| date(header, now))?;
    let wait = wait.min(LONGEST_RETRY_AFTER);
    (!wait.is_zero()).then(|| later(now, wait))
}

fn seconds(header: &str) -> Option<Duration> {
    let number = !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let seconds = number.then(|| header.parse::<f64>().ok())??;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// HTTP dates reach to the end of the year 9999, which is a day more than a timestamp does.
fn date(header: &str, now: Timestamp) -> Option<Duration> {
    let at = httpdate::parse_http_date(header).ok()?;
    Some(Timestamp::try_from(at).map_or(Duration::MAX, |at| until(now, at)))
}

/// From `now` until `at`; zero where that has passed.
pub(crate) fn until(now: Timestamp, at: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO)
}

/// `now` and `wait` more; the end of time where that is beyond it.
pub(crate) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T08:00:00Z".parse().expect("a time")
    }

    fn transient() -> Error {
        Error::Transient { message: "reset".into(), status: None, not_before: None }
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_ceiling_doubles_up_to_a_minute() {
        let ceilings: Vec<u64> = (1..=8).map(|n| backoff(n, 1.0).as_secs()).collect();
        assert_eq!(ceilings, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(backoff(u32::MAX, 1.0), CAP, "no overflow, however long it goes on");
        assert_eq!(backoff(5, 0.0), Duration::ZERO, "full jitter reaches down to nothing");
        assert_eq!(backoff(5, 0.25), secs(4));
    }

    #[test]
    fn nothing_is_retried_for_ever_and_nobody_sleeps_after_the_last_attempt() {
        for (policy, attempts) in [(Policy::PERSON, 4), (Policy::DURABLE, 9), (Policy::ONCE, 1)] {
            let made = (1..=100).find(|n| decide(*n, &transient(), &policy, now(), 0.5) == Decision::GiveUp);
            assert_eq!(made, Some(attempts), "{policy:?}");
        }
    }

    #[test]
    fn a_retry_after_is_a_floor() {
        let error = Error::RateLimited { until: Some(later(now(), secs(20))) };
        assert_eq!(decide(1, &error, &Policy::DURABLE, now(), 0.9), Decision::After(secs(20)));
        let error = Error::RateLimited { until: Some(later(now(), secs(1))) };
        assert_eq!(decide(4, &error, &Policy::DURABLE, now(), 0.5), Decision::After(secs(4)));
        let past = Error::RateLimited { until: Some(now() - SignedDuration::from_secs(9)) };
        assert_eq!(
            decide(1, &past, &Policy::DURABLE, now(), 0.5),
            Decision::After(Duration::from_millis(500))
        );
    }

    #[test]
    fn a_person_is_told_rather_than_kept_waiting_for_minutes() {
        let error = Error::RateLimited { until: Some(later(now(), secs(600))) };
        assert_eq!(decide(1, &error, &Policy::PERSON, now(), 0.5), Decision::GiveUp);
        assert_eq!(decide(1, &error, &Policy::DURABLE, now(), 0.5), Decision::After(secs(600)));
    }

    #[test]
    fn a_calendar_that_is_set_back_meanwhile_gives_nothing_up() {
        let error = Error::RateLimited { until: Some(later(now(), secs(300))) };
        let set_back = now() - SignedDuration::from_hours(2);
        assert_eq!(decide(1, &error, &Policy::DURABLE, set_back, 0.5), Decision::After(LONGEST_RETRY_AFTER));
    }

    #[test]
    fn what_cannot_change_by_itself_is_not_retried() {
        let message = String::new;
        let permanent = [
            Error::Unauthorized { message: message() },
            Error::Forbidden { scope: message(), message: message() },
            Error::NotFound { message: message(), maybe_absent: false },
            Error::Conflict { message: message(), existing: None, number: None },
            Error::Rejected { status: 422, message: message() },
            Error::Unknown { message: message() },
            Error::Doubtful { message: message(), status: 504, not_before: None },
            Error::TooLate { start: now() },
            Error::Config { message: message() },
        ];
        for error in permanent {
            assert_eq!(decide(1, &error, &Policy::DURABLE, now(), 0.5), Decision::GiveUp, "{error:?}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_at_most_fifteen_minutes() {
        let after = |header| retry_after(header, now()).map(|at| until(now(), at).as_secs());
        assert_eq!(after("7"), Some(7));
        assert_eq!(after(" 7 "), Some(7));
        assert_eq!(after("86400"), Some(900));
        assert_eq!(after("99999999999999999999999"), Some(900));
        assert_eq!(after("Mon, 23 Nov 2026 08:00:30 GMT"), Some(30));
        assert_eq!(after("Tue, 24 Nov 2026 08:00:00 GMT"), Some(900));
        assert_eq!(after("Fri, 31 Dec 9999 23:59:59 GMT"), Some(900), "later than any time that we can hold");
    }

    #[test]
    fn nonsense_in_retry_after_is_ignored() {
        for header in ["-5", "NaN", "inf", "", "soon", "0", "1.2.3", "Mon, 23 Nov 2020 08:00:00 GMT", "1e3"] {
            assert_eq!(retry_after(header, now()), None, "{header}");
        }
    }
}
