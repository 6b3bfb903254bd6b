//! What one attempt to send a window brought, and what it makes of the row.

use std::time::Duration;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::{Decision, Policy, backoff, decide};
use callboard_rpc::types::{WindowId, WindowState};
use callboard_rpc::{Caller, Code};
use jiff::Timestamp;

use super::leave::fail;
use super::reads::find;
use super::row::{Window, object, store};
use super::{turn, withdraw};
use crate::kernel::audit::Entry;
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, Ms, Result, Write, counted};
use crate::{Engine, settings};

/// How long a cut answer's request may still be on its way before we read what became of it.
pub(super) const BEFORE_READING: Duration = Duration::from_secs(1);

/// What one attempt brought.
pub(super) enum Outcome {
    /// It stands at the tenant under this id.
    Stands(String),
    /// Looked for and not there: nothing stands in the way of sending it again.
    NotThere,
    Failed(TenantError),
}

pub(super) async fn conclude(engine: &Engine, task: Task, taken: Window, outcome: Outcome) -> Result<()> {
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
            "The tenant did not take it in {}: it was looked for there, and is not there. {}",
            counted(u64::from(row.attempts), "attempt"),
            once_it_is_not(row.trouble.as_deref().unwrap_or_default())
        );
        fail(write, row, words, "it is not at the tenant")?;
        return tasks::done(write, task);
    }
    let due = match row.attempts {
        0 | 1 => write.now(),
        attempts => Ms::cut(write.now() + backoff(attempts - 1, jitter)),
    };
    let next_try = (due > write.now()).then_some(due);
    // What became of it is known; why it was not taken stays, so that a later failure can name it.
    let unknown = unknown_words(&row);
    let why = row.trouble.as_deref().and_then(|words| words.strip_prefix(&unknown)).map(str::trim_start);
    let trouble = why.filter(|why| !why.is_empty()).map(str::to_owned);
    let row = Window { state: WindowState::Planned, repeated: false, trouble, next_try, ..row };
    store(write, &row)?;
    tasks::again(write, task, due)
}

fn failed(write: &mut Write<'_>, task: &Task, row: Window, error: &TenantError, jitter: f64) -> Result<()> {
    let words = words_of(&row, error, write.now());
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
    if row.unwanted && !unknown && !row.repeated {
        // Nothing was made, and nobody wants it any more: it need not wait for its next try to be known as withdrawn.
        withdraw::never_sent(write, Window { attempts, ..row })?;
        return tasks::done(write, task);
    }
    match decide(attempts.max(1), error, &policy, write.now(), jitter) {
        Decision::After(wait) => {
            let due = Ms::cut(write.now() + wait);
            // Nothing was sent, or it was refused: it can be sent again, unless an earlier try is unknown.
            let look = unknown || row.repeated;
            let state = if look { WindowState::Unknown } else { WindowState::Planned };
            let words = while_it_is_tried(words, error);
            let row = Window { state, attempts, trouble: Some(words.clone()), next_try: Some(due), ..row };
            store(write, &row)?;
            tasks::retry(write, task, due, &words)
        }
        Decision::GiveUp if unknown => rest(write, task, Window { attempts, ..row }),
        Decision::GiveUp => {
            let words = once_it_is_not(&words).to_owned();
            fail(write, Window { attempts, ..row }, words, &error.to_string())?;
            tasks::done(write, task)
        }
    }
}

/// Why an attempt failed. Where the start has passed only because the tenant had failed before, that is the reason and not
/// the time; and a tenant that is left alone after failures has failed.
fn words_of(row: &Window, error: &TenantError, now: Timestamp) -> String {
    let words = format!("{} {}", error.sentence(), error.hint());
    let Some(before) = row.trouble.as_deref().filter(|_| row.attempts > 0) else { return words };
    if matches!(error, TenantError::BreakerOpen { .. }) {
        return before.to_owned();
    }
    if !row.asap && came_too_late(error, row, now) {
        return format!("{} Its start passed before CXone took it.", once_it_is_not(before));
    }
    words
}

fn while_it_is_tried(words: String, error: &TenantError) -> String {
    match error.goes_on().filter(|goes_on| !words.ends_with(goes_on)) {
        Some(goes_on) => format!("{words} {goes_on}"),
        None => words,
    }
}

fn once_it_is_not(words: &str) -> &str {
    words.strip_suffix(TenantError::TRIED_AGAIN).unwrap_or(words).trim_end()
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

pub(super) fn not_known(write: &mut Write<'_>, row: Window) -> Result<()> {
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

/// The connection itself cannot be used: nothing was sent. Where it was removed, nothing more is ever to be known.
pub(super) async fn give_up(engine: &Engine, task: Task, id: WindowId, error: Error) -> Result<()> {
    let is_removed = matches!(&error, Error::Said(said) if said.code == Code::NotFound);
    let why = error.to_string();
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
            if is_removed {
                return rest(write, &task, row);
            }
            tasks::retry(write, &task, write.now() + Duration::from_secs(30), &why)
        })
        .await
}
