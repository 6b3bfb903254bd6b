use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use callboard_clock::{Clock, ManualClock};
use callboard_simulator::senders::{Hidden, Plan, Secret, sign};
use http::{HeaderMap, StatusCode, Uri};
use serde_json::Value;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::tenant::NOW;

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// As much of a listener as shows what senders send: it reads contract.md §4 in its order.
pub(crate) struct Listener {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) url: String,
    book: Arc<Book>,
    _door: DropGuard,
}

struct Book {
    clock: Clock,
    /// What is answered before anything else, the last first.
    instead: Mutex<Vec<u16>>,
    came: watch::Sender<Vec<Came>>,
    ids: Mutex<HashMap<String, Bytes>>,
}

/// One request as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Came {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Listener {
    pub(crate) async fn open() -> Self {
        let clock = ManualClock::starting_at(NOW.parse().unwrap());
        let book = Arc::new(Book {
            clock: clock.clock(),
            instead: Mutex::default(),
            came: watch::channel(Vec::new()).0,
            ids: Mutex::default(),
        });
        let router = Router::new().fallback(post(take)).with_state(Arc::clone(&book));
        let socket = callboard_http::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let closing = CancellationToken::new();
        let limits = callboard_http::Limits::default();
        let door = callboard_http::serve(socket, router, limits, None, Clock::system(), closing.clone());
        tokio::spawn(door);
        Self { clock, url, book, _door: closing.drop_guard() }
    }

    /// A plan for this listener, signed with its secret, over one connection: answers come in order.
    pub(crate) fn plan(&self) -> Plan {
        let secret = Some(Hidden::from(SECRET));
        Plan { url: self.url.clone(), secret, connections: 1, count: 50, ..Plan::default() }
    }

    /// Answers these to the next requests, in this order, and does nothing.
    pub(crate) fn answer_instead(&self, statuses: &[u16]) {
        *self.book.instead.lock() = statuses.iter().rev().copied().collect();
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.book.came.borrow().clone()
    }

    pub(crate) async fn until(&self, requests: usize) {
        let mut came = self.book.came.subscribe();
        came.wait_for(|came| came.len() >= requests).await.unwrap();
    }
}

async fn take(State(book): State<Arc<Book>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let came = Came { path: uri.path().to_owned(), headers, body };
    let status = book.instead.lock().pop().unwrap_or_else(|| book.judge(&came));
    book.came.send_modify(|all| all.push(came));
    StatusCode::from_u16(status).unwrap()
}

impl Book {
    fn judge(&self, came: &Came) -> u16 {
        let id = came.header("webhook-id");
        if !id.is_empty() {
            let at: i64 = came.header("webhook-timestamp").parse().unwrap();
            let secret = Secret::parse(SECRET).unwrap();
            let signed = sign(&secret, id, at, &came.body) == came.header("webhook-signature");
            if !signed || (self.clock.now().as_second() - at).abs() > 300 {
                return 401;
            }
        } else if !matches!(came.header("authorization"), "" | "Bearer open-sesame") {
            return 401;
        }
        let Ok(Value::Object(fields)) = serde_json::from_slice(&came.body) else { return 400 };
        let number = fields.get("phoneNumber").and_then(Value::as_str);
        if number.is_some_and(|number| !number.starts_with('+')) {
            return 422;
        }
        for name in ["timestamp", "requestedStart"] {
            let time = fields.get(name).and_then(Value::as_str);
            if time.is_some_and(|time| time.parse::<jiff::Timestamp>().is_err()) {
                return 422;
            }
        }
        let known = self.ids.lock().entry(id.to_owned()).or_insert(came.body.clone()).clone();
        if id.is_empty() || known == came.body { 200 } else { 409 }
    }
}
