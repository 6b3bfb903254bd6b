//! Bringing dead events back, when a person says so.

use callboard_rpc::types::TrafficState;
use callboard_rpc::{Caller, Topic};

use super::decide::decide;
use super::effects::{self, Kind, State};
use super::maps::Maps;
use super::{body, decisions, gone, patch, suppress};
use crate::inbox;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// Brings a dead event back: each dead effect is due again with all its attempts (while credentials are refused, when
/// all that wait for them are), and an event that could not be decided is decided now. One audit row tells of it.
///
/// What was refused for good is another intent with another key, since a tenant may answer an old key with the old
/// refusal; what may have arrived keeps its key and is read first. An event whose contact has a newer one by now is not
/// written: it is superseded. Where its connection was removed, it stays dead. Answers whether anything was begun; where
/// not, the event's words say why.
pub(crate) fn revive(write: &mut Write<'_>, caller: &Caller, number: i64) -> Result<bool> {
    let dead = inbox::event(write, number)?.filter(|event| event.state == TrafficState::Dead);
    let Some(event) = dead else { return Ok(false) };
    let mut entry = Entry::new("disposition.replay", format!("event/evt_{number}"));
    if gone::is_gone(write, &event.connection)? {
        inbox::settle(write, number, TrafficState::Dead, Some(gone::WORDS))?;
        write.audit(caller, entry.result(format!("failed: {}", gone::WORDS)))?;
        return Ok(false);
    }
    let begun = match decisions::find(write, number)? {
        Some(decision) => begin_again(write, &decision)?,
        None => match body::read(event) {
            Ok(arrived) => {
                inbox::settle(write, number, TrafficState::Received, None)?;
                decide(write, &Maps::default(), std::iter::once(&arrived))?;
                true
            }
            // Still poison, with the reason that it has.
            Err((_, why)) => {
                entry = entry.result(format!("failed: {why}"));
                false
            }
        },
    };
    write.audit(caller, entry)?;
    write.changed(Topic::Dispositions);
    Ok(begun)
}

/// Whether an effect is due again.
fn begin_again(write: &mut Write<'_>, decision: &decisions::Decision) -> Result<bool> {
    let event = decision.event;
    let all = effects::of_event(write, decision)?;
    let mut live = false;
    let mut superseded = all.iter().any(|one| one.kind == Kind::Patch && one.state == State::Superseded);
    let written = all.iter().any(|one| one.kind == Kind::Patch && one.state == State::Done);
    for effect in all.into_iter().filter(|one| one.state == State::Dead) {
        match effect.kind {
            Kind::Suppress => live |= suppress::replay(write, decision)?,
            Kind::Patch if decision.head => live |= patch::replay(write, decision)?,
            Kind::Patch => {
                patch::dismiss(write, decision, "A newer event took its place.")?;
                superseded = true;
            }
        }
    }
    let (state, words) = match (decision.head || written, superseded) {
        (true, _) if live => (TrafficState::Received, None),
        (_, true) => (TrafficState::Superseded, Some("A newer event of the same contact took its place.")),
        _ => (TrafficState::Late, Some("Older than what is known of its contact.")),
    };
    inbox::settle(write, event, state, words)?;
    Ok(live)
}
