use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_cxone::ConnectionSettings;
use callboard_phone::E164;
use callboard_rpc::types::{ConnectionId, SecretStoreKind};
use callboard_rpc::{Caller, Door};
use callboard_simulator::{
    Builder, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Entry, OutboundContact, Running, Simulator,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use crate::connection::NewConnection;
use crate::dnc::{Direction, Recorded, Source, Statement, record, resume};
use crate::kernel::{Result, Write};
use crate::outbox;
use crate::secrets::{Secrets, StoreChoice};
use crate::{Engine, Options, connection};

pub(super) const NOW: &str = "2026-11-23T08:00:00Z";
/// A wait that never ends is told as such.
const LOOKS: u32 = 100_000;
/// Two starts must not draw the same keys.
static STARTS: AtomicU64 = AtomicU64::new(1);

/// An engine with one connection to a stand-in tenant, which tells it of numbers.
pub(super) struct House {
    pub(super) engine: Engine,
    pub(super) clock: Arc<ManualClock>,
    pub(super) tenant: Running,
    pub(super) connection: ConnectionId,
    dir: tempfile::TempDir,
}

impl House {
    /// Nothing is sent yet.
    pub(super) async fn start(change: impl FnOnce(Builder) -> Builder) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = ManualClock::starting_at(NOW.parse().unwrap());
        let builder = change(Simulator::builder().clock(clock.clock()));
        let tenant = builder.start("127.0.0.1:0".parse().unwrap()).await.unwrap();
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
        outbox::send(&self.engine);
        outbox::end_with_connections(&self.engine);
        resume(&self.engine);
    }

    pub(super) async fn say(&self, number: E164, direction: Direction, minutes_ago: i64) -> Recorded {
        self.say_all(vec![(number, direction, minutes_ago)]).await.pop().unwrap()
    }

    /// In one write.
    pub(super) async fn say_all(&self, all: Vec<(E164, Direction, i64)>) -> Vec<Recorded> {
        let of = self.connection.clone();
        self.write(move |write| {
            let mut recorded = Vec::new();
            for (number, direction, ago) in all {
                let statement = Statement {
                    connection: &of,
                    number,
                    direction,
                    at: minutes_ago(ago),
                    received: write.now(),
                    source: Source::Person("Ada"),
                    event: None,
                    reason: None,
                    metadata: None,
                };
                recorded.push(record(write, &statement)?);
            }
            Ok(recorded)
        })
        .await
    }

    /// Until no number waits and no message is on its way, letting every wait be over at once.
    pub(super) async fn told(&self) {
        let sql = "SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting')
            + (SELECT count(*) FROM dnc_queue WHERE state <> 'dead')
            + (SELECT count(*) FROM dnc_imports WHERE pushed = 1 AND stands = 1 AND passed < (facts ->> 'distinct'))";
        for _ in 0..LOOKS {
            if self.number(sql).await == 0 {
                return;
            }
            self.step();
        }
        panic!("numbers wait for ever");
    }

    /// Until imports are written and looked at again as well.
    pub(super) async fn settled(&self) {
        let sql = "SELECT count(*) FROM tasks WHERE kind LIKE 'dnc.%'";
        for _ in 0..LOOKS {
            if self.number(sql).await == 0 {
                return self.told().await;
            }
            self.step();
        }
        panic!("an import goes on for ever");
    }

    /// Lets the next wait be over.
    pub(super) fn step(&self) {
        if let Some(due) = self.clock.next_due() {
            self.clock.advance(due.min(Duration::from_mins(1)));
        }
    }

    pub(super) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// What the tenant has, by number.
    pub(super) fn at_the_tenant(&self) -> BTreeMap<String, OutboundContact> {
        let all = self.tenant.outbound_contacts();
        all.into_iter().map(|contact| (contact.phone_number.clone(), contact)).collect()
    }

    /// The batches that the tenant was asked to take.
    pub(super) fn batches(&self) -> Vec<Entry> {
        self.tenant.journal().of("POST", "/api/v2/outbound/contacts")
    }

    /// How the requests of a number ended or stand, in the order in which they came.
    pub(super) async fn outcomes(&self, number: E164) -> Vec<String> {
        let packed = number.pack();
        let read = self.engine.kernel.db.read(move |db| {
            let mut statement =
                db.prepare("SELECT outcome FROM dnc_requests WHERE number = ?1 ORDER BY id")?;
            let rows = statement.query_map([packed], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        });
        read.await.unwrap()
    }

    pub(super) async fn number(&self, sql: &'static str) -> i64 {
        self.write(move |write| Ok(write.query_row(sql, [], |row| row.get(0))?)).await
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.engine.kernel.db.write(work).await.unwrap()
    }

    pub(super) fn caller() -> Caller {
        Caller { actor: "Ada".to_owned(), door: Door::CommandLine }
    }
}

pub(super) fn minutes_ago(minutes: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_mins(minutes)
}

pub(super) fn number(at: usize) -> E164 {
    E164::from_stored(&format!("+1415555{at:04}")).unwrap()
}

fn open(dir: &Path, clock: &Arc<ManualClock>) -> Engine {
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(
            dir.to_owned(),
            clock.clock(),
            Chance::seeded(9000 + STARTS.fetch_add(1, Ordering::Relaxed)),
        )
    };
    Engine::open(options).unwrap()
}

async fn connect(engine: &Engine, base_url: &str) -> ConnectionId {
    let settings = serde_json::json!({ "name": "Acme", "base_url": base_url, "client_id": DEMO_CLIENT_ID, "rate_limit": 0, "default_region": "US", "custom_list_ids": ["list-7"] });
    let settings: ConnectionSettings = serde_json::from_value(settings).unwrap();
    let secret = Some(SecretString::from(DEMO_CLIENT_SECRET.to_owned()));
    let new = NewConnection { id: None, settings, secret, stand_in: false };
    connection::save(engine, &Caller::engine(), new).await.unwrap().id
}
