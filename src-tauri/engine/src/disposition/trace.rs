//! The trace of an event: decision, effects and routes, step by step.

use callboard_rpc::types::{SourceKind, StepState, TraceKind, TraceStep, TrafficState};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::decisions::{self, Decision};
use super::effects::{self, Effect, Kind, Progress};
use super::outcomes::{self, Earlier};
use super::route::{DESKTOP, IN_APP, NOBODY};
use crate::delivery;
use crate::inbox;
use crate::kernel::{Error, Ms, Result, StoredWord as _, counted};
use crate::map::{ranked, versions};

/// The steps; empty where the event is not decided yet. One that could not be decided says why.
pub fn trace(db: &Connection, number: i64) -> Result<Vec<TraceStep>> {
    let Some(decision) = decisions::find(db, number)? else { return set_aside(db, number) };
    let mut steps = vec![decided(db, &decision)?];
    let effects = effects::of_event(db, &decision, None)?;
    let all = [(Kind::Patch, &effects.patch), (Kind::Suppress, &effects.suppress)];
    steps.extend(all.iter().filter_map(|(kind, effect)| Some(effected(&decision, *kind, effect.as_ref()?))));
    let routes = routes(db, &decision)?;
    if routes.is_empty() && decision.head {
        let words = format!("Nobody listens to {} events.", ranked(decision.severity).word());
        steps.push(step(TraceKind::Routed, StepState::Skipped, None, words));
    }
    steps.extend(routes);
    Ok(steps)
}

fn set_aside(db: &Connection, number: i64) -> Result<Vec<TraceStep>> {
    let ours =
        |event: &inbox::Event| event.kind == SourceKind::CallResult && event.state == TrafficState::Dead;
    let dead = inbox::event(db, number)?.filter(ours);
    let steps = dead.map(|event| {
        let words = format!("Not decided. {}", event.words.unwrap_or_default());
        step(TraceKind::Decided, StepState::Failed, None, words.trim_end().to_owned())
    });
    Ok(steps.into_iter().collect())
}

fn decided(db: &Connection, decision: &Decision) -> Result<TraceStep> {
    let (version, code) = (decision.version, &decision.code);
    let late = !decision.head;
    let severity = ranked(decision.severity).word();
    let is = decision.category.as_ref().map(|category| format!("{category} ({severity})"));
    let (at, earlier) = first_decided(db, decision)?;
    let named = match &earlier {
        Some(earlier) => is_named(db, decision, earlier.version)?,
        None => !decision.unmapped,
    };
    // A version that was published later may name the code no more.
    let is = is.map(|is| match &earlier {
        Some(_) if decision.unmapped => format!("{is}, since no row of it names the code"),
        _ => is,
    });
    let words = match (is, earlier) {
        (None, _) => {
            format!(
                "Code {code}: no row of map version {version} names it, so it is held until it is mapped."
            )
        }
        (Some(is), Some(Earlier { version: first, category: Some(was) })) if !named => {
            format!(
                "Code {code}: no row of map version {first} names it, so it was written as {was}; since version {version}: {is}."
            )
        }
        (Some(is), Some(Earlier { version: first, category: Some(was) })) => {
            format!("Decided by map version {first}: code {code} → {was}; since version {version}: {is}.")
        }
        (Some(is), Some(Earlier { version: first, category: None })) => {
            format!(
                "Code {code}: no row of map version {first} names it, so it was held; since version {version}: {is}."
            )
        }
        (Some(is), None) if decision.unmapped => {
            format!("Code {code}: no row of map version {version} names it, so it was written as {is}.")
        }
        (Some(is), None) => format!("Decided by map version {version}: code {code} → {is}."),
    };
    let event = if late { inbox::event(db, decision.event)? } else { None };
    let dead = event.as_ref().is_some_and(|event| event.state == TrafficState::Dead);
    let said = event.and_then(|event| event.words);
    let words = said.map_or(words.clone(), |said| format!("{words} {said}"));
    let state = if decision.held() && dead {
        StepState::Failed
    } else if decision.held() {
        StepState::Waiting
    } else {
        StepState::Done
    };
    Ok(step(TraceKind::Decided, state, Some(at), words))
}

/// Whether a version of the map has a row for the event's code.
fn is_named(db: &Connection, decision: &Decision, version: u32) -> Result<bool> {
    match versions::find(db, &decision.connection, version) {
        Ok(found) => Ok(found.map.codes.iter().any(|one| one.code == decision.code)),
        Err(Error::Said(_)) => Ok(true), // no such version
        Err(other) => Err(other),
    }
}

/// The time of the decision, and the category by an earlier version where this one was published later. Where no outcome
/// is that old, nothing is known of an earlier one: the event was decided when this version was published.
fn first_decided(db: &Connection, decision: &Decision) -> Result<(Timestamp, Option<Earlier>)> {
    let received = decisions::instant(decision.received);
    let published = match versions::find(db, &decision.connection, decision.version) {
        Ok(found) => found.version.at,
        Err(Error::Said(_)) => return Ok((received, None)), // no such version
        Err(other) => return Err(other),
    };
    if published < received {
        return Ok((received, None));
    }
    let earlier = outcomes::earlier(db, decision.event, decision.version, received, published)?;
    let at = if earlier.is_some() { received } else { published };
    Ok((at, earlier))
}

/// A step for an effect. It names the category that the effect is about: another map may have decided the event since.
fn effected(decision: &Decision, kind: Kind, effect: &Effect) -> TraceStep {
    let category = effect
        .about
        .as_ref()
        .map(|(category, _)| category.as_str())
        .or(decision.category())
        .unwrap_or_default();
    // A tenant may use numbers as its contacts' ids.
    let contact = callboard_phone::mask_in_text(&decision.contact);
    let what = match kind {
        Kind::Patch => format!("Write {category} into contact {contact}"),
        Kind::Suppress => format!("Put the number of contact {contact} on the do-not-call list"),
    };
    let words = effect.words.as_deref().unwrap_or_default();
    let (state, words) = match effect.progress {
        Progress::Waiting if effect.attempts > 0 => {
            let until =
                effect.due.map(|due| due.strftime(" until %H:%M:%SZ").to_string()).unwrap_or_default();
            let tries = counted(u64::from(effect.attempts), "try");
            (StepState::Waiting, format!("{what}: waiting{until} after {tries}. {words}"))
        }
        Progress::Waiting => (StepState::Waiting, format!("{what}: waiting. {words}")),
        Progress::InFlight => (StepState::Waiting, format!("{what}: being sent. {words}")),
        Progress::Done => (StepState::Done, format!("{what}: done. {words}")),
        Progress::Dead => (StepState::Failed, format!("{what}: given up. {words}")),
        Progress::Superseded => (StepState::Skipped, format!("{what}: not done. {words}")),
    };
    step(TraceKind::Effect, state, effect.ended, words.trim_end().to_owned())
}

/// A step for each subscriber that the event was handed to. A delivery has a trace of its own.
fn routes(db: &Connection, decision: &Decision) -> Result<Vec<TraceStep>> {
    let mut statement = db.prepare_cached(
        "SELECT subscriber, state = 'told', at, severity FROM routed WHERE event = ?1 AND subscriber <> ?2
         ORDER BY version, subscriber",
    )?;
    let rows = statement.query_map(params![decision.event, NOBODY], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, Ms>(2)?.0, row.get::<_, u8>(3)?))
    })?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    let endpoints = if rows.is_empty() { Vec::new() } else { delivery::endpoints(db)? };
    let name = |subscriber: &str| match subscriber {
        IN_APP => "the bell".to_owned(),
        DESKTOP => "the desktop".to_owned(),
        id => {
            let found = endpoints.iter().find(|endpoint| endpoint.id.as_str() == id);
            found.map_or_else(|| "a receiver that was removed".to_owned(), |endpoint| endpoint.name.clone())
        }
    };
    let steps = rows.into_iter().map(|(subscriber, notified, at, severity)| {
        let (who, severity) = (name(&subscriber), ranked(severity).word());
        if notified {
            step(TraceKind::Routed, StepState::Done, Some(at), format!("Handed to {who} as {severity}."))
        } else {
            let words = format!("Waits to be handed to {who} together with others that are {severity}.");
            step(TraceKind::Routed, StepState::Waiting, None, words)
        }
    });
    Ok(steps.collect())
}

fn step(kind: TraceKind, state: StepState, at: Option<Timestamp>, words: String) -> TraceStep {
    TraceStep { kind, state, at, words, link: None }
}
