use std::time::Duration;

use callboard_cxone::analytics::{self, DetailsQuery};
use callboard_cxone::{Call, Class, Error as TenantError, Tenant};
use callboard_rpc::types::RunId;
use jiff::Timestamp;

use super::answer::{self, Answer};
use super::awaits::awaited;
use super::conclude::conclude;
use super::others::next_began;
use super::progress::Windows;
use super::store::{Run, find};
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};
use crate::settings::{self, Settings};
use crate::window::{self, Window};
use crate::{Engine, connection};

const KIND: &str = "run.poll";
const AT_ONCE: usize = 16;
/// So long a poll waits for its turn; then it says that it had none, and waits anew.
const TURN: Duration = Duration::from_mins(2);
pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, AT_ONCE, move |task| poll(this.clone(), task));
}

/// The run is to be looked at now.
pub(super) fn schedule(write: &mut Write<'_>, id: &RunId) -> Result<()> {
    tasks::schedule(write, KIND, id.as_str(), write.now(), &())
}

/// What a poll finds before it asks.
pub(super) struct Found {
    pub(super) run: Run,
    pub(super) windows: Vec<Window>,
    pub(super) settings: Settings,
    pub(super) stand_in: bool,
    /// The connection was removed.
    pub(super) nobody_to_ask: bool,
    pub(super) began: Timestamp,
    /// More windows are to come.
    awaits: bool,
    /// From when on the campaign's figures are another run's.
    until: Option<Timestamp>,
}

impl Found {
    /// Whether figures of `at` are of a time after which nothing of this run dialled.
    pub(super) fn over_before(&self, at: Timestamp) -> bool {
        !self.awaits && Windows::of(&self.windows, at).over_before(at)
    }
}

/// What the tenant said.
pub(super) struct Heard {
    pub(super) answer: Answer,
    /// When it was asked. The answer may have come much later, as where the machine slept in between.
    pub(super) asked: Timestamp,
}

/// One look at a run: ask the tenant where that can tell something, then move the run.
async fn poll(engine: Engine, task: Task) -> Result<()> {
    let id = RunId(task.key.clone());
    let now = engine.kernel.clock.now();
    let found = engine.kernel.db.read(move |db| {
        let Some(run) = find(db, &id)?.filter(|run| !run.is_over()) else { return Ok(None) };
        let connection = connection::find(db, &run.connection).ok();
        Ok(Some(Found {
            windows: window::of_run(db, &id)?,
            settings: settings::get(db)?,
            stand_in: connection.as_ref().is_some_and(|connection| connection.stand_in),
            nobody_to_ask: connection.is_none(),
            began: now,
            awaits: !awaited(db, &id, now)?.is_empty(),
            until: next_began(db, &run)?,
            run,
        }))
    });
    let Some(found) = found.await? else {
        return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
    };
    let stood = Windows::of(&found.windows, now).any_stood;
    // At the very instant of its start there is no time yet to ask about, and a tenant refuses an empty stretch.
    let answer = if found.run.first_start < now && stood && !found.nobody_to_ask {
        Some(ask(&engine, &found.run, found.until).await)
    } else {
        None
    };
    engine.kernel.db.write_outcome(move |write| conclude(write, &task, &found, answer)).await
}

/// The campaign's figures since the run's own first start, and before the next run's.
async fn ask(
    engine: &Engine,
    run: &Run,
    until: Option<Timestamp>,
) -> std::result::Result<Heard, TenantError> {
    let clock = &engine.kernel.clock;
    let tenant = engine
        .tenants
        .client(&run.connection)
        .await
        .map_err(|error| TenantError::Config { message: error.to_string() })?;
    let permit = clock.timeout(TURN, tenant.permit(Class::Polls)).await.map_err(|_| no_turn(&tenant))?;
    let asked = clock.now();
    let to = until.map_or(asked, |until| until.min(asked));
    let query = DetailsQuery::new(run.first_start, to, vec![run.campaign_id.clone()]);
    let details = analytics::query(&tenant, &query, Call::attempt(permit)).await?;
    Ok(Heard { answer: answer::read(&details, &run.campaign_id)?, asked })
}

fn no_turn(tenant: &Tenant) -> TenantError {
    TenantError::RateLimited { until: tenant.health().waiting_until }
}
