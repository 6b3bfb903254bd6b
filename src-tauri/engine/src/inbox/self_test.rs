//! Whether a request finds its way from outside to the listener: a signed nonce, sent to the public address.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_rpc::Caller;
use callboard_rpc::types::{ListenerState, SelfTest};
use http::HeaderMap;
use jiff::Timestamp;
use serde_json::json;

use super::listener::Listener;
use super::refusal::{Cause, Refusal};
use super::wishes;
use crate::delivery::Deliveries;
use crate::kernel::Result;
use crate::kernel::audit::Entry;
use crate::signature::{NotProven, Presented, SigningSecret, verify};

/// Nonces that are under way. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Nonces(Arc<Mutex<HashMap<String, (SigningSecret, bool)>>>);

/// Seconds between the clock that signs and the clock that reads, which are one.
const TOLERANCE: u32 = 60;

impl Nonces {
    /// What follows `/webhook/`.
    pub(super) const PATH: &'static str = "self-test";

    fn begin(&self, id: String, secret: &SigningSecret) -> UnderWay<'_> {
        self.waiting().insert(id.clone(), (secret.clone(), false));
        UnderWay { nonces: self, id }
    }

    /// A request came that says it is one.
    pub(super) fn came_back(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> std::result::Result<(), Refusal> {
        let presented = Presented::read(headers)?;
        let mut waiting = self.waiting();
        let (secret, came) = waiting.get_mut(presented.id).ok_or(Cause::NotProven(NotProven::Forged))?;
        verify(&presented, body, [&*secret], now, TOLERANCE)?;
        *came = true;
        Ok(())
    }

    fn waiting(&self) -> parking_lot::MutexGuard<'_, HashMap<String, (SigningSecret, bool)>> {
        self.0.lock()
    }
}

/// A nonce that is waited for; forgotten with this, also where whoever asked has left.
#[derive(Debug)]
struct UnderWay<'a> {
    nonces: &'a Nonces,
    id: String,
}

impl UnderWay<'_> {
    /// Whether it came back.
    fn came(&self) -> bool {
        self.nonces.waiting().get(&self.id).is_some_and(|(_, came)| *came)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.nonces.waiting().remove(&self.id);
    }
}

/// Sends a nonce to the public address, or where there is none to the listener's own, and says what came of it.
pub(super) async fn run(listener: &Listener, deliveries: &Deliveries, caller: &Caller) -> Result<SelfTest> {
    let kernel = &listener.0.kernel;
    let wishes = kernel.db.read(wishes::get).await?;
    let now = listener.now();
    let at = kernel.clock.now();
    let public = wishes.public_url.as_deref();
    let own = now.address.map(|address| format!("{}://{address}", if now.tls { "https" } else { "http" }));
    let Some(base) = public.map(str::to_owned).or(own) else {
        let words = "The listener does not listen, so nothing was sent. Turn it on first.".to_owned();
        return Ok(SelfTest { at, url: String::new(), came_back: false, took_ms: None, words });
    };
    let url = format!("{}/webhook/{}", base.trim_end_matches('/'), Nonces::PATH);
    let id = format!("selftest_{}", kernel.chance.token());
    let secret = SigningSecret::make(&kernel.chance);
    let nonce = listener.0.nonces.begin(id.clone(), &secret);
    let began = kernel.clock.monotonic();
    let body = json!({ "nonce": id }).to_string();
    let sent = if public.is_some() {
        deliveries.probe(&url, &id, body, &secret).await
    } else {
        deliveries.probe_ourselves(&url, &id, body, &secret).await
    };
    let took = kernel.clock.monotonic().saturating_sub(began);
    // A sender looks at the answer too.
    let arrived = nonce.came();
    drop(nonce);
    let came_back = arrived && sent.as_ref().is_ok_and(|status| (200..300).contains(status));
    let words = words(came_back, arrived, public.is_some(), now.state, &sent, took);
    let took_ms = came_back.then(|| u32::try_from(took.as_millis()).unwrap_or(u32::MAX));
    let test = SelfTest { at, url, came_back, took_ms, words };
    let (caller, told) = (caller.clone(), test.clone());
    kernel
        .db
        .write(move |write| {
            let result = if told.came_back { "done" } else { "failed" };
            write.audit(&caller, Entry::new("listener.self_test", "listener").after(&told).result(result))
        })
        .await?;
    Ok(test)
}

fn words(
    came_back: bool,
    arrived: bool,
    public: bool,
    state: ListenerState,
    sent: &std::result::Result<u16, String>,
    took: Duration,
) -> String {
    match (came_back, sent) {
        (true, _) if public => format!("It came back through the public address in {} ms.", took.as_millis()),
        (true, _) => format!(
            "The listener answered itself in {} ms. No public address is set, so whether others reach it was not tried.",
            took.as_millis()
        ),
        (false, Ok(status)) if arrived => format!(
            "It arrived, but its answer did not come back as it was given: {status} came. Senders would take that for a \
             failure and send again. Let the reverse proxy or the tunnel hand answers back as they are."
        ),
        (false, Err(why)) if arrived => {
            format!("It arrived, but its answer did not come back. {why} Senders would send again.")
        }
        (false, _) if state != ListenerState::Listening => {
            "It did not come back: the listener does not listen. Turn it on first.".to_owned()
        }
        (false, Ok(status)) => format!(
            "It did not come back: something else answers at that address (status {status}). Let the reverse proxy or \
             the tunnel hand /webhook/… on to the listener, method, headers and body as they come."
        ),
        (false, Err(why)) => {
            format!(
                "It did not come back. {why} See that the tunnel or the reverse proxy runs and its name is right."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use callboard_clock::Chance;

    use super::*;

    #[test]
    fn a_nonce_is_forgotten_once_nobody_waits_for_it() {
        let (nonces, secret) = (Nonces::default(), SigningSecret::make(&Chance::seeded(1)));
        let nonce = nonces.begin("selftest_1".to_owned(), &secret);
        assert!(!nonce.came(), "but it is waited for");
        assert_eq!(nonces.waiting().len(), 1);
        drop(nonce);
        assert!(nonces.waiting().is_empty());
    }
}
