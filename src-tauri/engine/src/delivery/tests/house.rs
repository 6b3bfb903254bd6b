use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{
    Delivery, DeliveryId, DeliveryList, DeliveryReplay, Endpoint, EndpointId, EndpointRef, EndpointSave,
    EndpointSaved, Nothing, Replayed, SecretStoreKind, SecretText, SettingSet,
};
use callboard_rpc::{Caller, Door, Handle, Result, command};
use serde_json::json;

use crate::delivery::answer::Outcome;
use crate::delivery::queue::due;
use crate::delivery::resolver::Lookup;
use crate::delivery::settle::{Due, settle};
use crate::delivery::{Deliveries, announce};
use crate::secrets::{Numbers, Secrets, StoreChoice};
use crate::{Engine, Options};

/// The reference library's own.
pub(in crate::delivery) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const LOOPBACK: &str = "127.0.0.1/32";

/// An engine whose clock a test moves, and whose deliveries may go to loopback.
pub(in crate::delivery) struct House {
    pub(in crate::delivery) engine: Engine,
    pub(in crate::delivery) manual: Arc<ManualClock>,
}

impl House {
    pub(in crate::delivery) fn at(folder: &Path) -> Self {
        Self::begin(folder, &[LOOPBACK], |options| Engine::start(options).unwrap())
    }

    /// Deliveries may go only where the settings let them.
    pub(in crate::delivery) fn unlisted(folder: &Path) -> Self {
        Self::begin(folder, &[], |options| Engine::start(options).unwrap())
    }

    /// Nothing is under way, until a test starts the deliveries.
    pub(in crate::delivery) fn still(folder: &Path) -> Self {
        Self::begin(folder, &[LOOPBACK], |options| Engine::open(options).unwrap())
    }

    /// Deliveries are sent, and every name that they ask for is answered like this.
    pub(in crate::delivery) fn naming(folder: &Path, said: &'static str) -> Self {
        let house = Self::still(folder);
        let lookup: Lookup =
            Arc::new(move |_| Box::pin(async move { Err(std::io::Error::other(said.to_owned())) }));
        let (kernel, secrets) = (house.engine.kernel.clone(), house.engine.secrets.clone());
        Deliveries::with(kernel, secrets, vec![LOOPBACK.parse().unwrap()], lookup).start();
        house
    }

    fn begin(folder: &Path, listed: &[&str], start: fn(Options) -> Engine) -> Self {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let mut options = Options::new(folder.to_owned(), manual.clock(), Chance::seeded(3));
        options.secrets = StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None };
        options.allow_subnets = listed.iter().map(|net| net.parse().unwrap()).collect();
        Self { engine: start(options), manual }
    }

    /// Sets which subnets are listed in the settings.
    pub(in crate::delivery) async fn list(&self, subnets: &[&str]) {
        let asked = SettingSet { key: "delivery.allowed_subnets".to_owned(), value: json!(subnets) };
        Handle::<command::SettingsSet>::handle(&self.engine, &caller(), asked).await.unwrap();
    }

    pub(in crate::delivery) async fn remove(&self, endpoint: &Endpoint) {
        let asked = EndpointRef { id: endpoint.id.clone() };
        Handle::<command::EndpointRemove>::handle(&self.engine, &caller(), asked).await.unwrap();
    }

    /// Announces so many in one write.
    pub(in crate::delivery) async fn announce_many(&self, many: usize) {
        let write = self.engine.kernel.db.write(move |write| {
            for number in 0..many {
                announce(write, "campaign.completed", &format!("s{number}"), &json!({}), None)?;
            }
            Ok(())
        });
        write.await.unwrap();
    }

    /// What is due for an endpoint now, as the sender finds it.
    pub(in crate::delivery) async fn all_due(&self, endpoint: &Endpoint) -> Vec<Due> {
        let (id, now) = (endpoint.id.clone(), self.engine.clock().now());
        let found = self.engine.kernel.db.read(move |db| due(db, &id, now, 100)).await.unwrap();
        found.into_iter().map(|(due, _)| due).collect()
    }

    /// A try ended like this.
    pub(in crate::delivery) async fn settle(&self, due: &Due, outcome: Outcome) {
        let due = due.clone();
        let settled = self.engine.kernel.db.write(move |write| settle(write, &due, outcome, Duration::ZERO));
        settled.await.unwrap();
    }

    pub(in crate::delivery) async fn execute(&self, sql: &'static str) {
        self.engine.kernel.db.write(move |write| Ok(write.execute_batch(sql)?)).await.unwrap();
    }

    /// Waits until the count is this.
    pub(in crate::delivery) async fn until(&self, sql: &'static str, wanted: i64) {
        while self.count(sql).await != wanted {
            tokio::task::yield_now().await;
        }
    }

    pub(in crate::delivery) async fn endpoint(&self, url: &str) -> Endpoint {
        self.save(save(url)).await.unwrap().endpoint
    }

    pub(in crate::delivery) async fn save(&self, asked: EndpointSave) -> Result<EndpointSaved> {
        Handle::<command::EndpointSaveCommand>::handle(&self.engine, &caller(), asked).await
    }

    pub(in crate::delivery) async fn endpoints(&self) -> Vec<Endpoint> {
        Handle::<command::EndpointList>::handle(&self.engine, &caller(), Nothing {}).await.unwrap()
    }

    pub(in crate::delivery) async fn replay(&self, ids: &[DeliveryId]) -> Result<Replayed> {
        let asked = DeliveryReplay { ids: ids.to_vec() };
        Handle::<command::DeliveryReplayCommand>::handle(&self.engine, &caller(), asked).await
    }

    pub(in crate::delivery) async fn announce(&self, subject: &'static str) -> Vec<DeliveryId> {
        let data = json!({ "campaignId": subject, "runId": "run_1", "totalCompleted": 3, "expected": 3 });
        let write =
            self.engine.kernel.db.write(move |write| {
                announce(write, "campaign.completed", subject, &data, Some(&"run_1".into()))
            });
        write.await.unwrap()
    }

    /// Newest first.
    pub(in crate::delivery) async fn deliveries(&self) -> Vec<Delivery> {
        let all = DeliveryList::default();
        Handle::<command::DeliveryListCommand>::handle(&self.engine, &caller(), all).await.unwrap().rows
    }

    /// The one delivery there is, once it is as `wanted`.
    pub(in crate::delivery) async fn delivery_once(&self, wanted: impl Fn(&Delivery) -> bool) -> Delivery {
        let mut all = self.once(|all| all.len() == 1 && wanted(&all[0])).await;
        all.remove(0)
    }

    pub(in crate::delivery) async fn once(&self, wanted: impl Fn(&[Delivery]) -> bool) -> Vec<Delivery> {
        let mut events = self.engine.subscribe();
        loop {
            let all = self.deliveries().await;
            if wanted(&all) {
                return all;
            }
            let _ = events.recv().await;
        }
    }

    /// Moves the clock to the next try of the one delivery there is; answers how long that was.
    pub(in crate::delivery) async fn to_next_try(&self) -> Duration {
        let next = self.deliveries().await[0].next_try.expect("it waits");
        let wait = Duration::try_from(next.duration_since(self.engine.clock().now())).unwrap();
        self.manual.advance(wait);
        wait
    }

    /// The newest delivery of an endpoint, as the sender holds it while it is tried.
    pub(in crate::delivery) async fn due(&self, endpoint: &Endpoint) -> Due {
        let all = self.deliveries().await;
        let one = all.iter().find(|one| one.endpoint == endpoint.id).expect("it was announced");
        Due {
            id: one.id.clone(),
            endpoint: endpoint.id.clone(),
            endpoint_name: endpoint.name.clone(),
            url: one.url.clone(),
            event: one.event.clone(),
            run: one.run.clone(),
            failures: 0,
        }
    }

    pub(in crate::delivery) async fn count(&self, sql: &'static str) -> i64 {
        let read = self.engine.kernel.db.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?));
        read.await.unwrap()
    }
}

pub(in crate::delivery) fn save(url: &str) -> EndpointSave {
    EndpointSave {
        id: None,
        name: "Reports".to_owned(),
        url: url.to_owned(),
        events: vec!["campaign.completed".to_owned()],
        enabled: true,
        secret: Some(SecretText(SECRET.to_owned())),
    }
}

/// Where the secret of an endpoint is kept that never had another.
pub(in crate::delivery) fn newest_secret(endpoint: &EndpointId) -> String {
    Numbers::default().newest_of(&Secrets::of_endpoint(endpoint))
}

pub(in crate::delivery) fn caller() -> Caller {
    Caller::new("maria", Door::Window)
}
