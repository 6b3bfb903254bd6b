//! When an effect that failed is tried again: a pure decision.

use std::time::Duration;

use callboard_cxone::Error;
use callboard_cxone::retry::{Decision, Policy, decide, floor};
use jiff::Timestamp;

/// The first long wait, after the retries of the house are used up; it doubles with each.
const FIRST: Duration = Duration::from_mins(5);
/// The longest.
pub(super) const LONGEST: Duration = Duration::from_hours(1);
/// How many long waits there are, about nine hours in all.
pub(super) const LONG_WAITS: u32 = 12;

/// What follows failed attempt number `attempt` (from 1).
///
/// First the client's own backoff, as often as the house says (`retry.durable`). A failure that would pass by itself
/// is then tried after 5, 10, 20, 40 and 60 minutes and hourly from then on, 12 times, half to whole: a tenant that is
/// down for a night must not cost anybody an opt-out. Then it is a dead letter. Where the tenant answers again,
/// whatever waits so long is brought forward.
pub(super) fn next(attempt: u32, error: &Error, policy: &Policy, now: Timestamp, jitter: f64) -> Decision {
    if !error.is_passing() {
        return Decision::GiveUp;
    }
    if attempt <= policy.retries {
        return decide(attempt, error, policy, now, jitter);
    }
    let long = attempt - policy.retries;
    if long > LONG_WAITS {
        return Decision::GiveUp;
    }
    let whole = FIRST.saturating_mul(1 << (long - 1).min(8)).min(LONGEST);
    let wait = whole.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    Decision::After(wait.max(floor(error, now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T08:00:00Z".parse().unwrap()
    }

    fn down() -> Error {
        Error::Transient { message: "reset".into(), status: None, not_before: None }
    }

    #[test]
    fn a_tenant_that_is_down_for_ever_is_asked_a_bounded_number_of_times_over_a_night() {
        let (mut attempts, mut waited) = (0, Duration::ZERO);
        loop {
            attempts += 1;
            match next(attempts, &down(), &Policy::DURABLE, now(), 0.5) {
                Decision::After(wait) => waited += wait,
                Decision::GiveUp => break,
            }
        }
        assert_eq!(attempts, 1 + 8 + LONG_WAITS);
        assert!(waited > Duration::from_hours(6) && waited < Duration::from_hours(10), "{waited:?}");
    }

    #[test]
    fn what_a_repetition_cannot_change_is_not_repeated() {
        let gone = Error::NotFound { message: String::new(), maybe_absent: false };
        assert_eq!(next(1, &gone, &Policy::DURABLE, now(), 0.5), Decision::GiveUp);
        assert_eq!(next(12, &gone, &Policy::DURABLE, now(), 0.5), Decision::GiveUp);
    }
}
