use std::time::Duration;

use callboard_cxone::retry::{Decision, Policy, decide};
use callboard_cxone::schedules::{self, NewSchedule, Schedule};
use callboard_cxone::{Call, Class, Error as TenantError, IdempotencyKey, Tenant};
use callboard_rpc::Caller;
use callboard_rpc::types::{WindowId, WindowState};
use jiff::{SignedDuration, Timestamp};

use super::row::{Window, find, object, store};
use super::{turn, withdraw};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};
use crate::zone::ZoneData;
use crate::{Engine, settings};

const KIND: &str = "window.send";
/// More at once only wait for the connection's permits.
const AT_ONCE: usize = 64;
/// A start "now" lies this far ahead when it is sent, since the tenant refuses one that is not in the future.
const LEAD: Duration = Duration::from_secs(5);
/// How long a cut answer's request may still be on its way before we read what became of it.
const BEFORE_READING: Duration = Duration::from_secs(1);

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, AT_ONCE, move |task| send(this.clone(), task));
}

/// The window is to be brought to the tenant as soon as there is a permit.
pub(super) fn schedule(write: &mut Write<'_>, id: &WindowId) -> Result<()> {
    tasks::schedule(write, KIND, id.as_str(), write.now(), &())
}

/// What one attempt brought.
enum Outcome {
    /// It stands at the tenant under this id.
    Stands(String),
    /// Looked for and not there: nothing stands in the way of sending it again.
    NotThere,
    Failed(TenantError),
}

/// One attempt: a permit, the row, the request, and what came of it.
async fn send(engine: Engine, task: Task) -> Result<()> {
    let id = WindowId(task.key.clone());
    let Some(row) = ({
        let id = id.clone();
        engine.kernel.db.read(move |db| find(db, &id)).await?
    }) else {
        return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
    };
    let tenant = match engine.tenants.client(&row.connection).await {
        Ok(tenant) => tenant,
        Err(error) => return give_up(&engine, task, id, error.to_string()).await,
    };
    let permit = tenant.permit(Class::Schedules).await;
    match take(&engine, &task, id).await? {
        Taken::Nothing => Ok(()),
        Taken::ToLookFor(row) => {
            let outcome = match body(&engine, &row) {
                Ok(wanted) => look_for(&engine.zones, &tenant, &wanted, Call::attempt(permit)).await,
                Err(error) => Outcome::Failed(error),
            };
            conclude(&engine, task, row, outcome).await
        }
        Taken::ToSend(row) => {
            let outcome = match body(&engine, &row) {
                Ok(wanted) => create(&tenant, &row, &wanted, Call::attempt(permit)).await,
                Err(error) => Outcome::Failed(error),
            };
            conclude(&engine, task, row, outcome).await
        }
    }
}

enum Taken {
    Nothing,
    ToLookFor(Window),
    ToSend(Window),
}

/// Takes the row for one attempt. `sending` is stored before anything is sent: whoever finds it there after a
/// crash knows that the tenant may have it, and gives the request time to arrive before looking for it.
async fn take(engine: &Engine, task: &Task, id: WindowId) -> Result<Taken> {
    let task = task.clone();
    engine
        .kernel
        .db
        .write(move |write| {
            let Some(row) = find(write, &id)? else {
                tasks::done(write, &task)?;
                return Ok(Taken::Nothing);
            };
            match row.state {
                WindowState::Sending => {
                    let due = write.now() + BEFORE_READING;
                    not_known(write, Window { next_try: Some(due), ..row })?;
                    tasks::again(write, &task, due)?;
                    Ok(Taken::Nothing)
                }
                WindowState::Unknown => Ok(Taken::ToLookFor(row)),
                WindowState::Planned if row.unwanted => {
                    withdraw::never_sent(write, row)?;
                    tasks::done(write, &task)?;
                    Ok(Taken::Nothing)
                }
                WindowState::Planned => {
                    let ahead = with_a_start_ahead(row, write.now(), &write.chance().token());
                    let row = Window { state: WindowState::Sending, ..ahead };
                    store(write, &row)?;
                    Ok(Taken::ToSend(row))
                }
                _ => {
                    tasks::done(write, &task)?;
                    Ok(Taken::Nothing)
                }
            }
        })
        .await
}

/// "As soon as possible" is re-computed at the moment of sending, in whole seconds. Another start is another
/// request, so it gets another key: a tenant refuses one key with two bodies.
fn with_a_start_ahead(row: Window, now: Timestamp, fresh_key: &str) -> Window {
    if !row.asap || row.start > now + SignedDuration::from_secs(1) {
        return row;
    }
    let start = soonest(now).min(row.end);
    Window { start, key: fresh_key.to_owned(), ..row }
}

/// The first whole second that lies far enough ahead to be sent as a start.
pub fn soonest(now: Timestamp) -> Timestamp {
    let rounded_up = Timestamp::from_second(now.as_second() + 1).unwrap_or(now);
    Ms::cut(rounded_up + LEAD)
}

async fn create(tenant: &Tenant, row: &Window, wanted: &NewSchedule, call: Call) -> Outcome {
    let Some(key) = IdempotencyKey::new(row.key.clone()) else {
        return Outcome::Failed(TenantError::Config { message: "The stored key cannot be sent".to_owned() });
    };
    match schedules::create(tenant, wanted, &key, call).await {
        Ok(id) => Outcome::Stands(id),
        Err(error) => Outcome::Failed(error),
    }
}

/// The request's body, literally as it is shown in a plan.
fn body(engine: &Engine, row: &Window) -> std::result::Result<NewSchedule, TenantError> {
    let zone =
        engine.zones.get(&row.zone).map_err(|error| TenantError::Config { message: error.to_string() })?;
    NewSchedule::between(&row.campaign, &row.start.to_zoned(zone.clone()), &row.end.to_zoned(zone))
}

/// Whether a window that may have been made stands at the tenant.
async fn look_for(zones: &ZoneData, tenant: &Tenant, wanted: &NewSchedule, call: Call) -> Outcome {
    match schedules::list(tenant, &wanted.campaign_id, call).await {
        Ok(listed) => {
            let ours =
                listed.into_iter().map(|listed| spelled(zones, listed)).find(|schedule| schedule.is(wanted));
            ours.map_or(Outcome::NotThere, |schedule| Outcome::Stands(schedule.id))
        }
        Err(error) => Outcome::Failed(error),
    }
}

/// A tenant may write a zone by its older name, or have got it by that from an older program.
fn spelled(zones: &ZoneData, listed: Schedule) -> Schedule {
    match zones.written(&listed.timezone) {
        Ok(name) => Schedule { timezone: name.to_owned(), ..listed },
        Err(_) => listed,
    }
}

async fn conclude(engine: &Engine, task: Task, row: Window, outcome: Outcome) -> Result<()> {
    let jitter = engine.kernel.chance.unit();
    engine
        .kernel
        .db
        .write(move |write| {
            // It may have been found unwanted while we were away.
            let unwanted = find(write, &row.id)?.is_some_and(|there| there.unwanted);
            let row = Window { unwanted, ..row };
            match outcome {
                Outcome::Stands(id) => stands(write, &task, row, id),
                Outcome::NotThere => send_anew(write, &task, row),
                Outcome::Failed(error) => failed(write, &task, row, &error, jitter),
            }
        })
        .await
}

fn stands(write: &mut Write<'_>, task: &Task, row: Window, id: String) -> Result<()> {
    let row = Window {
        state: WindowState::Submitted,
        tenant_id: Some(id),
        attempts: row.attempts + 1,
        trouble: None,
        next_try: None,
        ..row
    };
    store(write, &row)?;
    write.audit(&Caller::engine(), Entry::new("window.submit", object(&row.id)).after(&row.told()))?;
    turn::follow(write, &row)?;
    if row.unwanted {
        withdraw::begin(write, row)?;
    }
    tasks::done(write, task)
}

/// It was looked for and is not there, so it goes back to the start of the line.
fn send_anew(write: &mut Write<'_>, task: &Task, row: Window) -> Result<()> {
    let row = Window { state: WindowState::Planned, ..row };
    store(write, &row)?;
    tasks::again(write, task, write.now())
}

fn failed(write: &mut Write<'_>, task: &Task, row: Window, error: &TenantError, jitter: f64) -> Result<()> {
    let words = format!("{} {}", error.sentence(), error.hint());
    let unknown = row.state == WindowState::Unknown;
    // What was held back before it left is no attempt.
    let attempts = row.attempts + u32::from(!error.is_held_back());
    if error.may_have_happened() {
        let due = write.now() + BEFORE_READING;
        let row = Window {
            state: WindowState::Unknown,
            attempts,
            trouble: Some(unknown_words(&row)),
            next_try: Some(due),
            ..row
        };
        store(write, &row)?;
        turn::follow(write, &row)?;
        let told = Entry::new("window.submit", object(&row.id)).after(&row.told());
        write.audit(&Caller::engine(), told.result(format!("unknown: {error}")))?;
        return if attempts > Policy::DURABLE.retries {
            rest(write, task, row)
        } else {
            tasks::again(write, task, due)
        };
    }
    let policy = Policy { retries: settings::get(write)?.retry_durable, ..Policy::DURABLE };
    let waited_too_long =
        row.asap && matches!(error, TenantError::TooLate { .. }) && attempts <= policy.retries;
    if waited_too_long && !unknown {
        // Nothing was sent, and "as soon as possible" is a later start now.
        store(write, &Window { state: WindowState::Planned, attempts, ..row })?;
        return tasks::again(write, task, write.now());
    }
    match decide(attempts.max(1), error, &policy, write.now(), jitter) {
        Decision::After(wait) => {
            let due = Ms::cut(write.now() + wait);
            // Nothing was sent, or it was refused: it can be sent again, unless an earlier try is unknown.
            // One that starts "as soon as possible" is sent with another start and key, so it is looked for first
            // where the tenant answered at all.
            let answered = matches!(error, TenantError::Transient { status: Some(_), .. });
            let look = unknown || (row.asap && answered);
            let state = if look { WindowState::Unknown } else { WindowState::Planned };
            let row = Window { state, attempts, trouble: Some(words.clone()), next_try: Some(due), ..row };
            store(write, &row)?;
            tasks::retry(write, task, due, &words)
        }
        Decision::GiveUp if unknown => rest(write, task, row),
        Decision::GiveUp => {
            let row =
                Window { state: WindowState::Failed, attempts, trouble: Some(words), next_try: None, ..row };
            store(write, &row)?;
            let told = Entry::new("window.submit", object(&row.id)).after(&row.told());
            write.audit(&Caller::engine(), told.result(format!("failed: {error}")))?;
            tasks::done(write, task)
        }
    }
}

/// It cannot be read, so it stays unknown until a person decides or its end has passed.
fn rest(write: &mut Write<'_>, task: &Task, row: Window) -> Result<()> {
    not_known(write, Window { next_try: None, ..row })?;
    tasks::done(write, task)
}

fn not_known(write: &mut Write<'_>, row: Window) -> Result<()> {
    let row = Window { state: WindowState::Unknown, trouble: Some(unknown_words(&row)), ..row };
    store(write, &row)?;
    turn::follow(write, &row)
}

fn unknown_words(row: &Window) -> String {
    format!(
        "It is not known whether the tenant has this window; it may dial until {}. Nothing else is sent for this zone and start meanwhile.",
        row.end
    )
}

/// The connection itself cannot be used: nothing was sent.
async fn give_up(engine: &Engine, task: Task, id: WindowId, why: String) -> Result<()> {
    engine
        .kernel
        .db
        .write(move |write| {
            let Some(row) = find(write, &id)? else { return tasks::done(write, &task) };
            if !matches!(row.state, WindowState::Planned | WindowState::Sending | WindowState::Unknown) {
                return tasks::done(write, &task); // its time has passed, or it was settled otherwise
            }
            if row.state == WindowState::Planned && row.unwanted {
                withdraw::never_sent(write, row)?;
                return tasks::done(write, &task);
            }
            if row.state == WindowState::Planned {
                let row =
                    Window { state: WindowState::Failed, trouble: Some(why.clone()), next_try: None, ..row };
                store(write, &row)?;
                let told = Entry::new("window.submit", object(&row.id)).after(&row.told());
                write.audit(&Caller::engine(), told.result(format!("failed: {why}")))?;
                return tasks::done(write, &task);
            }
            tasks::retry(write, &task, write.now() + Duration::from_secs(30), &why)
        })
        .await
}
