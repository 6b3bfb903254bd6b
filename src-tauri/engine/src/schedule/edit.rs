//! Changes to a saved schedule: what was submitted and has not begun is withdrawn first, and confirmed; only then
//! is anything new made.

use callboard_rpc::types::{FailedWindow, ScheduleDraft, ScheduleId, ScheduleState, WindowState};
use callboard_rpc::{Caller, Code, NoticeLevel, RpcError};
use rusqlite::Connection;
use std::future::Future;
use tokio::sync::oneshot;

use super::missed_rows::{self, Left};
use super::question::Question;
use super::store::{self, Saved, object};
use super::{fire_rows, marks, moved, tick};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{Error, NewNotice, Notices, Result, Write};
use crate::run;
use crate::window::{self, Settled, Window};
use crate::zone::ZoneData;

/// A new schedule, which fires from now on.
pub(super) fn create(write: &mut Write<'_>, caller: &Caller, zones: &ZoneData, new: &Saved) -> Result<()> {
    store::insert(write, new)?;
    remember(write, new, zones)?;
    write.audit(caller, Entry::new("schedule.save", object(&new.id)).after(&new.told()))?;
    tick::soon(write, &new.id)
}

/// What a change does to a schedule that stands still meanwhile.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// To this draft at this connection.
    To(Box<Saved>),
    Pause,
    Remove,
}

/// Holds the schedule, withdraws its windows that have not begun, waits until that is confirmed, and changes it. What
/// is not confirmed in time blocks its zone.
///
/// It goes on also where the caller does not wait for the answer: a browser that is closed leaves nothing half done.
pub(super) async fn change(engine: &Engine, caller: &Caller, id: ScheduleId, change: Change) -> Result<()> {
    let (this, caller) = (engine.clone(), caller.clone());
    to_its_end(engine, async move {
        let (by, held) = (caller.clone(), id.clone());
        let rows = this.kernel.db.write(move |write| hold(write, &by, &held)).await?;
        let settled = window::settle(&this, rows, window::PATIENCE).await;
        let zones = this.zones.clone();
        this.kernel
            .db
            .write(move |write| match settled {
                Ok(settled) => finish(write, &caller, &zones, &id, change, &settled),
                Err(error) => {
                    let_go(write, &id)?;
                    Err(error)
                }
            })
            .await
    })
    .await
}

/// A change that means nothing for its windows.
pub(super) fn rename(write: &mut Write<'_>, caller: &Caller, before: &Saved, after: &Saved) -> Result<()> {
    store::update(write, after)?;
    let entry = Entry::new("schedule.save", object(&before.id)).before(&before.told()).after(&after.told());
    write.audit(caller, entry)?;
    if after.fires() { tick::soon(write, &after.id) } else { Ok(()) }
}

/// Whether windows made for one draft are those of the other.
pub(super) fn means_the_same(a: &Saved, b: &Saved) -> bool {
    let same = |d: &ScheduleDraft| ScheduleDraft {
        name: String::new(),
        misfire: callboard_rpc::types::Misfire::Skip,
        pause_after_failures: 0,
        expected: None,
        ..d.clone()
    };
    a.connection == b.connection && same(&a.draft) == same(&b.draft)
}

/// Withdraws the schedule's windows that have not begun; their fires may come again. Answers all that may still
/// dial and have not begun.
pub(super) fn lift(write: &mut Write<'_>, caller: &Caller, saved: &Saved) -> Result<Vec<Window>> {
    let rows = not_begun(write, saved)?;
    for row in &rows {
        fire_rows::lift(write, &row.id)?;
        window::withdraw(write, caller, row)?;
    }
    Ok(rows)
}

/// Fires that were lifted come again where their windows are known to be withdrawn.
pub(super) fn free_lifted(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    for lifted in fire_rows::lifted(write, id)? {
        let gone = window::find(write, &lifted)?
            .is_none_or(|row| matches!(row.state, WindowState::Withdrawn | WindowState::Failed));
        if gone {
            fire_rows::free(write, &lifted)?;
        }
    }
    Ok(())
}

/// Windows of a schedule that should be gone and may still dial: they block their zones.
pub(super) fn blocked(db: &Connection, saved: &Saved) -> Result<Vec<FailedWindow>> {
    let rows = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    let doubtful = |row: &Window| {
        let stands =
            matches!(row.state, WindowState::Unknown | WindowState::Stuck | WindowState::Withdrawing);
        row.schedule.as_ref() == Some(&saved.id) && (stands || row.unwanted)
    };
    Ok(Settled { windows: rows.into_iter().filter(doubtful).collect() }.still_dialling())
}

/// Its zones begin anew: nothing before now is due.
pub(super) fn begin_anew(write: &mut Write<'_>, saved: &Saved, zones: &ZoneData) -> Result<()> {
    free_lifted(write, &saved.id)?;
    marks::clear(write, &saved.id)?;
    remember(write, saved, zones)?;
    if saved.fires() { tick::soon(write, &saved.id) } else { Ok(()) }
}

fn remember(write: &mut Write<'_>, saved: &Saved, zones: &ZoneData) -> Result<()> {
    let question = Question::read(write, zones, (&saved.draft).into(), write.now())?;
    let instants = moved::instants(&question, write.now());
    moved::remember(write, &saved.id, &instants)
}

fn not_begun(db: &Write<'_>, saved: &Saved) -> Result<Vec<Window>> {
    let mut rows = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    rows.retain(|row| row.schedule.as_ref() == Some(&saved.id) && row.start > db.now());
    Ok(rows)
}

fn hold(write: &mut Write<'_>, caller: &Caller, id: &ScheduleId) -> Result<Vec<Window>> {
    let saved = store::named(write, id)?;
    if saved.held {
        return Err(RpcError::new(Code::Conflict, format!("{} is being changed already.", saved.draft.name))
            .hint("Wait a minute and look at it again.")
            .into());
    }
    store::update(write, &Saved { held: true, ..saved.clone() })?;
    lift(write, caller, &saved)
}

fn let_go(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    let Some(saved) = store::find(write, id)? else { return Ok(()) };
    let saved = Saved { held: false, ..saved };
    store::update(write, &saved)?;
    free_lifted(write, id)?;
    if saved.fires() { tick::soon(write, id) } else { Ok(()) }
}

fn finish(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    id: &ScheduleId,
    change: Change,
    settled: &Settled,
) -> Result<()> {
    let before = Saved { held: false, ..store::named(write, id)? };
    let now = write.now();
    await_no_more(write, id)?;
    match change {
        Change::To(after) => {
            // It may have been paused meanwhile; a change alone never makes it active.
            let paused = [before.state, after.state].contains(&ScheduleState::Paused);
            let state = if paused { ScheduleState::Paused } else { before.state };
            let after = Saved { state, active_since: now, updated: now, ..*after };
            store::update(write, &after)?;
            let entry = Entry::new("schedule.save", object(id)).before(&before.told()).after(&after.told());
            write.audit(caller, entry.result(result(settled)))?;
            begin_anew(write, &after, zones)
        }
        Change::Pause => {
            let after =
                Saved { state: ScheduleState::Paused, paused_because: None, updated: now, ..before.clone() };
            store::update(write, &after)?;
            let entry = Entry::new("schedule.pause", object(id)).before(&before.told()).after(&after.told());
            write.audit(caller, entry.result(result(settled)))?;
            Ok(())
        }
        Change::Remove => {
            store::remove(write, id)?;
            missed_rows::settle_all(write, id, Left::Removed)?;
            let entry = Entry::new("schedule.remove", object(id)).before(&before.told());
            write.audit(caller, entry.result(result(settled)))?;
            tell_of_what_dials_on(write, &before, settled)
        }
    }
}

/// Its live runs get no more windows: what is left of them is what stands at the tenant.
fn await_no_more(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    for run in run::live(write)?.iter().filter(|run| run.schedule.as_ref() == Some(id)) {
        run::await_more(write, &run.id, None)?;
    }
    Ok(())
}

/// Said in the audit log where a window may still dial.
fn result(settled: &Settled) -> String {
    let left = settled.still_dialling();
    let zones: Vec<_> = left.iter().map(|window| window.zone.as_str()).collect();
    if zones.is_empty() { String::new() } else { format!("done; may still dial in {}", zones.join(", ")) }
}

fn tell_of_what_dials_on(write: &mut Write<'_>, saved: &Saved, settled: &Settled) -> Result<()> {
    let left = settled.still_dialling();
    if left.is_empty() {
        return Ok(());
    }
    let words: Vec<_> = left.iter().map(|window| format!("{}: {}", window.zone, window.words)).collect();
    let notice = NewNotice {
        level: NoticeLevel::Trouble,
        title: format!("{} was removed, and may still dial", saved.draft.name),
        body: words.join(" "),
        link: Some("/runs".to_owned()),
    };
    Notices::tell(write, notice)
}

/// Runs work to its end, whoever waits for it.
async fn to_its_end<T: Send + 'static>(
    engine: &Engine,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let (answer, answered) = oneshot::channel();
    engine.kernel.shutdown.spawn(async move {
        // Whoever asked may have gone; the work stands all the same.
        let _ = answer.send(work.await);
    });
    answered.await.map_err(|_| Error::Stopping)?
}
