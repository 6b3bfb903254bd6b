//! Words for whoever waits for a tenant: how far it is, and why it goes on no faster. Nothing of it is stored.
//!
//! Cast: a slice that keeps a caller waiting [begins](Waits::begin) a [`Wait`] and says how far it is; the live client
//! knows what the tenant owes us. [`told`] puts both into one sentence a connection.

use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_cxone::{Awaited, BreakerHealth, Health};
use callboard_rpc::types::ConnectionId;
use jiff::{SignedDuration, Timestamp};

/// The client waits no longer than this at a time: an end that lies further ahead was told by a calendar that has been
/// set back since.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// The waits of all callers. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Waits(Arc<Mutex<Running>>);

#[derive(Debug, Default)]
struct Running {
    last: u64,
    steps: BTreeMap<u64, Vec<Step>>,
}

/// The stage of a wait for one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub connection: ConnectionId,
    /// `3 of 16 windows withdrawn`
    pub words: String,
    /// When what has failed is tried again.
    pub again_at: Option<Timestamp>,
}

/// One wait; it ends when this is dropped.
#[derive(Debug)]
pub struct Wait {
    id: u64,
    of: Waits,
}

impl Waits {
    pub fn begin(&self) -> Wait {
        let mut running = self.lock();
        running.last += 1;
        Wait { id: running.last, of: self.clone() }
    }

    /// The stages of all waits for a connection.
    pub(super) fn of(&self, connection: &ConnectionId) -> Vec<Step> {
        let running = self.lock();
        running.steps.values().flatten().filter(|step| step.connection == *connection).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.0.lock()
    }
}

impl Wait {
    /// Says how far it is now.
    pub fn says(&self, steps: Vec<Step>) {
        self.of.lock().steps.insert(self.id, steps);
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.of.lock().steps.remove(&self.id);
    }
}

/// A tenant that answers within this is not waited for.
const QUICK: Duration = Duration::from_secs(1);

/// The words for all that is waited for at a tenant, without its name; `None` where nothing is.
pub(super) fn told(
    steps: &[Step],
    awaited: Awaited,
    health: Option<&Health>,
    now: Timestamp,
) -> Option<String> {
    let ahead = |at: &Timestamp| *at > now && at.duration_since(now) <= LONGEST;
    let silent = health.and_then(|seen| seen.waiting_until).filter(ahead);
    let rests = health.and_then(|seen| match seen.breaker {
        BreakerHealth::Open { until } => Some(until),
        BreakerHealth::Closed { .. } | BreakerHealth::Probing => None,
    });
    let again = awaited.again_at.or(steps.iter().filter_map(|step| step.again_at).min());
    let unanswered = awaited.unanswered_for.filter(|time| *time >= QUICK);
    let why = match (silent, rests.filter(ahead), unanswered, again.filter(ahead)) {
        (Some(until), ..) => Some(format!("it asked us to wait until {}", clock(until))),
        (_, Some(until), ..) => {
            Some(format!("it failed five times in a row and is asked again at {}", clock(until)))
        }
        (_, _, Some(time), _) => Some(format!("it has not answered for {} s", time.as_secs())),
        (.., Some(at)) => Some(failed(health, at)),
        _ => None,
    };
    let mut said: Vec<String> = Vec::new();
    for words in steps.iter().map(|step| step.words.clone()).chain(why) {
        // Two who wait for the same are told it once.
        if !said.contains(&words) {
            said.push(words);
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// What failed and is repeated at `at`: the asking for a token with what to do about it, or a request.
fn failed(health: Option<&Health>, at: Timestamp) -> String {
    if let Some((_, words)) = health.and_then(|seen| seen.token.trouble.as_ref()) {
        let to_do = health.map_or("", |seen| seen.token.to_do);
        let words = words.trim_end_matches('.');
        return format!("{words}; it is asked for again at {}. {to_do}", clock(at)).trim_end().to_owned();
    }
    match health.and_then(|seen| seen.failed.as_deref()) {
        Some(why) => format!("{}; it is repeated at {}", why.trim_end_matches('.'), clock(at)),
        None => format!("a request failed and is repeated at {}", clock(at)),
    }
}

fn clock(at: Timestamp) -> String {
    at.strftime("%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T15:30:00Z".parse().unwrap()
    }

    fn steps() -> Vec<Step> {
        let waits = Waits::default();
        let wait = waits.begin();
        let words = "3 of 16 windows withdrawn".to_owned();
        let again_at = Some(now() + Duration::from_secs(8));
        wait.says(vec![Step { connection: "con_a".into(), words, again_at }]);
        assert_eq!(waits.of(&"con_b".into()), [], "another tenant's");
        let steps = waits.of(&"con_a".into());
        drop(wait);
        assert_eq!(waits.of(&"con_a".into()), [], "it is over");
        steps
    }

    #[test]
    fn how_far_it_is_stands_before_what_keeps_it() {
        let unanswered = Awaited { unanswered_for: Some(Duration::from_millis(4200)), again_at: None };
        let said = |awaited, health: Option<&Health>| told(&steps(), awaited, health, now());
        assert_eq!(
            said(unanswered, None).as_deref(),
            Some("3 of 16 windows withdrawn; it has not answered for 4 s")
        );
        assert_eq!(
            said(Awaited::default(), None).as_deref(),
            Some("3 of 16 windows withdrawn; a request failed and is repeated at 15:30:08Z")
        );
        let silent = Health { waiting_until: Some(now() + Duration::from_mins(2)), ..Health::default() };
        assert_eq!(
            said(unanswered, Some(&silent)).as_deref(),
            Some("3 of 16 windows withdrawn; it asked us to wait until 15:32:00Z")
        );
    }

    #[test]
    fn what_failed_is_named_with_what_to_do_and_said_once() {
        let twice = [steps(), steps()].concat();
        let mut seen =
            Health { failed: Some("The network failed: refused.".to_owned()), ..Health::default() };
        let said = |seen: &Health| told(&twice, Awaited::default(), Some(seen), now()).unwrap();
        assert_eq!(
            said(&seen),
            "3 of 16 windows withdrawn; The network failed: refused; it is repeated at 15:30:08Z"
        );
        let refused = "No token is granted: acme.example/oauth/token answered 404".to_owned();
        seen.token.trouble = Some(("no_token", refused));
        seen.token.to_do = "Check the token address.";
        assert_eq!(
            said(&seen),
            "3 of 16 windows withdrawn; No token is granted: acme.example/oauth/token answered 404; it is asked for again \
             at 15:30:08Z. Check the token address."
        );
    }

    #[test]
    fn a_tenant_that_nobody_waits_for_is_not_named() {
        let quick = Awaited { unanswered_for: Some(Duration::from_millis(300)), again_at: None };
        assert_eq!(told(&[], quick, Some(&Health::default()), now()), None);
        let open = BreakerHealth::Open { until: now() + Duration::from_secs(20) };
        let resting = Health { breaker: open, ..Health::default() };
        let said = told(&[], Awaited::default(), Some(&resting), now());
        assert_eq!(said.as_deref(), Some("it failed five times in a row and is asked again at 15:30:20Z"));
    }
}
