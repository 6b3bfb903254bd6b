use callboard_cxone::retry::{Decision, Policy, decide};
use callboard_cxone::{Call, Class, Error as TenantError, schedules};
use callboard_rpc::Caller;
use callboard_rpc::types::{WindowId, WindowState};

use super::row::{Window, find, object, store};
use super::state;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};
use crate::{Engine, settings};

const KIND: &str = "window.withdraw";
const AT_ONCE: usize = 32;

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, AT_ONCE, move |task| take_back(this.clone(), task));
}

/// Withdraws a window, wherever it stands: one that was never sent is simply withdrawn; one that is on its way
/// is withdrawn as soon as it is known where it stands; one that is over stays as it is. Asked again, it looks anew
/// for one that could not be found out about.
pub fn withdraw(write: &mut Write<'_>, caller: &Caller, row: &Window) -> Result<()> {
    let rests = row.state == WindowState::Unknown && row.next_try.is_none();
    if !state::may_dial(row.state) || (row.unwanted && !rests) {
        return Ok(());
    }
    write.audit(caller, Entry::new("window.withdraw", object(&row.id)).before(&row.told()))?;
    let mut row = Window { unwanted: true, ..row.clone() };
    if rests {
        (row.attempts, row.next_try) = (0, Some(write.now()));
    }
    match (row.state, &row.tenant_id) {
        (WindowState::Planned, None) => never_sent(write, row),
        (_, Some(_)) => begin(write, row),
        // Sending or unknown: the loop that looks for it finds it unwanted.
        (_, None) => {
            store(write, &row)?;
            super::send::schedule(write, &row.id)
        }
    }
}

/// The tenant never heard of it.
pub(super) fn never_sent(write: &mut Write<'_>, row: Window) -> Result<()> {
    let row = Window { state: WindowState::Withdrawn, trouble: None, next_try: None, ..row };
    store(write, &row)?;
    write.audit(&Caller::engine(), Entry::new("window.withdrawn", object(&row.id)).after(&row.told()))?;
    Ok(())
}

/// It stands at the tenant and is to be taken back.
pub(super) fn begin(write: &mut Write<'_>, row: Window) -> Result<()> {
    let row = Window { state: WindowState::Withdrawing, unwanted: true, attempts: 0, next_try: None, ..row };
    store(write, &row)?;
    tasks::schedule(write, KIND, row.id.as_str(), write.now(), &())
}

async fn take_back(engine: Engine, task: Task) -> Result<()> {
    let id = WindowId(task.key.clone());
    let row = engine.kernel.db.read(move |db| find(db, &id)).await?;
    let Some((row, tenant_id)) = row.and_then(|row| Some((row.clone(), row.tenant_id?))) else {
        return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
    };
    let answer = match engine.tenants.client(&row.connection).await {
        Ok(tenant) => {
            let permit = tenant.permit(Class::Schedules).await;
            schedules::withdraw(&tenant, &row.campaign, &tenant_id, Call::attempt(permit)).await
        }
        Err(error) => Err(TenantError::Config { message: error.to_string() }),
    };
    let jitter = engine.kernel.chance.unit();
    engine.kernel.db.write(move |write| conclude(write, &task, row, answer, jitter)).await
}

fn conclude(
    write: &mut Write<'_>,
    task: &Task,
    row: Window,
    answer: std::result::Result<(), TenantError>,
    jitter: f64,
) -> Result<()> {
    let row = find(write, &row.id)?.unwrap_or(row);
    let error = match answer {
        // Gone already: an earlier try did it, or somebody at the tenant.
        Ok(()) | Err(TenantError::NotFound { maybe_absent: false, .. }) => {
            never_sent(write, row)?;
            return tasks::done(write, task);
        }
        Err(error) => error,
    };
    let attempts = row.attempts + u32::from(!error.is_held_back());
    let policy = Policy { retries: settings::get(write)?.retry_durable, ..Policy::DURABLE };
    // Taking back twice does no harm, so an unknown outcome is simply tried again.
    let passing = if error.may_have_happened() {
        TenantError::Transient { message: error.to_string(), status: None, not_before: None }
    } else {
        error.clone()
    };
    let words = format!("{} {}", error.sentence(), error.hint());
    match decide(attempts.max(1), &passing, &policy, write.now(), jitter) {
        Decision::After(wait) => {
            let due = Ms::cut(write.now() + wait);
            store(write, &Window { attempts, trouble: Some(words.clone()), next_try: Some(due), ..row })?;
            tasks::retry(write, task, due, &words)
        }
        Decision::GiveUp => {
            let until = row.end;
            let trouble = format!("It could not be withdrawn and may dial until {until}: {words}");
            let row = Window {
                state: WindowState::Stuck,
                unwanted: false,
                attempts,
                trouble: Some(trouble),
                next_try: None,
                ..row
            };
            store(write, &row)?;
            let told = Entry::new("window.withdrawn", object(&row.id)).after(&row.told());
            write.audit(&Caller::engine(), told.result(format!("failed: {error}")))?;
            tasks::done(write, task)
        }
    }
}
