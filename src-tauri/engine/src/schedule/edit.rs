//! Changes to a saved schedule: what was submitted and has not begun is withdrawn first, and confirmed; only then
//! is anything new made.

use callboard_rpc::types::{FailedWindow, ScheduleDraft, ScheduleId, ScheduleState, WindowState};
use callboard_rpc::{Caller, Code, NoticeLevel, RpcError};
use rusqlite::Connection;
use std::future::Future;
use tokio::sync::oneshot;

pub(super) use super::intent::Change;
use super::intent::{self, Intent};
use super::lift::{free_lifted, lift, lose_for_good, supersede_lifted};
use super::lifted_rows::ComesAgain;
use super::missed_rows::{self, Left};
use super::question::Question;
use super::store::{self, Saved, object};
use super::{going_on, marks, moved, tick};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{Error, NewNotice, Notices, Result, Write};
use crate::run;
use crate::window::{self, Settled, Window};
use crate::zone::ZoneData;

/// A new schedule, which fires from now on.
pub(super) fn create(write: &mut Write<'_>, caller: &Caller, zones: &ZoneData, new: &Saved) -> Result<()> {
    store::insert(write, new)?;
    let question = Question::read(write, zones, (&new.draft).into(), write.now())?;
    moved::remember(write, &new.id, &moved::instants(&question, write.now()))?;
    write.audit(caller, Entry::new("schedule.save", object(&new.id)).after(&new.told()))?;
    tick::soon(write, &new.id)
}

/// Holds the schedule, withdraws its windows that have not begun, waits until that is confirmed, and changes it. What
/// is not confirmed in time blocks its zone.
///
/// It goes on also where the caller does not wait for the answer: a browser that is closed leaves nothing half done. Nor
/// does the end of the program: the change is a row, and is gone on with at the next start.
/// Answers the windows that may still dial all the same.
pub(super) async fn change(
    engine: &Engine,
    caller: &Caller,
    id: ScheduleId,
    change: Change,
) -> Result<Vec<FailedWindow>> {
    let (this, caller) = (engine.clone(), caller.clone());
    to_its_end(engine, async move {
        let held = id.clone();
        let rows = this.kernel.db.write(move |write| hold(write, caller, &held, change)).await?;
        carry_through(&this, id, rows).await
    })
    .await
}

/// Changes that the end of the program cut off go on.
pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        let under_way = this.kernel.db.read(|db| {
            let ids = intent::all(db)?;
            ids.into_iter().map(|id| Ok((leaving(db, &id)?, id))).collect::<Result<Vec<_>>>()
        });
        match under_way.await {
            Ok(changes) => {
                for (rows, id) in changes {
                    let engine = this.clone();
                    this.kernel.shutdown.spawn(async move {
                        if let Err(error) = carry_through(&engine, id.clone(), rows).await {
                            tracing::warn!(schedule = %id, %error, "a change that was cut off could not be made");
                        }
                    });
                }
            }
            Err(error) => tracing::error!(%error, "changes that were cut off could not be read"),
        }
    });
}

/// Waits until the windows are known to be gone, and makes the change. Where the program ends meanwhile, the intent
/// stays; where the change cannot be made any more, everything goes on as before it.
async fn carry_through(engine: &Engine, id: ScheduleId, rows: Vec<Window>) -> Result<Vec<FailedWindow>> {
    let settled = window::settle_gone(engine, rows, window::PATIENCE).await?;
    let left = settled.still_dialling();
    let (zones, changed) = (engine.zones.clone(), id.clone());
    let made = engine.kernel.db.write(move |write| match intent::of(write, &changed)? {
        Some(intent) => finish(write, &zones, intent, &settled),
        None => Ok(()),
    });
    match made.await {
        Err(Error::Said(why)) => {
            let words = why.message.clone();
            engine.kernel.db.write(move |write| let_go(write, &id, &words)).await?;
            Err(Error::Said(why))
        }
        made => made.map(|()| left),
    }
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

/// Windows of a schedule that should be gone and may still dial: they block their zones.
pub(super) fn blocked(db: &Connection, saved: &Saved) -> Result<Vec<FailedWindow>> {
    let rows = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    let doubtful = |row: &Window| {
        let stands =
            matches!(row.state, WindowState::Unknown | WindowState::Stuck | WindowState::Withdrawing);
        row.schedule.as_ref() == Some(&saved.id) && (stands || row.unwanted)
    };
    let windows = rows.into_iter().filter(doubtful).collect();
    Ok(Settled { windows, ..Settled::default() }.still_dialling())
}

/// Its zones begin anew: nothing before now is due.
pub(super) fn begin_anew(
    write: &mut Write<'_>,
    caller: &Caller,
    saved: &Saved,
    zones: &ZoneData,
) -> Result<()> {
    free_lifted(write, &saved.id)?;
    marks::clear(write, &saved.id)?;
    let question = Question::read(write, zones, (&saved.draft).into(), write.now())?;
    moved::remember(write, &saved.id, &moved::instants(&question, write.now()))?;
    going_on::cover_again(write, caller, saved, &question)?;
    if saved.fires() { tick::soon(write, &saved.id) } else { Ok(()) }
}

fn hold(write: &mut Write<'_>, caller: Caller, id: &ScheduleId, change: Change) -> Result<Vec<Window>> {
    let saved = store::named(write, id)?;
    not_held(&saved)?;
    store::update(write, &Saved { held: true, ..saved.clone() })?;
    let intent = Intent { schedule: id.clone(), change, caller, begun: write.now() };
    intent::begin(write, &intent)?;
    let goes_on = matches!(intent.change, Change::To { paused: false, .. });
    let comes_again = match saved.state {
        ScheduleState::Paused => ComesAgain::None,
        _ if goes_on => ComesAgain::All,
        _ => ComesAgain::OfTheScheduler,
    };
    let rows = lift(write, &intent.caller, &saved, comes_again)?;
    if goes_on && saved.state == ScheduleState::Active {
        supersede_lifted(write, id, &rows, "an edit of its schedule")?;
    }
    Ok(rows)
}

/// One change at a time.
pub(super) fn not_held(saved: &Saved) -> Result<()> {
    if saved.held {
        return Err(RpcError::new(Code::Conflict, format!("{} is being changed already.", saved.draft.name))
            .hint("Wait a minute and look at it again.")
            .into());
    }
    Ok(())
}

/// Its windows that are on their way back.
fn leaving(db: &Connection, id: &ScheduleId) -> Result<Vec<Window>> {
    let Some(saved) = store::find(db, id)? else { return Ok(Vec::new()) };
    let mut rows = window::still_dialling(db, &saved.connection, &saved.draft.campaign_id)?;
    rows.retain(|row| row.schedule.as_ref() == Some(id) && row.unwanted);
    Ok(rows)
}

/// Schedules that stand still while no change of them is stored go on as before it.
pub(super) fn let_go_of_what_nobody_changes(write: &mut Write<'_>) -> Result<()> {
    for saved in store::all(write, None)?.into_iter().filter(|saved| saved.held) {
        if intent::of(write, &saved.id)?.is_none() {
            let_go(write, &saved.id, "The program ended in the middle of a change.")?;
        }
    }
    Ok(())
}

/// It goes on as before the change: what was lifted for it comes again.
fn let_go(write: &mut Write<'_>, id: &ScheduleId, why: &str) -> Result<()> {
    intent::done(write, id)?;
    let Some(saved) = store::find(write, id)? else { return Ok(()) };
    let saved = Saved { held: false, ..saved };
    store::update(write, &saved)?;
    marks::back_to_lifted(write, id)?;
    free_lifted(write, id)?;
    let entry = Entry::new("schedule.change", object(id)).after(&saved.told());
    write.audit(&Caller::engine(), entry.result(format!("failed: {why}")))?;
    if saved.fires() { tick::soon(write, id) } else { Ok(()) }
}

fn finish(write: &mut Write<'_>, zones: &ZoneData, intent: Intent, settled: &Settled) -> Result<()> {
    let Intent { schedule: id, change, caller, begun } = intent;
    intent::done(write, &id)?;
    let Some(before) = store::find(write, &id)? else { return Ok(()) };
    let (id, caller, before) = (&id, &caller, Saved { held: false, ..before });
    let now = write.now();
    await_no_more(write, id)?;
    match change {
        Change::To { connection, draft, paused } => {
            // It may have been paused meanwhile; a change alone never makes it active.
            let paused = paused || before.state == ScheduleState::Paused;
            // What comes due while it is being changed is due by the new draft.
            // Where it paused itself for its connection's sake, another one is the answer.
            let paused_because = before.paused_because.clone().filter(|_| before.connection == connection);
            let after = Saved {
                connection,
                draft: *draft,
                paused_because,
                state: if paused { ScheduleState::Paused } else { before.state },
                active_since: begun,
                updated: now,
                moved: Vec::new(),
                zone_release: zones.release().to_owned(),
                ..before.clone()
            };
            store::update(write, &after)?;
            let entry = Entry::new("schedule.save", object(id)).before(&before.told()).after(&after.told());
            write.audit(caller, entry.result(result(settled)))?;
            begin_anew(write, caller, &after, zones)
        }
        Change::Pause => {
            let after =
                Saved { state: ScheduleState::Paused, paused_because: None, updated: now, ..before.clone() };
            store::update(write, &after)?;
            let entry = Entry::new("schedule.pause", object(id)).before(&before.told()).after(&after.told());
            write.audit(caller, entry.result(result(settled)))?;
            lose_for_good(write, id)
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
pub(super) fn await_no_more(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
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
