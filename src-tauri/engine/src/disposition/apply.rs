//! What deciding one event does: its decision, its effects, and who is told, in the caller's write.

use std::time::Duration;

use callboard_rpc::types::TrafficState;

use super::body::Arrived;
use super::code::is_blank;
use super::decisions::{self, Decision, instant, millis};
use super::effects::{self, Kind, State};
use super::lookup::{Lookup, Meaning};
use super::outcomes::{self, Outcome};
use super::route::{Routed, Routes};
use super::{patch, suppress};
use crate::inbox;
use crate::kernel::{Result, Write};

/// What one write decides, with what it needs for it.
#[derive(Debug)]
pub(super) struct Deciding<'a> {
    pub(super) lookup: &'a Lookup,
    /// Codes that the map does not know are held.
    pub(super) hold: bool,
    pub(super) routes: &'a mut Routes,
}

/// Decides one event that was not decided before.
pub(super) fn apply(write: &mut Write<'_>, deciding: &mut Deciding<'_>, arrived: &Arrived) -> Result<()> {
    let mapped = deciding.lookup.mapped(&arrived.code);
    let meaning = match mapped {
        None if deciding.hold && !is_blank(&arrived.code) => None,
        None => Some(deciding.lookup.unclassified()),
        mapped => mapped,
    };
    let mut decision = Decision {
        event: arrived.event.number,
        connection: arrived.event.connection.clone(),
        contact: arrived.contact.clone(),
        code: arrived.code.clone(),
        call_result: arrived.call_result.clone(),
        happened: arrived.happened,
        fine: arrived.fine,
        received: millis(arrived.event.received),
        category: meaning.map(|meaning| meaning.category.clone()),
        severity: meaning.map_or(0, |meaning| meaning.rank()),
        opts_out: meaning.is_some_and(|meaning| meaning.opts_out()),
        unmapped: mapped.is_none(),
        head: false,
        version: deciding.lookup.version,
    };
    let Some(meaning) = meaning else {
        decisions::insert(write, &decision)?;
        return hold(write, &decision);
    };
    let before = decisions::head(write, &decision.connection, &decision.contact)?;
    if let Some(head) = before.filter(|head| *head > decision.rank()) {
        decisions::insert(write, &decision)?;
        return late(write, &decision, meaning, (head.happened, head.fine));
    }
    if let Some(head) = before {
        decisions::unseat(write, head.event)?;
    }
    decision.head = true;
    decisions::insert(write, &decision)?;
    take_effect(write, deciding, &decision, meaning)
}

/// A decision that counts now: what was still to be written for its contact is superseded, its own effects are
/// written, and who listens to its severity is told.
pub(super) fn take_effect(
    write: &mut Write<'_>,
    deciding: &mut Deciding<'_>,
    decision: &Decision,
    meaning: &Meaning,
) -> Result<()> {
    write_contact(write, decision, meaning)?;
    if meaning.suppresses {
        suppress(write, decision)?;
    }
    let nothing_to_do = !meaning.writes && !meaning.suppresses;
    if nothing_to_do {
        settle_without_effect(write, decision)?;
    }
    deciding.routes.tell(write, &Routed::of(decision, meaning))
}

/// The contact is to say what this decision says, and nothing that was still queued for it.
pub(super) fn write_contact(write: &mut Write<'_>, decision: &Decision, meaning: &Meaning) -> Result<()> {
    let replaced = if meaning.writes {
        patch::begin(write, decision, meaning)?
    } else {
        patch::begin_nothing(write, decision)?
    };
    for older in replaced.into_iter().filter(|event| *event != decision.event) {
        superseded(write, older, decision.event)?;
    }
    Ok(())
}

/// Its contact's number is to be put on the do-not-call list; also where a newer event counts for the contact, since
/// the list has an order of its own.
pub(super) fn suppress(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    suppress::begin(write, decision)
}

/// Its place was taken before it was written. An opt-out of it that is dead stays a dead letter: the list has an order
/// of its own.
pub(super) fn superseded(write: &mut Write<'_>, event: i64, by: i64) -> Result<()> {
    let Some(decision) = decisions::find(write, event)? else { return Ok(()) };
    let dead = effects::of_event(write, &decision)?.iter().any(|effect| effect.state == State::Dead);
    if !dead {
        let words = format!("evt_{by} of the same contact counts more and took its place.");
        inbox::settle(write, event, TrafficState::Superseded, Some(&words))?;
    }
    let words = format!("evt_{by} counts more and took its place.");
    effects::note(write, Kind::Patch, &decision, None, "superseded", Some(&words))
}

/// Older than what counts: kept, and shown as late.
pub(super) fn late(
    write: &mut Write<'_>,
    decision: &Decision,
    meaning: &Meaning,
    (newest, fine): (i64, u32),
) -> Result<()> {
    let mut words = if (decision.happened, decision.fine) == (newest, fine) {
        "Another event of the same time counts more".to_owned()
    } else {
        let since = instant(newest) + Duration::from_nanos(fine.into());
        format!("Older than what is known of its contact since {since}")
    };
    if meaning.suppresses {
        suppress(write, decision)?;
        words += ": not written into it; its number goes on the do-not-call list all the same.";
    } else {
        words += ": kept and not applied.";
    }
    inbox::settle(write, decision.event, TrafficState::Late, Some(&words))?;
    outcomes::note(write, outcome(decision, "late"))
}

/// The same for one that was held until now.
pub(super) fn late_anew(
    write: &mut Write<'_>,
    decision: &Decision,
    meaning: &Meaning,
    head: &Decision,
) -> Result<()> {
    late(write, decision, meaning, (head.happened, head.fine))
}

fn hold(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    let words = "Its code is not in the map: held until somebody maps it.";
    inbox::settle(write, decision.event, TrafficState::Held, Some(words))?;
    outcomes::note(write, outcome(decision, "held"))
}

pub(super) fn settle_without_effect(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    let (state, words) = ended(decision.unmapped);
    inbox::settle(write, decision.event, state, words)?;
    outcomes::note(write, outcome(decision, "done"))
}

/// How an event stands whose effects are all done.
pub(super) fn ended(unmapped: bool) -> (TrafficState, Option<&'static str>) {
    if unmapped {
        (TrafficState::Unmapped, Some("Its code is not in the map: written as unclassified."))
    } else {
        (TrafficState::Done, None)
    }
}

fn outcome<'a>(decision: &'a Decision, word: &'a str) -> Outcome<'a> {
    Outcome {
        event: decision.event,
        version: decision.version,
        category: decision.category.as_deref(),
        effect: None,
        word,
        words: None,
    }
}
