//! The events of a contact, read for [`super::consequences`]: as many as the occasion needs, with what is needed of each.

use callboard_rpc::types::TrafficState;
use rusqlite::Connection;

use super::consequences::{Consequences, consequences};
use super::decisions::{self, Decision};
use super::effects::{self, Effects, Of};
use super::scope::Scope;
use super::step::{Known, Now};
use super::{patch, state};
use crate::inbox;
use crate::kernel::Result;
use crate::map::{Meanings, Rules};

/// An event that is to be decided, beside the one that counts until now and those that are still to be written.
pub(super) fn at_arrival(db: &Connection, arrived: &Decision) -> Result<Vec<Known>> {
    let mut decided: Vec<Decision> = decisions::head(db, arrived.of())?.into_iter().collect();
    let waiting = patch::waiting(db, arrived.of())?;
    for event in &waiting {
        if !decided.iter().any(|one| one.event == *event) {
            decided.extend(decisions::find(db, *event)?);
        }
    }
    let mut before = Vec::new();
    for decision in decided {
        let waits = waiting.contains(&decision.event);
        let effects = if waits { effects::of_event(db, &decision, None)? } else { Effects::default() };
        before.push(state::known(db, decision, effects)?);
    }
    before.push(Known { decided: false, ..light(arrived.clone()) });
    Ok(before)
}

/// All events of a contact, and what follows where these rules are published for the scopes.
pub(super) fn at_publishing(
    db: &Connection,
    meanings: &mut Meanings,
    of: Of<'_>,
    rules: &Rules,
    scopes: &[Scope],
) -> Result<(Vec<Known>, Consequences)> {
    let mut before = Vec::new();
    for decision in decisions::of_contact(db, of)? {
        let does = decision.does(db, meanings)?;
        before.push(Known { does, ..light(decision) });
    }
    let now = Now::Published(rules, scopes);
    let decisions = consequences(&before, now);
    if !decisions.reach_effects() {
        return Ok((before, decisions));
    }
    for known in &mut before {
        known.effects = effects::of_event(db, &known.decision, None)?;
        known.state = inbox::stands(db, known.decision.event)?.unwrap_or(TrafficState::Done);
    }
    let all = consequences(&before, now);
    Ok((before, all))
}

/// A dead event beside the one that counts.
pub(super) fn at_replay(db: &Connection, decision: Decision) -> Result<Vec<Known>> {
    let other = if decision.head { None } else { decisions::head(db, decision.of())? };
    let effects = effects::of_event(db, &decision, None)?;
    let dead = Known { effects, state: TrafficState::Dead, ..light(decision) };
    Ok([dead].into_iter().chain(other.map(light)).collect())
}

/// An event of which nothing but the decision is read.
fn light(decision: Decision) -> Known {
    Known { decision, decided: true, does: None, effects: Effects::default(), state: TrafficState::Received }
}
