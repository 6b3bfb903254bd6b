//! The steps of an opt-in or opt-out that arrived as an event.

use callboard_rpc::types::{StepState, TraceKind, TraceStep};
use jiff::Timestamp;
use rusqlite::Connection;

use super::requests::{self, Outcome, Stored};
use super::said::Direction;
use crate::kernel::Result;

/// The steps; empty where the event has changed nothing, which its own words say.
pub(crate) fn trace(db: &Connection, event: i64) -> Result<Vec<TraceStep>> {
    Ok(requests::of_event(db, event)?.map(|request| steps(&request)).unwrap_or_default())
}

fn steps(stored: &Stored) -> Vec<TraceStep> {
    let (number, asked) = (stored.request.number.masked(), stored.request.said.direction());
    let is = match asked {
        Direction::Out => "is on the do-not-call list.",
        Direction::In => "may be called again.",
    };
    let late = stored.outcome == Outcome::Late;
    let recorded = if late {
        format!("{number}: kept, and nothing changed, since something newer is known of this number.")
    } else {
        format!("{number} {is}")
    };
    let mut steps = vec![step(TraceKind::Decided, StepState::Done, Some(stored.recorded), &recorded)];
    if late {
        return steps;
    }
    let tell = "Tell CXone";
    if let Some(sent) = stored.sent {
        steps.push(step(TraceKind::Effect, StepState::Done, Some(sent), &format!("{tell}: sent.")));
    }
    let said = stored.words.clone().unwrap_or_default();
    let (state, words) = match stored.outcome {
        Outcome::Waiting if stored.sent.is_some() => (StepState::Waiting, "not confirmed yet.".to_owned()),
        Outcome::Waiting => (StepState::Waiting, "waiting.".to_owned()),
        Outcome::Confirmed => (StepState::Done, format!("confirmed. {said}")),
        Outcome::Superseded => (StepState::Skipped, format!("not needed any more. {said}")),
        Outcome::Late => (StepState::Skipped, said),
        Outcome::Dead => (StepState::Failed, format!("given up. {said}")),
        Outcome::Removed => (StepState::Failed, format!("not done. {said}")),
    };
    steps.push(step(TraceKind::Effect, state, stored.ended, &format!("{tell}: {words}")));
    steps
}

fn step(kind: TraceKind, state: StepState, at: Option<Timestamp>, words: &str) -> TraceStep {
    TraceStep { kind, state, at, words: words.trim_end().to_owned(), link: None }
}
