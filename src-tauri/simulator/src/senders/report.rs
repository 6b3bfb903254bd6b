use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::senders::{NotSent, Shape};

/// What a message says, as its sender meant it (a wrong one may say otherwise).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its place in the plan, from 0.
    pub number: u64,
    pub shape: Shape,
    /// `webhook-id`; sent only where messages are signed.
    pub id: String,
    /// contactId; the number in data actions and callbacks; the event's own id in events.
    pub contact: String,
    /// dispositionCode, eventName, campaignId or eventType.
    pub code: String,
    /// When it happened, RFC 3339 with at most milliseconds; a callback's requestedStart.
    pub timestamp: String,
}

/// What became of a sending.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// How often a message was sent, tries counted singly.
    pub sent: u64,
    /// Of those, how many got no answer.
    pub unanswered: u64,
    /// The last reason for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<String>,
    pub statuses: BTreeMap<u16, u64>,
    /// The same, by what was the matter with the message.
    pub shapes: BTreeMap<Shape, BTreeMap<u16, u64>>,
    /// Answers with 200.
    pub acknowledged: u64,
    /// What was answered with 200, in the order of the answers; duplicates are in it again. Filled in
    /// where a sending is over that keeps it.
    #[serde(skip)]
    pub told: Vec<Told>,
    pub seconds: f64,
    /// How long the middle one of all answers took, and the slowest but one in a hundred.
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// A report as it grows. One for all connections.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    report: Report,
    latencies: Vec<Duration>,
    /// `None`: what was acknowledged is counted only.
    told: Option<Vec<Told>>,
}

impl Tally {
    /// Keeps what was acknowledged, and not only how much.
    pub(crate) fn keeping() -> Self {
        Self(Mutex::new(Counted { told: Some(Vec::new()), ..Counted::default() }))
    }

    pub(crate) fn told(&self) -> Vec<Told> {
        self.lock().told.clone().unwrap_or_default()
    }

    /// `status`, or why there is none, came at `now` after the begin, `took` after it was asked for.
    pub(crate) fn count(&self, told: &Told, status: Result<u16, &NotSent>, took: Duration, now: Duration) {
        let mut counted = self.lock();
        counted.report.sent += 1;
        counted.report.seconds = now.as_secs_f64();
        match status {
            Ok(status) => {
                counted.latencies.push(took);
                *counted.report.statuses.entry(status).or_default() += 1;
                *counted.report.shapes.entry(told.shape).or_default().entry(status).or_default() += 1;
                if status == 200 {
                    counted.report.acknowledged += 1;
                    if let Some(kept) = &mut counted.told {
                        kept.push(told.clone());
                    }
                }
            }
            Err(failure) => {
                counted.report.unanswered += 1;
                counted.report.last_failure = Some(failure.to_string());
            }
        }
    }

    pub(crate) fn report(&self) -> Report {
        let counted = self.lock();
        let mut latencies = counted.latencies.clone();
        latencies.sort_unstable();
        Report {
            p50_ms: percentile(&latencies, 50),
            p99_ms: percentile(&latencies, 99),
            ..counted.report.clone()
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.0.lock()
    }
}

/// In milliseconds: the smallest of `sorted` that at least so many percent do not pass.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values_measured() {
        let measured: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert!((percentile(&measured, 50) - 100.0).abs() < 1e-9);
        assert!((percentile(&measured, 99) - 198.0).abs() < 1e-9);
        assert!((percentile(&measured[..1], 99) - 1.0).abs() < 1e-9);
        assert!(percentile(&[], 50).abs() < 1e-9, "nothing was measured");
    }
}
