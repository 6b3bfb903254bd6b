//! The message that writes a disposition into its contact. The newest event of the contact is the last at the tenant: a
//! newer message takes the place of one that was not sent yet, and what may have arrived is read before it is repeated.

use callboard_cxone::contacts::{self, Disposition};
use callboard_cxone::{Call, Class, Permit};
use callboard_rpc::Topic;
use callboard_rpc::types::TrafficState;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::apply::{self, ended};
use super::code::plain;
use super::decisions::{self, Decision, instant};
use super::effects::{self, Effect, Kind};
use super::lookup::Meaning;
use super::settle::finish;
use super::{gone, suppress};
use crate::inbox;
use crate::kernel::{Result, Write};
use crate::outbox::{
    self, About, Envelope, Look, Message, New, Order, Outcome, Recipient, Refusal, Settled, Unknown, Why,
};

/// The kind of message. Its subject is its contact.
#[derive(Debug)]
pub(crate) struct Patch;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    event: i64,
    category: String,
    code: String,
    /// Milliseconds.
    happened: i64,
    version: u32,
    opts_out: bool,
}

/// How a disposition came to be at the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Now,
    /// It was read, and says so already.
    Already,
}

impl Message for Patch {
    const KIND: &'static str = "disposition.patch";
    const ORDER: Order = Order::Superseding;
    const UNKNOWN: Unknown = Unknown::LookThenRepeat;
    type Body = Body;
    type Got = Written;

    fn class(&self, body: &Body) -> Class {
        if body.opts_out { Class::OptOuts } else { Class::Rest }
    }

    async fn look(&self, to: &Recipient, permit: Permit, message: &Envelope<Body>) -> Look<Written> {
        match contacts::read(&to.tenant, &message.subject, Call::attempt(permit)).await {
            Ok(contact) if contact.says(&wanted(&message.body)) => Look::Arrived(Written::Already),
            Ok(_) => Look::NotThere,
            Err(error) => Look::Failed(error),
        }
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Body>) -> Outcome<Written> {
        let (wanted, class) = (wanted(&message.body), permit.class());
        let mut permit = permit;
        // One that was looked up has been read already.
        if to.house.disposition_read_first && !message.looked_up {
            match contacts::read(&to.tenant, &message.subject, Call::attempt(permit)).await {
                Ok(contact) if contact.says(&wanted) => return Outcome::Arrived(Written::Already),
                Ok(_) => permit = to.tenant.permit(class).await,
                Err(error) => return Outcome::Failed(error),
            }
        }
        let call = Call::attempt(permit);
        match contacts::write(&to.tenant, &message.subject, &wanted, &message.key, call).await {
            Ok(()) => Outcome::Arrived(Written::Now),
            Err(error) => Outcome::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Body>, written: &Written) -> Result<Settled> {
        // Where its event was let go meanwhile, so was what was made of it.
        let Some(decision) = decisions::find(write, message.body.event)? else { return Ok(Settled::Done) };
        write.changed(Topic::Dispositions);
        let (word, words) = match written {
            Written::Now => ("done", None),
            Written::Already => ("stands", Some("The contact said so already.")),
        };
        note(write, &decision, &message.body, word, words)?;
        if is_all(write, &decision)? {
            let (state, words) = ended(decision.unmapped);
            inbox::settle(write, decision.event, state, words)?;
        } else {
            finish(write, decision.event)?;
        }
        Ok(Settled::Done)
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Body>, why: &Why) -> Result<()> {
        let body = &message.body;
        let Some(decision) = decisions::find(write, body.event)? else { return Ok(()) };
        write.changed(Topic::Dispositions);
        match why {
            Why::Dead(Refusal { words, code }) => {
                note(write, &decision, body, &format!("dead: {code}"), Some(words))?;
                inbox::settle(write, body.event, TrafficState::Dead, Some(words))
            }
            Why::Resting(words) => inbox::settle(write, body.event, TrafficState::Dead, Some(words)),
            Why::ConnectionRemoved => {
                note(write, &decision, body, gone::OUTCOME, Some(gone::WORDS))?;
                inbox::settle(write, body.event, TrafficState::Dead, Some(gone::WORDS))
            }
            Why::CalledOff | Why::Superseded => passed_over(write, &decision, body, why),
        }
    }
}

/// Made of what was parsed, never of the sender's own text.
fn wanted(body: &Body) -> Disposition {
    let (at, code) = (instant(body.happened), plain(&body.code));
    Disposition {
        disposition_category: body.category.clone(),
        last_audit_log: format!("[{at}] Disposition {code} mapped to {}", body.category),
    }
}

/// It failed while it was in flight, and something else counts for its contact by now, or the map does not want it.
fn passed_over(write: &mut Write<'_>, decision: &Decision, body: &Body, why: &Why) -> Result<()> {
    let head = decisions::head(write, &decision.connection, &decision.contact)?;
    match head.filter(|head| head.event != decision.event) {
        Some(head) => apply::superseded(write, decision.event, head.event),
        // The newer message is about the same event.
        None if *why == Why::Superseded => Ok(()),
        None => {
            note(write, decision, body, "superseded", Some(effects::CALLED_OFF))?;
            finish(write, decision.event)
        }
    }
}

/// The contact is to say what the decision says. Answers the events whose place it takes.
pub(super) fn begin(write: &mut Write<'_>, decision: &Decision, meaning: &Meaning) -> Result<Vec<i64>> {
    let body = Body {
        event: decision.event,
        category: meaning.category.clone(),
        code: decision.code.clone(),
        happened: decision.happened,
        version: decision.version,
        opts_out: meaning.opts_out(),
    };
    // A new message takes the place of one of its own event that was given up.
    outbox::dismiss(write, &about(decision), |body| body.event == decision.event)?;
    let new = New { connection: &decision.connection, subject: &decision.contact, rank: 0, body };
    Ok(events(outbox::enqueue(write, &Patch, &new)?))
}

/// Nothing is to be written into the decision's contact any more. Answers the events of which something was to be.
pub(super) fn begin_nothing(write: &mut Write<'_>, decision: &Decision) -> Result<Vec<i64>> {
    Ok(events(outbox::call_off(write, &about(decision), |_| true)?))
}

/// The event is not to be written any more, where that is not under way already.
pub(super) fn call_off(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    let of = |body: &Body| body.event == decision.event;
    let mut ended = outbox::call_off(write, &about(decision), of)?;
    ended.extend(outbox::dismiss(write, &about(decision), of)?);
    match ended.pop() {
        Some(body) => note(write, decision, &body, "superseded", Some(effects::CALLED_OFF)),
        None => Ok(()),
    }
}

/// One that was given up is begun again; whether there was one.
pub(super) fn replay(write: &mut Write<'_>, decision: &Decision) -> Result<bool> {
    Ok(!outbox::replay(write, &about(decision), |body| body.event == decision.event)?.is_empty())
}

/// One that was given up is not begun again, since something newer counts.
pub(super) fn dismiss(write: &mut Write<'_>, decision: &Decision, words: &str) -> Result<()> {
    for body in outbox::dismiss(write, &about(decision), |body| body.event == decision.event)? {
        note(write, decision, &body, "superseded", Some(words))?;
    }
    Ok(())
}

/// How it stands with writing an event into its contact; none where that was never to be.
pub(super) fn of_event(db: &Connection, decision: &Decision) -> Result<Option<Effect>> {
    let mut messages = outbox::standing::<Patch>(db, &decision.connection, &decision.contact)?;
    messages.retain(|one| one.body.event == decision.event);
    effects::effect(db, Kind::Patch, decision.event, messages)
}

/// Whether the written contact is the only effect of its event that counts.
fn is_all(db: &Connection, decision: &Decision) -> Result<bool> {
    Ok(!decision.held() && suppress::of_event(db, decision)?.is_none())
}

/// By the version that decided what was written.
fn note(
    write: &mut Write<'_>,
    decision: &Decision,
    body: &Body,
    word: &str,
    words: Option<&str>,
) -> Result<()> {
    let same = decision.category.as_deref() == Some(&body.category);
    let version = if same { decision.version } else { body.version };
    let decision = Decision { version, ..decision.clone() };
    effects::note(write, Kind::Patch, &decision, Some(&body.category), word, words)
}

fn about(decision: &Decision) -> About<'_, Patch> {
    About::new(&Patch, &decision.connection, &decision.contact)
}

fn events(bodies: Vec<Body>) -> Vec<i64> {
    bodies.into_iter().map(|body| body.event).collect()
}
