use std::time::Duration;

use callboard_rpc::command::RunShow;
use callboard_rpc::types::{Run, RunId, RunRef, RunState, RunSummary};
use jiff::SignedDuration;

use super::{age, line};
use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::terminal::Terminal;

/// How often it is looked. The engine itself asks the tenant at its own pace.
const LOOK: Duration = Duration::from_millis(500);

/// What a watcher does with what it sees.
pub(crate) trait Watched {
    /// Called at the first look and whenever something has changed.
    fn changed(&mut self, run: &Run) -> Result<(), Failure>;
}

impl<F: FnMut(&Run) -> Result<(), Failure>> Watched for F {
    fn changed(&mut self, run: &Run) -> Result<(), Failure> {
        self(run)
    }
}

/// Looks at a run until it is over, and answers with its last state. `None`: the time was over before.
pub(crate) async fn follow(
    terminal: &Terminal,
    reach: &Reach,
    id: &RunId,
    timeout: Option<Duration>,
    watched: &mut impl Watched,
) -> Result<Option<Run>, Failure> {
    let until = timeout.map(|timeout| terminal.clock.monotonic() + timeout);
    let mut seen: Option<RunSummary> = None;
    loop {
        let run = reach.ask::<RunShow>(RunRef { id: id.clone() }).await?;
        if seen.as_ref().is_none_or(|seen| tells_more(seen, &run.summary)) {
            watched.changed(&run)?;
            seen = Some(run.summary.clone());
        }
        if is_over(run.summary.state) {
            return Ok(Some(run));
        }
        if until.is_some_and(|until| terminal.clock.monotonic() >= until) {
            return Ok(None);
        }
        terminal.wait(LOOK).await?;
    }
}

pub(super) async fn watch(
    terminal: &Terminal,
    reach: &Reach,
    id: RunId,
    until_complete: bool,
    timeout: Option<SignedDuration>,
) -> Result<Answer, Failure> {
    let timeout = timeout.map(SignedDuration::unsigned_abs);
    let mut tell = |run: &Run| terminal.out.show(&run.summary, told);
    let last = follow(terminal, reach, &id, timeout, &mut tell).await;
    match last {
        Ok(Some(run)) => Ok(Answer::yes_if(!until_complete || run.summary.state == RunState::Completed)),
        Ok(None) => Err(Failure::no("timed_out", "The run is not over yet, and the time to watch it is.")
            .hint(format!("It goes on while Callboard runs: `callboard run watch {id}`."))),
        // Whoever stops watching has seen enough, unless the end was what mattered.
        Err(failure) if failure == Failure::interrupted() && !until_complete => Ok(Answer::Yes),
        Err(failure) => Err(failure),
    }
}

fn told(run: &RunSummary) -> String {
    let said = [Some(line(run)), age(run), run.why_not_dialling.clone()];
    said.into_iter()
        .flatten()
        .map(|words| words.trim_end_matches('.').to_owned())
        .collect::<Vec<_>>()
        .join(". ")
}

/// Whether a line more is worth it: the time of the figures alone is not.
fn tells_more(before: &RunSummary, now: &RunSummary) -> bool {
    let figures = |run: &RunSummary| {
        (run.figures.completed, run.figures.attempted, run.figures.connected, run.figures.expected)
    };
    before.state != now.state
        || figures(before) != figures(now)
        || before.windows != now.windows
        || before.why_not_dialling != now.why_not_dialling
        || before.flags != now.flags
        || (before.silent.is_some(), before.over_since) != (now.silent.is_some(), now.over_since)
}

fn is_over(state: RunState) -> bool {
    matches!(
        state,
        RunState::Completed | RunState::Ended | RunState::Stopped | RunState::Failed | RunState::Superseded
    )
}
