use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_rpc::{Caller, Code, Event, RpcError, Topic};
use ed25519_dalek::{SigningKey, VerifyingKey};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::broadcast::{self, error::RecvError};

use super::checkpoint::{self, object, told_of};
use super::{Anchor, Question};
use crate::kernel::audit::Entry;
use crate::kernel::{Kernel, Result, Write};
use crate::secrets::Secrets;

/// Signs the chain: it holds the key in memory once it was fetched. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Signer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kernel: Kernel,
    secrets: Secrets,
    key: tokio::sync::Mutex<Option<Held>>,
    /// Why the last attempt made no checkpoint.
    trouble: Mutex<Option<String>>,
}

/// The key in memory.
#[derive(Clone, Debug)]
struct Held {
    key: SigningKey,
    origin: Origin,
}

/// A key of the secret store goes on signing only a log that it has signed before. One that it never signed was made
/// anew by somebody, or is another computer's: signing it would make it this one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Made here, and has not signed yet; in the secret store it says so too.
    New,
    Stored,
    /// This log holds a checkpoint of it.
    HasSigned,
}

/// Where the signed part of the chain ends.
#[derive(Clone, Copy, Debug)]
struct Last {
    /// Rows up to this one are signed, or tell of the checkpoint.
    told_of: u64,
    at: Option<Timestamp>,
}

impl Last {
    /// When the newest checkpoint is a day old; a minute away at least.
    fn daily(&self, now: Timestamp) -> Timestamp {
        (self.at.unwrap_or(now) + Signer::DAILY).max(now + Duration::from_mins(1))
    }
}

impl Signer {
    /// A checkpoint is made after this many rows …
    pub const EVERY: u64 = 256;
    /// … or after this long, where there are any.
    const DAILY: Duration = Duration::from_hours(24);
    /// Where there is no key, it is asked for again after this long: an unlock prompt at every row would be
    /// no help.
    const PAUSE: Duration = Duration::from_mins(10);

    pub fn new(kernel: Kernel, secrets: Secrets) -> Self {
        Self(Arc::new(Inner {
            kernel,
            secrets,
            key: tokio::sync::Mutex::new(None),
            trouble: Mutex::new(None),
        }))
    }

    /// Makes checkpoints from now on, and one when the program stops.
    pub fn start(&self) {
        let this = self.clone();
        self.0.kernel.shutdown.spawn(async move { this.keep_signing().await });
    }

    /// Signs the head where at least `least` rows were added since the last checkpoint; answers its row.
    pub async fn checkpoint(&self, least: u64) -> Result<Option<u64>> {
        let unsigned = self.0.kernel.db.read(unsigned).await?;
        if unsigned < least.max(1) {
            return Ok(None);
        }
        let held = self.key().await?;
        let made = self.0.kernel.db.write(move |write| signed(write, &held, least)).await?;
        if made.is_some() {
            self.has_signed().await;
        }
        Ok(made)
    }

    /// Signs with a new key from now on, by a person's decision: where the log was restored from elsewhere, or the old
    /// key is lost. A row tells of both keys and of the reason.
    pub async fn new_key(&self, caller: &Caller, why: &str) -> Result<()> {
        let mut kept = self.0.key.lock().await;
        let old = self.key_at_hand(&mut kept).await.ok().flatten();
        let held = self.made().await?;
        *kept = Some(held.clone());
        drop(kept);
        let public = |key: &SigningKey| hex::encode(key.verifying_key().as_bytes());
        let before = serde_json::json!({ "public_key": old.map(|old| public(&old.key)) });
        let after = serde_json::json!({ "public_key": public(&held.key), "why": why });
        let (caller, entry) =
            (caller.clone(), Entry::new("audit.new_key", "audit").before(&before).after(&after));
        let made = self.0.kernel.db.write(move |write| {
            write.audit(&caller, entry)?;
            signed(write, &held, 1)
        });
        made.await?;
        self.has_signed().await;
        Ok(())
    }

    /// The line to be kept elsewhere; a row tells who took it. Unsigned where no secret store is usable.
    pub async fn anchor(&self, caller: &Caller) -> Result<Anchor> {
        let held = self.key().await.ok();
        let caller = caller.clone();
        let made = self.0.kernel.db.write(move |write| {
            let head = checkpoint::head(write)?;
            // The key does not vouch for a log that it would not sign.
            let held = match held {
                Some(held) if may_sign(write, &held)? => Some(held),
                _ => None,
            };
            let anchor = Anchor::new(head, write.now(), held.as_ref().map(|held| &held.key));
            let entry = Entry::new("audit.anchor", object(anchor.head.seq));
            write.audit(&caller, entry.after(&serde_json::json!({ "signed": anchor.signed.is_some() })))?;
            // No key is in the secret store that never signed this log.
            let first = match &held {
                Some(held) if held.origin == Origin::New => signed(write, held, 1)?,
                _ => None,
            };
            Ok((anchor, first))
        });
        let (anchor, first) = made.await?;
        if first.is_some() {
            self.has_signed().await;
        }
        Ok(anchor)
    }

    /// What verifying is to know beyond the database: this computer's public key, or why there is none.
    pub async fn question(&self, anchor: Option<Anchor>) -> Question {
        // Looking makes no key: a log that was never signed stays so.
        let held = self.key_at_hand(&mut *self.0.key.lock().await).await;
        let unsigned_because = held.as_ref().err().map(ToString::to_string);
        let held = held.ok().flatten();
        // One that was made a moment ago may still be about to sign for the first time.
        let trusted = held.filter(|held| held.origin != Origin::New).map(|held| held.key.verifying_key());
        Question { anchor, trusted, unsigned_because, now: self.0.kernel.clock.now() }
    }

    /// Why no checkpoints are made, where that is so.
    pub fn trouble(&self) -> Option<String> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The public half of the key that signs, where it is at hand.
    pub async fn public_key(&self) -> Option<VerifyingKey> {
        self.0.key.lock().await.as_ref().map(|held| held.key.verifying_key())
    }

    async fn keep_signing(self) {
        let clock = self.0.kernel.clock.clone();
        let stop = self.0.kernel.shutdown.token();
        let mut events = self.0.kernel.bus.subscribe();
        // Measured by the clock that cannot be set.
        let mut not_before = clock.monotonic();
        let mut last = self.last().await;
        loop {
            let daily = last.daily(clock.now());
            let pause = not_before.saturating_sub(clock.monotonic());
            let least = tokio::select! {
                () = stop.cancelled() => {
                    self.sign_and_say(1).await;
                    return;
                }
                () = rows_were_added(&mut events) => Self::EVERY,
                () = async { clock.sleep(pause).await; clock.sleep_until(daily).await } => 1,
            };
            // Every commit comes by here: it is counted in memory whether there is something to do.
            if clock.monotonic() < not_before || self.0.kernel.db.newest_audit_row() < last.told_of + least {
                continue;
            }
            if !self.sign_and_say(least).await {
                not_before = clock.monotonic() + Self::PAUSE;
            }
            last = self.last().await;
        }
    }

    /// The newest checkpoint; where it cannot be read, none: then making one will say why.
    async fn last(&self) -> Last {
        let read = self.0.kernel.db.read(checkpoint::last).await;
        read.map_or(Last { told_of: 0, at: None }, |(seq, at)| Last { told_of: told_of(seq), at })
    }

    /// Whether it went well; else the reason is kept, and logged when it is new.
    async fn sign_and_say(&self, least: u64) -> bool {
        let failed = self.checkpoint(least).await.err().map(|error| error.to_string());
        let mut trouble = self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = failed.as_ref().filter(|why| trouble.as_ref() != Some(*why)) {
            tracing::warn!(why, "the audit log is not signed");
        }
        if *trouble != failed {
            self.0.kernel.bus.changed([Topic::Health]);
            trouble.clone_from(&failed);
        }
        failed.is_none()
    }

    /// At hand, or made and put into the secret store.
    async fn key(&self) -> Result<Held> {
        let mut kept = self.0.key.lock().await;
        if let Some(held) = self.key_at_hand(&mut kept).await? {
            return Ok(held);
        }
        let held = self.made().await?;
        *kept = Some(held.clone());
        Ok(held)
    }

    async fn made(&self) -> Result<Held> {
        let key = SigningKey::from_bytes(&self.0.kernel.chance.bytes());
        let held = Held { key, origin: Origin::New };
        self.0.secrets.set(Secrets::AUDIT_KEY, held.to_secret()).await?;
        Ok(held)
    }

    /// After a checkpoint: the secret store remembers that there is one, so that a log without it is noticed.
    async fn has_signed(&self) {
        let mut kept = self.0.key.lock().await;
        let Some(held) = kept.as_mut() else { return };
        let was_new = held.origin == Origin::New;
        held.origin = Origin::HasSigned;
        if was_new && let Err(error) = self.0.secrets.set(Secrets::AUDIT_KEY, held.to_secret()).await {
            tracing::warn!(%error, "the secret store was not told that its key has signed; it is told at the next checkpoint");
            held.origin = Origin::New;
        }
    }

    /// From memory, else from the secret store.
    async fn key_at_hand(&self, kept: &mut Option<Held>) -> Result<Option<Held>> {
        if kept.is_none()
            && let Some(secret) = self.0.secrets.get(Secrets::AUDIT_KEY).await?
        {
            *kept = Some(Held::from_secret(&secret)?);
        }
        Ok(kept.clone())
    }
}

/// Signs the head, where the key may.
fn signed(write: &mut Write<'_>, held: &Held, least: u64) -> Result<Option<u64>> {
    if !may_sign(write, held)? {
        return Err(never_signed().into());
    }
    checkpoint::make(write, &held.key, least)
}

fn may_sign(db: &rusqlite::Connection, held: &Held) -> Result<bool> {
    match held.origin {
        Origin::New | Origin::HasSigned => Ok(true),
        Origin::Stored => checkpoint::was_made_with(db, &held.key.verifying_key()),
    }
}

fn never_signed() -> RpcError {
    RpcError::new(
        Code::Conflict,
        "The signing key in the secret store has no checkpoint in this log: the log was made anew, or comes from another \
         computer. It is not signed until a person decides.",
    )
    .hint("Look at it with `callboard audit verify`. Where you brought it here yourself: `callboard audit new-key --why TEXT`.")
}

impl Held {
    /// What the secret store keeps of a key that has not signed yet, before its base64.
    const NEW: &str = "new:";

    fn to_secret(&self) -> SecretString {
        let word = if self.origin == Origin::New { Self::NEW } else { "" };
        SecretString::from(format!("{word}{}", STANDARD.encode(self.key.to_bytes())))
    }

    fn from_secret(secret: &SecretString) -> std::result::Result<Self, RpcError> {
        let (text, origin) = match secret.expose_secret().strip_prefix(Self::NEW) {
            Some(text) => (text, Origin::New),
            None => (secret.expose_secret(), Origin::Stored),
        };
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        let key = bytes.map(|bytes| SigningKey::from_bytes(&bytes)).ok_or_else(|| {
            RpcError::new(Code::Secrets, "The signing key of the audit log in the secret store is damaged.")
                .hint(format!(
                    "Remove the entry `{}`; a new key is made, and the log tells of it.",
                    Secrets::AUDIT_KEY
                ))
        })?;
        Ok(Self { key, origin })
    }
}

/// Rows since the last checkpoint; the one that tells of it is not counted.
fn unsigned(db: &rusqlite::Connection) -> Result<u64> {
    let (last, _) = checkpoint::last(db)?;
    Ok(checkpoint::head(db)?.seq.saturating_sub(told_of(last)))
}

/// Returns once the bus tells of new rows, or of so much that some was lost.
async fn rows_were_added(events: &mut broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Changed { topics }) if topics.contains(&Topic::Audit) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
