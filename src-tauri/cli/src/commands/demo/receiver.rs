use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use callboard_clock::Clock;
use callboard_http::{HostRule, Limits, only_hosts};
use http::{HeaderMap, StatusCode};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::failure::Failure;

/// Somebody else's program, played by us: it takes webhooks on loopback until it is dropped.
#[derive(Debug)]
pub(super) struct Receiver {
    address: SocketAddr,
    arrived: mpsc::Receiver<Received>,
    _closing: DropGuard,
}

/// A webhook as it came.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) id: String,
    pub(super) timestamp: String,
    pub(super) signature: String,
    pub(super) body: Bytes,
}

const WAITING: usize = 16;

impl Receiver {
    pub(super) async fn open(clock: Clock) -> Result<Self, Failure> {
        let nowhere =
            |error: std::io::Error| Failure::network(format!("No port can be opened on loopback: {error}."));
        let listener = callboard_http::bind((Ipv4Addr::LOCALHOST, 0).into()).await.map_err(nowhere)?;
        let address = listener.local_addr().map_err(nowhere)?;
        let (arriving, arrived) = mpsc::channel(WAITING);
        let router = only_hosts(
            Router::new().route("/completed", post(take)).with_state(arriving),
            HostRule::loopback(),
        );
        let closing = CancellationToken::new();
        tokio::spawn(callboard_http::serve(
            listener,
            router,
            Limits::default(),
            None,
            clock,
            closing.clone(),
        ));
        Ok(Self { address, arrived, _closing: closing.drop_guard() })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/completed", self.address)
    }

    /// The next webhook that comes.
    pub(super) async fn next(&mut self) -> Received {
        match self.arrived.recv().await {
            Some(received) => received,
            // The door has closed by itself: nothing comes any more.
            None => std::future::pending().await,
        }
    }
}

async fn take(State(arriving): State<mpsc::Sender<Received>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let received = Received {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body,
    };
    match arriving.try_send(received) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
