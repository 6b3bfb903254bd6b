//! What became of effects that were tried: many in one write, sealed by one audit row.

use std::time::Duration;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::{Decision, Policy, backoff};
use callboard_rpc::types::TrafficState;
use rusqlite::OptionalExtension as _;

use super::apply::ended;
use super::attempt::Tried;
use super::claim::Job;
use super::effects::{self, Kind, State};
use super::outcomes::{self, Outcome};
use super::stale::{Stale, step_aside};
use super::{decisions, hold, patience, suppress};
use crate::inbox;
use crate::kernel::{Error, Ms, Result, Write};

/// How long a cut answer's request may still be on its way before we read what became of it.
pub(super) const BEFORE_READING: Duration = Duration::from_secs(1);

/// A job with what its try brought.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) job: Job,
    pub(super) tried: Tried,
    /// Drawn for the backoff, uniform in 0..1.
    pub(super) jitter: f64,
}

/// Writes down all of these; where that failed, `each` by itself, so that one that cannot be written down becomes a dead
/// letter and holds up no other.
pub(super) fn all(write: &mut Write<'_>, policy: &Policy, finished: &[Finished], each: bool) -> Result<()> {
    for one in finished {
        if !each {
            settle(write, policy, one)?;
            continue;
        }
        match write.apart(|write| settle(write, policy, one))? {
            Ok(()) => {}
            Err(why) if why.is_of_the_write() => {
                lost(write, &one.job, &why)?;
            }
            Err(why) => return Err(why),
        }
    }
    Ok(())
}

/// Writes down one outcome.
pub(super) fn settle(write: &mut Write<'_>, policy: &Policy, finished: &Finished) -> Result<()> {
    let job = &finished.job;
    match &finished.tried {
        Tried::Written => done(write, job, None, "done"),
        Tried::Stands => done(write, job, Some("The contact said so already."), "stands"),
        Tried::Failed(error) => failed(write, policy, job, error, finished.jitter),
    }
}

/// What came of it cannot be written down, for a reason that another try does not mend. It may be at the tenant.
fn lost(write: &mut Write<'_>, job: &Job, why: &Error) -> Result<()> {
    tracing::error!(event = job.event, %why, "an outcome cannot be written down");
    effects::may_be_there(write, job.event)?;
    dead(write, job, &format!("What came of it could not be written down: {why}"), "not written down")
}

fn done(write: &mut Write<'_>, job: &Job, words: Option<&str>, outcome: &str) -> Result<()> {
    let stands = effects::over(write, job.event, State::Done, job.attempts + 1, words)?;
    note(write, job, outcome)?;
    if !stands {
        return Ok(());
    }
    // Most events have this one effect alone; but a map that was published meanwhile may have said more of them.
    if let Some(unmapped) = has_no_other(write, job.event)? {
        let (state, words) = ended(unmapped);
        return inbox::settle(write, job.event, state, words);
    }
    finish(write, job.event)
}

/// Where the written contact is the only effect of an event: whether its code was in no map.
fn has_no_other(write: &Write<'_>, event: i64) -> Result<Option<bool>> {
    if suppress::of_event(write, event)?.is_some() {
        return Ok(None);
    }
    let mut statement =
        write.prepare_cached("SELECT unmapped FROM decisions WHERE event = ?1 AND category IS NOT NULL")?;
    Ok(statement.query_row([event], |row| row.get(0)).optional()?)
}

fn dead(write: &mut Write<'_>, job: &Job, words: &str, code: &str) -> Result<()> {
    if called_off(write, job, job.attempts + 1, false)? {
        return Ok(());
    }
    if !effects::over(write, job.event, State::Dead, job.attempts + 1, Some(words))? {
        return Ok(());
    }
    note(write, job, &format!("dead: {code}"))?;
    tracing::warn!(event = job.event, code, "an effect is a dead letter");
    inbox::settle(write, job.event, TrafficState::Dead, Some(words))
}

fn failed(write: &mut Write<'_>, policy: &Policy, job: &Job, error: &TenantError, jitter: f64) -> Result<()> {
    if !counts(write, job)? {
        return overtaken(write, job, error);
    }
    // What was held back before it left is no attempt.
    let attempts = job.attempts + u32::from(!error.is_held_back());
    if called_off(write, job, attempts, error.may_have_happened())? {
        return Ok(());
    }
    let words = format!("{} {}", error.sentence(), error.hint());
    let event = job.event;
    if let Some(why) = hold::Why::of(error)
        && hold::may_wait(write, job, why)?
    {
        return hold::turned_away(write, job, why, &words);
    }
    if error.may_have_happened() {
        if attempts > policy.retries + patience::LONG_WAITS {
            return dead(write, job, &words, error.code());
        }
        let due = Ms::cut(write.now() + BEFORE_READING.max(backoff(attempts, jitter)));
        return effects::later(write, event, due, attempts, true, &words);
    }
    match patience::next(attempts.max(1), error, policy, write.now(), jitter) {
        // The whole lane waits until then (`pump::lane`), so this one keeps its place in the line.
        Decision::After(_) if waits_for_all(error) && attempts <= policy.retries => {
            effects::later(write, event, job.due, attempts, job.look, &words)
        }
        Decision::After(wait) => {
            let due = Ms::cut(write.now() + wait);
            effects::later(write, event, due, attempts, job.look, &words)
        }
        Decision::GiveUp => dead(write, job, &words, error.code()),
    }
}

/// The map that was published while it was sent does not want it: it is not tried again, and nothing of it is amiss.
fn called_off(write: &mut Write<'_>, job: &Job, attempts: u32, look: bool) -> Result<bool> {
    if !effects::called_off(write, job.event, attempts, look)? {
        return Ok(false);
    }
    note(write, job, "superseded")?;
    finish(write, job.event)?;
    Ok(true)
}

fn waits_for_all(error: &TenantError) -> bool {
    matches!(error, TenantError::RateLimited { until: Some(_) } | TenantError::Paused { .. })
}

/// Whether its decision is still the one that counts for the contact.
fn counts(write: &Write<'_>, job: &Job) -> Result<bool> {
    let head = decisions::head(write, &job.lane.connection, &job.contact)?;
    Ok(head.is_some_and(|head| head.event == job.event))
}

/// It failed, and meanwhile a newer event is to be written.
fn overtaken(write: &mut Write<'_>, job: &Job, error: &TenantError) -> Result<()> {
    let head = decisions::head(write, &job.lane.connection, &job.contact)?;
    let stale = Stale {
        event: job.event,
        connection: &job.lane.connection,
        contact: &job.contact,
        attempts: job.attempts + 1,
        by: head.map_or(job.event, |head| head.event),
        may_have_arrived: error.may_have_happened() || job.look,
    };
    step_aside(write, &stale)
}

/// How an event stands by its decision and all its effects: after one of several has ended, and after a map that was
/// published has changed what is to be done.
pub(super) fn finish(write: &mut Write<'_>, event: i64) -> Result<()> {
    let Some(decision) = decisions::find(write, event)?.filter(|decision| !decision.held()) else {
        return Ok(());
    };
    let all = effects::of_event(write, event)?;
    if let Some(dead) = all.iter().find(|effect| effect.state == State::Dead) {
        return inbox::settle(write, event, TrafficState::Dead, dead.words.as_deref());
    }
    let patch = all.iter().find(|effect| effect.kind == Kind::Patch);
    if decision.head || patch.is_some_and(|patch| patch.state == State::Done) {
        let under_way = all.iter().any(|effect| effect.state.live());
        let (state, words) =
            if under_way { (TrafficState::Received, None) } else { ended(decision.unmapped) };
        return inbox::settle(write, event, state, words);
    }
    // Passed over, as was said in more words when it was, unless something else has been said since.
    let (state, words) = match patch.filter(|patch| patch.state == State::Superseded) {
        Some(patch) => (TrafficState::Superseded, patch.words.as_deref()),
        None => (TrafficState::Late, Some("Older than what is known of its contact.")),
    };
    let stands = inbox::stands(write, event)?;
    if matches!(stands, Some(TrafficState::Late | TrafficState::Superseded)) {
        return Ok(());
    }
    inbox::settle(write, event, state, words)
}

fn note(write: &mut Write<'_>, job: &Job, word: &str) -> Result<()> {
    let row = Outcome {
        event: job.event,
        version: job.version,
        category: Some(&job.category),
        effect: Some(Kind::Patch.word()),
        word,
        words: None,
    };
    outcomes::note(write, row)
}
