//! One request to a receiver.

use parking_lot::RwLock;
use std::error::Error;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use callboard_clock::Clock;
use callboard_cxone::Roots;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use super::address::{Reach, Refused};
use super::answer::{MOST_READ, Outcome, refusal};
use super::network::Way;
use super::resolver::{Checked, Lookup, Unresolved};
use super::retry;
use crate::signature::SigningSecret;

/// How long a try may take in all, its answer included.
pub(super) const LIMIT: Duration = Duration::from_secs(15);

/// How much of it finding the address and connecting may take. Kept by reqwest, on the machine's own clock: nobody else
/// sees where the one ends and the answer begins.
const CONNECTING: Duration = Duration::from_secs(10);

/// What is sent, exactly.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) body: String,
}

/// How a try ended, and what it tells of the way there.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) outcome: Outcome,
    pub(super) way: Way,
}

/// Sends, to where it may. No proxy (it would connect in our place), no redirect, no connection kept: each
/// request is checked anew.
#[derive(Clone)]
pub(super) struct Wire {
    clock: Clock,
    lookup: Lookup,
    connecting: Duration,
    reach: Arc<RwLock<Reach>>,
    plain: Arc<OnceLock<Client>>,
    encrypted: Arc<OnceLock<Client>>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl Wire {
    pub(super) fn new(clock: Clock, lookup: Lookup) -> Self {
        let (plain, encrypted) = (Arc::default(), Arc::default());
        Self { clock, lookup, connecting: CONNECTING, reach: Arc::default(), plain, encrypted }
    }

    /// From now on these subnets are listed.
    pub(super) fn list(&self, reach: Reach) {
        *self.reach.write() = reach;
    }

    pub(super) fn reach(&self) -> Reach {
        self.reach.read().clone()
    }

    pub(super) async fn send(&self, request: &Request, secrets: &[SigningSecret]) -> Tried {
        let began = self.clock.monotonic();
        let sent = match self.begin(request, secrets) {
            Ok(sending) => self.clock.timeout(LIMIT, sending).await,
            Err(words) => return failed(words, Way::NotTaken),
        };
        match sent {
            Ok(Ok(response)) => {
                let left = LIMIT.saturating_sub(self.clock.monotonic().saturating_sub(began));
                Tried { outcome: self.outcome(response, left, secrets).await, way: Way::Open }
            }
            Ok(Err(error)) => failed(words(&error, &request.url), way(&error)),
            Err(_) => failed(format!("It did not answer within {} s.", LIMIT.as_secs()), Way::Open),
        }
    }

    /// Sends, and tells the status of the answer whatever it is.
    pub(super) async fn status(&self, request: &Request, secrets: &[SigningSecret]) -> Result<u16, String> {
        match self.clock.timeout(LIMIT, self.begin(request, secrets)?).await {
            Ok(Ok(response)) => Ok(response.status().as_u16()),
            Ok(Err(error)) => Err(words(&error, &request.url)),
            Err(_) => Err(format!("It did not answer within {} s.", LIMIT.as_secs())),
        }
    }

    fn begin(
        &self,
        request: &Request,
        secrets: &[SigningSecret],
    ) -> Result<impl Future<Output = reqwest::Result<Response>> + use<>, String> {
        let url = Url::parse(&request.url).map_err(|error| format!("Its address is not one: {error}."))?;
        self.reach().check_literal(&url).map_err(|refused| refused.to_string())?;
        let at = self.clock.now().as_second();
        let client = self.client(url.scheme() == "https")?;
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &request.id)
            .header("webhook-timestamp", at)
            .header("webhook-signature", signatures(request, at, secrets))
            .body(request.body.clone());
        Ok(request.send())
    }

    async fn outcome(&self, response: Response, left: Duration, secrets: &[SigningSecret]) -> Outcome {
        let status = response.status().as_u16();
        if response.status().is_success() {
            return Outcome::Delivered { status };
        }
        let wish = response.headers().get("retry-after").and_then(|header| header.to_str().ok());
        let wish = wish.and_then(|header| retry::wish(header, self.clock.now()));
        let mut body = Vec::new();
        // An answer that breaks off or never ends has told its status; what came of it is kept.
        let _ = self.clock.timeout(left, read(response, &mut body)).await;
        refusal(status, &body, wish, secrets)
    }

    fn client(&self, encrypted: bool) -> Result<Client, String> {
        let kept = if encrypted { &self.encrypted } else { &self.plain };
        if let Some(client) = kept.get() {
            return Ok(client.clone());
        }
        let resolver =
            Checked { reach: Arc::clone(&self.reach), lookup: Arc::clone(&self.lookup), encrypted };
        let builder = Client::builder()
            .user_agent(concat!("Callboard/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .pool_max_idle_per_host(0)
            .connect_timeout(self.connecting)
            .dns_resolver(Arc::new(resolver));
        // Plain http needs no certificates, and is to work where the system has none.
        let builder = if encrypted {
            Roots::of_this_machine().trusted_by(builder.https_only(true), Vec::new())
        } else {
            builder.tls_certs_only([])
        };
        let client =
            builder.build().map_err(|error| format!("Encryption could not be set up: {}.", root(&error)))?;
        Ok(kept.get_or_init(|| client).clone())
    }
}

/// One for each secret, the newest first.
fn signatures(request: &Request, at: i64, secrets: &[SigningSecret]) -> String {
    let all = secrets.iter().map(|secret| secret.sign(&request.id, at, &request.body));
    all.collect::<Vec<_>>().join(" ")
}

async fn read(mut response: Response, body: &mut Vec<u8>) {
    while let Ok(Some(piece)) = response.chunk().await {
        let room = MOST_READ - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == MOST_READ {
            return;
        }
    }
}

fn failed(words: String, way: Way) -> Tried {
    Tried { outcome: Outcome::Failed { status: None, words, wish: None }, way }
}

fn way(error: &reqwest::Error) -> Way {
    match find::<Unresolved>(error) {
        Some(Unresolved::NoSuchName) => return Way::NotTaken,
        Some(Unresolved::Unasked(_)) => return Way::Ours,
        Some(Unresolved::Unclear(_)) => return Way::Shut,
        None if find::<Refused>(error).is_some() => return Way::NotTaken,
        None => {}
    }
    way_by(find::<io::Error>(error).map(io::Error::kind), error.is_connect())
}

/// Who refuses a connection, or breaks one off, is there.
fn way_by(kind: Option<io::ErrorKind>, is_connect: bool) -> Way {
    match kind {
        Some(
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown,
        ) => Way::Ours,
        Some(io::ErrorKind::ConnectionRefused) => Way::Open,
        _ if is_connect => Way::Shut,
        _ => Way::Open,
    }
}

fn words(error: &reqwest::Error, url: &str) -> String {
    if let Some(refused) = find::<Refused>(error) {
        return refused.to_string();
    }
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    if let Some(Unresolved::Unasked(_)) = find::<Unresolved>(error) {
        return format!("There is no way to {host}: {}.", root(error));
    }
    let kind = find::<io::Error>(error).map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => {
            format!("{host} refused the connection: nothing listens there.")
        }
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
            "It broke the connection off.".to_owned()
        }
        Some(
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown,
        ) => {
            format!("There is no way to {host}: this computer's own network may be down.")
        }
        _ if error.is_connect() => format!("{host} could not be reached: {}.", root(error)),
        _ => format!("It broke the connection off before it answered: {}.", root(error)),
    }
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The cause of causes, which names no address and no secret.
fn root(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(
        || "no reason was given".to_owned(),
        |error| error.to_string().trim_end_matches('.').to_owned(),
    )
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

#[cfg(test)]
mod tests {
    use callboard_clock::ManualClock;

    use super::*;

    /// Where a line is cut behind the router, names are asked for in vain until the time is over.
    #[tokio::test]
    async fn who_is_not_reached_in_time_is_not_taken_for_somebody_who_was_there() {
        let clock = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap()).clock();
        let lookup: Lookup =
            Arc::new(|_| Box::pin(std::future::pending::<io::Result<Vec<std::net::IpAddr>>>()));
        let mut wire = Wire::new(clock, lookup);
        wire.connecting = Duration::from_millis(20);
        let url = "http://hooks.example.com/".to_owned();
        let tried = wire.send(&Request { id: "msg_1".to_owned(), url, body: "{}".to_owned() }, &[]).await;
        assert_eq!(tried.way, Way::Shut);
        let Outcome::Failed { status: None, words, .. } = &tried.outcome else { panic!("{tried:?}") };
        assert!(words.contains("hooks.example.com could not be reached"), "{words}");
    }

    #[test]
    fn a_host_without_a_way_to_it_is_our_own_networks_trouble() {
        use io::ErrorKind as Kind;
        for kind in [Kind::HostUnreachable, Kind::NetworkUnreachable, Kind::NetworkDown] {
            assert_eq!(way_by(Some(kind), true), Way::Ours, "{kind}");
        }
        assert_eq!(way_by(Some(Kind::ConnectionRefused), true), Way::Open, "somebody is there, and says no");
        assert_eq!(way_by(Some(Kind::ConnectionReset), false), Way::Open);
        assert_eq!(way_by(None, true), Way::Shut);
    }
}
