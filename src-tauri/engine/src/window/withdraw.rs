use callboard_cxone::retry::{Decision, Policy, decide};
use callboard_cxone::{Call, Class, Error as TenantError, Job, Tenant, schedules};
use callboard_rpc::Caller;
use callboard_rpc::types::{WindowId, WindowState};
use serde::{Deserialize, Serialize};

use super::anew::make_anew;
use super::flight::Flight;
use super::kept::ORPHAN;
use super::leave::SHORTEST;
use super::outcome::BEFORE_READING;
use super::places::Part;
use super::reads::find;
use super::row::{Window, object, store};
use super::state;
use super::stuck::{once_more, stuck};
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

/// A window that a rule cuts short to its legal part: it is taken back first, confirmed, and then made anew. Where it gets
/// stuck it is not made a second time.
pub(super) fn shorten(write: &mut Write<'_>, caller: &Caller, row: Window, part: Part) -> Result<()> {
    let row = Window { shorten_to: Some(part.until), unwanted: true, ..row };
    let told = Entry::new("window.shorten", object(&row.id)).before(&row.told());
    let start = part.from.unwrap_or(row.start);
    write.audit(caller, told.after(&serde_json::json!({ "start": start, "end": part.until })))?;
    if row.tenant_id.is_some() {
        return begin(write, row);
    }
    store(write, &row)?;
    super::send::schedule(write, &row.id)
}

/// It does not stand at the tenant: it was never there, or is gone. What a rule leaves of it is made anew.
pub(super) fn never_sent(write: &mut Write<'_>, row: Window) -> Result<()> {
    let part = row.left_by_the_rule();
    let begin = |part: &Part| part.begin(row.start.max(write.now()));
    let part = part.filter(|part| part.until.duration_since(begin(part)) > SHORTEST);
    let withdrawn = Window {
        state: WindowState::Withdrawn,
        trouble: None,
        next_try: None,
        shorten_to: None,
        in_spite: None,
        gone: Some(write.now()),
        ..row
    };
    store(write, &withdrawn)?;
    write.audit(
        &Caller::engine(),
        Entry::new("window.withdrawn", object(&withdrawn.id)).after(&withdrawn.told()),
    )?;
    match part {
        Some(part) => make_anew(write, withdrawn, part),
        None => Ok(()),
    }
}

/// What is known, before a request, of those that were sent to withdraw a window.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The tenant may have done it: it is looked for before it is asked again.
    pub(super) perhaps_done: bool,
}

/// It stands at the tenant and is to be taken back.
pub(super) fn begin(write: &mut Write<'_>, row: Window) -> Result<()> {
    // What is stuck was asked for before, and what became of that is not known.
    let asked = Asked { perhaps_done: row.state == WindowState::Stuck };
    let row = Window { state: WindowState::Withdrawing, unwanted: true, attempts: 0, next_try: None, ..row };
    store(write, &row)?;
    tasks::schedule(write, KIND, row.id.as_str(), write.now(), &asked)
}

async fn take_back(engine: Engine, task: Task) -> Result<()> {
    let id = WindowId(task.key.clone());
    let row = engine.kernel.db.read(move |db| find(db, &id)).await?;
    let Some((mut row, tenant_id)) = row.and_then(|row| Some((row.clone(), row.tenant_id?))) else {
        return engine.kernel.db.write(move |write| tasks::done(write, &task)).await;
    };
    if row.state == WindowState::Stuck {
        row = engine.kernel.db.write(move |write| once_more(write, row)).await?;
    }
    let asked: Asked = task.payload()?;
    let (answer, _flight) = match engine.tenants.client(&row.connection).await {
        Ok(tenant) => {
            Asking { engine: &engine, tenant: &tenant, row: &row, tenant_id: &tenant_id }
                .ask(&task, asked)
                .await?
        }
        Err(error) => (Err(TenantError::Config { message: error.to_string() }), None),
    };
    let jitter = engine.kernel.chance.unit();
    engine.kernel.db.write_outcome(move |write| conclude(write, &task, row, asked, answer, jitter)).await
}

/// One try to withdraw a window.
struct Asking<'a> {
    engine: &'a Engine,
    tenant: &'a Tenant,
    row: &'a Window,
    tenant_id: &'a str,
}

/// What the tenant's list tells of a window.
enum Listed {
    Gone,
    Stands,
    /// The list could not be read.
    Unread(TenantError),
}

type Answered = (std::result::Result<(), TenantError>, Option<Flight>);

impl Asking<'_> {
    /// Asks for the window to be deleted. Where an earlier request may have done that, and where a 404 may mean that the
    /// tenant deletes nothing at all, its list tells: what a list that can be read does not hold is gone. What is in flight
    /// stays so until the answer is stored.
    async fn ask(&self, task: &Task, asked: Asked) -> Result<Answered> {
        if asked.perhaps_done {
            match self.look().await {
                (Listed::Gone, flight) => return Ok((Ok(()), Some(flight))),
                (Listed::Unread(error), flight) if holds_us_back(&error) => {
                    return Ok((Err(error), Some(flight)));
                }
                // It stands; or nothing tells, and asking twice does no harm where dialling on would.
                (Listed::Stands | Listed::Unread(_), _) => {}
            }
        }
        let permit = self.tenant.permit(Class::Schedules).await;
        self.remember_asking(task).await?;
        let flight = self.engine.in_flight.begin(&self.row.id);
        let answer =
            schedules::withdraw(self.tenant, &self.row.campaign, self.tenant_id, Call::attempt(permit)).await;
        if !matches!(
            answer,
            Err(TenantError::NotFound { maybe_absent: true, .. } | TenantError::Absent { .. })
        ) {
            return Ok((answer, Some(flight)));
        }
        drop(flight);
        let (listed, flight) = self.look().await;
        let told = match listed {
            Listed::Gone => Ok(()),
            Listed::Stands => Err(TenantError::Absent { job: Job::WithdrawSchedule }),
            Listed::Unread(error) if error.is_passing() => Err(error),
            Listed::Unread(_) => answer,
        };
        Ok((told, Some(flight)))
    }

    async fn look(&self) -> (Listed, Flight) {
        let permit = self.tenant.permit(Class::Schedules).await;
        let flight = self.engine.in_flight.begin(&self.row.id);
        let listed = match schedules::list(self.tenant, &self.row.campaign, Call::attempt(permit)).await {
            Ok(listed) => {
                let now = self.engine.kernel.clock.now();
                let ours = listed.iter().find(|listed| listed.id == self.tenant_id);
                let dials = ours.is_some_and(|listed| listed.ends_at().is_none_or(|end| end > now));
                if dials { Listed::Stands } else { Listed::Gone }
            }
            Err(error) => Listed::Unread(error),
        };
        (listed, flight)
    }

    /// Stored before the request leaves, so that after a crash it is looked for first.
    async fn remember_asking(&self, task: &Task) -> Result<()> {
        let task = task.clone();
        let asked = Asked { perhaps_done: true };
        self.engine.kernel.db.write(move |write| tasks::advance(write, &task, &asked)).await
    }
}

/// Whether nothing more may be sent now.
fn holds_us_back(error: &TenantError) -> bool {
    error.is_held_back() || matches!(error, TenantError::RateLimited { .. })
}

/// Whether a request that was answered so may have been carried out.
fn perhaps_done(error: &TenantError) -> bool {
    error.may_have_happened() || matches!(error, TenantError::Transient { .. })
}

fn conclude(
    write: &mut Write<'_>,
    task: &Task,
    row: Window,
    asked: Asked,
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
    // Taking back twice does no harm, so an unknown outcome may be tried again, once it was looked for.
    let passing = if error.may_have_happened() {
        TenantError::Transient { message: error.to_string(), status: None, not_before: None }
    } else {
        error.clone()
    };
    let words = if connection::is_there(write, &row.connection)? {
        format!("{} {}", error.sentence(), error.hint())
    } else {
        ORPHAN.to_owned()
    };
    let asked = Asked { perhaps_done: asked.perhaps_done || perhaps_done(&error) };
    match decide(attempts.max(1), &passing, &policy, write.now(), jitter) {
        Decision::After(wait) => {
            let wait = if asked.perhaps_done { wait.max(BEFORE_READING) } else { wait };
            let due = Ms::cut(write.now() + wait);
            let words = error.goes_on().map_or(words.clone(), |goes_on| format!("{words} {goes_on}"));
            store(write, &Window { attempts, trouble: Some(words.clone()), next_try: Some(due), ..row })?;
            tasks::advance(write, task, &asked)?;
            tasks::retry(write, task, due, &words)
        }
        Decision::GiveUp => stuck(write, task, Window { attempts, ..row }, &error, &words),
    }
}
