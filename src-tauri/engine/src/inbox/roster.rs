//! The sources as the listener meets them: in memory, with their secrets, so that no request waits for a database
//! or a keyring.

use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;

use callboard_phone::Region;
use callboard_rpc::types::{ConnectionId, SourceAuth, SourceId, SourceKind};
use futures_util::future::join_all;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::sources::{self, Stored};
use crate::connection;
use crate::kernel::{Kernel, Result};
use crate::secrets::Secrets;
use crate::signature::SigningSecret;

/// All sources that are turned on, by what follows `/webhook/`. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    now: RwLock<Arc<ByPath>>,
    /// One reads at a time: who began earlier must not end later and bring back what was there before.
    loading: tokio::sync::Mutex<()>,
}

type ByPath = HashMap<String, Arc<Live>>;

/// One source.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) id: SourceId,
    pub(super) kind: SourceKind,
    pub(super) connection: ConnectionId,
    /// For national numbers.
    pub(super) region: Option<Region>,
    /// Seconds.
    pub(super) tolerance: u32,
    pub(super) proof: Proof,
    /// Whether all its secrets could be read: while one could not, nothing is refused for good.
    pub(super) is_whole: bool,
}

/// How it proves who it is.
#[derive(Debug)]
pub(super) enum Proof {
    Signature(Vec<Taken<SigningSecret>>),
    /// SHA-256 of the tokens, compared in constant time.
    Bearer(Vec<Taken<[u8; 32]>>),
    Nothing,
    /// Its secret cannot be read now, so nothing can be believed and nothing refused for good.
    Unknown,
}

/// A secret that is taken: the newest for ever, those before a rotation for a while.
#[derive(Debug)]
pub(super) struct Taken<T> {
    secret: T,
    until: Option<Timestamp>,
}

/// Those that are taken at `now`.
pub(super) fn taken<T>(all: &[Taken<T>], now: Timestamp) -> impl Iterator<Item = &T> {
    all.iter().filter(move |one| one.until.is_none_or(|until| now < until)).map(|one| &one.secret)
}

impl Roster {
    pub(super) fn find(&self, path: &str) -> Option<Arc<Live>> {
        self.now().get(path).cloned()
    }

    fn now(&self) -> Arc<ByPath> {
        Arc::clone(&self.0.now.read())
    }

    /// Whether a source is there whose secret could not be read.
    pub(super) fn lacks_a_secret(&self) -> bool {
        self.now().values().any(|source| !source.is_whole)
    }

    /// Reads all sources and their secrets anew.
    pub(super) async fn load(&self, kernel: &Kernel, secrets: &Secrets) -> Result<()> {
        let _alone = self.0.loading.lock().await;
        let (stored, regions) = kernel.db.read(|db| Ok((sources::all(db)?, regions(db)?))).await?;
        let enabled: Vec<Stored> = stored.into_iter().filter(|source| source.enabled).collect();
        // Together, so that a store that hangs takes its time once, and not once a source: nobody is heard until then.
        let now = kernel.clock.now();
        let proofs = join_all(enabled.iter().map(|source| proof(source, secrets, now))).await;
        let mut all = ByPath::new();
        for (source, (proof, is_whole)) in enabled.into_iter().zip(proofs) {
            let region = regions.get(&source.connection).copied();
            let Stored { id, kind, connection, path, tolerance, .. } = source;
            all.insert(path, Arc::new(Live { id, kind, connection, region, tolerance, proof, is_whole }));
        }
        *self.0.now.write() = Arc::new(all);
        Ok(())
    }
}

fn regions(db: &rusqlite::Connection) -> Result<HashMap<ConnectionId, Region>> {
    let rows = connection::all(db)?;
    let named =
        rows.into_iter().filter_map(|row| Some((row.id, Region::new(&row.settings.default_region?)?)));
    Ok(named.collect())
}

/// How it proves itself, and whether all its secrets that are taken at `now` could be read.
async fn proof(source: &Stored, secrets: &Secrets, now: Timestamp) -> (Proof, bool) {
    if source.auth == SourceAuth::None {
        return (Proof::Nothing, true);
    }
    let owner = Secrets::of_source(&source.id);
    let Ok(Some(newest)) = read(source, secrets, source.secrets.newest_of(&owner)).await else {
        return (Proof::Unknown, false);
    };
    let mut all = vec![Taken { secret: newest, until: None }];
    // One whose time is over need not be there any more.
    let old = match source.secrets.old_of(&owner) {
        Some(name) if source.old_secret_until.is_some_and(|until| now < until) => {
            read(source, secrets, name).await
        }
        _ => Ok(None),
    };
    let mut is_whole = old.is_ok();
    all.extend(old.ok().flatten().map(|secret| Taken { secret, until: source.old_secret_until }));
    for one in secrets.replaced(&owner, now).await.unwrap_or_default() {
        let secret = read(source, secrets, one.of(&owner)).await;
        is_whole &= secret.is_ok();
        all.extend(secret.ok().flatten().map(|secret| Taken { secret, until: Some(one.until) }));
    }
    (taking(source.auth, all), is_whole)
}

async fn read(source: &Stored, secrets: &Secrets, name: String) -> Result<Option<SecretString>> {
    let read = secrets.get(&name).await;
    read.inspect_err(|error| {
        tracing::warn!(source = %source.id, %error, "the secret of a source cannot be read");
    })
}

fn taking(auth: SourceAuth, all: Vec<Taken<SecretString>>) -> Proof {
    match auth {
        SourceAuth::Signature => {
            let parsed = all.into_iter().filter_map(|one| {
                let secret = SigningSecret::parse(one.secret.expose_secret()).ok()?;
                Some(Taken { secret, until: one.until })
            });
            Proof::Signature(parsed.collect())
        }
        SourceAuth::Bearer => Proof::Bearer(all.iter().map(hashed).collect()),
        SourceAuth::None => Proof::Nothing,
    }
}

fn hashed(one: &Taken<SecretString>) -> Taken<[u8; 32]> {
    Taken { secret: hash(one.secret.expose_secret().as_bytes()), until: one.until }
}

/// Of a token: what is compared has one length, whatever was sent.
pub(super) fn hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}
