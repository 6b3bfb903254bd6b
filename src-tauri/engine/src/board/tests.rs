//! What the pages that a supervisor always has open cost does not grow with what is stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::command::{
    AuditListCommand, BoardShow, ConnectionSaveCommand, DeliveryListCommand, DispositionFeedCommand,
    EndpointList, ListenerShow, StatusShow, TrafficListCommand,
};
use callboard_rpc::types::{
    AuditList, ConnectionId, ConnectionSave, DeliveryList, DispositionFeed, Nothing, SecretStoreKind,
    TrafficList,
};
use callboard_rpc::{Caller, Command, Door, Handle};
use rusqlite::params;
use serde_json::json;

use crate::secrets::StoreChoice;
use crate::{Engine, Options};

/// One reader, whose steps are counted.
struct House {
    engine: Engine,
    connection: ConnectionId,
    steps: Arc<AtomicU64>,
    _dir: tempfile::TempDir,
}

const FEW: i64 = 1_000;
const MANY: i64 = 20_000;

impl House {
    async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let engine = Engine::open(Options {
            secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
            readers: 1,
            ..Options::new(dir.path().to_owned(), manual.clock(), Chance::seeded(1))
        })
        .unwrap();
        let settings = json!({
            "name": "Acme", "base_url": "http://127.0.0.1:9", "client_id": "x", "default_region": "US",
        });
        let save = ConnectionSave {
            id: None,
            settings: serde_json::from_value(settings).unwrap(),
            client_secret: Some(callboard_rpc::types::SecretText("not asked for here".to_owned())),
        };
        let connection = Handle::<ConnectionSaveCommand>::handle(&engine, &maria(), save).await.unwrap().id;
        let steps = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&steps);
        let count = engine.kernel.db.read(move |db| {
            let count = move || {
                counting.fetch_add(10, Ordering::Relaxed);
                false
            };
            Ok(db.progress_handler(10, Some(count))?)
        });
        count.await.unwrap();
        Self { engine, connection, steps, _dir: dir }
    }

    /// So many of everything that a day of calls leaves behind, all of it done.
    async fn fill(&self, from: i64, upto: i64) {
        let connection = self.connection.to_string();
        let filled = self.engine.kernel.db.write(move |write| {
            let numbers = "WITH RECURSIVE n(i) AS (SELECT ?1 + 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";
            for sql in [
                "INSERT INTO events (number, block, source, connection, kind, sender_id, received, stored, happened,
                     bytes, commitment, about, body, state)
                 NUMBERS SELECT i, i / 2048, 'src_a', ?3, 'call-result', 'id-' || i, i * 1000, i * 1000, i * 1000, 9,
                     x'00', 'c' || i, '{}', 'done' FROM n",
                "INSERT INTO decisions (event, connection, contact, code, happened, received, category, severity,
                     opts_out, unmapped, head, version)
                 NUMBERS SELECT i, ?3, 'c' || i, '3001', i, i, 'qualified_lead', 1, 0, 0, 1, 1 FROM n",
                "INSERT INTO disposition_outcomes (day, event, version, category, effect, outcome, at)
                 NUMBERS SELECT '2026-11-23', i, 1, 'qualified_lead', 'patch', 'done', i FROM n WHERE ?3 <> ''",
                "INSERT INTO deliveries (number, id, event, subject, endpoint, endpoint_name, url, created, body, state)
                 NUMBERS SELECT i, 'msg_' || i, 'disposition.routed', 'evt_' || i, 'end_a', 'CRM', 'https://x',
                     i * 1000, '{}', 'delivered' FROM n WHERE ?3 <> ''",
                "INSERT INTO audit (seq, at, actor, door, action, object, result, prev_hash, hash)
                 NUMBERS SELECT (SELECT max(seq) FROM audit) + i - ?1, i, 'callboard', 'engine', 'audit.seal',
                     'sealed/inbox.events/' || i, 'done', x'00', x'00' FROM n WHERE ?3 <> ''",
            ] {
                write.execute(&sql.replace("NUMBERS", numbers), params![from, upto, connection])?;
            }
            let head = "UPDATE audit_head SET seq = (SELECT max(seq) FROM audit)";
            write.execute(head, [])?;
            Ok(())
        });
        filled.await.unwrap();
    }

    async fn cost<C: Command>(&self, _: C, args: C::Args) -> u64
    where
        Engine: Handle<C>,
    {
        let before = self.steps.load(Ordering::Relaxed);
        Handle::<C>::handle(&self.engine, &maria(), args).await.unwrap();
        self.steps.load(Ordering::Relaxed) - before
    }

    /// Of each page as it opens.
    async fn costs(&self) -> [(&'static str, u64); 8] {
        let newest = AuditList { seals: Some(false), ..AuditList::default() };
        [
            ("status", self.cost(StatusShow, Nothing {}).await),
            ("board", self.cost(BoardShow, Nothing {}).await),
            ("listener", self.cost(ListenerShow, Nothing {}).await),
            ("endpoints", self.cost(EndpointList, Nothing {}).await),
            ("audit", self.cost(AuditListCommand, newest).await),
            (COUNTED[0], self.cost(TrafficListCommand, TrafficList::default()).await),
            (COUNTED[1], self.cost(DeliveryListCommand, DeliveryList::default()).await),
            (COUNTED[2], self.cost(DispositionFeedCommand, DispositionFeed::default()).await),
        ]
    }
}

/// Lists that say how many rows there are: their first page counts each once, in an index, and looks none up.
const COUNTED: [&str; 3] = ["traffic", "deliveries", "feed"];
const STEPS_A_ROW: u64 = 8;

fn maria() -> Caller {
    Caller::new("maria", Door::Window)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_costs_as_it_opens_does_not_grow_with_what_is_stored() {
    let house = House::open().await;
    house.fill(0, FEW).await;
    // What is found out once is known then.
    house.costs().await;
    let few = house.costs().await;
    house.fill(FEW, MANY).await;
    let many = house.costs().await;
    let added = (MANY - FEW).unsigned_abs();
    let grew: Vec<String> = few
        .into_iter()
        .zip(many)
        .filter(|((what, few), (_, many))| {
            let counted = if COUNTED.contains(what) { STEPS_A_ROW * added * 2 } else { 0 };
            *many > few * 2 + 500 + counted
        })
        .map(|((what, few), (_, many))| format!("{what}: {few} steps of {FEW}, {many} of {MANY}"))
        .collect();
    assert!(grew.is_empty(), "{grew:#?} of {few:?} and {many:?}");
}
