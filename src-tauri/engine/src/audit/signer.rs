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
use crate::kernel::{Kernel, Result};
use crate::secrets::Secrets;

/// Signs the chain: it holds the key in memory once it was fetched. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Signer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kernel: Kernel,
    secrets: Secrets,
    key: tokio::sync::Mutex<Option<SigningKey>>,
    /// Why the last attempt made no checkpoint.
    trouble: Mutex<Option<String>>,
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
        let key = self.key().await?;
        self.0.kernel.db.write(move |write| checkpoint::make(write, &key, least)).await
    }

    /// The line to be kept elsewhere; a row tells who took it. Unsigned where no secret store is usable.
    pub async fn anchor(&self, caller: &Caller) -> Result<Anchor> {
        let key = self.key().await.ok();
        let caller = caller.clone();
        let made = self.0.kernel.db.write(move |write| {
            let anchor = Anchor::new(checkpoint::head(write)?, write.now(), key.as_ref());
            let entry = Entry::new("audit.anchor", object(anchor.head.seq));
            write.audit(&caller, entry.after(&serde_json::json!({ "signed": anchor.signed.is_some() })))?;
            Ok(anchor)
        });
        made.await
    }

    /// What verifying is to know beyond the database: this computer's public key, or why there is none.
    pub async fn question(&self, anchor: Option<Anchor>) -> Question {
        // Looking makes no key: a log that was never signed stays so.
        let key = self.key_at_hand(&mut *self.0.key.lock().await).await;
        let unsigned_because = key.as_ref().err().map(ToString::to_string);
        let trusted = key.ok().flatten().map(|key| key.verifying_key());
        Question { anchor, trusted, unsigned_because, now: self.0.kernel.clock.now() }
    }

    /// Why no checkpoints are made, where that is so.
    pub fn trouble(&self) -> Option<String> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The public half of the key that signs, where it is at hand.
    pub async fn public_key(&self) -> Option<VerifyingKey> {
        self.0.key.lock().await.as_ref().map(SigningKey::verifying_key)
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
    async fn key(&self) -> Result<SigningKey> {
        let mut kept = self.0.key.lock().await;
        if let Some(key) = self.key_at_hand(&mut kept).await? {
            return Ok(key);
        }
        let key = SigningKey::from_bytes(&self.0.kernel.chance.bytes());
        let secret = SecretString::from(STANDARD.encode(key.to_bytes()));
        self.0.secrets.set(Secrets::AUDIT_KEY, secret).await?;
        *kept = Some(key.clone());
        Ok(key)
    }

    /// From memory, else from the secret store.
    async fn key_at_hand(&self, kept: &mut Option<SigningKey>) -> Result<Option<SigningKey>> {
        if kept.is_none()
            && let Some(secret) = self.0.secrets.get(Secrets::AUDIT_KEY).await?
        {
            *kept = Some(key_from(&secret)?);
        }
        Ok(kept.clone())
    }
}

fn key_from(secret: &SecretString) -> std::result::Result<SigningKey, RpcError> {
    let bytes = STANDARD.decode(secret.expose_secret()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(|bytes| SigningKey::from_bytes(&bytes)).ok_or_else(|| {
        RpcError::new(Code::Secrets, "The signing key of the audit log in the secret store is damaged.").hint(
            format!("Remove the entry `{}`; a new key is made, and the log tells of it.", Secrets::AUDIT_KEY),
        )
    })
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
