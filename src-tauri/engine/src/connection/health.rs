use std::time::Duration;

use callboard_cxone::{BreakerHealth, Health};
use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionHealth, HealthState};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::kernel::{Kernel, counted};

/// At most one event a second.
const PAUSE: Duration = Duration::from_secs(1);

/// What is known lives in memory: a tenant may have been asked before.
const NOT_ASKED: &str = "not asked since Callboard started";

/// What the board says of a connection. `None`: nothing was asked since the start.
pub(super) fn health(seen: Option<&Health>, now: Timestamp) -> ConnectionHealth {
    let Some(seen) = seen else { return unknown() };
    let (state, words) = judge(seen, now);
    ConnectionHealth {
        state,
        words,
        latency_ms: seen.last_latency.map(|latency| u32::try_from(latency.as_millis()).unwrap_or(u32::MAX)),
        token_until: seen.token.valid_until,
        waiting_until: waiting(seen, now),
    }
}

/// Tells the bus whenever the health of a client changes, until the client is dropped or the program stops.
pub(super) fn tell(kernel: &Kernel, mut health: watch::Receiver<Health>) {
    let (bus, clock, stop) = (kernel.bus.clone(), kernel.clock.clone(), kernel.shutdown.token());
    kernel.shutdown.spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                changed = health.changed() => if changed.is_err() { return },
            }
            bus.changed([Topic::Health]);
            tokio::select! {
                () = stop.cancelled() => return,
                () = clock.sleep(PAUSE) => {}
            }
        }
    });
}

fn judge(seen: &Health, now: Timestamp) -> (HealthState, String) {
    if let Some((code, why)) = &seen.token.trouble {
        let words = if *code == "no_token" { why.clone() } else { format!("no token: {why}") };
        return (HealthState::Down, words);
    }
    if let BreakerHealth::Open { until } = seen.breaker
        && until > now
    {
        return (HealthState::Down, format!("left alone until {}: it failed five times in a row", at(until)));
    }
    if let Some(until) = waiting(seen, now) {
        let words = format!("waiting until {}: the tenant asked us to slow down", at(until));
        return (HealthState::Degraded, words);
    }
    match (seen.breaker, seen.last_latency) {
        (BreakerHealth::Probing | BreakerHealth::Open { .. }, _) => {
            (HealthState::Degraded, "one request is trying whether the tenant is back".to_owned())
        }
        (BreakerHealth::Closed { failures }, _) if failures > 0 => {
            (HealthState::Degraded, format!("{} in a row", counted(u64::from(failures), "failure")))
        }
        (_, Some(latency)) => (HealthState::Good, format!("answers in {} ms", latency.as_millis())),
        (_, None) if seen.token.valid_until.is_some() => {
            (HealthState::Unknown, "a token was granted; nothing else was asked yet".to_owned())
        }
        (_, None) => (HealthState::Unknown, NOT_ASKED.to_owned()),
    }
}

fn waiting(seen: &Health, now: Timestamp) -> Option<Timestamp> {
    seen.waiting_until.filter(|until| *until > now)
}

fn at(instant: Timestamp) -> String {
    instant.strftime("%H:%MZ").to_string()
}

fn unknown() -> ConnectionHealth {
    ConnectionHealth {
        state: HealthState::Unknown,
        words: NOT_ASKED.to_owned(),
        latency_ms: None,
        token_until: None,
        waiting_until: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T15:30:00Z".parse().unwrap()
    }

    #[test]
    fn waiting_is_said_with_its_end_and_only_until_then() {
        let until = now() + Duration::from_mins(12);
        let seen = Health { waiting_until: Some(until), ..Health::default() };
        let shown = health(Some(&seen), now());
        assert_eq!(shown.state, HealthState::Degraded);
        assert_eq!(shown.words, "waiting until 15:42Z: the tenant asked us to slow down");
        assert_eq!(health(Some(&seen), until).waiting_until, None, "it has passed");
    }

    #[test]
    fn a_refused_token_is_worse_than_anything_else() {
        let mut seen = Health { last_latency: Some(Duration::from_millis(38)), ..Health::default() };
        assert_eq!(health(Some(&seen), now()).words, "answers in 38 ms");
        seen.token.trouble = Some(("credentials_refused", "The tenant refused the credentials".to_owned()));
        assert_eq!(health(Some(&seen), now()).state, HealthState::Down);
    }

    #[test]
    fn before_the_first_question_nothing_is_known() {
        assert_eq!(health(None, now()).state, HealthState::Unknown);
    }
}
