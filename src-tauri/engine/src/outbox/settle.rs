//! What becomes of messages that were attempted: those of one turn share a write.

use std::sync::Arc;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::Policy;
use jiff::Timestamp;

use super::kind::{Kind, Tried};
use super::message::{Order, Refusal, Settled, Why};
use super::policy::{self, BEFORE_READING, Failed, Step};
use super::row::{self, Row};
use super::{paused, split};
use crate::kernel::{Error, Ms, Result, Write};

/// A message with what its attempt brought.
#[derive(Clone)]
pub(super) struct Finished {
    pub(super) row: Arc<Row>,
    pub(super) kind: &'static dyn Kind,
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
            Err(why) if why.is_of_the_write() => lost(write, one, &why)?,
            Err(why) => return Err(why),
        }
    }
    Ok(())
}

fn settle(write: &mut Write<'_>, policy: &Policy, finished: &Finished) -> Result<()> {
    let Finished { row, kind, tried, .. } = finished;
    match tried {
        Tried::Arrived(settle) => {
            // Whoever looks while it is settled finds that it has arrived.
            row::end(write, row.number, false)?;
            let Settled::Refused(refusal) = settle(write)? else { return Ok(()) };
            let number = row::insert(write, row, None)?;
            dead(write, *kind, &Row { number, ..tried_once_more(row) }, &refusal)
        }
        Tried::Items(verdicts) => split::settle(write, policy, finished, verdicts.clone()),
        Tried::Refused(refusal) => dead(write, *kind, &tried_once_more(row), refusal),
        Tried::Failed(error) => failed(write, policy, finished, error),
        Tried::AskAgain(at) => ask_again(write, policy, finished, *at),
        Tried::Rests if is_passed_over(write, *kind, row, true)? => Ok(()),
        Tried::Rests => rest(write, *kind, &tried_once_more(row), CANNOT_BE_ASKED),
    }
}

const NOT_SHOWN: &str = "The tenant does not show yet whether it has it.";
const CANNOT_BE_ASKED: &str =
    "It is not known whether the tenant has it, and it cannot be asked: it is not sent again by itself.";

pub(super) fn failed(
    write: &mut Write<'_>,
    policy: &Policy,
    finished: &Finished,
    error: &TenantError,
) -> Result<()> {
    let Finished { row, kind, jitter, .. } = finished;
    let (row, kind) = (row.as_ref(), *kind);
    if is_passed_over(write, kind, row, row.look || error.may_have_happened())? {
        return Ok(());
    }
    // What was held back before it left is no attempt.
    let attempts = row.attempts + u32::from(!error.is_held_back());
    let step = policy::after(known(row, kind, attempts)?, error, policy, write.now(), *jitter);
    carry_out(write, finished, step, error, format!("{} {}", error.sentence(), error.hint()))
}

/// The tenant may be late with showing it.
fn ask_again(write: &mut Write<'_>, policy: &Policy, finished: &Finished, at: Timestamp) -> Result<()> {
    let (row, kind) = (finished.row.as_ref(), finished.kind);
    if is_passed_over(write, kind, row, true)? {
        return Ok(());
    }
    let late = TenantError::Doubtful { message: NOT_SHOWN.to_owned(), status: 0, not_before: Some(at) };
    let known = known(row, kind, row.attempts + 1)?;
    let step = policy::in_doubt(known, &late, policy, write.now(), finished.jitter);
    carry_out(write, finished, step, &late, NOT_SHOWN.to_owned())
}

fn known(row: &Row, kind: &'static dyn Kind, attempts: u32) -> Result<Failed> {
    let items = if kind.is_batch() { kind.items(row)? } else { 1 };
    Ok(Failed { attempts, look: row.look, unknown: kind.unknown(), batch: kind.is_batch(), items })
}

fn carry_out(
    write: &mut Write<'_>,
    finished: &Finished,
    step: Step,
    error: &TenantError,
    words: String,
) -> Result<()> {
    let (row, kind) = (finished.row.as_ref(), finished.kind);
    let counted = Row { attempts: row.attempts + u32::from(!error.is_held_back()), ..row.clone() };
    let refusal = |words| Refusal { words, code: error.code() };
    match step {
        Step::Pause(cause) if paused::may_wait(write, row, cause)? => {
            paused::turned_away(write, row, cause, &words)
        }
        Step::Pause(_) | Step::GiveUp => {
            let look = row.look || error.may_have_happened();
            dead(write, kind, &Row { look, ..counted }, &refusal(words))
        }
        Step::InTurn => row::again(write, &counted, None, &words),
        Step::After { wait, look } => {
            let due = Ms::cut(write.now() + wait);
            row::again(write, &Row { look, ..counted }, Some(due), &words)
        }
        Step::Halve => split::halve(write, kind, row),
        Step::Anew => split::anew(write, kind, &counted),
        Step::Rest => rest(write, kind, &counted, &words),
    }
}

/// Whether something newer took its place, or it was called off: then it ends, and is not tried again.
pub(super) fn is_passed_over(
    write: &mut Write<'_>,
    kind: &'static dyn Kind,
    row: &Row,
    may_have_arrived: bool,
) -> Result<bool> {
    let newer = if kind.order() == Order::Superseding { row::newer(write, row)? } else { None };
    let why = match newer {
        Some(_) => Why::Superseded,
        None if row::is_called_off(write, row.number)? => Why::CalledOff,
        None => return Ok(false),
    };
    row::end(write, row.number, may_have_arrived)?;
    if let Some(newer) = newer.filter(|_| may_have_arrived) {
        let until = write.now() + BEFORE_READING;
        row::look_first(write, newer, until)?;
    }
    kind.given_up(write, row, &why)?;
    Ok(true)
}

/// The same after a crash, for a message that may have been sent: where not, it is looked up before it is sent again.
pub(super) fn after_a_crash(write: &mut Write<'_>, kind: &'static dyn Kind, row: &Row) -> Result<()> {
    if !is_passed_over(write, kind, row, true)? {
        let until = write.now() + BEFORE_READING;
        row::look_first(write, row.number, until)?;
    }
    Ok(())
}

/// It ends, and a person may have it sent again.
pub(super) fn dead(
    write: &mut Write<'_>,
    kind: &'static dyn Kind,
    row: &Row,
    refusal: &Refusal,
) -> Result<()> {
    if is_passed_over(write, kind, row, row.look)? {
        return Ok(());
    }
    tracing::warn!(
        kind = kind.word(),
        subject = row.subject,
        code = refusal.code,
        "a message is a dead letter"
    );
    row::keep(write, row, "dead", refusal.code, &refusal.words)?;
    kind.given_up(write, row, &Why::Dead(refusal.clone()))
}

fn rest(write: &mut Write<'_>, kind: &'static dyn Kind, row: &Row, words: &str) -> Result<()> {
    row::keep(write, &Row { look: true, ..row.clone() }, "resting", "unknown", words)?;
    kind.given_up(write, row, &Why::Resting(words.to_owned()))
}

/// What came of it cannot be written down, for a reason that another attempt does not mend. It may be at the tenant.
fn lost(write: &mut Write<'_>, finished: &Finished, why: &Error) -> Result<()> {
    let Finished { row, kind, .. } = finished;
    tracing::error!(kind = kind.word(), subject = row.subject, %why, "an outcome cannot be written down");
    let words = format!("What came of it could not be written down: {why}");
    let row = Row { look: true, ..tried_once_more(row) };
    let code = "not written down";
    row::keep(write, &row, "dead", code, &words)?;
    let why = Why::Dead(Refusal { words, code });
    if let Err(error) = write.apart(|write| kind.given_up(write, &row, &why))? {
        tracing::error!(kind = kind.word(), subject = row.subject, %error, "nor can it be told that it is a dead letter");
    }
    Ok(())
}

fn tried_once_more(row: &Row) -> Row {
    Row { attempts: row.attempts + 1, ..row.clone() }
}
