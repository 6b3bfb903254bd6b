use std::sync::{Arc, LazyLock, PoisonError};

use callboard_cxone::Roots;
use callboard_rpc::types::{Status, WaitingTasks, ZoneData as Shown};
use rusqlite::Connection;
use tokio::sync::OnceCell;

use super::trouble;
use crate::kernel::{Error, Result, tasks};
use crate::zone::ZoneSource;
use crate::{Engine, disposition};

/// Names in which chrono-tz differs from the zone data in use; found out once, since it takes a moment.
pub(crate) type ZoneDifferences = OnceCell<Arc<[String]>>;

/// How far ahead the two are compared, in days.
const AHEAD: u16 = 366;

/// Found out once: reading them all takes a moment, and status is asked for often.
static ROOTS: LazyLock<Roots> = LazyLock::new(Roots::of_this_machine);

/// Health of everything, versions, what is waiting and why.
pub async fn status(engine: &Engine) -> Result<Status> {
    let secret_store = engine.secrets.state().await?;
    let trouble = trouble::with(engine, &secret_store);
    Ok(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sqlite_version: rusqlite::version().to_owned(),
        data_dir: engine.folder.path().display().to_string(),
        database_bytes: engine.kernel.db.bytes(),
        zones: zone_data(engine).await?,
        phone_release: callboard_phone::metadata_release().to_owned(),
        rules_version: engine.rules().await?.version().to_owned(),
        secret_store,
        waiting: engine.kernel.db.read(waiting).await?,
        trouble,
        http: engine.door.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        certificates: Some(ROOTS.words().to_owned()),
        started_at: engine.started_at,
    })
}

/// Durable tasks by kind, and the queue of effects, which has a table of its own.
fn waiting(db: &Connection) -> Result<Vec<WaitingTasks>> {
    let mut all = tasks::waiting(db)?;
    all.extend(disposition::as_tasks(db)?);
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
