use callboard_rpc::types::{
    ConfirmedWindow, ConnectionId, FailedWindow, PassedOver, RunId, ScheduleDraft, ScheduleId, SubmitArgs,
    SubmitReport, Verdict,
};
use callboard_rpc::{Caller, RpcError};
use jiff::Timestamp;
use rusqlite::Connection;

use super::decide::{Decided, For, When};
use super::fire_rows::{self, Outcome};
use super::here::blocks;
use super::in_the_way::{all_kept_out, blocks_or_doubles, kept_out, repeats};
use super::judged::{Judged, judge, nothing_to_send};
use super::removal::still_connected;
use super::store::{self, Saved};
use super::{edit, pass_over, replace, valid};
use crate::kernel::{Result, Write};
use crate::window::{self, NewWindow, Window};
use crate::zone::ZoneData;
use crate::{Engine, connection, run};

/// What is to be submitted, with everything that was left open filled in.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub(crate) connection: ConnectionId,
    pub(crate) schedule: Option<ScheduleId>,
    pub(crate) draft: ScheduleDraft,
}

impl Submission {
    /// A saved schedule, or a draft that is not saved.
    pub(crate) async fn of(engine: &Engine, args: SubmitArgs) -> Result<Self> {
        let (zones, now) = (engine.zones.clone(), engine.kernel.clock.now());
        let at_once = args.now;
        engine
            .kernel
            .db
            .read(move |db| match (args.schedule, args.draft) {
                (Some(id), None) => Self::of_saved(&store::named(db, &id)?).checked(db, &zones, now, at_once),
                (None, Some(draft)) => {
                    let draft = if at_once { at_this_moment(draft, now) } else { draft };
                    let connection = connection::the_only(db, args.connection.as_ref())?.id;
                    Self { connection, schedule: None, draft }.checked(db, &zones, now, at_once)
                }
                _ => {
                    Err(RpcError::field("schedule", "Name a saved schedule, or give a draft; not both.")
                        .into())
                }
            })
            .await
    }

    /// What could not be saved is not submitted either.
    fn checked(self, db: &Connection, zones: &ZoneData, now: Timestamp, at_once: bool) -> Result<Self> {
        let (draft, question) = valid::to_submit(db, zones, self.draft, now)?;
        if !at_once {
            valid::still_to_come(&question, now)?;
        }
        Ok(Self { draft, ..self })
    }

    pub(super) fn of_saved(saved: &Saved) -> Self {
        Self {
            connection: saved.connection.clone(),
            schedule: Some(saved.id.clone()),
            draft: saved.draft.clone(),
        }
    }

    /// Scheduled starts of the same schedule that a start now takes the place of.
    pub(super) fn replaced<'a>(&self, new: &NewWindow, live: &'a [Window], when: When) -> Vec<&'a Window> {
        match when {
            When::Now(start) => replace::replaced(new, live, self.draft.overlap, start),
            When::NextFire | When::At(_) => Vec::new(),
        }
    }

    /// What stands in the way of a window besides what it replaces. A start by hand never runs beside one of its own
    /// schedule that has begun.
    pub(super) fn in_the_way<'a>(
        &self,
        new: &NewWindow,
        live: &'a [Window],
        replaced: &[&Window],
        when: When,
    ) -> Option<&'a Window> {
        let stays = |there: &&Window| !replaced.iter().any(|row| row.id == there.id);
        let begun = |there: &&Window| match when {
            When::Now(start) => replace::is_own(there, new) && there.start <= start,
            When::NextFire | When::At(_) => false,
        };
        let stands =
            live.iter().filter(stays).find(|there| blocks_or_doubles(new, there, self.draft.overlap));
        stands.or_else(|| live.iter().filter(stays).find(begun)).filter(|_| new.verdict != Verdict::Refused)
    }

    pub(super) fn whose(&self) -> For {
        For {
            connection: self.connection.clone(),
            campaign: self.draft.campaign_id.clone(),
            schedule: self.schedule.clone(),
        }
    }
}

/// A draft that starts now needs no times of its own: where it says none, this moment is its one.
fn at_this_moment(draft: ScheduleDraft, now: Timestamp) -> ScheduleDraft {
    if !draft.cron.trim().is_empty() {
        return draft;
    }
    let cron = now.to_zoned(jiff::tz::TimeZone::UTC).strftime("@once %Y-%m-%dT%H:%M").to_string();
    ScheduleDraft { cron, ..draft }
}

/// Stores the windows with their keys, and answers when each has an outcome or a date.
pub(crate) async fn submit(
    engine: &Engine,
    caller: &Caller,
    submission: Submission,
    when: When,
    confirmed: Vec<ConfirmedWindow>,
) -> Result<SubmitReport> {
    let Judged { decided, covered, .. } = judge(engine, &submission, when).await?;
    if decided.expected() == 0 {
        return Err(nothing_to_send(&decided).into());
    }
    let warnings = decided.notes().into_iter().collect();
    let Decided { windows, refused, contacts } = decided;
    let (caller, schedule, zones) = (caller.clone(), submission.schedule.clone(), engine.zones.clone());
    let stored = engine.kernel.db.write(move |write| {
        let stored = store_windows(write, &caller, &zones, &submission, windows, when, &confirmed)?;
        if when == When::NextFire {
            remember_fires(write, &submission, &stored)?;
        }
        let mut passed_over = stored.passed_over.clone();
        if let Some(id) = &submission.schedule {
            let covered = pass_over::record(write, &caller, id, &stored.run, &stored.rows, &covered)?;
            passed_over.extend(covered);
        }
        Ok((stored, passed_over))
    });
    let (Stored { run, rows, held_back, .. }, passed_over) = stored.await?;
    let settled = window::settle(engine, rows, window::PATIENCE).await?;
    if let Some(id) = schedule.filter(|_| !passed_over.is_empty() && !settled.failed().is_empty()) {
        let rows = settled.windows.clone();
        engine.kernel.db.write(move |write| pass_over::uncover(write, &id, &rows)).await?;
    }
    let mut refused = refused;
    refused.extend(settled.refused_late(&refused));
    let mut failed = settled.failed();
    failed.extend(held_back);
    Ok(SubmitReport {
        run_id: run,
        submitted: settled.submitted(),
        failed,
        refused,
        contacts,
        warnings,
        passed_over,
    })
}

/// What one transaction made of a submission.
pub(crate) struct Stored {
    pub(crate) run: RunId,
    /// Made now, or there already for the same intent.
    pub(crate) rows: Vec<Window>,
    /// Not made: another window stands in the way.
    pub(crate) held_back: Vec<FailedWindow>,
    /// Scheduled starts that are withdrawn for it.
    pub(crate) passed_over: Vec<PassedOver>,
}

/// One run, and a row for every window that is not there already, in one transaction. Scheduled starts in its place are
/// withdrawn where they are confirmed; the window that takes one's place leaves once that is gone.
fn store_windows(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    submission: &Submission,
    windows: Vec<NewWindow>,
    when: When,
    confirmed: &[ConfirmedWindow],
) -> Result<Stored> {
    if let Some(saved) = submission.schedule.as_ref().map(|id| store::named(write, id)).transpose()? {
        edit::not_held(&saved)?;
        still_connected(write, &saved)?;
    }
    let live = window::still_dialling(write, &submission.connection, &submission.draft.campaign_id)?;
    let (mut fresh, mut kept, mut held_back, mut going_on) = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut replaced: Vec<&Window> = Vec::new();
    for mut new in windows {
        let its = submission.replaced(&new, &live, when);
        match submission.in_the_way(&new, &live, &its, when) {
            Some(there) if repeats(&new, there) && !blocks(there, &new) => {
                if going_on.is_none() {
                    going_on = run::find(write, &there.run)?.filter(|run| !run.is_over()).map(|run| run.id);
                }
                kept.push(there.clone());
            }
            Some(there) => held_back.push(kept_out(&new, there)),
            None => {
                new.waits_for = its.iter().map(|row| row.id.clone()).collect();
                replaced.extend(its);
                fresh.push(new);
            }
        }
    }
    replace::confirmed(&replaced, confirmed, zones, write.now())?;
    let nothing_new = fresh.iter().all(|new| new.verdict == Verdict::Refused);
    let run = match (going_on, kept.first()) {
        // Repeating a submission goes on with its run: nothing is doubled, what is missing is added.
        (Some(run), _) => {
            leave_out_known_refusals(write, &run, &mut fresh)?;
            run
        }
        // All there is to send stands there already, of a run that is over.
        (None, Some(there)) if nothing_new => {
            return Ok(Stored { run: there.run.clone(), rows: kept, held_back, passed_over: Vec::new() });
        }
        (None, None) if nothing_new => return Err(all_kept_out(&held_back).into()),
        (None, _) => run::open(write, caller, new_run(submission))?,
    };
    for row in &replaced {
        window::withdraw(write, caller, row)?;
    }
    let mut rows = window::add(write, caller, &run, fresh)?;
    let passed_over = replace::pass_over(write, caller, zones, &replaced, &rows)?;
    rows.extend(kept);
    run::windows_added(write, &run)?;
    Ok(Stored { run, rows, held_back, passed_over })
}

/// A zone that the run shows as refused already is not shown, counted and audited again.
fn leave_out_known_refusals(write: &Write<'_>, run: &RunId, fresh: &mut Vec<NewWindow>) -> Result<()> {
    let known = window::of_run(write, run)?;
    fresh.retain(|new| {
        let shown = |row: &Window| row.verdict == Verdict::Refused && row.zone == new.zone;
        new.verdict != Verdict::Refused || !known.iter().any(shown)
    });
    Ok(())
}

/// A saved schedule's next fires were submitted by hand: the scheduler does not make them again, also where they
/// are withdrawn meanwhile.
fn remember_fires(write: &Write<'_>, submission: &Submission, stored: &Stored) -> Result<()> {
    let Some(schedule) = &submission.schedule else { return Ok(()) };
    let Stored { run, rows, .. } = stored;
    for row in rows.iter().filter(|row| row.schedule.as_ref() == Some(schedule)) {
        let refused = row.verdict == Verdict::Refused;
        let fire = fire_rows::Decided {
            schedule,
            zone: &row.zone,
            occurrence: &row.occurrence,
            at: row.start,
            outcome: if refused { Outcome::Refused } else { Outcome::Started },
            words: "",
            run: Some(run),
            window: Some(&row.id),
        };
        fire_rows::decide(write, &fire)?;
        fire_rows::by_hand(write, &row.id)?;
    }
    Ok(())
}

pub(super) fn new_run(submission: &Submission) -> run::NewRun {
    let draft = &submission.draft;
    run::NewRun {
        connection: submission.connection.clone(),
        campaign_id: draft.campaign_id.clone(),
        schedule: submission.schedule.clone(),
        name: if draft.name.is_empty() { draft.campaign_id.clone() } else { draft.name.clone() },
        expected: draft.expected,
    }
}

/// The instant at which "now" is asked for.
pub(crate) fn now_of(args: &SubmitArgs, now: Timestamp) -> When {
    if args.now { When::Now(window::soonest(now)) } else { When::NextFire }
}
