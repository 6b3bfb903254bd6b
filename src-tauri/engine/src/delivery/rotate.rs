//! A new signing secret, and the old one beside it for a while.

use callboard_rpc::command::EndpointRotateCommand;
use callboard_rpc::types::{Endpoint, EndpointId, EndpointRotate, EndpointSaved, SecretText};
use callboard_rpc::{Caller, Handle, Result, RpcError, Topic};
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::{endpoints, health};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{self, Kernel, Ms, Write};
use crate::secrets::Secrets;
use crate::signature::SigningSecret;

/// One task of this kind for each endpoint whose old secret is still kept; its id is the key.
pub(super) const KIND: &str = "delivery.old_secret";
/// A secret store that is shut is asked again after this.
const STORE_PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// A week: longer, and nobody remembers that there is another secret.
const MOST_HOURS: u32 = 168;
const USUAL_HOURS: u32 = 24;

impl Handle<EndpointRotateCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: EndpointRotate) -> Result<EndpointSaved> {
        let hours = args.keep_old_hours.unwrap_or(USUAL_HOURS);
        if hours > MOST_HOURS {
            let words = format!("An old secret signs for at most {MOST_HOURS} hours (a week).");
            return Err(RpcError::field("keep_old_hours", words));
        }
        let id = args.id;
        // Until the row says it too, what ends old secrets must not see the new one.
        let _alone = self.deliveries.rotating().await;
        let wanted = id.clone();
        let found = self.kernel.db.read(move |db| endpoints::find(db, &wanted)).await?;
        found.ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?;
        let fresh = SigningSecret::make(&self.kernel.chance);
        let names = (Secrets::endpoint_secret(&id), Secrets::old_endpoint_secret(&id));
        let swap = self.secrets.swap(names, fresh.text(), hours > 0).await?;
        let keep_old = swap.old_is_kept().then(|| SignedDuration::from_hours(i64::from(hours)));
        let caller = caller.clone();
        let rotated = self.kernel.db.write(move |write| rotated(write, &caller, &id, keep_old));
        match rotated.await {
            Ok(endpoint) => {
                let secret = Some(SecretText(fresh.text().expose_secret().to_owned()));
                Ok(EndpointSaved { endpoint, secret })
            }
            Err(error) => {
                // Nobody was told the new one, so it must not sign.
                swap.undo(&self.secrets).await;
                Err(error.into())
            }
        }
    }
}

fn rotated(
    write: &mut Write<'_>,
    caller: &Caller,
    id: &EndpointId,
    keep_old: Option<SignedDuration>,
) -> kernel::Result<Endpoint> {
    let until = keep_old.map(|time| write.now() + time);
    old_secret_until(write, id, until)?;
    match until {
        Some(until) => tasks::schedule(write, KIND, id.as_str(), until, &())?,
        None => tasks::cancel(write, KIND, id.as_str())?,
    }
    let told = json!({ "old_secret_until": until });
    write.audit(caller, Entry::new("endpoint.rotate", format!("endpoint/{id}")).after(&told))?;
    let found = endpoints::find(write, id)?.into_iter().collect();
    let endpoint = health::with_health(write, found, write.now())?.pop();
    Ok(endpoint.ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?)
}

/// There will be no old secret of it to forget.
pub(super) fn close(write: &mut Write<'_>, endpoint: &EndpointId) -> kernel::Result<()> {
    tasks::cancel(write, KIND, endpoint.as_str())
}

/// The time of an old secret is over: it goes from the secret store, and from the row once it is gone there.
pub(super) async fn forget(kernel: &Kernel, secrets: &Secrets, task: Task) -> kernel::Result<()> {
    let id = EndpointId(task.key.clone());
    let asked = id.clone();
    let until = kernel.db.read(move |db| endpoints::old_secret_until(db, &asked)).await?;
    if until.is_some_and(|until| kernel.clock.now() < until) {
        return Ok(()); // it was rotated once more meanwhile, and has a later task
    }
    if let Err(error) = secrets.remove(&Secrets::old_endpoint_secret(&id)).await {
        let why = error.to_string();
        return kernel
            .db
            .write(move |write| tasks::retry(write, &task, write.now() + STORE_PAUSE, &why))
            .await;
    }
    kernel
        .db
        .write(move |write| {
            old_secret_until(write, &id, None)?;
            tasks::done(write, &task)
        })
        .await
}

fn old_secret_until(write: &mut Write<'_>, id: &EndpointId, until: Option<Timestamp>) -> kernel::Result<()> {
    write.execute(
        "UPDATE endpoints SET old_secret_until = ?2 WHERE id = ?1",
        params![id.as_str(), until.map(Ms)],
    )?;
    write.changed(Topic::Deliveries);
    Ok(())
}
