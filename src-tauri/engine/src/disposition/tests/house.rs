use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{
    ConnectionId, ConnectionSave, DispositionFeed, DispositionRow, SecretStoreKind, SecretText, TraceStep,
    TrafficState,
};
use callboard_rpc::{Caller, Command, Door, Handle, command};
use callboard_simulator::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Entry, Running, Simulator};
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use crate::disposition::{alert, decide, reapply, removed, trace};
use crate::kernel::{Ms, Result, Write};
use crate::secrets::StoreChoice;
use crate::{Engine, Options, outbox};

pub(super) const NOW: &str = "2026-11-23T08:00:00Z";

/// An engine with one connection to a stand-in tenant.
pub(super) struct House {
    pub(super) engine: Engine,
    pub(super) clock: Arc<ManualClock>,
    pub(super) tenant: Running,
    pub(super) connection: ConnectionId,
    dir: tempfile::TempDir,
}

/// Which loops run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loops {
    All,
    /// Nothing is sent to the tenant.
    WithoutEffects,
}

/// Two starts must not draw the same ids.
static STARTS: AtomicU64 = AtomicU64::new(1);
/// Effects that wait or are under way.
const LIVE: &str = "SELECT count(*) FROM outbox WHERE state = 'waiting'";
/// A wait that never ends is told as such.
const LOOKS: u32 = 100_000;

impl House {
    pub(super) async fn start(loops: Loops) -> Self {
        Self::with(loops, 0, |builder| builder).await
    }

    /// `rate_limit` is the connection's own.
    pub(super) async fn with(
        loops: Loops,
        rate_limit: u32,
        tenant: impl FnOnce(callboard_simulator::Builder) -> callboard_simulator::Builder,
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = ManualClock::starting_at(NOW.parse().unwrap());
        let builder = tenant(Simulator::builder().clock(clock.clock()));
        let tenant = builder.start("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let engine = open(&dir, &clock);
        let settings = serde_json::json!({
            "name": "Acme", "base_url": tenant.base_url(), "client_id": DEMO_CLIENT_ID, "rate_limit": rate_limit,
            "default_region": "US",
        });
        let save = ConnectionSave {
            id: None,
            settings: serde_json::from_value(settings).unwrap(),
            client_secret: Some(SecretText(DEMO_CLIENT_SECRET.into())),
        };
        let saved = Handle::<command::ConnectionSaveCommand>::handle(&engine, &maria(), save).await.unwrap();
        resume(&engine, loops);
        Self { engine, clock, tenant, connection: saved.id, dir }
    }

    /// Ends, and starts again on the same data. The session's secrets are entered anew.
    pub(super) async fn restart(self, loops: Loops) -> Self {
        let Self { engine, clock, tenant, connection, dir } = self;
        engine.shutdown().await;
        drop(engine);
        let engine = open(&dir, &clock);
        let name = crate::secrets::Secrets::client_secret(&connection);
        let secret = secrecy::SecretString::from(DEMO_CLIENT_SECRET.to_owned());
        engine.secrets.set(&name, secret).await.unwrap();
        resume(&engine, loops);
        Self { engine, clock, tenant, connection, dir }
    }

    pub(super) fn begin_effects(&self) {
        outbox::send(&self.engine);
    }

    pub(super) async fn call<C: Command>(&self, _: C, args: C::Args) -> callboard_rpc::Result<C::Output>
    where
        Engine: Handle<C>,
    {
        Handle::<C>::handle(&self.engine, &maria(), args).await
    }

    /// Call results as the inbox leaves them: (contact, code as JSON, minutes after the start of the day). Answers the
    /// number of the first.
    pub(super) async fn events(&self, events: &[(&str, &str, i64)]) -> i64 {
        let bodies = events
            .iter()
            .map(|(contact, code, minutes)| {
                let body = format!(
                    r#"{{"contactId":"{contact}","dispositionCode":{code},"callResult":"ANSWERED","timestamp":"{}"}}"#,
                    at(*minutes)
                );
                ((*contact).to_owned(), body, at(*minutes))
            })
            .collect();
        self.bodies(bodies).await
    }

    /// (contact, body, happened)
    pub(super) async fn bodies(&self, bodies: Vec<(String, String, Timestamp)>) -> i64 {
        let connection = self.connection.clone();
        self.write(move |write| {
            let first: i64 =
                write.query_row("SELECT coalesce(max(number), 0) + 1 FROM events", [], |row| row.get(0))?;
            for (number, (contact, body, happened)) in (first..).zip(bodies) {
                insert(write, &connection, number, &contact, &body, happened)?;
            }
            decide::later(write)?;
            Ok(first)
        })
        .await
    }

    /// Until every event is decided and nothing is to be applied anew.
    pub(super) async fn decided(&self) {
        self.until("an event is not decided", |db| {
            let left: i64 = db.query_row(
                "SELECT (SELECT count(*) FROM events e WHERE state = 'received'
                         AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.event = e.number))
                      + (SELECT count(*) FROM tasks WHERE kind IN ('disposition.decide', 'disposition.reapply'))",
                [],
                |row| row.get(0),
            )?;
            Ok(left == 0)
        })
        .await;
    }

    /// Until no effect waits or is under way.
    pub(super) async fn done(&self) {
        self.decided().await;
        self.until("an effect is not done", |db| {
            let left: i64 = db.query_row(LIVE, [], |row| row.get(0))?;
            Ok(left == 0)
        })
        .await;
    }

    /// The same, letting every wait be over at once.
    pub(super) async fn done_in_a_hurry(&self) {
        self.decided().await;
        for _ in 0..LOOKS {
            if self.live().await == 0 {
                return;
            }
            if let Some(due) = self.clock.next_due() {
                self.clock.advance(due.min(Duration::from_mins(1)));
            }
        }
        panic!("effects never end");
    }

    /// Effects that wait or are under way.
    pub(super) async fn live(&self) -> i64 {
        self.number(LIVE).await
    }

    pub(super) async fn number(&self, sql: &'static str) -> i64 {
        self.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?)).await
    }

    pub(super) async fn until(
        &self,
        what: &str,
        mut is: impl FnMut(&rusqlite::Connection) -> Result<bool> + Send + Copy + 'static,
    ) {
        for _ in 0..LOOKS {
            // Through the writer, so that looking waits for what is being committed.
            if self.write(move |write| is(write)).await {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{what}");
    }

    pub(super) async fn feed(&self) -> Vec<DispositionRow> {
        let mut rows =
            self.call(command::DispositionFeedCommand, DispositionFeed::default()).await.unwrap().rows;
        rows.reverse();
        rows
    }

    /// The states of all events, in the order in which they came.
    pub(super) async fn states(&self) -> Vec<TrafficState> {
        let states = self.read(|db| {
            let mut statement = db.prepare("SELECT number FROM events ORDER BY number")?;
            let numbers = statement.query_map([], |row| row.get::<_, i64>(0))?;
            let numbers: Vec<i64> = numbers.collect::<rusqlite::Result<_>>()?;
            let states =
                numbers.into_iter().map(|number| Ok(crate::inbox::event(db, number)?.unwrap().state));
            states.collect::<Result<Vec<_>>>()
        });
        states.await
    }

    pub(super) async fn trace(&self, number: i64) -> Vec<TraceStep> {
        self.read(move |db| trace::trace(db, number)).await
    }

    /// What was asked of the tenant's contacts, in order: `PATCH c1 do_not_call`, `GET c1`.
    pub(super) fn asked(&self) -> Vec<String> {
        self.tenant.journal().entries().iter().filter_map(asked).collect()
    }

    /// The category that the tenant has of a contact.
    pub(super) fn category(&self, contact: &str) -> Option<String> {
        self.tenant.contact(contact)?.custom.get("disposition_category").cloned()
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

pub(super) fn at(minutes: i64) -> Timestamp {
    "2026-11-23T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

pub(super) fn maria() -> Caller {
    Caller::new("maria", Door::Window)
}

/// `PATCH c1 do_not_call`.
pub(super) fn asked(entry: &Entry) -> Option<String> {
    let contact = entry.path.strip_prefix("/api/v2/contacts/")?;
    let category = entry.body["custom"]["disposition_category"].as_str();
    Some(match category {
        Some(category) => format!("{} {contact} {category}", entry.method),
        None => format!("{} {contact}", entry.method),
    })
}

fn insert(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    number: i64,
    contact: &str,
    body: &str,
    happened: Timestamp,
) -> Result<()> {
    let now = Ms(write.now());
    write.execute(
        "INSERT INTO events (number, block, source, connection, kind, sender_id, received, stored, happened, bytes,
             commitment, about, body, state)
         VALUES (?1, '0', 'src_1', ?2, 'call-result', ?3, ?4, ?4, ?5, ?6, x'00', ?7, ?8, 'received')",
        params![
            number,
            connection.as_str(),
            format!("id-{number}"),
            now,
            Ms(happened),
            i64::try_from(body.len()).unwrap(),
            contact,
            body
        ],
    )?;
    Ok(())
}

fn open(dir: &tempfile::TempDir, clock: &Arc<ManualClock>) -> Engine {
    // The reason of a task that does not settle stands in the log.
    let _ = tracing_subscriber::fmt().with_test_writer().with_env_filter("warn").try_init();
    let chance = Chance::seeded(STARTS.fetch_add(1, Ordering::Relaxed));
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(dir.path().to_owned(), clock.clock(), chance)
    };
    Engine::open(options).unwrap()
}

fn resume(engine: &Engine, loops: Loops) {
    decide::resume(engine);
    reapply::resume(engine);
    alert::resume(engine);
    removed::resume(engine);
    outbox::end_with_connections(engine);
    if loops == Loops::All {
        outbox::send(engine);
    }
}
