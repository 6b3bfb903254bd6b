//! What a stretch of failures comes to: a pure decision.
//!
//! An endpoint fails from its first failed try until a delivery arrives. It is judged at each failed try, so one to
//! which nothing is sent is never turned off for that. Tries that failed for our own network's sake do not count.

use jiff::{SignedDuration, Timestamp};

/// After so long without a single delivery that arrived, it is turned off.
pub(super) const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);
/// How much of that a person is told of, each once a stretch.
const MARKS: [u32; 4] = [50, 70, 90, 100];

/// How much of [`LONGEST`] has passed: 0 to 100.
pub(super) fn percent(since: Option<Timestamp>, now: Timestamp) -> u32 {
    let Some(since) = since else { return 0 };
    let passed = now.duration_since(since).as_millis().clamp(0, LONGEST.as_millis());
    u32::try_from(passed * 100 / LONGEST.as_millis()).unwrap_or(100)
}

/// The mark that a person is to be told of now, where `told` was the last; the highest one that was reached.
pub(super) fn mark(since: Timestamp, now: Timestamp, told: u32) -> Option<u32> {
    let reached = percent(Some(since), now);
    MARKS.into_iter().rev().find(|mark| *mark <= reached).filter(|mark| *mark > told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_of_five_days_is_told_once() {
        let since: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let after = |hours: i64| since + SignedDuration::from_hours(hours);
        let (mut told, mut marks) = (0, Vec::new());
        for hour in 0..=130 {
            if let Some(mark) = mark(since, after(hour), told) {
                told = mark;
                marks.push((hour, mark));
            }
        }
        assert_eq!(marks, [(60, 50), (84, 70), (108, 90), (120, 100)]);
    }

    #[test]
    fn after_a_long_pause_only_the_highest_mark_is_told() {
        let since: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        assert_eq!(mark(since, since + SignedDuration::from_hours(110), 0), Some(90));
        assert_eq!(mark(since, since - SignedDuration::from_hours(1), 0), None, "a clock that was set back");
        assert_eq!((percent(None, since), percent(Some(since), since + LONGEST * 2)), (0, 100));
    }
}
