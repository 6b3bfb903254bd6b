//! Missed fires that a person starts: now, or at an instant.

use std::collections::{BTreeMap, BTreeSet};

use callboard_rpc::types::{
    ContactTotals, FailedWindow, MissedId, RefusedWindow, RunId, ScheduleId, StartAt, SubmitReport, Verdict,
};
use callboard_rpc::{Caller, Code, RpcError};
use rusqlite::Connection;

use super::day::Day;
use super::decide::{Decided, When, decide};
use super::edit;
use super::fire_rows::{self, Outcome};
use super::in_the_way::in_the_way;
use super::judged::nothing_to_send;
use super::missed::{leave, named};
use super::missed_plan;
use super::missed_rows::{Left, MissedRow};
use super::question::Question;
use super::removal::still_connected;
use super::start::{day_of, run_of, takes_windows};
use super::store::{self, Saved};
use super::submit::{Submission, new_run};
use super::tick;
use crate::kernel::{Result, Write};
use crate::rules::Note;
use crate::window::{self, Window};
use crate::zone::ZoneData;
use crate::{Engine, rules, run};

/// Starts missed fires: now, where it is legal, or at an instant that a person chose.
pub(super) async fn start(
    engine: &Engine,
    caller: &Caller,
    ids: Vec<MissedId>,
    to: Option<StartAt>,
) -> Result<SubmitReport> {
    let now = engine.kernel.clock.now();
    let when = match to {
        None => When::Now(window::soonest(now)),
        Some(to) => When::At(missed_plan::instant(&engine.zones, &to, now)?),
    };
    let (zones, by) = (engine.zones.clone(), caller.clone());
    let stored = engine.kernel.db.write(move |write| store_all(write, &by, &zones, &ids, when)).await?;
    let Stored { run, rows, refused, in_the_way, contacts, warnings } = stored;
    let warnings = Note::sentences(warnings.iter()).into_iter().collect();
    let settled = window::settle(engine, rows, window::PATIENCE).await?;
    let mut failed = settled.failed();
    failed.extend(in_the_way);
    let submitted = settled.submitted();
    Ok(SubmitReport { run_id: run, submitted, failed, refused, contacts, warnings, passed_over: Vec::new() })
}

/// What one transaction made of missed fires.
struct Stored {
    run: RunId,
    rows: Vec<Window>,
    refused: Vec<RefusedWindow>,
    in_the_way: Vec<FailedWindow>,
    contacts: ContactTotals,
    warnings: Vec<Note>,
}

fn store_all(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    ids: &[MissedId],
    when: When,
) -> Result<Stored> {
    let (fires, older) = newest_in_each_zone(named(write, ids)?);
    let (mut run, mut rows) = (None, Vec::new());
    let mut joined = Joined::default();
    let (mut refused, mut in_the_way) = (Vec::new(), Vec::new());
    let mut contacts = ContactTotals::default();
    let (mut refusal, mut warnings) = (None, Vec::new());
    for ((schedule, occurrence), missed) in fires {
        let saved = store::named(write, &schedule)?;
        edit::not_held(&saved)?;
        still_connected(write, &saved)?;
        let decided = judge(write, zones, &saved, &missed, when)?;
        contacts.legal += decided.contacts.legal;
        contacts.clamped += decided.contacts.clamped;
        contacts.refused += decided.contacts.refused;
        if decided.expected() == 0 && refusal.is_none() {
            refusal = Some(nothing_to_send(&decided));
        }
        warnings.extend(decided.notes_of_sent().cloned());
        refused.extend(decided.refused.iter().cloned());
        let older = older.get(&schedule).map_or(&[][..], Vec::as_slice);
        let day = day_of(&saved, zones, &occurrence);
        let there = match joined.of(&saved.id, day) {
            Some(id) => Some(id),
            None => run_of(write, &saved, zones, &occurrence)?.filter(takes_windows).map(|run| run.id),
        };
        let (id, added, kept_out) = store_one(write, caller, &saved, there, &missed, older, decided, when)?;
        if let (Some(id), Some(day)) = (&id, day) {
            joined.0.push((saved.id.clone(), day, id.clone()));
            // Its run waits for what the day still brings.
            tick::soon(write, &saved.id)?;
        }
        run = run.or(id);
        rows.extend(added);
        in_the_way.extend(kept_out);
    }
    match run {
        Some(run) => Ok(Stored { run, rows, refused, in_the_way, contacts, warnings }),
        None => Err(nothing_started(refusal, &in_the_way).into()),
    }
}

/// The runs of the fires that are started together: those of one schedule and day are one, in whatever zones.
#[derive(Default)]
struct Joined(Vec<(ScheduleId, Day, RunId)>);

impl Joined {
    fn of(&self, schedule: &ScheduleId, day: Option<Day>) -> Option<RunId> {
        let mut runs = self.0.iter();
        let found = runs.find(|(of, on, _)| of == schedule && Some(*on) == day);
        found.map(|(_, _, run)| run.clone())
    }
}

fn nothing_started(refusal: Option<RpcError>, in_the_way: &[FailedWindow]) -> RpcError {
    refusal.unwrap_or_else(|| {
        let words = in_the_way.first().map_or("Nothing was chosen.", |window| window.words.as_str());
        RpcError::new(Code::Refused, words.to_owned())
            .hint("Wait for that window to end, or withdraw it first.")
    })
}

pub(super) type ByFire = BTreeMap<(ScheduleId, String), Vec<MissedRow>>;

/// The newest missed fire of each schedule and zone, which starts for all: fourteen missed hours are one start there
/// and not fourteen. The older ones are settled with it.
pub(super) fn newest_in_each_zone(
    mut rows: Vec<MissedRow>,
) -> (ByFire, BTreeMap<ScheduleId, Vec<MissedRow>>) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.due));
    let mut seen = BTreeSet::new();
    let (mut fires, mut older) = (ByFire::new(), BTreeMap::<ScheduleId, Vec<MissedRow>>::new());
    for row in rows {
        if seen.insert((row.schedule.clone(), row.zone.clone())) {
            fires.entry((row.schedule.clone(), row.occurrence.clone())).or_default().push(row);
        } else {
            older.entry(row.schedule.clone()).or_default().push(row);
        }
    }
    (fires, older)
}

/// The rules are asked again: what was legal at its time may not be now.
pub(super) fn judge(
    db: &Connection,
    zones: &ZoneData,
    saved: &Saved,
    missed: &[MissedRow],
    when: When,
) -> Result<Decided> {
    let (When::Now(now) | When::At(now)) = when else {
        return Err(RpcError::field("to", "A missed fire starts now or at an instant.").into());
    };
    let rules = rules::current(db)?;
    let mut question = Question::read(db, zones, (&saved.draft).into(), now)?;
    question.groups.retain(|group| missed.iter().any(|row| row.zone == group.zones().clock().0));
    if question.groups.is_empty() {
        return Err(RpcError::new(Code::Refused, "Its contact list has nobody in these zones any more.")
            .hint("Skip these fires, or choose another list for the schedule.")
            .into());
    }
    let asked = question.asked(zones, &rules, now, now);
    let decided = decide(&question, &asked, when, &Submission::of_saved(saved).whose());
    Ok(Decided {
        contacts: ContactTotals { needs_zone: 0, invalid: 0, left_out: 0, ..decided.contacts },
        ..decided
    })
}

type StoredOne = (Option<RunId>, Vec<Window>, Vec<FailedWindow>);

/// The zones of one occurrence join the run of its day where that still goes on.
#[expect(clippy::too_many_arguments, reason = "one occurrence with what is known of its missed fires")]
fn store_one(
    write: &mut Write<'_>,
    caller: &Caller,
    saved: &Saved,
    there: Option<RunId>,
    missed: &[MissedRow],
    older: &[MissedRow],
    decided: Decided,
    when: When,
) -> Result<StoredOne> {
    let live = window::still_dialling(write, &saved.connection, &saved.draft.campaign_id)?;
    let occurrence = missed.first().map(|row| row.occurrence.clone()).unwrap_or_default();
    let (mut fresh, mut kept_out) = (Vec::new(), Vec::new());
    for mut new in decided.windows.into_iter().filter(|new| new.verdict != Verdict::Refused) {
        new.occurrence.clone_from(&occurrence);
        match in_the_way(&new, &live, saved.draft.overlap) {
            None => fresh.push(new),
            Some(there) => kept_out.push(FailedWindow {
                window: None,
                zone: new.zone,
                state: there.state,
                words: format!("Not started: a window of the campaign is open there until {}.", there.end),
                next_try: None,
            }),
        }
    }
    if fresh.is_empty() {
        return Ok((None, Vec::new(), kept_out));
    }
    let id = match there {
        Some(id) => id,
        None => run::open(write, caller, new_run(&Submission::of_saved(saved)))?,
    };
    let rows = window::add(write, caller, &id, fresh)?;
    run::windows_added(write, &id)?;
    let left = if matches!(when, When::At(_)) { Left::Moved } else { Left::Run };
    for row in &rows {
        for missed in missed.iter().chain(older).filter(|missed| missed.zone == row.zone) {
            let fire = fire_rows::Decided {
                schedule: &saved.id,
                zone: &missed.zone,
                occurrence: &missed.occurrence,
                at: missed.due,
                outcome: Outcome::Started,
                words: "",
                run: Some(&id),
                window: Some(&row.id),
            };
            fire_rows::redecide(write, &fire)?;
            leave(write, caller, missed, left)?;
        }
    }
    Ok((Some(id), rows, kept_out))
}
