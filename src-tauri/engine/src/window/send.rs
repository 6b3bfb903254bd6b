use std::time::Duration;

use callboard_cxone::retry::{Decision, Policy, backoff, decide};
use callboard_cxone::schedules::{self, NewSchedule, Schedule};
use callboard_cxone::{Call, Class, Error as TenantError, IdempotencyKey, Permit, Tenant};
use callboard_rpc::Caller;
use callboard_rpc::types::{RuleRef, Verdict, WindowId, WindowState};
use jiff::{SignedDuration, Timestamp};

use super::places::{Judged, judge};
use super::row::{Window, find, object, store};
use super::{turn, withdraw};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Ms, Result, Write};
use crate::zone::ZoneData;
use crate::{Engine, rules, settings};

const KIND: &str = "window.send";
/// More at once only wait for the connection's permits.
const AT_ONCE: usize = 64;
/// A start "now" lies this far ahead when it is sent, since the tenant refuses one that is not in the future.
const LEAD: Duration = Duration::from_secs(5);
/// The longest lead, where a tenant takes its time again and again.
const LONGEST_LEAD: Duration = Duration::from_mins(1);
/// No window shorter than this is sent: the tenant would only set it up.
pub(super) const SHORTEST: SignedDuration = SignedDuration::from_secs(60);
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
                    let permit = tenant.permit(Class::Schedules).await;
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

enum Taken {
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

/// A window at the moment at which it leaves: "as soon as possible" gets its start, and the rules are asked once more,
/// since they may have changed after it was planned.
fn leave(write: &mut Write<'_>, task: &Task, row: Window, zones: &ZoneData) -> Result<Taken> {
    let now = write.now();
    let row = with_a_start_ahead(row, now, &write.chance().token());
    let row = match judge(&row, &rules::current(write)?, zones, now) {
        Judged::Legal => row,
        Judged::Until(end, rule) => {
            let (key, told) = (write.chance().token(), Entry::new("window.shorten", object(&row.id)));
            let told = told.before(&row.told()).after(&serde_json::json!({ "end": end }));
            write.audit(&Caller::engine(), told)?;
            Window { end, key, verdict: Verdict::Clamped, rule: Some(rule), ..row }
        }
        Judged::Never(rule) => {
            refuse(write, row, rule)?;
            tasks::done(write, task)?;
            return Ok(Taken::Nothing);
        }
    };
    if row.asap && row.end.duration_since(row.start) < SHORTEST {
        let words = format!("Its time was over at {} before it could be sent.", row.end);
        let words = row.trouble.as_ref().map_or(words.clone(), |trouble| format!("{words} {trouble}"));
        fail(write, row, words, "its time was over")?;
        tasks::done(write, task)?;
        return Ok(Taken::Nothing);
    }
    let row = Window { state: WindowState::Sending, ..row };
    store(write, &row)?;
    Ok(Taken::ToSend(row))
}

/// A rule that came after it was planned forbids it: it never leaves.
fn refuse(write: &mut Write<'_>, row: Window, rule: RuleRef) -> Result<()> {
    let result = format!("refused: {} v{}", rule.id, rule.version);
    let row = Window {
        state: WindowState::Refused,
        verdict: Verdict::Refused,
        trouble: Some(rule.words.clone()),
        rule: Some(rule),
        next_try: None,
        ..row
    };
    store(write, &row)?;
    write.audit(
        &Caller::engine(),
        Entry::new("window.refuse", object(&row.id)).after(&row.told()).result(result),
    )?;
    Ok(())
}

fn fail(write: &mut Write<'_>, row: Window, words: String, result: &str) -> Result<()> {
    let row = Window { state: WindowState::Failed, trouble: Some(words), next_try: None, ..row };
    store(write, &row)?;
    let told = Entry::new("window.submit", object(&row.id)).after(&row.told());
    write.audit(&Caller::engine(), told.result(format!("failed: {result}")))?;
    Ok(())
}

/// "As soon as possible" is computed anew at the moment of sending, in whole seconds, unless its whole lead is left.
/// Another start is another request, so it gets another key: a tenant refuses one key with two bodies.
fn with_a_start_ahead(row: Window, now: Timestamp, fresh_key: &str) -> Window {
    let lead = lead(row.attempts);
    if !row.asap || row.start >= now + lead {
        return row;
    }
    let start = ahead_by(now, lead).min(row.end);
    Window { start, key: fresh_key.to_owned(), ..row }
}

/// The lead doubles with every attempt: where an answer took longer than the lead, the next one has more.
fn lead(attempts: u32) -> Duration {
    LEAD.saturating_mul(1 << attempts.min(8)).min(LONGEST_LEAD)
}

/// The first whole second that lies far enough ahead to be sent as a start.
pub fn soonest(now: Timestamp) -> Timestamp {
    ahead_by(now, LEAD)
}

fn ahead_by(now: Timestamp, lead: Duration) -> Timestamp {
    let rounded_up = Timestamp::from_second(now.as_second() + 1).unwrap_or(now);
    Ms::cut(rounded_up + lead)
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

/// A listed window by the canonical name of its zone: a tenant may write it by its older name, or have got it by that from an older program.
pub(super) fn spelled(zones: &ZoneData, listed: Schedule) -> Schedule {
    match zones.written(&listed.timezone) {
        Ok(name) => Schedule { timezone: name.to_owned(), ..listed },
        Err(_) => listed,
    }
}

async fn conclude(engine: &Engine, task: Task, taken: Window, outcome: Outcome) -> Result<()> {
    let jitter = engine.kernel.chance.unit();
    engine
        .kernel
        .db
        .write_outcome(move |write| {
            // It may have been found unwanted while we were away, or its end has come.
            let Some(row) = find(write, &taken.id)?.filter(|there| there.state == taken.state) else {
                return tasks::done(write, &task);
            };
            match outcome {
                Outcome::Stands(id) => stands(write, &task, row, id),
                Outcome::NotThere => not_there(write, &task, row, jitter),
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

/// It was looked for and is not there, so it goes back to the start of the line, unless it was tried often enough.
fn not_there(write: &mut Write<'_>, task: &Task, row: Window, jitter: f64) -> Result<()> {
    let retries = settings::get(write)?.retry_durable;
    if row.attempts > retries && !row.unwanted {
        let words = format!(
            "The tenant did not take it in {} attempts: it was looked for there, and is not there. {}",
            row.attempts,
            row.trouble.clone().unwrap_or_default()
        );
        fail(write, row, words, "it is not at the tenant")?;
        return tasks::done(write, task);
    }
    let due = match row.attempts {
        0 | 1 => write.now(),
        attempts => Ms::cut(write.now() + backoff(attempts - 1, jitter)),
    };
    let next_try = (due > write.now()).then_some(due);
    let row = Window { state: WindowState::Planned, repeated: false, trouble: None, next_try, ..row };
    store(write, &row)?;
    tasks::again(write, task, due)
}

fn failed(write: &mut Write<'_>, task: &Task, row: Window, error: &TenantError, jitter: f64) -> Result<()> {
    let words = format!("{} {}", error.sentence(), error.hint());
    let unknown = row.state == WindowState::Unknown;
    // What was held back before it left is no attempt.
    let attempts = row.attempts + u32::from(!error.is_held_back());
    if error.may_have_happened() {
        return doubt(write, task, Window { attempts, ..row }, error);
    }
    let policy = Policy { retries: settings::get(write)?.retry_durable, ..Policy::DURABLE };
    if unknown && row.unwanted && is_absent(error) {
        return rest(write, task, Window { attempts, ..row });
    }
    if row.repeated && !unknown && !error.is_passing() {
        // A refusal of the second request says nothing of the first.
        return rest(write, task, Window { attempts, ..row });
    }
    if row.asap && !unknown && attempts <= policy.retries && came_too_late(error, &row, write.now()) {
        // Nothing was made, and "as soon as possible" is a later start now.
        store(write, &Window { state: WindowState::Planned, attempts, trouble: Some(words), ..row })?;
        return tasks::again(write, task, write.now());
    }
    match decide(attempts.max(1), error, &policy, write.now(), jitter) {
        Decision::After(wait) => {
            let due = Ms::cut(write.now() + wait);
            // Nothing was sent, or it was refused: it can be sent again, unless an earlier try is unknown.
            let look = unknown || row.repeated;
            let state = if look { WindowState::Unknown } else { WindowState::Planned };
            let row = Window { state, attempts, trouble: Some(words.clone()), next_try: Some(due), ..row };
            store(write, &row)?;
            tasks::retry(write, task, due, &words)
        }
        Decision::GiveUp if unknown => rest(write, task, Window { attempts, ..row }),
        Decision::GiveUp => {
            fail(write, Window { attempts, ..row }, words, &error.to_string())?;
            tasks::done(write, task)
        }
    }
}

/// The tenant may have done it: it is looked for before anything is repeated.
fn doubt(write: &mut Write<'_>, task: &Task, row: Window, error: &TenantError) -> Result<()> {
    let soon = write.now() + BEFORE_READING;
    let due = Ms::cut(error.not_before().map_or(soon, |at| at.max(soon)));
    let trouble = Some(format!("{} {}", unknown_words(&row), error.sentence()));
    let row = Window { state: WindowState::Unknown, trouble, next_try: Some(due), ..row };
    store(write, &row)?;
    turn::follow(write, &row)?;
    let told = Entry::new("window.submit", object(&row.id)).after(&row.told());
    write.audit(&Caller::engine(), told.result(format!("unknown: {error}")))?;
    tasks::again(write, task, due)
}

pub(super) fn is_absent(error: &TenantError) -> bool {
    matches!(error, TenantError::Absent { .. } | TenantError::NotFound { maybe_absent: true, .. })
}

/// The start was not in the future any more: by our clock before it left, or in the tenant's words (422), or because the
/// answer took longer than the lead.
fn came_too_late(error: &TenantError, row: &Window, now: Timestamp) -> bool {
    match error {
        TenantError::TooLate { .. } => true,
        TenantError::Rejected { status: 422, message } => {
            let words = message.to_ascii_lowercase();
            let of_the_start =
                words.contains("start") && (words.contains("future") || words.contains("past"));
            of_the_start || row.start <= now
        }
        _ => false,
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
                fail(write, row, why.clone(), &why)?;
                return tasks::done(write, &task);
            }
            tasks::retry(write, &task, write.now() + Duration::from_secs(30), &why)
        })
        .await
}
