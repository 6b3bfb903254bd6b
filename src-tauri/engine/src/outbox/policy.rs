//! When a message that failed is sent again, and when never: a pure decision.

use std::time::Duration;

use callboard_cxone::Error;
use callboard_cxone::retry::{Decision, Policy, backoff, decide, floor};
use jiff::Timestamp;

use super::message::Unknown;

/// How long the request of a lost answer may still be on its way before it is read what became of it.
pub(crate) const BEFORE_READING: Duration = Duration::from_secs(1);
/// The first long wait, after the retries of the settings are used up; it doubles with each.
const FIRST: Duration = Duration::from_mins(5);
/// The longest.
pub(super) const LONGEST: Duration = Duration::from_hours(1);
/// How many long waits there are, about nine hours in all.
const LONG_WAITS: u32 = 12;

/// What is known of a message whose attempt failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed {
    /// Attempts with this one; one that was held back before it left is none.
    pub(super) attempts: u32,
    /// An earlier one may have arrived.
    pub(super) look: bool,
    pub(super) unknown: Unknown,
    pub(super) batch: bool,
    pub(super) items: usize,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All that would meet the same refusal waits; no attempt is counted.
    Pause(Cause),
    /// In its turn, once the whole lane may send again.
    InTurn,
    /// After this long; looked up first where `look`.
    After {
        wait: Duration,
        look: bool,
    },
    /// As two halves.
    Halve,
    /// At once, as another request under another key.
    Anew,
    /// It is not repeated, and may be at the tenant.
    Rest,
    GiveUp,
}

/// Why messages wait together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The tenant refuses our credentials (401): the whole connection waits.
    CredentialsRefused,
    /// No token is to be had: the whole connection waits.
    NoToken,
    /// The tenant refuses this kind whatever it says (403, 404, 405): the kind waits.
    KindRefused,
}

/// What follows from `error`. First the client's own backoff, as often as the settings say (`retry.durable`). A failure that
/// would pass by itself is then tried after 5, 10, 20, 40 and 60 minutes and hourly from then on, 12 times, half to whole:
/// a tenant that is down for a night must not cost anybody an opt-out. `jitter` is uniform in 0..1.
pub(super) fn after(failed: Failed, error: &Error, policy: &Policy, now: Timestamp, jitter: f64) -> Step {
    match error {
        Error::Unauthorized { .. } => return Step::Pause(Cause::CredentialsRefused),
        error if error.lacks_a_token() => return Step::Pause(Cause::NoToken),
        error if failed.batch && refuses_the_kind(error) => return Step::Pause(Cause::KindRefused),
        error if failed.batch && failed.items > 1 && is_too_much(error, failed.attempts) => {
            return Step::Halve;
        }
        // Where no record is named, the conflict is about the key.
        Error::Conflict { existing: None, .. } if failed.batch && failed.attempts < 2 => return Step::Anew,
        error if error.may_have_happened() => return in_doubt(failed, error, policy, now, jitter),
        Error::RateLimited { until: Some(_) } | Error::Paused { .. } if failed.attempts <= policy.retries => {
            return Step::InTurn;
        }
        _ => {}
    }
    match next(failed.attempts.max(1), error, policy, now, jitter) {
        Decision::After(wait) => Step::After { wait, look: failed.look },
        // A refusal of the repeated request says nothing of the first.
        Decision::GiveUp if failed.look && failed.unknown == Unknown::Rest => Step::Rest,
        Decision::GiveUp => Step::GiveUp,
    }
}

/// When what was looked up, and is not shown yet, is looked up again.
pub(super) fn in_doubt(failed: Failed, error: &Error, policy: &Policy, now: Timestamp, jitter: f64) -> Step {
    if failed.attempts <= policy.retries + LONG_WAITS {
        let wait = BEFORE_READING.max(backoff(failed.attempts, jitter)).max(floor(error, now));
        return Step::After { wait, look: true };
    }
    if failed.unknown == Unknown::Rest { Step::Rest } else { Step::GiveUp }
}

/// No other batch of its kind would be taken either.
pub(super) fn refuses_the_kind(error: &Error) -> bool {
    matches!(
        error,
        Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Absent { .. }
            | Error::Rejected { status: 405, .. }
    )
}

/// A batch is refused for what it holds or for its size, or the tenant asked for less more than once.
fn is_too_much(error: &Error, attempts: u32) -> bool {
    match error {
        Error::Rejected { status: 400 | 413 | 422, .. } | Error::Conflict { .. } => true,
        Error::RateLimited { .. } => attempts > 1,
        _ => false,
    }
}

fn next(attempt: u32, error: &Error, policy: &Policy, now: Timestamp, jitter: f64) -> Decision {
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

    fn one(attempts: u32) -> Failed {
        Failed { attempts, look: false, unknown: Unknown::LookThenRepeat, batch: false, items: 1 }
    }

    fn batch(attempts: u32, items: usize) -> Failed {
        Failed { batch: true, items, unknown: Unknown::Repeat, ..one(attempts) }
    }

    fn step(failed: Failed, error: &Error) -> Step {
        after(failed, error, &Policy::DURABLE, now(), 0.5)
    }

    fn rejected(status: u16) -> Error {
        Error::Rejected { status, message: String::new() }
    }

    #[test]
    fn a_tenant_that_is_down_for_ever_is_asked_a_bounded_number_of_times_over_a_night() {
        let (mut attempts, mut waited) = (0, Duration::ZERO);
        loop {
            attempts += 1;
            match step(one(attempts), &down()) {
                Step::After { wait, .. } => waited += wait,
                Step::GiveUp => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(attempts, 1 + 8 + LONG_WAITS);
        assert!(waited > Duration::from_hours(6) && waited < Duration::from_hours(10), "{waited:?}");
    }

    #[test]
    fn what_a_repetition_cannot_change_is_not_repeated() {
        let unknown = Error::NotFound { message: String::new(), maybe_absent: false };
        for attempts in [1, 12] {
            assert_eq!(step(one(attempts), &unknown), Step::GiveUp);
        }
    }

    #[test]
    fn an_outcome_that_is_not_known_is_looked_up_and_not_for_ever() {
        let cut = Error::Unknown { message: "cut".into() };
        assert_eq!(step(one(1), &cut), Step::After { wait: BEFORE_READING, look: true });
        assert_eq!(step(one(9 + LONG_WAITS), &cut), Step::GiveUp);
        let sms = |attempts| Failed { unknown: Unknown::Rest, look: true, ..one(attempts) };
        assert_eq!(step(sms(9 + LONG_WAITS), &cut), Step::Rest);
        assert_eq!(step(sms(1), &rejected(422)), Step::Rest, "it says nothing of the first request");
    }

    #[test]
    fn a_batch_is_halved_for_its_content_and_its_size_until_one_item_stands_alone() {
        for status in [400, 413, 422] {
            assert_eq!(step(batch(1, 100), &rejected(status)), Step::Halve, "{status}");
            assert_eq!(step(batch(1, 1), &rejected(status)), Step::GiveUp, "{status}");
        }
        let conflict = Error::Conflict { message: String::new(), existing: None, number: None };
        assert_eq!(step(batch(1, 2), &conflict), Step::Halve, "it names nobody");
        assert_eq!(step(one(1), &rejected(422)), Step::GiveUp, "what is no batch has no halves");
    }

    #[test]
    fn a_second_429_halves_a_batch_and_the_first_does_not() {
        let slow = Error::RateLimited { until: None };
        assert!(matches!(step(batch(1, 100), &slow), Step::After { .. }));
        assert_eq!(step(batch(2, 100), &slow), Step::Halve);
        assert!(matches!(step(batch(2, 1), &slow), Step::After { .. }));
        let named = Error::RateLimited { until: Some(now()) };
        assert_eq!(step(one(2), &named), Step::InTurn, "the whole lane waits, so that it keeps its place");
    }

    #[test]
    fn what_refuses_every_batch_pauses_the_kind_and_splits_nothing() {
        let refusals = [
            Error::Forbidden { scope: "s".into(), message: String::new() },
            Error::NotFound { message: String::new(), maybe_absent: false },
            Error::Absent { job: callboard_cxone::Job::ReadContact },
            rejected(405),
        ];
        for error in &refusals {
            assert_eq!(step(batch(1, 100), error), Step::Pause(Cause::KindRefused), "{error:?}");
            assert_eq!(step(one(1), error), Step::GiveUp, "{error:?} is about the one contact");
        }
        let refused = Error::Unauthorized { message: String::new() };
        assert_eq!(step(batch(1, 100), &refused), Step::Pause(Cause::CredentialsRefused));
    }
}
