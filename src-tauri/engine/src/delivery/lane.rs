//! The sender: a lane for each endpoint.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::turn;
use callboard_rpc::types::{DeliveryId, EndpointId};
use ipnet::IpNet;
use secrecy::ExposeSecret as _;
use tokio::task::JoinSet;

use super::address::Reach;
use super::answer::Outcome;
use super::endpoints::Signing;
use super::network::Network;
use super::queue::{due, rest};
use super::resolver::{Lookup, system_lookup};
use super::settle::{Due, settle};
use super::wire::{LIMIT, Request, Tried, Wire};
use super::{bury, endpoints, rotate};
use crate::kernel::tasks::{self, Task};
use crate::kernel::watchdog::Part;
use crate::kernel::{Kernel, Result, Write};
use crate::secrets::Secrets;
use crate::settings;
use crate::signature::SigningSecret;

/// Sends what is due. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Deliveries(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kernel: Kernel,
    secrets: Secrets,
    wire: Wire,
    /// Subnets listed by how the program was started (`--allow-subnet`), beside those of the settings.
    always: Vec<IpNet>,
    network: Network,
    /// What lanes look for is watched, and each try.
    walking: Part,
    trying: Part,
    /// Held while the secrets of an endpoint change places.
    rotating: tokio::sync::Mutex<()>,
    /// Held while the listed subnets are read and handed to the wire.
    listing: tokio::sync::Mutex<()>,
}

/// One task of this kind for each endpoint that has something waiting; its id is the key.
const KIND: &str = "delivery.send";
/// How many requests to one endpoint are under way at once.
const AT_ONCE: usize = 4;
/// What a try may take: the secret store, the request, and as much as everything else may.
const LONGEST_TRY: Duration = LIMIT.saturating_add(tasks::LIMIT);
/// While fewer are, it is looked for more after this.
const LOOK: Duration = Duration::from_secs(1);

/// There is something to send to this endpoint.
pub(super) fn wake(write: &mut Write<'_>, endpoint: &EndpointId) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, endpoint.as_str(), now, &())
}

/// There will be nothing to send to it any more.
pub(super) fn close(write: &mut Write<'_>, endpoint: &EndpointId) -> Result<()> {
    tasks::cancel(write, KIND, endpoint.as_str())
}

impl Deliveries {
    pub fn new(kernel: Kernel, secrets: Secrets, always: Vec<IpNet>) -> Self {
        Self::with(kernel, secrets, always, system_lookup())
    }

    pub(super) fn with(kernel: Kernel, secrets: Secrets, always: Vec<IpNet>, lookup: Lookup) -> Self {
        let wire = Wire::new(kernel.clock.clone(), lookup);
        let walking = kernel.watchdog.part("the loop of deliveries");
        let trying = kernel.watchdog.part("a try of a delivery");
        Self(Arc::new(Inner {
            kernel,
            secrets,
            wire,
            walking,
            trying,
            always,
            network: Network::default(),
            rotating: tokio::sync::Mutex::default(),
            listing: tokio::sync::Mutex::default(),
        }))
    }

    /// Sends from now on, beginning with what is due already.
    pub fn start(&self) {
        let this = self.clone();
        self.0.kernel.tasks.run(KIND, endpoints::MOST, move |task| this.clone().walk(task));
        let this = self.clone();
        self.0.kernel.tasks.run(rotate::KIND, 1, move |task| this.clone().forget_old_secret(task));
        self.0.kernel.run_in_slices(bury::KIND, bury::go_on);
    }

    pub(super) async fn rotating(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.rotating.lock().await
    }

    async fn forget_old_secret(self, task: Task) -> Result<()> {
        let _alone = self.rotating().await;
        rotate::forget(&self.0.kernel, &self.0.secrets, task).await
    }

    /// The subnets that are listed now.
    pub(super) async fn reach(&self) -> Result<Reach> {
        let listed = self.0.kernel.db.read(|db| Ok(settings::get(db)?.allowed_subnets)).await?;
        Ok(Reach::new(self.0.always.iter().copied().chain(listed)))
    }

    /// What is sent from now on goes only where the settings let it. One at a time, so that no older list is the last.
    pub(super) async fn list_anew(&self) -> Result<()> {
        let _alone = self.0.listing.lock().await;
        self.0.wire.list(self.reach().await?);
        Ok(())
    }

    pub(super) fn wire(&self) -> &Wire {
        &self.0.wire
    }

    pub(super) fn clock(&self) -> callboard_clock::Clock {
        self.0.kernel.clock.clone()
    }

    pub(super) fn forget(&self, endpoint: &EndpointId) {
        self.0.network.forget(endpoint);
    }

    /// One lane: sends until nothing is due, then says when it is to be walked again.
    async fn walk(self, task: Task) -> Result<()> {
        let endpoint = EndpointId(task.key.clone());
        let stop = self.0.kernel.shutdown.token();
        // Each in a task of its own: what is under way goes on while it is looked what else is due.
        let mut flying: JoinSet<Result<DeliveryId>> = JoinSet::new();
        let mut taken: HashSet<DeliveryId> = HashSet::new();
        loop {
            let free = if stop.is_cancelled() { 0 } else { AT_ONCE - flying.len() };
            if free > 0 {
                let round = self.0.walking.round();
                let due = self.due(&endpoint, &taken).await;
                drop(round);
                for (due, request) in due?.into_iter().take(free) {
                    taken.insert(due.id.clone());
                    let id = due.id.as_str().to_owned();
                    flying.spawn(self.0.trying.task(LONGEST_TRY, id, self.clone().try_once(due, request)));
                }
            }
            // A lane that waits for its tries, which are watched, does not hang.
            let came = turn(async {
                tokio::select! {
                    settled = flying.join_next() => Some(settled),
                    // What becomes due meanwhile does not wait for the slow ones.
                    () = self.0.kernel.clock.sleep(LOOK), if free > 0 => None,
                }
            });
            match came.await {
                Some(Some(settled)) => drop(taken.remove(&settled.map_err(anyhow::Error::new)??)),
                Some(None) => break,
                None => {}
            }
        }
        self.0.kernel.db.write_outcome(move |write| rest(write, &task, &endpoint)).await
    }

    async fn try_once(self, due: Due, request: Request) -> Result<DeliveryId> {
        let id = due.id.clone();
        let began = self.0.kernel.clock.monotonic();
        let outcome = match self.signing(&due.endpoint).await {
            Ok(secrets) => self.with_network(&due.endpoint, self.0.wire.send(&request, &secrets).await),
            Err(words) => Outcome::NotSent { words },
        };
        let took = self.0.kernel.clock.monotonic().saturating_sub(began);
        self.0.kernel.db.write_outcome(move |write| settle(write, &due, outcome, took)).await?;
        Ok(id)
    }

    /// The secret, and behind it those before a rotation while they sign too.
    pub(super) async fn signing(
        &self,
        endpoint: &EndpointId,
    ) -> std::result::Result<Vec<SigningSecret>, String> {
        let missing = "Nothing was sent: the secret store has no signing secret for this receiver. Save it anew with its secret.";
        let mut signing = self.said(endpoint).await?;
        loop {
            if let Some(all) = self.secrets_of(endpoint, signing).await? {
                return Ok(all);
            }
            let now = self.said(endpoint).await?;
            if now == signing {
                return Err(missing.to_owned());
            }
            signing = now; // it has another since, and the one before is gone
        }
    }

    /// `None` where the newest is not there.
    async fn secrets_of(
        &self,
        endpoint: &EndpointId,
        signing: Signing,
    ) -> std::result::Result<Option<Vec<SigningSecret>>, String> {
        let owner = Secrets::of_endpoint(endpoint);
        let Some(newest) = self.secret(signing.secrets.newest_of(&owner)).await? else { return Ok(None) };
        let mut all = vec![newest];
        let now = self.0.kernel.clock.now();
        if signing.old_until.is_some_and(|until| now < until) {
            let replaced = self.0.secrets.replaced(&owner, now).await;
            for one in replaced.map_err(|error| format!("Nothing was sent: {error}"))? {
                all.extend(self.secret(one.of(&owner)).await?);
            }
            if let Some(old) = signing.secrets.old_of(&owner) {
                all.extend(self.secret(old).await?);
            }
        }
        Ok(Some(all))
    }

    async fn secret(&self, name: String) -> std::result::Result<Option<SigningSecret>, String> {
        let secret = self.0.secrets.get(&name).await.map_err(|error| format!("Nothing was sent: {error}"))?;
        Ok(secret.and_then(|secret| SigningSecret::parse(secret.expose_secret()).ok()))
    }

    /// What its row says of its secrets.
    async fn said(&self, endpoint: &EndpointId) -> std::result::Result<Signing, String> {
        let id = endpoint.clone();
        let found = self.0.kernel.db.read(move |db| endpoints::signing(db, &id)).await;
        Ok(found.map_err(|error| format!("Nothing was sent: {error}"))?.unwrap_or_default())
    }

    /// Where the way out is likely closed on our side, the receiver is not charged with it.
    fn with_network(&self, endpoint: &EndpointId, tried: Tried) -> Outcome {
        let ours = self.0.network.after_try(endpoint, tried.way, self.0.kernel.clock.monotonic());
        match (tried.outcome, ours) {
            (Outcome::Failed { words, .. }, Some(more)) => {
                Outcome::NotSent { words: format!("{words}{more}") }
            }
            (outcome, _) => outcome,
        }
    }

    /// What is due and not under way; where there is some, the subnets are listed anew, since a lane that is busy walks
    /// for hours.
    async fn due(&self, endpoint: &EndpointId, taken: &HashSet<DeliveryId>) -> Result<Vec<(Due, Request)>> {
        let (now, endpoint, limit) = (self.0.kernel.clock.now(), endpoint.clone(), AT_ONCE + taken.len());
        let mut found = self.0.kernel.db.read(move |db| due(db, &endpoint, now, limit)).await?;
        found.retain(|(due, _)| !taken.contains(&due.id));
        if !found.is_empty() {
            self.list_anew().await?;
        }
        Ok(found)
    }
}
