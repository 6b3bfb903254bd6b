use callboard_rpc::types::{
    Delivery, DeliveryId, DeliveryList, DeliveryReplay, Endpoint, EndpointId, EndpointRef, EndpointSave,
    EndpointSaved, Nothing, Page, Replayed, SecretText,
};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError, Topic, command};
use rusqlite::OptionalExtension as _;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::bury::bury_waiting;
use super::draft::{Draft, warning};
use super::endpoints::Signing;
use super::settle::revive;
use super::{endpoints, health, lane, read, rotate};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{self, Reveal, Write};
use crate::secrets::{Numbers, Secrets};
use crate::signature::SigningSecret;

/// As many as one click may bring back.
const MOST_REPLAYED: usize = 1000;
const REPLAYED_AT_ONCE: usize = 100;

impl Handle<command::EndpointList> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<Endpoint>> {
        let now = self.kernel.clock.now();
        Ok(self.kernel.db.read(move |db| health::with_health(db, endpoints::list(db)?, now)).await?)
    }
}

impl Handle<command::EndpointSaveCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: EndpointSave) -> Result<EndpointSaved> {
        let draft = Draft::check(&args, &self.deliveries.reach().await?)?;
        let given = args.secret.as_ref().map(|text| SigningSecret::parse(&text.0)).transpose()?;
        let is_new = args.id.is_none();
        let id = args.id.unwrap_or_else(|| EndpointId::from_token(&self.kernel.chance.token()));
        let asked = id.clone();
        let _alone = self.deliveries.rotating().await;
        let before = self
            .kernel
            .db
            .read(move |db| {
                may_save(db, &asked, is_new)?;
                endpoints::signing(db, &asked)
            })
            .await?;
        let made = (is_new && given.is_none()).then(|| SigningSecret::make(&self.kernel.chance));
        let numbers = before.map_or_else(Numbers::default, |before| before.secrets.replaced());
        let secret = given.as_ref().or(made.as_ref()).map(SigningSecret::text);
        let is_changed = secret.is_some();
        let (caller, asked, changed) = (caller.clone(), id.clone(), is_changed.then_some(numbers));
        let row = self.kernel.db.write(move |write| save(write, &caller, &asked, is_new, &draft, changed));
        let owner = Secrets::of_endpoint(&id);
        let endpoint = self.secrets.save_with(&owner, numbers, secret, is_new, row).await?;
        if is_changed {
            rotate::keep_what_signs(&self.kernel, &self.secrets, &id).await;
        }
        let secret = made.map(|secret| SecretText(secret.text().expose_secret().to_owned()));
        Ok(EndpointSaved { warning: warning(&endpoint.events), endpoint, secret, in_force: None })
    }
}

impl Handle<command::EndpointRemove> for Engine {
    async fn handle(&self, caller: &Caller, args: EndpointRef) -> Result<Nothing> {
        // A rotation that is under way must not put a secret there behind this.
        let _alone = self.deliveries.rotating().await;
        let (caller, id) = (caller.clone(), args.id.clone());
        self.kernel.db.write(move |write| remove(write, &caller, &id)).await?;
        self.deliveries.forget(&args.id);
        rotate::keep_what_signs(&self.kernel, &self.secrets, &args.id).await;
        Ok(Nothing {})
    }
}

impl Handle<command::DeliveryListCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DeliveryList) -> Result<Page<Delivery>> {
        let numbers = Reveal::asked(args.reveal);
        let mut page = self.kernel.db.read(move |db| read::list(db, &args)).await?;
        for delivery in &mut page.rows {
            delivery.body = numbers.in_body(&delivery.body);
        }
        self.kernel.reveal(numbers, caller, "deliveries", "delivery.list", page.rows.len()).await?;
        Ok(page)
    }
}

impl Handle<command::DeliveryReplayCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DeliveryReplay) -> Result<Replayed> {
        if args.ids.is_empty() || args.ids.len() > MOST_REPLAYED {
            return Err(RpcError::field("ids", format!("Name 1 to {MOST_REPLAYED} deliveries.")));
        }
        in_slices(self, caller, args.ids, replay).await
    }
}

/// How many began again, and why the first of the others could not.
pub(crate) type Begun = (u64, Option<RpcError>);

/// Begins dead letters again, some in each write, so that others come to theirs between. Refused where none could be,
/// with the reason of the first.
pub(crate) async fn in_slices<T: Clone + Send + 'static>(
    engine: &Engine,
    caller: &Caller,
    ids: Vec<T>,
    begin: fn(&mut Write<'_>, &Caller, &[T]) -> kernel::Result<Begun>,
) -> Result<Replayed> {
    let (mut replayed, mut refused) = (0, None);
    for slice in ids.chunks(REPLAYED_AT_ONCE) {
        let (caller, slice) = (caller.clone(), slice.to_vec());
        let (done, why) = engine.kernel.db.write(move |write| begin(write, &caller, &slice)).await?;
        replayed += done;
        refused = refused.or(why);
    }
    match refused {
        Some(why) if replayed == 0 => Err(why),
        _ => Ok(Replayed { replayed }),
    }
}

fn may_save(db: &rusqlite::Connection, id: &EndpointId, is_new: bool) -> kernel::Result<()> {
    if !is_new {
        let found = endpoints::find(db, id)?;
        return Ok(found.map(drop).ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?);
    }
    if endpoints::list(db)?.len() < endpoints::MOST {
        return Ok(());
    }
    let words = format!("There are {} receivers already, and there can be no more.", endpoints::MOST);
    Err(RpcError::new(Code::Refused, words).hint("Remove one that is not needed.").into())
}

fn save(
    write: &mut Write<'_>,
    caller: &Caller,
    id: &EndpointId,
    is_new: bool,
    draft: &Draft,
    fresh: Option<Numbers>,
) -> kernel::Result<Endpoint> {
    // It was looked at before the secret was stored; much may have happened since.
    may_save(write, id, is_new)?;
    let before = endpoints::find(write, id)?;
    endpoints::save(write, id, draft)?;
    if let Some(secrets) = fresh {
        let signing = endpoints::signing(write, id)?.unwrap_or_default();
        endpoints::sign_with(write, id, Signing { secrets, ..signing })?;
    }
    let mut entry = Entry::new("endpoint.save", format!("endpoint/{id}"))
        .after(&json!({ "receiver": draft, "secret_changed": fresh.is_some() }));
    if let Some(before) = &before {
        let Endpoint { name, url, events, enabled, .. } = before;
        entry = entry.before(&json!({ "name": name, "url": url, "events": events, "enabled": enabled }));
    }
    write.audit(caller, entry)?;
    if draft.enabled {
        lane::wake(write, id)?;
    }
    Ok(endpoints::find(write, id)?.ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?)
}

fn remove(write: &mut Write<'_>, caller: &Caller, id: &EndpointId) -> kernel::Result<()> {
    let before = endpoints::find(write, id)?.ok_or_else(|| RpcError::not_found("receiver", id.as_str()))?;
    let given_up = bury_waiting(write, id, "The receiver was removed.")?;
    lane::close(write, id)?;
    rotate::close(write, id)?;
    endpoints::remove(write, id)?;
    let entry = Entry::new("endpoint.remove", format!("endpoint/{id}")).before(&before);
    write.audit(caller, entry.after(&json!({ "given_up": given_up })))?;
    Ok(())
}

/// Those that can be sent again are.
fn replay(write: &mut Write<'_>, caller: &Caller, ids: &[DeliveryId]) -> kernel::Result<Begun> {
    let (mut replayed, mut refused) = (0, None);
    for id in ids {
        match replay_one(write, caller, id)? {
            Ok(()) => replayed += 1,
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    Ok((replayed, refused))
}

/// Sends one again under its old id; or says why it cannot be.
pub(crate) fn replay_one(
    write: &mut Write<'_>,
    caller: &Caller,
    id: &DeliveryId,
) -> kernel::Result<Result<()>> {
    let endpoint = match to_replay(write, id)? {
        Ok(endpoint) => endpoint,
        Err(why) => return Ok(Err(why)),
    };
    revive(write, caller, id)?;
    lane::wake(write, &endpoint)?;
    write.changed(Topic::Deliveries);
    Ok(Ok(()))
}

fn to_replay(write: &Write<'_>, id: &DeliveryId) -> kernel::Result<Result<EndpointId>> {
    let found = write
        .prepare_cached(
            "SELECT d.state, d.endpoint, d.number <= coalesce(e.given_up_to, 0)
             FROM deliveries d LEFT JOIN endpoints e ON e.id = d.endpoint WHERE d.id = ?1",
        )?
        .query_row([id.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, EndpointId(row.get(1)?), row.get::<_, bool>(2)?))
        })
        .optional()?;
    let Some((state, endpoint, is_being_given_up)) = found else {
        return Ok(Err(RpcError::not_found("delivery", id.as_str())));
    };
    let no = |words: String, hint: &str| Ok(Err(RpcError::new(Code::Refused, words).hint(hint)));
    if state != "dead" {
        return no(format!("{id} is {state}."), "Only dead letters are sent again by hand.");
    }
    match endpoints::on(write, &endpoint)? {
        None => no(format!("The receiver of {id} was removed."), "Add it again; new events will reach it."),
        Some((name, false)) => no(format!("{name} is turned off."), "Turn it on first."),
        Some((name, true)) if is_being_given_up => no(
            format!("What waited for {name} is being given up, and {id} with it."),
            "Replay it in a moment, when that is done.",
        ),
        Some((_, true)) => Ok(Ok(endpoint)),
    }
}
