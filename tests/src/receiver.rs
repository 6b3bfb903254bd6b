use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Takes webhooks, remembers each as it came, and answers with the statuses it was told, then with 200.
#[derive(Clone, Debug)]
pub struct Receiver {
    address: SocketAddr,
    book: Arc<Mutex<Book>>,
    held: watch::Sender<bool>,
}

/// A webhook as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
}

#[derive(Debug, Default)]
struct Book {
    came: Vec<Webhook>,
    answers: Vec<u16>,
}

impl Receiver {
    /// # Panics
    /// Where it cannot listen.
    pub async fn start(answers: &[u16]) -> Self {
        let answers = answers.iter().rev().copied().collect();
        let book = Arc::new(Mutex::new(Book { answers, came: Vec::new() }));
        let held = watch::Sender::new(false);
        let (kept, gate) = (Arc::clone(&book), held.clone());
        let router = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
            let status = take(&kept, &headers, &body);
            let mut gate = gate.subscribe();
            async move {
                // An answer that is held for ever ends with the connection.
                let _ = gate.wait_for(|held| !held).await;
                status
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, book, held }
    }

    /// From now on it takes webhooks and does not answer.
    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    /// Answers all that it held.
    pub fn release(&self) {
        self.held.send_replace(false);
    }

    pub fn url(&self) -> String {
        format!("http://{}/webhooks", self.address)
    }

    /// In the order in which they came.
    pub fn came(&self) -> Vec<Webhook> {
        self.book.lock().came.clone()
    }

    /// The different ids among them.
    pub fn ids(&self) -> BTreeSet<String> {
        self.came().into_iter().map(|webhook| webhook.id).collect()
    }
}

fn take(book: &Mutex<Book>, headers: &HeaderMap, body: &Bytes) -> StatusCode {
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut book = book.lock();
    book.came.push(Webhook {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: String::from_utf8_lossy(body).into_owned(),
    });
    StatusCode::from_u16(book.answers.pop().unwrap_or(200)).expect("a status")
}
