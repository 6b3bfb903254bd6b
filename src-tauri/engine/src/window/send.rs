use callboard_cxone::schedules::{self, NewSchedule, Schedule};
use callboard_cxone::{Call, Class, Error as TenantError, IdempotencyKey, Permit, Tenant};
use callboard_rpc::types::{WindowId, WindowState};

use super::leave::leave;
use super::outcome::{BEFORE_READING, Outcome, conclude, give_up, is_absent, not_known};
use super::places::{Judged, judge};
use super::reads::find;
use super::row::{Window, store};
use super::{after, withdraw};
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Result, Write};
use crate::zone::ZoneData;
use crate::{Engine, rules, settings};

pub(super) const KIND: &str = "window.send";
/// More at once only wait for the connection's permits.
const AT_ONCE: usize = 64;

pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, AT_ONCE, move |task| send(this.clone(), task));
}

/// The window is to be brought to the tenant as soon as there is a permit.
pub(super) fn schedule(write: &mut Write<'_>, id: &WindowId) -> Result<()> {
    tasks::schedule(write, KIND, id.as_str(), write.now(), &())
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
    if after::is_held_back(&engine, &task, &row).await? {
        return Ok(());
    }
    let tenant = match engine.tenants.client(&row.connection).await {
        Ok(tenant) => tenant,
        Err(error) => return give_up(&engine, task, id, error).await,
    };
    let permit = tenant.permit(Class::Schedules).await;
    let flight = engine.in_flight.begin(&id);
    match take(&engine, &task, id.clone()).await? {
        Taken::Nothing => Ok(()),
        Taken::ToLookFor(row) => {
            let outcome = match body(&engine, &row) {
                Ok(wanted) => look_for(&engine.zones, &tenant, &wanted, Call::attempt(permit)).await,
                Err(error) => Outcome::Failed(error),
            };
            if !is_unreadable(&outcome) {
                return conclude(&engine, task, row, outcome).await;
            }
            // The tenant does not show what it has: the same request under the same key, or it rests.
            match repeat(&engine, id).await? {
                Some(again) => {
                    drop(flight);
                    let permit = tenant.permit(Class::Schedules).await;
                    let _flight = engine.in_flight.begin(&again.id);
                    create_and_conclude(&engine, &tenant, task, again, permit).await
                }
                None => conclude(&engine, task, row, outcome).await,
            }
        }
        Taken::ToSend(row) => create_and_conclude(&engine, &tenant, task, row, permit).await,
    }
}

async fn create_and_conclude(
    engine: &Engine,
    tenant: &Tenant,
    task: Task,
    row: Window,
    permit: Permit,
) -> Result<()> {
    let outcome = match body(engine, &row) {
        Ok(wanted) => create(tenant, &row, &wanted, Call::attempt(permit)).await,
        Err(error) => Outcome::Failed(error),
    };
    conclude(engine, task, row, outcome).await
}

/// The tenant has no list of its windows.
fn is_unreadable(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(error) if is_absent(error))
}

/// Takes a window of which nothing can be read for one more try: only where it is literally the same request, is still
/// wanted, and no rule forbids it meanwhile.
async fn repeat(engine: &Engine, id: WindowId) -> Result<Option<Window>> {
    let zones = engine.zones.clone();
    engine
        .kernel
        .db
        .write(move |write| {
            let Some(row) = find(write, &id)?.filter(|row| row.state == WindowState::Unknown) else {
                return Ok(None);
            };
            let now = write.now();
            let retries = settings::get(write)?.retry_durable;
            let legal = judge(&row, &rules::current(write)?, &zones, now) == Judged::Legal;
            if row.unwanted || row.attempts > retries || row.start <= now || !legal {
                return Ok(None);
            }
            let row = Window { state: WindowState::Sending, repeated: true, ..row };
            store(write, &row)?;
            Ok(Some(row))
        })
        .await
}

/// What is to be done with a window whose turn has come.
pub(super) enum Taken {
    Nothing,
    ToLookFor(Window),
    ToSend(Window),
}

/// Takes the row for one attempt. `sending` is stored before anything is sent: whoever finds it there after a
/// crash knows that the tenant may have it, and gives the request time to arrive before looking for it.
async fn take(engine: &Engine, task: &Task, id: WindowId) -> Result<Taken> {
    let (task, zones) = (task.clone(), engine.zones.clone());
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
                WindowState::Planned => leave(write, &task, row, &zones),
                _ => {
                    tasks::done(write, &task)?;
                    Ok(Taken::Nothing)
                }
            }
        })
        .await
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

/// A listed window by the canonical name of its zone: a tenant may write it by its older name.
pub(super) fn spelled(zones: &ZoneData, listed: Schedule) -> Schedule {
    match zones.written(&listed.timezone) {
        Ok(name) => Schedule { timezone: name.to_owned(), ..listed },
        Err(_) => listed,
    }
}
