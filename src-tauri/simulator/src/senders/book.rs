use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::progress::mix;
use crate::senders::bodies::{Subject, body, fields};
use crate::senders::draw::{Draw, Question};
use crate::senders::mix::Mix;
use crate::senders::target::{Headers, Proof};
use crate::senders::{Plan, Shape, Told, spoil};
use crate::test_number::test_number;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Older than any tolerance that a source is given.
const STALE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// All messages of a plan, each made when it is asked for: a pure function of the plan, the moment at
/// which it began, and the message's number.
#[derive(Debug)]
pub(crate) struct Book {
    plan: Plan,
    proof: Proof,
    forged: Proof,
    mix: Mix,
    draw: Draw,
    begun: Timestamp,
    unmapped: String,
}

/// One message, but for its signature, which is of the moment at which it is sent.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) told: Told,
    pub(crate) body: Bytes,
}

impl Book {
    pub(crate) fn new(plan: &Plan, proof: &Proof, begun: Timestamp) -> Self {
        Self {
            mix: Mix::of(plan, proof),
            draw: Draw::seeded(plan.seed),
            proof: proof.clone(),
            forged: proof.forged(),
            begun,
            unmapped: plan.unmapped_code(),
            plan: plan.clone(),
        }
    }

    pub(crate) fn message(&self, number: u64) -> Message {
        let (shape, of) = self.mix.shape(number);
        let subject = self.subject(if shape == Shape::Duplicate { of } else { number }, shape);
        let kind = self.plan.kind;
        let mut body = body(kind, &subject);
        if shape == Shape::UnknownValue {
            spoil::with_unknown_value(kind, &mut body, &self.unmapped);
        }
        let [whom, what, when] = fields(kind).map(|field| text(&body, field));
        let chance = self.draw.number(number, Question::Detail);
        let told = Told { number, shape, id: self.id(of), contact: whom, code: what, timestamp: when };
        Message { told, body: spoil::bytes(kind, shape, body, chance) }
    }

    /// The headers of a message that is sent `now`.
    pub(crate) fn headers(&self, message: &Message, now: Timestamp) -> Headers {
        let (proof, at) = match message.told.shape {
            Shape::Forged => (&self.forged, now),
            Shape::StaleSignature => (&self.proof, now.saturating_sub(STALE).unwrap_or(now)),
            _ => (&self.proof, now),
        };
        proof.headers(&message.told.id, at, &message.body)
    }

    fn subject(&self, number: u64, shape: Shape) -> Subject {
        let plan = &self.plan;
        let contact = format!("{}{:06}", plan.contact_prefix, number / plan.in_a_row % plan.contacts);
        let chance = self.draw.number(number, Question::Content);
        let code = self.draw.one_of(number, Question::Code, &plan.codes).cloned().unwrap_or_default();
        let days = if shape == Shape::LateEvent { 2 + i32::try_from(chance % 3).unwrap_or(0) } else { 0 };
        Subject {
            id: self.id(number),
            phone: test_number(plan.seed, &contact),
            contact,
            code,
            campaign: plan.campaign.clone(),
            at: self.happened(number).saturating_sub(DAY * days).unwrap_or(self.begun),
            chance,
        }
    }

    /// When the event of a message happened: a little before it is due, and later than the one before
    /// it, so that it is plain which of two about one person is the newer.
    fn happened(&self, number: u64) -> Timestamp {
        let due = self.plan.rate.map_or(0, |rate| millis(number, rate));
        let ahead = i64::try_from(self.plan.count - number.min(self.plan.count)).unwrap_or(0);
        let begun = self.begun.as_millisecond();
        Timestamp::from_millisecond(begun.saturating_add(due).saturating_sub(ahead)).unwrap_or(self.begun)
    }

    /// Other than at any other time, so that two sendings with one seed do not meet.
    fn id(&self, number: u64) -> String {
        let sending = mix(self.plan.seed ^ mix(self.begun.as_millisecond().cast_unsigned()));
        format!("msg_{:016x}{:08x}", mix(sending ^ mix(number)), number)
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // below 2^53 by the plan's ranges
fn millis(number: u64, rate: f64) -> i64 {
    (number as f64 * 1000.0 / rate) as i64
}

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_default().to_owned()
}
