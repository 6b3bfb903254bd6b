//! The end of a run: mark, audit row, notice and the outgoing webhook, in the transaction that stores the state.

use callboard_rpc::types::{RunId, RunState};
use callboard_rpc::{Caller, NoticeLevel};
use serde_json::json;

use super::awaits::awaited;
use super::marks::mark;
use super::progress::Windows;
use super::set_back::subject_of_end;
use super::store::{Run, find, object, store};
use super::tell::NO_ROW;
use crate::delivery;
use crate::kernel::audit::Entry;
use crate::kernel::{NewNotice, Notices, Result, StoredWord, Write};
use crate::window;

/// A run whose windows have ended is closed by a person, with the figures that were told last; answers whether there
/// is such a run. No receiver is told figures that CXone was not asked for after the end; where it may still be
/// asked, it is asked first, and a stop is enough.
pub(super) fn close(write: &mut Write<'_>, caller: &Caller, id: &RunId) -> Result<bool> {
    let now = write.now();
    let standing = Windows::of(&window::of_run(write, id)?, now);
    let done = standing.over() && standing.any_stood && awaited(write, id, now)?.is_empty();
    let asked = |run: &Run| run.quiet_since.or(run.silent_since).is_some() || run.stop_asked;
    let run = find(write, id)?.filter(|run| done && !run.is_over() && asked(run));
    let Some(before) = run else { return Ok(false) };
    let mut run = Run { state: RunState::Stopped, stop_asked: true, stall: None, ..before.clone() };
    write.audit(caller, Entry::new("run.stop", object(id)).before(&before.told()).after(&run.told()))?;
    finish(write, &mut run, standing)?;
    Ok(true)
}

/// Stores a run that has just come to its end, and tells of it.
pub(super) fn finish(write: &mut Write<'_>, run: &mut Run, standing: Windows) -> Result<()> {
    run.ended = Some(write.now());
    let began = standing.any_stood;
    let known = run.state == RunState::Completed || run.quiet_since.is_some() || !began;
    if run.state == RunState::Superseded {
        return end_superseded(write, run);
    }
    let RunOutcome { level, title, body } = outcome(run, began, known);
    mark(write, &run.id, run.state.word(), &body)?;
    write.audit(&Caller::engine(), Entry::new("run.end", object(&run.id)).after(&run.told()))?;
    let link = Some(format!("/runs/{}", run.id));
    Notices::tell(write, NewNotice { level, title, body, link })?;
    store(write, run)?;
    // What never began did not complete; and nobody is told figures that are not known.
    if !began || !known {
        return Ok(());
    }
    let data = json!({
        "campaignId": run.campaign_id,
        "runId": run.id,
        "totalCompleted": run.figures.completed,
        "expected": run.figures.expected,
        "outcome": run.state.word(),
    });
    let subject = subject_of_end(write, run)?;
    delivery::announce(write, "campaign.completed", &subject, &data, Some(&run.id))?;
    Ok(())
}

/// Others stand in the place of its windows: nobody is told of an end that is none.
fn end_superseded(write: &mut Write<'_>, run: &Run) -> Result<()> {
    let what = run.superseded.as_deref().unwrap_or("others");
    let words = format!("Superseded by {what}: its windows were withdrawn before any of them began.");
    mark(write, &run.id, run.state.word(), &words)?;
    let entry = Entry::new("run.end", object(&run.id)).after(&run.told());
    write.audit(&Caller::engine(), entry.result(format!("superseded by {what}")))?;
    store(write, run)
}

struct RunOutcome {
    level: NoticeLevel,
    title: String,
    body: String,
}

fn outcome(run: &Run, began: bool, known: bool) -> RunOutcome {
    let (completed, expected) = (run.figures.completed, run.figures.expected);
    let (level, title, word) = match run.state {
        RunState::Completed => (NoticeLevel::Done, "completed", "Completed"),
        RunState::Stopped => (NoticeLevel::Attention, "was stopped", "Stopped"),
        RunState::Failed => (NoticeLevel::Trouble, "did not start", "Did not start"),
        _ => (NoticeLevel::Attention, "has ended", "Ended"),
    };
    let body = match (run.state, known, run.figures.as_of) {
        (RunState::Completed, ..) => format!("{completed} of {expected} completed."),
        (RunState::Failed, ..) => {
            "None of its windows could be submitted; each says why on its page and in `callboard run show`."
                .to_owned()
        }
        _ if !began => format!("{word} before any of its windows began: nobody was called."),
        (_, true, _) if run.flags.iter().any(|flag| flag == NO_ROW) => format!(
            "{word}, {completed} of {expected}. CXone answered without a row for this campaign, which is taken as no \
             calls."
        ),
        (_, true, _) => format!("{word}, {completed} of {expected}."),
        (_, false, Some(as_of)) => format!(
            "{word} without its last figures: {completed} of {expected} at {as_of}, when CXone was last asked. \
             No completion webhook was sent."
        ),
        (_, false, None) => {
            format!("{word}, and CXone never told its figures. No completion webhook was sent.")
        }
    };
    RunOutcome { level, title: format!("{} {title}", run.name), body }
}
