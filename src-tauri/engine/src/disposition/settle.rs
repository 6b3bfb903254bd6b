//! How an event stands once something of it has ended.

use callboard_rpc::types::TrafficState;

use super::apply::ended;
use super::decisions;
use super::effects::{self, Kind, State};
use crate::inbox;
use crate::kernel::{Result, Write};

/// How an event stands by its decision and all its effects: after one of several has ended, and after a map that was
/// published has changed what is to be done.
pub(super) fn finish(write: &mut Write<'_>, event: i64) -> Result<()> {
    let Some(decision) = decisions::find(write, event)?.filter(|decision| !decision.held()) else {
        return Ok(());
    };
    let all = effects::of_event(write, &decision)?;
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
