//! The state of an event, derived from its decision and its effects.

use std::time::Duration;

use callboard_rpc::types::TrafficState;
use rusqlite::Connection;

use super::decisions::{self, Decision, instant};
use super::effects::{self, Effect, Effects, Kind, Progress};
use super::step::Known;
use crate::inbox;
use crate::kernel::{Result, Write};

/// A state, with words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) state: TrafficState,
    pub(super) words: Option<String>,
}

/// The state of an event whose contact has this head; `None` where the stored one says more.
pub(super) fn standing_of(known: &Known, head: Option<&Decision>) -> Option<Standing> {
    let Known { decision, effects, .. } = known;
    let patch = effects.patch.as_ref();
    let is = |progress| patch.is_some_and(|patch| patch.progress == progress);
    let standing = |state, words: Option<&str>| Some(Standing { state, words: words.map(str::to_owned) });
    if decision.held() {
        return standing(
            TrafficState::Held,
            Some("Its code is not in the map: held until somebody maps it."),
        );
    }
    if let Some(dead) = effects.iter().find(|effect| effect.progress == Progress::Dead) {
        return standing(TrafficState::Dead, dead.words.as_deref());
    }
    let live = effects.iter().any(Effect::is_live);
    if decision.head || is(Progress::Done) || is(Progress::InFlight) {
        return if live { standing(TrafficState::Received, None) } else { Some(done(decision.unmapped)) };
    }
    match known.state {
        TrafficState::Late | TrafficState::Superseded => return None,
        // The event counted once, and did all that its map says.
        TrafficState::Done | TrafficState::Unmapped if !live => return Some(done(decision.unmapped)),
        _ => {}
    }
    if is(Progress::Superseded) {
        return standing(TrafficState::Superseded, patch.and_then(|patch| patch.words.as_deref()));
    }
    standing(TrafficState::Late, Some(&late(decision, effects, head)))
}

/// The state of an event that did all that its map says.
fn done(unmapped: bool) -> Standing {
    if !unmapped {
        return Standing { state: TrafficState::Done, words: None };
    }
    let words = "Its code is not in the map: written as unclassified.";
    Standing { state: TrafficState::Unmapped, words: Some(words.to_owned()) }
}

fn late(decision: &Decision, effects: &Effects, head: Option<&Decision>) -> String {
    let why = match head {
        Some(head) if (head.happened, head.fine) != (decision.happened, decision.fine) => {
            let since = instant(head.happened) + Duration::from_nanos(head.fine.into());
            format!("Older than what is known of its contact since {since}")
        }
        _ => "Another event of the same time counts more".to_owned(),
    };
    match effects.suppress.as_ref().filter(|effect| effect.is_wanted()) {
        Some(_) => {
            format!("{why}: not written into it; its number goes on the do-not-call list all the same.")
        }
        None => format!("{why}: kept and not applied."),
    }
}

/// Stores the state of an event one of whose effects has ended.
pub(super) fn settle(write: &mut Write<'_>, decision: &Decision, kind: Kind, ended: Effect) -> Result<()> {
    let effects = effects::of_event(write, decision, Some((kind, ended)))?;
    let known = known(write, decision.clone(), effects)?;
    let head = if decision.head { None } else { decisions::head(write, decision.of())? };
    match standing_of(&known, head.as_ref()) {
        Some(Standing { state, words }) => inbox::settle(write, decision.event, state, words.as_deref()),
        None => Ok(()),
    }
}

/// A decided event of which the meaning is not asked.
pub(super) fn known(db: &Connection, decision: Decision, effects: Effects) -> Result<Known> {
    // The state of one that counts follows from its effects alone.
    let stored = if decision.head { None } else { inbox::stands(db, decision.event)? };
    let state = stored.unwrap_or(TrafficState::Received);
    Ok(Known { decision, decided: true, does: None, effects, state })
}
