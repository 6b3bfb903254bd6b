use callboard_rpc::command::{
    ListenerSelfTest, ListenerSet, ListenerShow, SourceList, SourceRemove, SourceRotateCommand,
    SourceSaveCommand,
};
use callboard_rpc::types::{
    Listener as ListenerView, ListenerSettings, MaybeConnection, Nothing, SelfTest, Source, SourceAuth,
    SourceId, SourceRef, SourceRotate, SourceSave, SourceSaved,
};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError};
use serde_json::json;

use super::draft::{Draft, free_path, given, made, shown_once};
use super::sources::{self, Stored};
use super::{beat, self_test, view, wishes};
use crate::Engine;
use crate::connection;
use crate::kernel::audit::Entry;
use crate::kernel::{self, StoredWord, Write};
use crate::secrets::{Numbers, Rotation, Secrets, end_replaced, hours};

impl Handle<ListenerShow> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<ListenerView> {
        Ok(view::listener(&self.listener).await?)
    }
}

impl Handle<ListenerSet> for Engine {
    async fn handle(&self, caller: &Caller, args: ListenerSettings) -> Result<ListenerView> {
        let wishes = wishes::check(args)?;
        let caller = caller.clone();
        self.kernel
            .db
            .write(move |write| {
                let before = wishes::get(write)?;
                if before.enabled && !wishes.enabled {
                    beat::forget(write)?;
                }
                wishes::set(write, &wishes)?;
                write.audit(&caller, Entry::new("listener.set", "listener").before(&before).after(&wishes))
            })
            .await?;
        self.listener.settled().await;
        Ok(view::listener(&self.listener).await?)
    }
}

impl Handle<ListenerSelfTest> for Engine {
    async fn handle(&self, caller: &Caller, _: Nothing) -> Result<SelfTest> {
        let test = self_test::run(&self.listener, &self.deliveries, caller).await?;
        self.listener.remember(test.clone());
        Ok(test)
    }
}

impl Handle<SourceList> for Engine {
    async fn handle(&self, _: &Caller, args: MaybeConnection) -> Result<Vec<Source>> {
        let stored = self.kernel.db.read(sources::all).await?;
        let of = match args.connection {
            Some(named) => Some(self.kernel.db.read(move |db| connection::find(db, &named)).await?.id),
            None => None,
        };
        let wanted = stored
            .into_iter()
            .filter(|source| of.as_ref().is_none_or(|connection| source.connection == *connection));
        let mut all = Vec::new();
        for source in wanted {
            all.push(self.seen(source).await?);
        }
        Ok(all)
    }
}

impl Handle<SourceSaveCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: SourceSave) -> Result<SourceSaved> {
        let draft = Draft::check(&args)?;
        let secret = given(args.auth, args.secret.as_ref())?;
        let id = args.id.clone().unwrap_or_else(|| SourceId::from_token(&self.kernel.chance.token()));
        let (asked, wanted) = (args.clone(), id.clone());
        let _alone = self.listener.rotating().await;
        let before = self.kernel.db.read(move |db| may_save(db, &asked, &wanted)).await?;
        // A source that proves itself in another way from now on needs another secret.
        let needs_one = before.as_ref().is_none_or(|before| before.auth != args.auth);
        let fresh = if secret.is_none() && needs_one { made(args.auth, &self.kernel.chance) } else { None };
        let secret = secret.or_else(|| fresh.clone());
        let (owner, changed) = (Secrets::of_source(&id), secret.is_some());
        let (caller, asked, wanted) = (caller.clone(), args.clone(), id.clone());
        let row = self.kernel.db.write(move |write| save(write, &caller, &asked, &wanted, &draft, changed));
        let numbers = numbers(before.as_ref(), changed);
        let saved = self.secrets.save_with(&owner, numbers, secret, before.is_none(), row).await?;
        self.listener.load_sources().await;
        self.secrets.keep_in_force(&owner, &saved.secret_names()).await;
        let (source, secret) = (self.seen(saved).await?, fresh.as_ref().map(shown_once));
        Ok(SourceSaved { source, secret, in_force: None })
    }
}

impl Handle<SourceRotateCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: SourceRotate) -> Result<SourceSaved> {
        let hours = hours(args.keep_old_hours, "is taken")?;
        let id = args.id.clone();
        let _alone = self.listener.rotating().await;
        let stored = self.kernel.db.read(move |db| sources::find(db, &id)).await?;
        let Some(fresh) = made(stored.auth, &self.kernel.chance) else {
            return Err(RpcError::new(
                Code::Refused,
                format!("{} proves nothing and has no secret.", stored.name),
            )
            .hint("Choose signature or bearer first."));
        };
        let (owner, present) = (Secrets::of_source(&stored.id), (stored.secrets, stored.old_secret_until));
        let (db, caller) = (&self.kernel.db, caller.clone());
        let row = |next| db.write(move |write| rotated(write, &caller, &stored.id, &next));
        let rotated = self.secrets.rotate_with(&owner, present, hours, fresh.clone(), row);
        let (saved, in_force) = rotated.await?;
        self.listener.load_sources().await;
        self.secrets.keep_in_force(&owner, &saved.secret_names()).await;
        let (source, secret) = (self.seen(saved).await?, Some(shown_once(&fresh)));
        Ok(SourceSaved { source, secret, in_force: Some(in_force) })
    }
}

impl Handle<SourceRemove> for Engine {
    async fn handle(&self, caller: &Caller, args: SourceRef) -> Result<Nothing> {
        let _alone = self.listener.rotating().await;
        let (caller, id) = (caller.clone(), args.id.clone());
        self.kernel
            .db
            .write(move |write| {
                let before = sources::find(write, &id)?;
                sources::remove(write, &id)?;
                end_replaced(write, &Secrets::of_source(&id))?;
                write.audit(
                    &caller,
                    Entry::new("source.remove", format!("source/{id}")).before(&told(&before)),
                )
            })
            .await?;
        self.listener.load_sources().await;
        self.secrets.keep_in_force(&Secrets::of_source(&args.id), &[]).await;
        Ok(Nothing {})
    }
}

impl Engine {
    pub(super) async fn seen(&self, stored: Stored) -> kernel::Result<Source> {
        let newest = stored.secrets.newest_of(&Secrets::of_source(&stored.id));
        let has_secret =
            stored.auth == SourceAuth::None || self.secrets.holds(&newest).await.unwrap_or(false);
        let now = self.kernel.clock.now();
        self.kernel.db.read(move |db| view::source(db, stored, has_secret, now)).await
    }
}

/// Which of its secrets is in force once a source is saved.
fn numbers(before: Option<&Stored>, secret_changed: bool) -> Numbers {
    let present = before.map(|before| before.secrets).unwrap_or_default();
    if before.is_some() && secret_changed { present.replaced() } else { present }
}

/// The source as it is, where it is to be changed.
fn may_save(db: &rusqlite::Connection, asked: &SourceSave, id: &SourceId) -> kernel::Result<Option<Stored>> {
    connection::find(db, &asked.connection)?;
    if asked.id.is_some() {
        let before = sources::find(db, id)?;
        if before.kind != asked.kind {
            let words = "The kind of a source stays as it is; its path and its events depend on it.";
            return Err(RpcError::field("kind", words).hint("Add another source.").into());
        }
        return Ok(Some(before));
    }
    if sources::all(db)?.len() < sources::MOST {
        return Ok(None);
    }
    let words = format!("There are {} sources already, and there can be no more.", sources::MOST);
    Err(RpcError::new(Code::Refused, words).hint("Remove one that is not needed.").into())
}

fn save(
    write: &mut Write<'_>,
    caller: &Caller,
    asked: &SourceSave,
    id: &SourceId,
    draft: &Draft,
    secret_changed: bool,
) -> kernel::Result<Stored> {
    // It was looked at before the secret was stored; much may have happened since.
    let before = may_save(write, asked, id)?;
    let all = sources::all(write)?;
    let made = before.as_ref().map_or(write.now(), |before| before.made);
    let stored = Stored {
        id: id.clone(),
        name: draft.name.clone(),
        kind: asked.kind,
        // A person may have written the tenant's name.
        connection: connection::find(write, &asked.connection)?.id,
        path: before
            .as_ref()
            .map_or_else(|| free_path(asked.kind, &draft.name, &all), |before| before.path.clone()),
        auth: asked.auth,
        tolerance: draft.tolerance,
        enabled: asked.enabled,
        secrets: numbers(before.as_ref(), secret_changed),
        old_secret_until: before
            .as_ref()
            .filter(|before| before.auth == asked.auth)
            .and_then(|b| b.old_secret_until),
        last_seen: before.as_ref().and_then(|before| before.last_seen),
        made,
    };
    sources::save(write, &stored)?;
    if before.as_ref().is_some_and(|before| before.auth != stored.auth) {
        end_replaced(write, &Secrets::of_source(id))?;
    }
    let mut entry = Entry::new("source.save", format!("source/{id}"))
        .after(&json!({ "source": told(&stored), "secret_changed": secret_changed }));
    if let Some(before) = &before {
        entry = entry.before(&told(before));
    }
    write.audit(caller, entry)?;
    Ok(stored)
}

/// The source as it is now, and which of its secrets are taken until when.
fn rotated(
    write: &mut Write<'_>,
    caller: &Caller,
    id: &SourceId,
    next: &Rotation,
) -> kernel::Result<(Stored, String)> {
    let mut stored = sources::find(write, id)?;
    stored.secrets = next.numbers;
    stored.old_secret_until = next.old_until;
    sources::save(write, &stored)?;
    let (in_force, told) = next.store(write, &Secrets::of_source(id))?;
    write.audit(caller, Entry::new("source.rotate", format!("source/{id}")).after(&told))?;
    Ok((stored, in_force))
}

/// What the audit log says of a source.
fn told(source: &Stored) -> serde_json::Value {
    json!({
        "name": source.name,
        "kind": source.kind.word(),
        "connection": source.connection,
        "path": format!("/webhook/{}", source.path),
        "auth": source.auth.word(),
        "tolerance_seconds": source.tolerance,
        "enabled": source.enabled,
    })
}
