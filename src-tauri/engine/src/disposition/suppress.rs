//! The message that learns the number of a contact that is not to be called, and puts it on the do-not-call list. A read,
//! so it can be repeated; the list has an order of its own, so each event has its own message.

use std::time::Duration;

use callboard_cxone::contacts::{self, Contact};
use callboard_cxone::{Call, Class, Permit};
use callboard_phone::{E164, Region};
use callboard_rpc::Topic;
use callboard_rpc::types::TrafficState;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::decisions::{self, Decision};
use super::effects::{Effect, Kind, State};
use super::settle::finish;
use super::{effects, gone};
use crate::dnc::{self, Direction};
use crate::inbox;
use crate::kernel::{Error, Result, Write};
use crate::outbox::{self, About, Envelope, Message, New, Order, Recipient, Refusal, Settled, Unknown, Why};

/// The kind of message. Its subject is its event.
#[derive(Debug)]
pub(crate) struct Suppress;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    event: i64,
    contact: String,
}

/// Why an opt-out is dead whose number is known to nobody; counted.
const NUMBER_UNKNOWN: &str = "number unknown";

impl Message for Suppress {
    const KIND: &'static str = "disposition.suppress";
    const ORDER: Order = Order::Superseding;
    const UNKNOWN: Unknown = Unknown::Repeat;
    type Body = Body;
    type Got = E164;

    fn class(&self, _: &Body) -> Class {
        Class::OptOuts
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Body>) -> outbox::Outcome<E164> {
        match contacts::read(&to.tenant, &message.body.contact, Call::attempt(permit)).await {
            Ok(contact) => number(&contact, to.connection.settings.default_region.as_deref()),
            Err(error) => outbox::Outcome::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Body>, number: &E164) -> Result<Settled> {
        // Where its event was let go meanwhile, so was what it said.
        let Some(decision) = decisions::find(write, message.body.event)? else { return Ok(Settled::Done) };
        let at = decisions::instant(decision.happened) + Duration::from_nanos(decision.fine.into());
        let received = decisions::instant(decision.received);
        let cause = format!("evt_{}", decision.event);
        match dnc::record(write, &decision.connection, *number, Direction::Out, at, received, &cause) {
            Ok(recorded) => {
                let words = format!("{} {}", number.masked(), recorded.words());
                note(write, &decision, "done", Some(&words))?;
                finish(write, decision.event)?;
                write.changed(Topic::Dispositions);
                Ok(Settled::Done)
            }
            // A time that the list cannot take: nothing but another event can change it.
            Err(Error::Said(why)) => {
                Ok(Settled::Refused(Refusal { words: why.to_string(), code: "refused" }))
            }
            Err(other) => Err(other),
        }
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Body>, why: &Why) -> Result<()> {
        let event = message.body.event;
        let Some(decision) = decisions::find(write, event)? else { return Ok(()) };
        write.changed(Topic::Dispositions);
        match why {
            Why::Dead(Refusal { words, code }) => {
                note(write, &decision, &format!("dead: {code}"), Some(words))?;
                inbox::settle(write, event, TrafficState::Dead, Some(words))
            }
            Why::Resting(words) => inbox::settle(write, event, TrafficState::Dead, Some(words)),
            Why::ConnectionRemoved => {
                note(write, &decision, gone::OUTCOME, Some(gone::WORDS))?;
                inbox::settle(write, event, TrafficState::Dead, Some(gone::WORDS))
            }
            Why::CalledOff => {
                note(write, &decision, "superseded", Some(effects::CALLED_OFF))?;
                finish(write, event)
            }
            // The newer one is about the same event.
            Why::Superseded => Ok(()),
        }
    }
}

/// The number behind a contact. It must not look done where there is none: a person mends the region or the number, and
/// does it again.
fn number(contact: &Contact, region: Option<&str>) -> outbox::Outcome<E164> {
    let unknown = |why: &str| {
        let words = format!("Not on the do-not-call list: {why}.").replace("..", ".");
        outbox::Outcome::Refused(Refusal { words, code: NUMBER_UNKNOWN })
    };
    let Some(written) = contact.phone_number() else {
        return unknown("the tenant knows no number of this contact");
    };
    // Possible is enough for a number that must not be called.
    match callboard_phone::possible(written, region.and_then(Region::new)) {
        Ok(parsed) => outbox::Outcome::Arrived(parsed.e164),
        Err(error) => unknown(&error.to_string()),
    }
}

/// The number of the event's contact is to be put on the list, as soon as may be.
pub(super) fn begin(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    let subject = subject(decision);
    // A new message takes the place of one that was given up.
    outbox::dismiss(write, &About::new(&Suppress, &decision.connection, &subject), |_| true)?;
    let body = Body { event: decision.event, contact: decision.contact.clone() };
    let new = New { connection: &decision.connection, subject: &subject, rank: 0, body };
    outbox::enqueue(write, &Suppress, &new).map(drop)
}

/// It is not to be put there any more, where it is not under way already.
pub(super) fn call_off(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    let subject = subject(decision);
    let about = About::new(&Suppress, &decision.connection, &subject);
    let mut ended = outbox::call_off(write, &about, |_| true)?;
    ended.extend(outbox::dismiss(write, &about, |_| true)?);
    if ended.is_empty() { Ok(()) } else { note(write, decision, "superseded", Some(effects::CALLED_OFF)) }
}

/// One that was given up is begun again; whether there was one.
pub(super) fn replay(write: &mut Write<'_>, decision: &Decision) -> Result<bool> {
    let subject = subject(decision);
    let about = About::new(&Suppress, &decision.connection, &subject);
    Ok(!outbox::replay(write, &about, |_| true)?.is_empty())
}

/// Whether the number is on the list because of this event, or is about to be.
pub(super) fn is_wanted(db: &Connection, decision: &Decision) -> Result<bool> {
    let standing = outbox::standing::<Suppress>(db, &decision.connection, &subject(decision))?;
    let wanted = |state| matches!(state, outbox::State::Waiting | outbox::State::InFlight);
    if standing.iter().any(|one| wanted(one.state)) {
        return Ok(standing.iter().any(|one| wanted(one.state) && !one.called_off));
    }
    Ok(of_event(db, decision)?.is_some_and(|effect| effect.state == State::Done))
}

/// How it stands with the number of an event's contact; none where the event is no opt-out.
pub(super) fn of_event(db: &Connection, decision: &Decision) -> Result<Option<Effect>> {
    let messages = outbox::standing::<Suppress>(db, &decision.connection, &subject(decision))?;
    effects::effect(db, Kind::Suppress, decision.event, messages)
}

fn subject(decision: &Decision) -> String {
    format!("evt_{}", decision.event)
}

fn note(write: &mut Write<'_>, decision: &Decision, word: &str, words: Option<&str>) -> Result<()> {
    effects::note(write, Kind::Suppress, decision, None, word, words)
}
