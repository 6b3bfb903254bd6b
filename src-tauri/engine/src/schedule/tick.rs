//! The scheduler: a durable task for each active schedule, woken when its next fire comes within the time of
//! submission, after a start, and while something of it is on its way.

use callboard_rpc::types::{ScheduleId, ScheduleState, Verdict, WindowState};
use callboard_rpc::{Caller, NoticeLevel, RpcError};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::again::given_up;
use super::carry::carry_out;
use super::consider::{Considered, House, SecondThought, WRONG_CALENDAR, consider};
use super::store::{self, Saved, object};
use super::{ahead_again, alive, fire_reads, moved};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, NewNotice, Notices, Result, SetBack, Write, counted};
use crate::{Engine, connection, rules, settings, window};

const KIND: &str = "schedule.tick";
const AT_ONCE: usize = 4;

/// Begins the loop.
pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, AT_ONCE, move |task| tick(this.clone(), task));
}

/// The schedule is to be considered now: it is new, was changed, or the program has just started.
pub(super) fn soon(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    tasks::schedule(write, KIND, id.as_str(), write.now(), &())
}

/// The same for all that fire.
pub(super) fn all_soon(write: &mut Write<'_>) -> Result<()> {
    for saved in store::all(write, None)?.iter().filter(|saved| saved.fires()) {
        soon(write, &saved.id)?;
    }
    Ok(())
}

/// The calendar was set back: what each was to be considered at is another time now, and what was decided of starts that
/// lie ahead again is decided anew.
pub(super) fn set_back(write: &mut Write<'_>, _: &SetBack) -> Result<()> {
    ahead_again::bring_back(write)?;
    all_soon(write)
}

/// A window of it failed for good.
pub(super) fn failed(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    match store::find(write, id)?.filter(Saved::fires) {
        Some(_) => soon(write, id),
        None => Ok(()),
    }
}

/// What a look at a schedule comes to.
enum Look {
    Nothing,
    /// It cannot go on by itself; why, in words.
    Pause(Box<(Saved, House)>, String, Vec<SecondThought>),
    Act(Box<(Saved, House, Considered, Option<Vec<moved::Instant>>)>),
}

async fn tick(engine: Engine, task: Task) -> Result<()> {
    let id = ScheduleId(task.key.clone());
    let (zones, chance) = (engine.zones.clone(), engine.kernel.chance.clone());
    let now = engine.kernel.clock.now();
    let look = engine.kernel.db.read(move |db| {
        let ahead = SignedDuration::try_from(settings::get(db)?.submit_ahead).unwrap_or_default();
        look(db, &id, House { zones, rules: rules::current(db)?, ahead, now, chance })
    });
    let look = look.await?;
    engine
        .kernel
        .db
        .write(move |write| {
            alive::beat(write)?;
            match look {
                Look::Nothing => tasks::done(write, &task),
                Look::Pause(of, why, again) => {
                    let (saved, house) = *of;
                    carry_out(write, &saved, &house, Considered { again, ..Considered::default() })?;
                    pause_itself(write, &saved, &why)?;
                    tasks::done(write, &task)
                }
                Look::Act(act) => {
                    let (saved, house, considered, instants) = *act;
                    if store::find(write, &saved.id)?.is_none_or(|now| now.version != saved.version) {
                        return tasks::again(write, &task, write.now());
                    }
                    let next = considered.next;
                    carry_out(write, &saved, &house, considered)?;
                    if let Some(instants) = instants {
                        moved::remember(write, &saved.id, &instants)?;
                    }
                    match next {
                        Some(at) => tasks::again(write, &task, at),
                        None => tasks::done(write, &task),
                    }
                }
            }
        })
        .await
}

fn look(db: &Connection, id: &ScheduleId, house: House) -> Result<Look> {
    let Some(saved) = store::find(db, id)?.filter(Saved::fires) else { return Ok(Look::Nothing) };
    if let Err(Error::Said(gone)) = connection::find(db, &saved.connection) {
        let why = format!("Its connection is gone. {}", gone.message);
        return Ok(Look::Pause(Box::new((saved, house)), why, Vec::new()));
    }
    if let Some(why) = saved_in_a_wrong_calendar(&saved, house.now) {
        return Ok(Look::Pause(Box::new((saved, house)), why, Vec::new()));
    }
    if let Some(why) = failed_in_a_row(db, &saved)? {
        // While it is paused nobody looks at them again: a person decides about each.
        let given_up = given_up(db, &saved, &house)?;
        return Ok(Look::Pause(Box::new((saved, house)), why, given_up));
    }
    let considered = consider(db, &saved, &house)
        .and_then(|considered| Ok((considered, moved::to_remember(db, &saved, &house.zones, house.now)?)));
    match considered {
        Ok((considered, instants)) => Ok(Look::Act(Box::new((saved, house, considered, instants)))),
        // Its list was removed, or its zone is not there any more.
        Err(Error::Said(RpcError { message, .. })) => {
            Ok(Look::Pause(Box::new((saved, house)), message, Vec::new()))
        }
        Err(error) => Err(error),
    }
}

/// Why it pauses itself, where the calendar was set back to days before a person let it begin: nothing of it is confirmed
/// for that time, and waiting for it in silence would be no answer.
fn saved_in_a_wrong_calendar(saved: &Saved, now: Timestamp) -> Option<String> {
    let far = saved.active_since.duration_since(now) > WRONG_CALENDAR;
    far.then(|| {
        format!(
            "The calendar was set back to before {}, when this schedule was saved, changed or resumed: no start before then \
             was confirmed. Resume it, and it begins from now on.",
            saved.active_since.strftime("%a %-d %b %Y %H:%M UTC")
        )
    })
}

/// Why it pauses itself, where so many of its fires failed in a row that a person should look.
fn failed_in_a_row(db: &Connection, saved: &Saved) -> Result<Option<String>> {
    let most = saved.draft.pause_after_failures;
    if most == 0 {
        return Ok(None);
    }
    let mut failed = 0;
    for ids in fire_reads::newest_windows(db, &saved.id, saved.active_since, most.saturating_add(5))? {
        let windows = ids.iter().filter_map(|id| window::find(db, id).transpose());
        let windows = windows.collect::<Result<Vec<_>>>()?;
        let sent = || windows.iter().filter(|row| row.verdict != Verdict::Refused);
        let on_its_way = sent().any(|row| matches!(row.state, WindowState::Planned | WindowState::Sending));
        let all_failed = sent().all(|row| row.state == WindowState::Failed);
        match (on_its_way, all_failed && sent().next().is_some()) {
            (true, _) => {}
            (false, true) => failed += 1,
            (false, false) => break,
        }
        if failed >= most {
            let trouble = sent().find_map(|row| row.trouble.clone()).unwrap_or_default();
            return Ok(Some(format!(
                "{} in a row failed. The last one: {trouble}",
                counted(u64::from(failed), "fire")
            )));
        }
    }
    Ok(None)
}

fn pause_itself(write: &mut Write<'_>, saved: &Saved, why: &str) -> Result<()> {
    let paused = Saved {
        state: ScheduleState::Paused,
        paused_because: Some(why.to_owned()),
        updated: write.now(),
        ..saved.clone()
    };
    store::update(write, &paused)?;
    let entry = Entry::new("schedule.pause", object(&saved.id)).before(&saved.told()).after(&paused.told());
    write.audit(&Caller::engine(), entry)?;
    let notice = NewNotice {
        level: NoticeLevel::Attention,
        title: format!("{} has paused itself", saved.draft.name),
        body: why.to_owned(),
        link: Some(format!("/schedules/{}", saved.id)),
    };
    Notices::tell(write, notice)
}
