//! Signing the chain.

mod key;
mod refusal;
mod rounds;
mod store;

use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;

use callboard_rpc::{Caller, Topic};
use ed25519_dalek::{SigningKey, VerifyingKey};
use jiff::Timestamp;
use secrecy::SecretString;

use self::key::{Held, Origin};
pub use self::refusal::Unsigned;
use self::refusal::refusal;
pub(super) use self::store::Known;
use super::checkpoint::{self, object, told_of};
use super::{Anchor, Question};
use crate::kernel::audit::{Entry, Head};
use crate::kernel::{Error, Kernel, Result, Write};
use crate::secrets::Secrets;

/// Signs the chain: it holds the key in memory once it was fetched. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Signer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kernel: Kernel,
    secrets: Secrets,
    /// What of the secret store is in memory. Whoever signs holds it until the store was told, so that what it keeps
    /// never goes back.
    known: tokio::sync::Mutex<Known>,
    /// Why the last attempt made no checkpoint.
    trouble: Mutex<Option<Unsigned>>,
    /// When it is to be looked whether the log is the one that was signed (monotonic); not any more once it was.
    look: Mutex<Option<Duration>>,
}

/// A checkpoint that was made.
#[derive(Clone, Debug)]
struct Made {
    head: Head,
    at: Timestamp,
}

impl Signer {
    /// A checkpoint is made after this many rows …
    pub const EVERY: u64 = 256;
    /// … or after this long, where there are any.
    pub const DAILY: Duration = Duration::from_hours(24);
    /// Where there is no key, it is asked for again after this long: an unlock prompt at every row would be
    /// no help.
    const PAUSE: Duration = Duration::from_mins(10);
    /// So long after the start it is looked whether the log is the one that was signed: a command that is over by then
    /// need not ask for the secret store.
    const LOOK: Duration = Duration::from_secs(2);

    pub fn new(kernel: Kernel, secrets: Secrets) -> Self {
        Self(Arc::new(Inner {
            kernel,
            secrets,
            known: tokio::sync::Mutex::default(),
            trouble: Mutex::new(None),
            look: Mutex::new(Some(Duration::ZERO)),
        }))
    }

    /// Makes checkpoints from now on, and one when the program stops.
    pub fn start(&self) {
        let (this, found) = (self.clone(), self.0.kernel.db.newest_audit_row());
        self.0.kernel.keep_running("the signing of the audit log", move || {
            let this = this.clone();
            async move {
                this.keep_signing(found).await;
                Ok(())
            }
        });
    }

    /// Signs the head where at least `least` rows were added since the last checkpoint; answers its row.
    pub async fn checkpoint(&self, least: u64) -> Result<Option<u64>> {
        let unsigned = self.0.kernel.db.read(unsigned).await?;
        if unsigned < least.max(1) {
            return Ok(None);
        }
        let mut known = self.0.known.lock().await;
        self.fetch(&mut known).await?;
        let held = self.key(&mut known).await?;
        let now_known = known.clone();
        let made = self.0.kernel.db.write(move |write| signed(write, &held, &now_known, least)).await?;
        let seq = made.as_ref().map(|made| made.head.seq);
        self.tell(&mut known, made).await;
        Ok(seq)
    }

    /// Signs with a new key from now on, by a person's decision: where the log was restored from elsewhere, or the old
    /// key is lost. A row tells of both keys and of the reason.
    pub async fn new_key(&self, caller: &Caller, why: &str) -> Result<()> {
        let mut known = self.0.known.lock().await;
        // What cannot be read is what it takes the place of.
        let old = self.fetch(&mut known).await.ok().and_then(|()| known.held.clone());
        // What was signed before does not bind the new key.
        self.0.secrets.remove(Secrets::AUDIT_SIGNED).await?;
        *known = Known::default();
        let held = self.made(&mut known).await?;
        let public = |key: &SigningKey| hex::encode(key.verifying_key().as_bytes());
        let before = serde_json::json!({ "public_key": old.map(|old| public(&old.key)) });
        let after = serde_json::json!({ "public_key": public(&held.key), "why": why });
        let (caller, entry) =
            (caller.clone(), Entry::new("audit.new_key", "audit").before(&before).after(&after));
        let now_known = known.clone();
        let made = self.0.kernel.db.write(move |write| {
            write.audit(&caller, entry)?;
            signed(write, &held, &now_known, 1)
        });
        let made = made.await?;
        self.tell(&mut known, made).await;
        drop(known);
        self.say(None);
        Ok(())
    }

    /// The line to be kept elsewhere; a row tells who took it. Unsigned where no secret store is usable.
    pub async fn anchor(&self, caller: &Caller) -> Result<Anchor> {
        let mut known = self.0.known.lock().await;
        let held = match self.fetch(&mut known).await {
            Ok(()) => self.key(&mut known).await.ok(),
            Err(_) => None,
        };
        let (caller, now_known) = (caller.clone(), known.clone());
        let made = self.0.kernel.db.write(move |write| {
            let head = checkpoint::head(write)?;
            // The key does not vouch for a log that it would not sign.
            let held = if refusal(write, &now_known)?.is_none() { held } else { None };
            let anchor = Anchor::new(head, write.now(), held.as_ref().map(|held| &held.key));
            let entry = Entry::new("audit.anchor", object(anchor.head.seq));
            write.audit(&caller, entry.after(&serde_json::json!({ "signed": anchor.signed.is_some() })))?;
            // No key is in the secret store that never signed this log.
            let first = match &held {
                Some(held) if held.origin == Origin::New => signed(write, held, &now_known, 1)?,
                _ => None,
            };
            Ok((anchor, first))
        });
        let (anchor, first) = made.await?;
        self.tell(&mut known, first).await;
        Ok(anchor)
    }

    /// What verifying is to know beyond the database: this computer's public key and what it signed, or why these are
    /// not known.
    pub async fn question(&self, anchor: Option<Anchor>) -> Question {
        // Looking makes no key: a log that was never signed stays so.
        let mut known = self.0.known.lock().await;
        let unsigned_because = self.fetch(&mut known).await.err().map(|error| error.to_string());
        Question {
            anchor,
            trusted: known.trusted(),
            signed: known.signed.clone(),
            store_silent: unsigned_because.is_some(),
            unsigned_because,
            now: self.0.kernel.clock.now(),
        }
    }

    /// Looks whether the log is the one that was signed, where nobody has yet, and keeps what it finds as the trouble. A
    /// secret store that does not answer is none, and is asked again a while later.
    pub async fn look_once(&self) {
        let now = self.0.kernel.clock.monotonic();
        if self.next_look().is_some_and(|due| due <= now) {
            *self.next_look() = Some(now + Self::PAUSE);
            self.look().await;
        }
    }

    fn next_look(&self) -> MutexGuard<'_, Option<Duration>> {
        self.0.look.lock()
    }

    async fn look(&self) {
        let mut known = self.0.known.lock().await;
        if self.fetch(&mut known).await.is_err() {
            return;
        }
        let now_known = known.clone();
        drop(known);
        let Ok(refused) = self.0.kernel.db.read(move |db| refusal(db, &now_known)).await else { return };
        *self.next_look() = None;
        if let Some(refused) = refused {
            self.say(Some(Error::from(refused).into()));
        }
    }

    /// Why no checkpoints are made, where that is so.
    pub fn trouble(&self) -> Option<Unsigned> {
        self.0.trouble.lock().clone()
    }

    /// The public half of the key that signs, where it is at hand.
    pub async fn public_key(&self) -> Option<VerifyingKey> {
        self.0.known.lock().await.held.as_ref().map(|held| held.key.verifying_key())
    }

    fn say(&self, failed: Option<Unsigned>) {
        let mut trouble = self.0.trouble.lock();
        if *trouble == failed {
            return;
        }
        if let Some(failed) = &failed {
            tracing::warn!(why = failed.why, "the audit log is not signed");
        }
        self.0.kernel.bus.changed([Topic::Health]);
        *trouble = failed;
    }

    /// At hand, or made and put into the secret store. None is made for a log that would not be signed with it.
    async fn key(&self, known: &mut Known) -> Result<Held> {
        if let Some(held) = &known.held {
            return Ok(held.clone());
        }
        let now_known = known.clone();
        if let Some(refused) = self.0.kernel.db.read(move |db| refusal(db, &now_known)).await? {
            return Err(refused.into());
        }
        self.made(known).await
    }

    async fn made(&self, known: &mut Known) -> Result<Held> {
        let key = SigningKey::from_bytes(&self.0.kernel.chance.bytes());
        let held = Held { key, origin: Origin::New };
        self.0.secrets.set(Secrets::AUDIT_KEY, held.to_secret()).await?;
        known.held = Some(held.clone());
        Ok(held)
    }

    /// After a checkpoint was committed: the secret store remembers its row, so that a log without it is noticed. Where
    /// the store cannot be told now it is behind the log, and is told at the next one.
    async fn tell(&self, known: &mut Known, made: Option<Made>) {
        let (Some(made), Some(held)) = (made, known.held.as_mut()) else { return };
        let anchor = Anchor::new(made.head, made.at, Some(&held.key));
        let was_new = held.origin == Origin::New;
        held.origin = Origin::HasSigned;
        let key = held.to_secret();
        let signed = SecretString::from(anchor.to_string());
        known.signed = Some(anchor);
        let told = async {
            self.0.secrets.set(Secrets::AUDIT_SIGNED, signed).await?;
            if was_new { self.0.secrets.set(Secrets::AUDIT_KEY, key).await } else { Ok(()) }
        };
        if let Err(error) = told.await {
            tracing::warn!(%error, "the secret store was not told what was signed; it is told at the next checkpoint");
            if was_new && let Some(held) = known.held.as_mut() {
                held.origin = Origin::New;
            }
        }
    }

    /// From memory, else from the secret store.
    async fn fetch(&self, known: &mut Known) -> Result<()> {
        if known.held.is_some() {
            return Ok(());
        }
        let secrets = &self.0.secrets;
        let key = secrets.get(Secrets::AUDIT_KEY).await?;
        let signed = secrets.get(Secrets::AUDIT_SIGNED).await?;
        *known = Known::read(key.as_ref(), signed.as_ref())?;
        Ok(())
    }
}

/// Signs the head, where the key may.
fn signed(write: &mut Write<'_>, held: &Held, known: &Known, least: u64) -> Result<Option<Made>> {
    if let Some(refused) = refusal(write, known)? {
        return Err(refused.into());
    }
    let made = checkpoint::make(write, &held.key, least)?;
    Ok(made.map(|(head, at)| Made { head, at }))
}

/// Rows since the last checkpoint; the one that tells of it is not counted.
fn unsigned(db: &rusqlite::Connection) -> Result<u64> {
    let (last, _) = checkpoint::last(db)?;
    Ok(checkpoint::head(db)?.seq.saturating_sub(told_of(last)))
}
