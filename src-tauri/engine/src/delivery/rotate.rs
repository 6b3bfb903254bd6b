//! A new signing secret, and the old one beside it for a while. After a further one within that while all of them sign,
//! each for the time that was told for it (see `secrets/numbers.rs`).

use callboard_rpc::command::EndpointRotateCommand;
use callboard_rpc::types::{Endpoint, EndpointId, EndpointRotate, EndpointSaved, SecretText};
use callboard_rpc::{Caller, Handle, Result, RpcError};
use jiff::SignedDuration;
use secrecy::ExposeSecret as _;

use super::draft::warning;
use super::endpoints::Signing;
use super::{endpoints, health};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{self, Kernel, Write};
use crate::secrets::{Numbers, Rotation, Secrets, end_replaced, hours};
use crate::signature::SigningSecret;

/// One task of this kind for each endpoint whose old secret is still kept; its id is the key.
pub(super) const KIND: &str = "delivery.old_secret";
/// A secret store that is shut is asked again after this.
const STORE_PAUSE: SignedDuration = SignedDuration::from_mins(10);

impl Handle<EndpointRotateCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: EndpointRotate) -> Result<EndpointSaved> {
        let hours = hours(args.keep_old_hours, "signs")?;
        let id = args.id;
        // Until the row says it too, what lets go of secrets must not see the new one.
        let _alone = self.deliveries.rotating().await;
        let wanted = id.clone();
        let found = self.kernel.db.read(move |db| endpoints::signing(db, &wanted)).await?;
        let before = found.ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?;
        let fresh = SigningSecret::make(&self.kernel.chance);
        let (db, caller, asked) = (&self.kernel.db, caller.clone(), id.clone());
        let row = |next| db.write(move |write| rotated(write, &caller, &asked, &next));
        let (owner, present) = (Secrets::of_endpoint(&id), (before.secrets, before.old_until));
        let rotated = self.secrets.rotate_with(&owner, present, hours, fresh.text(), row);
        let (endpoint, in_force) = rotated.await?;
        keep_what_signs(&self.kernel, &self.secrets, &id).await;
        let secret = Some(SecretText(fresh.text().expose_secret().to_owned()));
        let warning = warning(&endpoint.events);
        Ok(EndpointSaved { warning, endpoint, secret, in_force: Some(in_force) })
    }
}

fn rotated(
    write: &mut Write<'_>,
    caller: &Caller,
    id: &EndpointId,
    rotation: &Rotation,
) -> kernel::Result<(Endpoint, String)> {
    let (in_force, told) = rotation.store(write, &Secrets::of_endpoint(id))?;
    let (secrets, until) = (rotation.numbers, rotation.old_until);
    endpoints::sign_with(write, id, Signing { secrets, old_until: until })?;
    match until {
        Some(until) => tasks::schedule(write, KIND, id.as_str(), until, &())?,
        None => tasks::cancel(write, KIND, id.as_str())?,
    }
    write.audit(caller, Entry::new("endpoint.rotate", format!("endpoint/{id}")).after(&told))?;
    let found = endpoints::find(write, id)?.into_iter().collect();
    let endpoint = health::with_health(write, found, write.now())?.pop();
    let endpoint = endpoint.ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?;
    Ok((endpoint, in_force))
}

/// There will be no old secret of it to forget.
pub(super) fn close(write: &mut Write<'_>, endpoint: &EndpointId) -> kernel::Result<()> {
    end_replaced(write, &Secrets::of_endpoint(endpoint))?;
    tasks::cancel(write, KIND, endpoint.as_str())
}

/// The time of an old secret is over: it goes from the secret store, and from the row once it is gone there.
pub(super) async fn forget(kernel: &Kernel, secrets: &Secrets, task: Task) -> kernel::Result<()> {
    let id = EndpointId(task.key.clone());
    let asked = id.clone();
    let signing = kernel.db.read(move |db| endpoints::signing(db, &asked)).await?.unwrap_or_default();
    if signing.old_until.is_some_and(|until| kernel.clock.now() < until) {
        return Ok(()); // it was rotated once more meanwhile, and has a later task
    }
    let owner = Secrets::of_endpoint(&id);
    if let Err(error) = secrets.keep_only(&owner, &signing.secrets.names(&owner, false)).await {
        let why = error.to_string();
        return kernel
            .db
            .write(move |write| tasks::retry(write, &task, write.now() + STORE_PAUSE, &why))
            .await;
    }
    kernel
        .db
        .write(move |write| {
            end_replaced(write, &owner)?;
            let secrets = Numbers { old: None, ..signing.secrets };
            endpoints::sign_with(write, &id, Signing { secrets, old_until: None })?;
            tasks::done(write, &task)
        })
        .await
}

/// Lets go of the secrets of a receiver that do not sign any more: of one that was removed, all.
pub(super) async fn keep_what_signs(kernel: &Kernel, secrets: &Secrets, id: &EndpointId) {
    let (owner, asked) = (Secrets::of_endpoint(id), id.clone());
    match kernel.db.read(move |db| endpoints::signing(db, &asked)).await {
        Ok(signing) => {
            let names = signing.map(|signing| signing.secrets.names(&owner, signing.old_until.is_some()));
            secrets.keep_in_force(&owner, &names.unwrap_or_default()).await;
        }
        Err(error) => tracing::warn!(owner, %error, "which of its secrets sign could not be read"),
    }
}
