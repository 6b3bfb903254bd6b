use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use callboard_clock::{Chance, Clock, ManualClock};
use callboard_rpc::command::{ConnectionSaveCommand, ListenerSet, SourceSaveCommand};
use callboard_rpc::types::{
    ConnectionId, ConnectionSave, ListenerSettings, SecretStoreKind, SecretText, SourceAuth, SourceKind,
    SourceSave, SourceSaved,
};
use callboard_rpc::{Caller, Command, Door, Handle};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::inbox::Listen;
use crate::secrets;
use crate::signature::SigningSecret;
use crate::{Engine, Options};

/// An engine whose listener is open on a port of its own, and one tenant.
pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) manual: std::sync::Arc<ManualClock>,
    pub(crate) connection: ConnectionId,
    pub(crate) address: SocketAddr,
    http: Client,
    data: TempDir,
}

/// Who signs, and where to.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) saved: SourceSaved,
    pub(crate) secret: SigningSecret,
}

pub(crate) const NOW: &str = "2026-11-23T14:30:00Z";

const PASSPHRASE: &str = "a passphrase of the tests";

impl House {
    pub(crate) async fn open() -> Self {
        let manual = ManualClock::starting_at(NOW.parse().unwrap());
        let data = tempfile::tempdir().unwrap();
        secrets::cheap(data.path(), PASSPHRASE);
        let engine = start(data.path(), manual.clock());
        let settings = json!({
            "name": "Acme", "base_url": "http://127.0.0.1:9", "client_id": "x", "default_region": "US",
        });
        let save = ConnectionSave {
            id: None,
            settings: serde_json::from_value(settings).unwrap(),
            client_secret: Some(SecretText("not asked for here".to_owned())),
        };
        let connection = Handle::<ConnectionSaveCommand>::handle(&engine, &maria(), save).await.unwrap().id;
        let address = open(&engine).await;
        // No connection is kept: time that is stepped ends idle ones, perhaps just when one is used again.
        let http = Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { engine, manual, connection, address, http, data }
    }

    pub(crate) async fn ask<C: Command>(&self, _: C, args: C::Args) -> callboard_rpc::Result<C::Output>
    where
        Engine: Handle<C>,
    {
        Handle::<C>::handle(&self.engine, &maria(), args).await
    }

    pub(crate) async fn source(&self, kind: SourceKind, auth: SourceAuth) -> SourceSaved {
        let save = SourceSave {
            id: None,
            name: "Acme sender".to_owned(),
            kind,
            connection: self.connection.clone(),
            auth,
            tolerance_seconds: None,
            enabled: true,
            secret: None,
        };
        self.ask(SourceSaveCommand, save).await.unwrap()
    }

    /// A source that signs.
    pub(crate) async fn sender(&self, kind: SourceKind) -> Sender {
        let saved = self.source(kind, SourceAuth::Signature).await;
        let secret = SigningSecret::parse(&saved.secret.as_ref().unwrap().0).unwrap();
        Sender { saved, secret }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.engine.kernel.clock.now()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(self.url(path)).header("content-type", "application/json")
    }

    pub(crate) fn http(&self) -> &Client {
        &self.http
    }

    /// Signed as it has to be, now.
    pub(crate) fn signed(&self, sender: &Sender, id: &str, body: &str) -> RequestBuilder {
        let at = self.now().as_second();
        self.post(&sender.saved.source.path)
            .header("webhook-id", id)
            .header("webhook-timestamp", at)
            .header("webhook-signature", sender.secret.sign(id, at, body))
            .body(body.to_owned())
    }

    pub(crate) async fn send(&self, sender: &Sender, id: &str, body: &str) -> (StatusCode, Value) {
        said(self.signed(sender, id, body)).await
    }

    /// The first column of the first row.
    pub(crate) async fn value(&self, sql: &'static str) -> i64 {
        self.engine.kernel.db.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?)).await.unwrap()
    }

    /// Lets time pass until the first column of the first row is this: what runs beside has its turn.
    pub(crate) async fn until(&self, sql: &'static str, wanted: i64) {
        for _ in 0..5_000 {
            // Through the writer, so that looking waits for what is being committed.
            self.engine.kernel.db.write(|_| Ok(())).await.unwrap();
            if self.value(sql).await == wanted {
                return;
            }
            self.manual.advance(Duration::from_millis(100));
            tokio::task::yield_now().await;
        }
        panic!("it never was {wanted}: {sql}");
    }

    /// The time passes, in steps in which what waits for it can run.
    pub(crate) async fn pass(&self, time: Duration) {
        let step = Duration::from_secs(1).max(time / 50);
        let mut left = time;
        while !left.is_zero() {
            let next = step.min(left);
            self.manual.advance(next);
            left -= next;
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            // Whatever woke has written by the time that a write of ours is done.
            self.engine.kernel.db.write(|_| Ok(())).await.unwrap();
        }
        // What was counted is written by a loop of its own; a test does not guess whether that had its turn.
        self.engine.listener.0.refusals.flush(&self.engine.kernel).await.unwrap();
    }

    /// Stops in order, lets time pass without the program, and starts it again.
    pub(crate) async fn down_for(self, time: Duration) -> Self {
        let Self { engine, manual, connection, http, data, .. } = self;
        tokio::join!(engine.shutdown(), async {
            // The way out waits on the same clock.
            for _ in 0..100 {
                manual.advance(Duration::from_millis(100));
                tokio::task::yield_now().await;
            }
        });
        manual.advance(time);
        let engine = start(data.path(), manual.clock());
        let address = open(&engine).await;
        Self { engine, manual, connection, address, http, data }
    }
}

pub(crate) async fn said(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
}

pub(crate) fn call_result(contact: &str, at: Timestamp) -> String {
    json!({ "contactId": contact, "dispositionCode": "1001", "callResult": "answered", "timestamp": at })
        .to_string()
}

pub(crate) fn settings(address: &str) -> ListenerSettings {
    ListenerSettings {
        enabled: true,
        address: address.to_owned(),
        tls_cert: None,
        tls_key: None,
        public_url: None,
    }
}

pub(crate) async fn set(house: &House, settings: ListenerSettings) -> callboard_rpc::types::Listener {
    house.ask(ListenerSet, settings).await.unwrap()
}

fn maria() -> Caller {
    Caller::new("maria", Door::CommandLine)
}

fn start(data: &Path, clock: Clock) -> Engine {
    // Another start draws other ids.
    let seed = clock.now().as_second().unsigned_abs();
    let mut options = Options::new(data.to_owned(), clock, Chance::seeded(seed));
    options.secrets.kind = Some(SecretStoreKind::File);
    options.secrets.passphrase = Some(PASSPHRASE.to_owned().into());
    Engine::start(options).unwrap()
}

async fn open(engine: &Engine) -> SocketAddr {
    let listen = Listen { address: ([127, 0, 0, 1], 0).into(), tls: None };
    let address = engine.listener.open_at(listen).await.unwrap();
    while engine.listener.address().is_none() {
        tokio::task::yield_now().await;
    }
    address
}
