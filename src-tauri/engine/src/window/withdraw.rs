use callboard_cxone::retry::{Decision, Policy, decide};
use callboard_cxone::{Call, Class, Error as TenantError, Job, Tenant, schedules};
use callboard_rpc::Caller;
use callboard_rpc::types::{WindowId, WindowState};
use jiff::Timestamp;

use super::flight::Flight;
use super::kept::ORPHAN;
use super::leave::SHORTEST;
use super::reads::find;
use super::row::{Window, insert, object, store};
use super::state;
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};
use crate::{Engine, connection, settings};

pub(super) const KIND: &str = "window.withdraw";
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
    let was_to_be_shorter = row.shorten_to.is_some();
    if !state::may_dial(row.state) || (row.unwanted && !rests && !was_to_be_shorter) {
        return Ok(());
    }
    write.audit(caller, Entry::new("window.withdraw", object(&row.id)).before(&row.told()))?;
    let mut row = Window { unwanted: true, shorten_to: None, ..row.clone() };
    if row.state == WindowState::Withdrawing {
        return store(write, &row);
    }
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

/// A window that a rule cuts short: one that was not sent leaves with the shorter end, any other is taken back first,
/// confirmed, and then made anew. Where it gets stuck it is not made a second time.
pub(super) fn shorten(write: &mut Write<'_>, caller: &Caller, row: Window, until: Timestamp) -> Result<()> {
    let row = Window { shorten_to: Some(until), unwanted: true, ..row };
    let told = Entry::new("window.shorten", object(&row.id)).before(&row.told());
    write.audit(caller, told.after(&serde_json::json!({ "end": until })))?;
    if row.tenant_id.is_some() {
        return begin(write, row);
    }
    store(write, &row)?;
    super::send::schedule(write, &row.id)
}

/// It does not stand at the tenant: it was never there, or is gone.
pub(super) fn never_sent(write: &mut Write<'_>, row: Window) -> Result<()> {
    let shorter = row.shorten_to.filter(|until| until.duration_since(row.start.max(write.now())) > SHORTEST);
    let withdrawn = Window {
        state: WindowState::Withdrawn,
        trouble: None,
        next_try: None,
        shorten_to: None,
        gone: Some(write.now()),
        ..row
    };
    store(write, &withdrawn)?;
    write.audit(
        &Caller::engine(),
        Entry::new("window.withdrawn", object(&withdrawn.id)).after(&withdrawn.told()),
    )?;
    match shorter {
        Some(until) => make_anew(write, withdrawn, until),
        None => Ok(()),
    }
}

/// The same window with its shorter end. One that had begun keeps its row, since it may have dialled, and what is left
/// of it is another.
fn make_anew(write: &mut Write<'_>, withdrawn: Window, until: Timestamp) -> Result<()> {
    let (begun, key) = (withdrawn.start <= write.now(), write.chance().token());
    let anew = Window {
        state: WindowState::Planned,
        end: until,
        asap: withdrawn.asap || begun,
        key,
        tenant_id: None,
        attempts: 0,
        unwanted: false,
        repeated: false,
        in_spite: None,
        waits_for: Vec::new(),
        gone: None,
        ..withdrawn
    };
    let row = if begun {
        let id = WindowId::from_token(&write.chance().token());
        let row = Window { id, start: super::leave::soonest(write.now()), ..anew };
        insert(write, &row)?;
        row
    } else {
        store(write, &anew)?;
        anew
    };
    write.audit(&Caller::engine(), Entry::new("window.plan", object(&row.id)).after(&row.told()))?;
    super::send::schedule(write, &row.id)
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
    let (answer, _flight) = match engine.tenants.client(&row.connection).await {
        Ok(tenant) => ask(&engine, &tenant, &row, &tenant_id).await,
        Err(error) => (Err(TenantError::Config { message: error.to_string() }), None),
    };
    let jitter = engine.kernel.chance.unit();
    engine.kernel.db.write_outcome(move |write| conclude(write, &task, row, answer, jitter)).await
}

/// Asks for it to be deleted. Where a 404 may mean that the tenant deletes nothing at all, its list tells: what a list
/// that can be read does not hold is gone. What is in flight stays so until the answer is stored.
async fn ask(
    engine: &Engine,
    tenant: &Tenant,
    row: &Window,
    tenant_id: &str,
) -> (std::result::Result<(), TenantError>, Option<Flight>) {
    let permit = tenant.permit(Class::Schedules).await;
    let flight = engine.in_flight.begin(&row.id);
    let answer = schedules::withdraw(tenant, &row.campaign, tenant_id, Call::attempt(permit)).await;
    if !matches!(answer, Err(TenantError::NotFound { maybe_absent: true, .. } | TenantError::Absent { .. })) {
        return (answer, Some(flight));
    }
    drop(flight);
    let permit = tenant.permit(Class::Schedules).await;
    let flight = engine.in_flight.begin(&row.id);
    let told = match schedules::list(tenant, &row.campaign, Call::attempt(permit)).await {
        Ok(listed) => {
            let now = engine.kernel.clock.now();
            let ours = listed.iter().find(|listed| listed.id == tenant_id);
            let dials = ours.is_some_and(|listed| listed.ends_at().is_none_or(|end| end > now));
            if dials { Err(TenantError::Absent { job: Job::WithdrawSchedule }) } else { Ok(()) }
        }
        Err(error) if error.is_passing() => Err(error),
        Err(_) => answer,
    };
    (told, Some(flight))
}

fn conclude(
    write: &mut Write<'_>,
    task: &Task,
    row: Window,
    answer: std::result::Result<(), TenantError>,
    jitter: f64,
) -> Result<()> {
    let row = find(write, &row.id)?.unwrap_or(row);
    if row.state != WindowState::Withdrawing {
        return tasks::done(write, task); // its end has come meanwhile
    }
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
    let words = match connection::is_there(write, &row.connection)? {
        true => format!("{} {}", error.sentence(), error.hint()),
        false => format!("{ORPHAN} End it in CXone."),
    };
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
                shorten_to: None,
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
