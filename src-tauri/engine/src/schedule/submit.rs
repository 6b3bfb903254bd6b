use callboard_cxone::schedules::NewSchedule;
use callboard_rpc::types::{
    ConnectionId, FailedWindow, Overlap, Plan, PlannedAction, PlannedRequest, RunId, ScheduleDraft,
    ScheduleId, SubmitArgs, SubmitReport, Verdict, WindowState,
};
use callboard_rpc::{Caller, RpcError};
use jiff::Timestamp;
use rusqlite::Connection;

use super::decide::{Decided, For, When, decide};
use super::fire_rows::{self, Outcome};
use super::here::blocks;
use super::pass_over::{self, Covered, covered};
use super::question::Question;
use super::store::{self, Saved};
use super::valid;
use super::warnings::campaign_warnings;
use crate::kernel::{Error, Result, Write};
use crate::rules::Note;
use crate::window::{self, NewWindow, Window};
use crate::zone::{ZoneData, place, window_words};
use crate::{Engine, connection, rules, run};

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

    /// What stands in the way of a window. A start by hand never runs beside its own schedule's next one.
    fn in_the_way<'a>(&self, new: &NewWindow, live: &'a [Window], when: When) -> Option<&'a Window> {
        let own = |there: &&Window| {
            let overlaps = there.zone == new.zone && there.start < new.end && new.start < there.end;
            matches!(when, When::Now(_))
                && there.schedule.is_some()
                && there.schedule == new.schedule
                && overlaps
        };
        in_the_way(new, live, self.draft.overlap)
            .or_else(|| live.iter().find(own).filter(|_| new.verdict != Verdict::Refused))
    }

    pub(super) fn whose(&self) -> For {
        For {
            connection: self.connection.clone(),
            campaign: self.draft.campaign_id.clone(),
            schedule: self.schedule.clone(),
        }
    }
}

/// Every request that would be sent; nothing is.
pub(crate) async fn plan(engine: &Engine, submission: Submission, when: When) -> Result<Plan> {
    let Judged { decided, live, covered } = judge(engine, &submission, when).await?;
    let tenant = engine.tenants.client(&submission.connection).await?;
    let (mut requests, mut in_the_way) = (Vec::new(), Vec::new());
    for new in decided.windows.iter().filter(|new| new.verdict != Verdict::Refused) {
        let there = submission.in_the_way(new, &live, when);
        let kept = there.is_some();
        if let Some(there) = there.filter(|there| !repeats(new, there) || blocks(there, new)) {
            in_the_way.push(format!("{}: {}", place(&new.zone), kept_out(new, there).words));
        }
        let (start, end) = local(engine, new)?;
        let body = NewSchedule::between(&new.campaign, &start, &end).map_err(Error::from)?;
        let (method, path) = body.address(tenant.dialect()).map_err(Error::from)?;
        requests.push(PlannedRequest {
            action: if kept { PlannedAction::Keep } else { PlannedAction::Create },
            method,
            path,
            body: Some(serde_json::to_value(&body)?),
            zone: new.zone.clone(),
            start: new.start,
            end: new.end,
            words: window_words(start.time_zone(), new.start, new.end, engine.kernel.clock.now()),
            contacts: new.contacts,
            verdict: new.verdict,
            rule: new.rule.clone(),
            federal_hours_only: new.notes.iter().any(Note::is_federal_only),
        });
    }
    let mut warnings = campaign_warnings(engine, &submission.connection, &submission.draft.campaign_id).await;
    warnings.extend(in_the_way);
    warnings.extend(decided.notes());
    warnings.extend(covered.iter().map(|start| start.words(engine.kernel.clock.now())));
    let rules_version = engine.rules().await?.version().to_owned();
    Ok(Plan {
        requests,
        refused: decided.refused,
        warnings,
        contacts: decided.contacts,
        zone_release: engine.zones.release().to_owned(),
        rules_version,
    })
}

/// Stores the windows with their keys, and answers when each has an outcome or a date.
pub(crate) async fn submit(
    engine: &Engine,
    caller: &Caller,
    submission: Submission,
    when: When,
) -> Result<SubmitReport> {
    let Judged { decided, covered, .. } = judge(engine, &submission, when).await?;
    if decided.expected() == 0 {
        return Err(nothing_to_send(&decided).into());
    }
    let warnings = decided.notes().into_iter().collect();
    let Decided { windows, refused, contacts } = decided;
    let (caller, schedule, covers) = (caller.clone(), submission.schedule.clone(), covered.clone());
    let stored = engine.kernel.db.write(move |write| {
        let stored = store_windows(write, &caller, &submission, windows, when)?;
        if when == When::NextFire {
            remember_fires(write, &submission, &stored)?;
        }
        let passed_over = match &submission.schedule {
            Some(id) => pass_over::record(write, &caller, id, &stored.run, &stored.rows, &covered)?,
            None => Vec::new(),
        };
        Ok((stored, passed_over))
    });
    let (Stored { run, rows, held_back }, passed_over) = stored.await?;
    let settled = window::settle(engine, rows, window::PATIENCE).await?;
    if let Some(id) = schedule.filter(|_| !covers.is_empty() && !settled.failed().is_empty()) {
        let rows = settled.windows.clone();
        engine.kernel.db.write(move |write| pass_over::uncover(write, &id, &rows, &covers)).await?;
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
}

/// One run, and a row for every window that is not there already: in one transaction.
pub(crate) fn store_windows(
    write: &mut Write<'_>,
    caller: &Caller,
    submission: &Submission,
    windows: Vec<NewWindow>,
    when: When,
) -> Result<Stored> {
    let live = window::still_dialling(write, &submission.connection, &submission.draft.campaign_id)?;
    let (mut fresh, mut kept, mut held_back, mut going_on) = (Vec::new(), Vec::new(), Vec::new(), None);
    for new in windows {
        match submission.in_the_way(&new, &live, when) {
            Some(there) if repeats(&new, there) && !blocks(there, &new) => {
                if going_on.is_none() {
                    going_on = run::find(write, &there.run)?.filter(|run| !run.is_over()).map(|run| run.id);
                }
                kept.push(there.clone());
            }
            Some(there) => held_back.push(kept_out(&new, there)),
            None => fresh.push(new),
        }
    }
    let nothing_new = fresh.iter().all(|new| new.verdict == Verdict::Refused);
    let run = match (going_on, kept.first()) {
        // Repeating a submission goes on with its run: nothing is doubled, what is missing is added.
        (Some(run), _) => {
            leave_out_known_refusals(write, &run, &mut fresh)?;
            run
        }
        // All there is to send stands there already, of a run that is over.
        (None, Some(there)) if nothing_new => {
            return Ok(Stored { run: there.run.clone(), rows: kept, held_back });
        }
        (None, None) if nothing_new => return Err(all_kept_out(&held_back).into()),
        (None, _) => run::open(write, caller, new_run(submission))?,
    };
    let mut rows = window::add(write, caller, &run, fresh)?;
    rows.extend(kept);
    run::windows_added(write, &run)?;
    Ok(Stored { run, rows, held_back })
}

fn kept_out(new: &NewWindow, there: &Window) -> FailedWindow {
    let why = match there.state {
        WindowState::Unknown => "of which it is not known whether the tenant has it, may dial",
        WindowState::Stuck => "which could not be withdrawn, may dial",
        WindowState::Withdrawing => "which is being withdrawn, may dial",
        _ if there.unwanted => "which should be gone, may dial",
        _ => "is scheduled",
    };
    let words = format!("Not submitted: another window of this campaign {why} there until {}.", there.end);
    FailedWindow { window: None, zone: new.zone.clone(), state: there.state, words, next_try: None }
}

fn all_kept_out(held_back: &[FailedWindow]) -> RpcError {
    let words: Vec<String> =
        held_back.iter().take(3).map(|window| format!("{}: {}", place(&window.zone), window.words)).collect();
    RpcError::new(callboard_rpc::Code::Refused, format!("Nothing was submitted. {}", words.join(" ")))
        .hint("Wait for these windows to end, or stop the campaign first.")
        .detail(serde_json::json!({ "failed": held_back }))
}

/// Whether a window is the same intent once more, rather than another one that stands in its way.
fn repeats(new: &NewWindow, there: &Window) -> bool {
    there.schedule == new.schedule && (there.start == new.start || (there.asap && new.asap))
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

/// What a submission comes to at this moment.
struct Judged {
    decided: Decided,
    live: Vec<Window>,
    /// Starts of the saved schedule that a start now would cover.
    covered: Vec<Covered>,
}

async fn judge(engine: &Engine, submission: &Submission, when: When) -> Result<Judged> {
    let zones = engine.zones.clone();
    let (now, submission) = (engine.kernel.clock.now(), submission.clone());
    engine
        .kernel
        .db
        .read(move |db| {
            let question = Question::read(db, &zones, (&submission.draft).into(), now)?;
            if question.groups.is_empty() {
                return Err(no_zone(&question).into());
            }
            let rules = rules::current(db)?;
            let asked = question.asked(&zones, &rules, now, now);
            let decided = decide(&question, &asked, when, &submission.whose());
            let live = window::still_dialling(db, &submission.connection, &submission.draft.campaign_id)?;
            let covered = match (&submission.schedule, when) {
                (Some(_), When::Now(_)) => {
                    covered(&question, &decided.windows, submission.draft.overlap, now)
                }
                _ => Vec::new(),
            };
            Ok(Judged { decided, live, covered })
        })
        .await
}

/// Says also what became of the rows that were there.
fn no_zone(question: &Question) -> RpcError {
    let (needs_zone, invalid) = (question.needs_zone, question.invalid);
    let rows = match needs_zone + invalid {
        0 => String::new(),
        _ => format!(" Of this one, {needs_zone} rows need a zone and {invalid} cannot be read."),
    };
    RpcError::field("contacts", format!("A submission needs a contact list with at least one zone.{rows}"))
        .hint("The list's refused rows say why, line by line.")
}

/// A live window that this one would double, or, unless overlapping is allowed, run into; and always one of which
/// it is not known that it does not dial.
pub(super) fn in_the_way<'a>(new: &NewWindow, live: &'a [Window], overlap: Overlap) -> Option<&'a Window> {
    if new.verdict == Verdict::Refused {
        return None;
    }
    live.iter().find(|there| {
        let same = there.zone == new.zone && there.start == new.start;
        let overlaps = there.zone == new.zone && there.start < new.end && new.start < there.end;
        same || (overlap == Overlap::Skip && overlaps) || blocks(there, new)
    })
}

fn local(engine: &Engine, new: &NewWindow) -> Result<(jiff::Zoned, jiff::Zoned)> {
    let zone = engine.zones.get(&new.zone).map_err(|error| RpcError::field("zone", error.to_string()))?;
    Ok((new.start.to_zoned(zone.clone()), new.end.to_zoned(zone)))
}

pub(super) fn nothing_to_send(decided: &Decided) -> RpcError {
    let words = decided.refused.first().map_or_else(
        || "No zone of this list has a fire ahead.".to_owned(),
        |first| format!("No zone may be called then. {}", first.words),
    );
    let error = RpcError::new(callboard_rpc::Code::Refused, words)
        .detail(serde_json::json!({ "refused": decided.refused, "contacts": decided.contacts }));
    match decided.refused.iter().filter_map(|refused| refused.legal_again).min() {
        Some(at) => error.hint(format!("The first zone is legal again at {at}.")),
        None => error.hint("Change the time, the list or what is left out."),
    }
}

/// The instant at which "now" is asked for.
pub(crate) fn now_of(args: &SubmitArgs, now: Timestamp) -> When {
    if args.now { When::Now(window::soonest(now)) } else { When::NextFire }
}
