use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_cxone::ConnectionSettings;
use callboard_rpc::Caller;
use callboard_rpc::types::{ConnectionId, SecretStoreKind};
use callboard_simulator::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Entry, Running, Simulator};
use secrecy::SecretString;

use super::kinds::{Batch, EVERY, KINDS, NEWEST, NUMBERS, ONCE, TABLES, Text};
use crate::connection::NewConnection;
use crate::kernel::{Result, Write};
use crate::outbox::{self, About, Message, New, gone, relay};
use crate::secrets::{Secrets, StoreChoice};
use crate::{Engine, Options, connection};

pub(super) const NOW: &str = "2026-11-23T08:00:00Z";
/// A wait that never ends is told as such.
const LOOKS: u32 = 100_000;
/// Two starts must not draw the same keys.
static STARTS: AtomicU64 = AtomicU64::new(1);

/// An engine with the kinds of the tests and one connection to a stand-in tenant.
pub(super) struct House {
    pub(super) engine: Engine,
    pub(super) clock: Arc<ManualClock>,
    pub(super) tenant: Running,
    pub(super) connection: ConnectionId,
    dir: tempfile::TempDir,
}

impl House {
    /// Nothing is sent yet.
    pub(super) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = ManualClock::starting_at(NOW.parse().unwrap());
        let tenant =
            Simulator::builder().clock(clock.clock()).start("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let engine = open(dir.path(), &clock);
        let connection = connect(&engine, &tenant.base_url()).await;
        Self { engine, clock, tenant, connection, dir }
    }

    /// Ends, and starts again on the same data; nothing is sent yet.
    pub(super) async fn restart(self) -> Self {
        let Self { engine, clock, tenant, connection, dir } = self;
        engine.shutdown().await;
        drop(engine);
        let engine = open(dir.path(), &clock);
        let secret = SecretString::from(DEMO_CLIENT_SECRET.to_owned());
        engine.secrets.set(&Secrets::client_secret(&connection), secret).await.unwrap();
        Self { engine, clock, tenant, connection, dir }
    }

    pub(super) fn send(&self) {
        relay::resume(&self.engine, KINDS);
        gone::resume(&self.engine, KINDS);
    }

    pub(super) async fn newest(&self, contact: &str, text: &str) -> Vec<String> {
        let replaced = self.enqueue(&NEWEST, contact, 0, note(contact, text)).await;
        replaced.into_iter().map(|text| text.says).collect()
    }

    pub(super) async fn every(&self, contact: &str, text: &str) {
        self.enqueue(&EVERY, contact, 0, note(contact, text)).await;
    }

    pub(super) async fn once(&self, contact: &str, text: &str) {
        self.enqueue(&ONCE, contact, 0, note(contact, text)).await;
    }

    /// Rows of `numbers`, in one batch; answers the first id.
    pub(super) async fn batch(&self, subject: &str, numbers: Vec<String>) -> i64 {
        let (of, subject) = (self.connection.clone(), subject.to_owned());
        self.write(move |write| batch(write, &of, &subject, &numbers)).await
    }

    pub(super) async fn enqueue<M: Message>(
        &self,
        kind: &'static M,
        subject: &str,
        rank: i64,
        body: M::Body,
    ) -> Vec<M::Body> {
        let (of, subject) = (self.connection.clone(), subject.to_owned());
        self.write(move |write| {
            outbox::enqueue(write, kind, &New { connection: &of, subject: &subject, rank, due: None, body })
        })
        .await
    }

    /// A note that is promised for a time.
    pub(super) async fn promised(&self, contact: &str, text: &str, at: &str) {
        let (of, subject, due) = (self.connection.clone(), contact.to_owned(), at.parse().ok());
        let body = note(contact, text);
        self.write(move |write| {
            let new = New { connection: &of, subject: &subject, rank: 0, due, body };
            outbox::enqueue(write, &EVERY, &new)
        })
        .await;
    }

    pub(super) async fn call_off<M: Message>(&self, kind: &'static M, subject: &'static str) -> Vec<M::Body> {
        let of = self.connection.clone();
        self.write(move |write| outbox::call_off(write, &About::new(kind, &of, subject), |_| true)).await
    }

    pub(super) async fn dismiss<M: Message>(&self, kind: &'static M, subject: &'static str) -> Vec<M::Body> {
        let of = self.connection.clone();
        self.write(move |write| outbox::dismiss(write, &About::new(kind, &of, subject), |_| true)).await
    }

    pub(super) async fn replay<M: Message>(&self, kind: &'static M, subject: &'static str) -> Vec<M::Body> {
        let of = self.connection.clone();
        self.write(move |write| outbox::replay(write, &About::new(kind, &of, subject), |_| true)).await
    }

    /// Until nothing waits and nothing is in flight, letting every wait be over at once.
    pub(super) async fn done(&self) {
        for _ in 0..LOOKS {
            if self.number("SELECT count(*) FROM outbox WHERE state = 'waiting'").await == 0 {
                return;
            }
            if let Some(due) = self.clock.next_due() {
                self.clock.advance(due.min(Duration::from_mins(1)));
            }
        }
        panic!("messages never end");
    }

    pub(super) async fn until(&self, what: &str, sql: &'static str) {
        for _ in 0..LOOKS {
            // Through the writer, so that looking waits for what is being committed.
            if self.write(move |write| Ok(write.query_row(sql, [], |row| row.get::<_, bool>(0))?)).await {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{what}");
    }

    /// What became of messages, in order: `arrived c1 first`.
    pub(super) async fn told(&self) -> Vec<String> {
        let sql = "SELECT what || ' ' || subject || ' ' || words FROM told ORDER BY id";
        self.read(move |db| {
            let mut statement = db.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.map(|row| row.map(|text| text.trim_end().to_owned())).collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// What was asked of the tenant, in order: `PATCH c1 first`, `GET c1`, `POST 100`.
    pub(super) fn asked(&self) -> Vec<String> {
        self.tenant.journal().entries().iter().filter_map(asked).collect()
    }

    pub(super) async fn number(&self, sql: &'static str) -> i64 {
        self.write(move |write| Ok(write.query_row(sql, [], |row| row.get(0))?)).await
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T> + Send + 'static,
    ) -> T {
        self.engine.kernel.db.read(work).await.unwrap()
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.engine.kernel.db.write(work).await.unwrap()
    }
}

pub(super) fn note(contact: &str, text: &str) -> Text {
    Text { contact: contact.to_owned(), says: text.to_owned(), late: 0, until: None }
}

pub(super) fn number(at: usize) -> String {
    format!("+1415{at:07}")
}

/// Stores numbers and enqueues them in one batch; answers the first id.
pub(super) fn batch(
    write: &mut Write<'_>,
    of: &ConnectionId,
    subject: &str,
    numbers: &[String],
) -> Result<i64> {
    let mut items = Vec::new();
    for number in numbers {
        write.prepare_cached("INSERT INTO numbers (number) VALUES (?1)")?.execute([number])?;
        items.push(write.last_insert_rowid());
    }
    let first = items[0];
    let body = Batch { items, existing: BTreeMap::new() };
    outbox::enqueue(write, &NUMBERS, &New { connection: of, subject, rank: 0, due: None, body })?;
    Ok(first)
}

pub(super) fn asked(entry: &Entry) -> Option<String> {
    if entry.path == "/api/v2/outbound/contacts" {
        return Some(format!("POST {}", entry.body["contacts"].as_array().map_or(0, Vec::len)));
    }
    let contact = entry.path.strip_prefix("/api/v2/contacts/")?;
    let text = entry.body["custom"]["disposition_category"].as_str();
    Some(text.map_or_else(
        || format!("{} {contact}", entry.method),
        |text| format!("{} {contact} {text}", entry.method),
    ))
}

pub(super) async fn connect(engine: &Engine, base_url: &str) -> ConnectionId {
    let settings = serde_json::json!({ "name": "Acme", "base_url": base_url, "client_id": DEMO_CLIENT_ID, "rate_limit": 0 });
    let settings: ConnectionSettings = serde_json::from_value(settings).unwrap();
    let secret = Some(SecretString::from(DEMO_CLIENT_SECRET.to_owned()));
    let new = NewConnection { id: None, settings, secret, stand_in: false };
    connection::save(engine, &Caller::engine(), new).await.unwrap().id
}

pub(super) fn open(dir: &Path, clock: &Arc<ManualClock>) -> Engine {
    let _ = tracing_subscriber::fmt().with_test_writer().with_env_filter("warn").try_init();
    open_with(dir, clock, Chance::seeded(1000 + STARTS.fetch_add(1, Ordering::Relaxed)))
}

pub(super) fn open_with(dir: &Path, clock: &Arc<ManualClock>, chance: Chance) -> Engine {
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(dir.to_owned(), clock.clock(), chance)
    };
    let engine = Engine::open(options).unwrap();
    let kernel = engine.kernel.clone();
    let tables = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(kernel.db.write(|write| Ok(write.execute_batch(TABLES)?))).unwrap();
    });
    tables.join().unwrap();
    engine
}
