//! Requests that were built and signed beforehand, sent as fast as they are answered: for measuring a
//! listener (or any other HTTP/1.1 on a loopback address) without measuring the sender.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use callboard_clock::Clock;
use serde::Serialize;
use tokio::task::JoinSet;

use crate::senders::book::Book;
use crate::senders::report::percentile;
use crate::senders::wire::Wire;
use crate::senders::{Plan, PlanRefused};

/// What is sent, each request once, over so many kept connections.
#[derive(Clone, Debug)]
pub struct Load {
    pub address: SocketAddr,
    pub connections: usize,
    /// Whole requests, head and body: [`request`].
    pub requests: Vec<Bytes>,
    /// After so much time what is not answered is left.
    pub limit: Duration,
}

/// What was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measured {
    pub answered: u64,
    pub statuses: BTreeMap<u16, u64>,
    /// Requests whose connection broke, and connections that could not be opened.
    pub failed: u64,
    pub connections_opened: u64,
    pub seconds: f64,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

impl Load {
    /// All messages of a plan, signed now: they have to be sent within the source's tolerance. Its
    /// `count`, `connections`, `seconds` and shares hold, its `rate` and `tries` do not. `url` has a
    /// loopback address and is plain http.
    pub fn of(plan: &Plan, clock: &Clock) -> Result<Self, PlanRefused> {
        let target = plan.check()?;
        let refused = PlanRefused { field: "url", reason: "http:// and an IP address with a port" };
        let host = target.url.host_str().unwrap_or_default();
        let host = format!("{host}:{}", target.url.port().unwrap_or(80));
        let address = host.parse().map_err(|_| refused.clone())?;
        if target.url.scheme() != "http" {
            return Err(refused);
        }
        let now = clock.now();
        let book = Book::new(plan, &target.proof, now);
        let built = (0..plan.count).map(|number| {
            let message = book.message(number);
            let mut headers = book.headers(&message, now);
            headers.push(("content-type", "application/json".to_owned()));
            request("POST", target.url.path(), &host, &headers, &message.body)
        });
        Ok(Self {
            address,
            connections: plan.connections,
            requests: built.collect(),
            limit: Duration::from_secs_f64(plan.seconds),
        })
    }
}

/// One request as it goes over the wire. `path` and headers are taken as they are.
pub fn request(method: &str, path: &str, host: &str, headers: &[(&str, String)], body: &[u8]) -> Bytes {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.extend([name, ": ", value.as_str(), "\r\n"]);
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat().into()
}

/// Sends it all. Building and signing are over when this begins.
pub async fn run(load: &Load, clock: &Clock) -> Measured {
    let line = Arc::new((load.requests.clone(), AtomicUsize::new(0)));
    let begun = clock.monotonic();
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        workers.spawn(work(load.address, Arc::clone(&line), clock.clone(), load.limit));
    }
    let mut all = Counted::default();
    while let Some(counted) = workers.join_next().await {
        all.add(counted.unwrap_or_default());
    }
    all.measured(clock.monotonic().saturating_sub(begun))
}

async fn work(
    address: SocketAddr,
    line: Arc<(Vec<Bytes>, AtomicUsize)>,
    clock: Clock,
    limit: Duration,
) -> Counted {
    let mut counted = Counted::default();
    let (requests, next) = &*line;
    let mut wire = None;
    let mut over = std::pin::pin!(clock.sleep(limit)); // one timer for all, not one a request
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        let asked = clock.monotonic();
        let answer = tokio::select! {
            biased;
            answer = ask(&mut wire, address, request, &mut counted.opened) => answer,
            () = &mut over => break,
        };
        if let Ok(status) = answer {
            counted.latencies.push(clock.monotonic().saturating_sub(asked));
            *counted.statuses.entry(status).or_default() += 1;
        } else {
            counted.failed += 1;
            wire = None;
        }
    }
    counted
}

async fn ask(
    kept: &mut Option<Wire>,
    address: SocketAddr,
    request: &[u8],
    opened: &mut u64,
) -> io::Result<u16> {
    let mut wire = if let Some(wire) = kept.take() {
        wire
    } else {
        *opened += 1;
        Wire::open(address).await?
    };
    let (status, reusable) = wire.ask(request).await?;
    *kept = reusable.then_some(wire);
    Ok(status)
}

#[derive(Debug, Default)]
struct Counted {
    latencies: Vec<Duration>,
    statuses: BTreeMap<u16, u64>,
    failed: u64,
    opened: u64,
}

impl Counted {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        self.failed += other.failed;
        self.opened += other.opened;
    }

    #[allow(clippy::cast_precision_loss)] // far below 2^53
    fn measured(mut self, took: Duration) -> Measured {
        self.latencies.sort_unstable();
        let seconds = took.as_secs_f64();
        Measured {
            answered: self.latencies.len() as u64,
            statuses: self.statuses,
            failed: self.failed,
            connections_opened: self.opened,
            seconds,
            per_second: if seconds > 0.0 { self.latencies.len() as f64 / seconds } else { 0.0 },
            p50_ms: percentile(&self.latencies, 50),
            p99_ms: percentile(&self.latencies, 99),
        }
    }
}
