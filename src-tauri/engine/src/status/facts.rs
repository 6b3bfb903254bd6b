use std::sync::{Arc, LazyLock};
use std::time::Duration;

use callboard_cxone::Roots;
use callboard_rpc::types::{SecretStore, SecretStoreKind, Status, Trouble, WaitingTasks, ZoneData as Shown};
use jiff::Timestamp;
use rusqlite::Connection;
use tokio::sync::OnceCell;

use super::trouble;
use crate::Engine;
use crate::engine::SLICES;
use crate::kernel::{Error, Result, tasks};
use crate::zone::ZoneSource;

/// Names in which chrono-tz differs from the zone data in use; found out once, since it takes a moment.
pub(crate) type ZoneDifferences = OnceCell<Arc<[String]>>;

/// How far ahead the two are compared, in days.
const AHEAD: u16 = 366;

/// Found out once: reading them all takes a moment, and status is asked for often.
static ROOTS: LazyLock<Roots> = LazyLock::new(Roots::of_this_machine);

/// The database is waited for so long: that it does not answer is to be told too.
const DATABASE: Duration = Duration::from_secs(3);
/// And the secret store, which has its own time for a keyring.
const SECRETS: Duration = Duration::from_secs(6);
const NOT_KNOWN: &str = "not known: the database does not answer";

/// Health of everything, versions, what is waiting and why. Where the database does not answer, what is known without it.
pub async fn status(engine: &Engine) -> Result<Status> {
    let clock = &engine.kernel.clock;
    let asked = clock.now();
    let (secret_store, rules, waiting) = tokio::join!(
        clock.timeout(SECRETS, engine.secrets.state()),
        clock.timeout(DATABASE, engine.rules()),
        clock.timeout(DATABASE, engine.kernel.db.read(waiting)),
    );
    let silent = secret_store.is_err() || rules.is_err() || waiting.is_err();
    let secret_store = secret_store.unwrap_or_else(|_| Ok(unknown_store()))?;
    trouble::look_at_the_log(engine, &secret_store).await;
    let rules_version = match rules {
        Ok(rules) => rules?.version().to_owned(),
        Err(_) => NOT_KNOWN.to_owned(),
    };
    let mut standing_still = trouble::standing_still(engine);
    let mut trouble = trouble::with(engine, &secret_store);
    if silent && standing_still.is_empty() {
        standing_still.push(does_not_answer(asked));
        trouble.insert(0, does_not_answer(asked));
    }
    Ok(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sqlite_version: rusqlite::version().to_owned(),
        data_dir: engine.folder.path().display().to_string(),
        database_bytes: engine.kernel.db.bytes(),
        zones: zone_data(engine).await?,
        phone_release: callboard_phone::metadata_release().to_owned(),
        rules_version,
        secret_store,
        waiting: waiting.unwrap_or_else(|_| Ok(Vec::new()))?,
        trouble,
        standing_still,
        http: engine.door.lock().clone(),
        certificates: Some(ROOTS.words().to_owned()),
        started_at: engine.started_at,
    })
}

fn unknown_store() -> SecretStore {
    let words = "Where secrets are kept is not known at the moment: the secret store or the database does not answer.";
    SecretStore { kind: SecretStoreKind::Keyring, usable: false, words: words.to_owned() }
}

fn does_not_answer(since: Timestamp) -> Trouble {
    Trouble {
        what: "The database does not answer.".to_owned(),
        since,
        to_do: "Nothing that was acknowledged is lost. Look whether the disk is full or slow and whether another \
                program holds the database."
            .to_owned(),
    }
}

/// Durable tasks by kind, and the queues of slices that have a table of their own.
fn waiting(db: &Connection) -> Result<Vec<WaitingTasks>> {
    let mut all = tasks::waiting(db)?;
    for queue in SLICES.iter().filter_map(|slice| slice.waiting) {
        all.extend(queue(db)?);
    }
    Ok(all)
}

/// The zone data in use, and where the names' own library is another opinion.
pub async fn zone_data(engine: &Engine) -> Result<Shown> {
    let differs = engine
        .zone_differences
        .get_or_try_init(|| async {
            let (zones, from) = (engine.zones.clone(), engine.started_at);
            let compared = tokio::task::spawn_blocking(move || {
                let found = zones.differences_with_chrono_tz(from, AHEAD);
                found.into_iter().map(|difference| difference.name.to_owned()).collect()
            });
            compared.await.map_err(|error| Error::Other(error.into()))
        })
        .await?;
    let source = match engine.zones.source() {
        ZoneSource::System(_) => "system",
        ZoneSource::Bundled => "jiff",
    };
    Ok(Shown {
        release: engine.zones.release().to_owned(),
        source: source.to_owned(),
        differs_from_names: differs.to_vec(),
    })
}
