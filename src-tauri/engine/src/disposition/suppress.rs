//! The message that learns the number of a contact that is not to be called, and puts it on the do-not-call list. A read,
//! so it can be repeated; the list has an order of its own, so each event has its own message.

use std::time::Duration;

use callboard_cxone::contacts::{self, Contact};
use callboard_cxone::{Call, Class, Permit};
use callboard_phone::{E164, Region};
use callboard_rpc::Topic;
use serde::{Deserialize, Serialize};

use super::decisions::{self, instant};
use super::effects::{self, About, Effect, EffectMessage, Kind, Of, Progress};
use super::outcomes::{self, End, Outcome};
use super::state;
use crate::dnc::{self, Direction, Source, Statement};
use crate::kernel::{Error, Result, StoredWord as _, Write};
use crate::outbox::{
    self, Envelope, Message, New, Order, Outcome as Sent, Recipient, Refusal, Settled, Unknown, Why,
};

/// The kind of message. Its subject is its event.
#[derive(Debug)]
pub(crate) struct Suppress;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    event: i64,
    contact: String,
}

/// The cause of an opt-out that is dead since nobody knows the number; counted.
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

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Body>) -> Sent<E164> {
        match contacts::read(&to.tenant, &message.body.contact, Call::attempt(permit)).await {
            Ok(contact) => number(&contact, to.connection.settings.default_region.as_deref()),
            Err(error) => Sent::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Body>, number: &E164) -> Result<Settled> {
        // Where the event was dropped meanwhile, so was what it said.
        let Some(decision) = decisions::find(write, message.body.event)? else { return Ok(Settled::Done) };
        let at = instant(decision.happened) + Duration::from_nanos(decision.fine.into());
        let reason = format!("The end of a call, evt_{}.", decision.event);
        let statement = Statement {
            connection: &decision.connection,
            number: *number,
            direction: Direction::Out,
            at,
            received: instant(decision.received),
            source: Source::Disposition,
            event: None,
            reason: Some(&reason),
            metadata: None,
        };
        match dnc::record(write, &statement) {
            Ok(recorded) => {
                let words = format!("{} {}", number.masked(), recorded.words(Direction::Out));
                let outcome =
                    Outcome::of_effect(&decision, Kind::Suppress, None, End::Done.word(), Some(&words));
                outcomes::note(write, &outcome)?;
                state::settle(write, &decision, Kind::Suppress, Effect::new(Progress::Done, Some(&words)))?;
                write.changed(Topic::Dispositions);
                Ok(Settled::Done)
            }
            // The list cannot take the time: nothing but another event can change that.
            Err(Error::Said(why)) => {
                Ok(Settled::Refused(Refusal { words: why.to_string(), code: "refused" }))
            }
            Err(other) => Err(other),
        }
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Body>, why: &Why) -> Result<()> {
        effects::given_up::<Self>(write, &message.body, why)
    }
}

impl EffectMessage for Suppress {
    const EFFECT: Kind = Kind::Suppress;

    fn subject(_: &str, event: i64) -> String {
        format!("evt_{event}")
    }

    fn event(body: &Body) -> i64 {
        body.event
    }

    fn about(_: &Body) -> About {
        None
    }
}

/// The number behind a contact. An unknown one must not look done: a person mends the region or the number, and replays.
fn number(contact: &Contact, region: Option<&str>) -> Sent<E164> {
    let unknown = |why: &str| {
        let words = format!("Not on the do-not-call list: {why}.").replace("..", ".");
        Sent::Refused(Refusal { words, code: NUMBER_UNKNOWN })
    };
    let Some(written) = contact.phone_number() else {
        return unknown("the tenant knows no number of this contact");
    };
    // Possible is enough for a number that must not be called.
    match callboard_phone::possible(written, region.and_then(Region::new)) {
        Ok(parsed) => Sent::Arrived(parsed.e164),
        Err(error) => unknown(&error.to_string()),
    }
}

pub(super) fn enqueue(write: &mut Write<'_>, (connection, contact): Of<'_>, event: i64) -> Result<()> {
    let subject = Suppress::subject(contact, event);
    let body = Body { event, contact: contact.to_owned() };
    outbox::enqueue(write, &Suppress, &New { connection, subject: &subject, rank: 0, due: None, body })
        .map(drop)
}
