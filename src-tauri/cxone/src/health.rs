use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::Class;

/// A connection's health as the board shows it. Times are by the calendar as it was when this was asked for: ask anew
/// rather than keep it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    pub token: TokenHealth,
    /// From sending the last request to the end of its answer.
    pub last_latency: Option<Duration>,
    /// Why the newest request failed; `None` once one was answered well.
    pub failed: Option<String>,
    /// When the tenant last answered at all.
    pub last_answer: Option<Timestamp>,
    /// The tenant asked us (429) to wait until then.
    pub waiting_until: Option<Timestamp>,
    pub breaker: BreakerHealth,
    /// Requests that wait for their permit, in the order of [`Class::ALL`].
    pub waiting: [usize; Class::ALL.len()],
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenHealth {
    /// End of the token's life, as the tenant said it; `None` before the first and for use-once tokens.
    pub valid_until: Option<Timestamp>,
    /// Why the last request for a token failed: the error's code and message.
    pub trouble: Option<(&'static str, String)>,
    /// What a person can do about it.
    pub to_do: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerHealth {
    /// Requests pass; so many transient failures in a row so far.
    Closed { failures: u32 },
    /// Nothing is sent until then.
    Open { until: Timestamp },
    /// One request is on its way to see whether the tenant is back.
    Probing,
}

impl Default for BreakerHealth {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

/// The writing end, shared by the parts of one connection.
#[derive(Clone)]
pub(crate) struct Board(watch::Sender<Health>);

impl Board {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Health::default()))
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Health> {
        self.0.subscribe()
    }

    /// Wakes the watchers only where something differs.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Health)) {
        self.0.send_if_modified(|health| {
            let before = health.clone();
            change(health);
            *health != before
        });
    }
}
