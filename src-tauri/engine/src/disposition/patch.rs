//! The message that writes a disposition into its contact. The newest event of the contact is the last at the tenant: a
//! newer message supersedes one that was not sent yet, and one that may have arrived is read before it is repeated.

use callboard_cxone::contacts::{self, Disposition};
use callboard_cxone::{Call, Class, Permit};
use callboard_rpc::Topic;
use serde::{Deserialize, Serialize};

use super::decisions::{self, Decision, instant};
use super::effects::{self, About, Effect, EffectMessage, Kind, Of, Progress};
use super::outcomes::{self, End, Outcome};
use super::state;
use crate::kernel::{Result, StoredWord as _, Write};
use crate::map::{Meaning, plain};
use crate::outbox::{
    self, Envelope, Look, Message, New, Order, Outcome as Sent, Recipient, Settled, Unknown, Why,
};

/// The kind of message. Its subject is its contact.
#[derive(Debug)]
pub(crate) struct Patch;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Body {
    event: i64,
    category: String,
    code: String,
    /// Milliseconds.
    happened: i64,
    version: u32,
    opts_out: bool,
}

/// The way in which the tenant got a disposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Now,
    /// The contact was read, and says so already.
    Already,
}

impl Body {
    pub(super) fn of(decision: &Decision, meaning: &Meaning) -> Self {
        Self {
            event: decision.event,
            category: meaning.category.clone(),
            code: decision.code.clone(),
            happened: decision.happened,
            version: decision.version,
            opts_out: meaning.opts_out(),
        }
    }

    /// Made of parsed values, never of the sender's own text.
    fn wanted(&self) -> Disposition {
        let (at, code) = (instant(self.happened), plain(&self.code));
        Disposition {
            disposition_category: self.category.clone(),
            last_audit_log: format!("[{at}] Disposition {code} mapped to {}", self.category),
        }
    }
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
            Ok(contact) if contact.says(&message.body.wanted()) => Look::Arrived(Written::Already),
            Ok(_) => Look::NotThere,
            Err(error) => Look::Failed(error),
        }
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Body>) -> Sent<Written> {
        let (wanted, class) = (message.body.wanted(), permit.class());
        let mut permit = permit;
        // One that was looked up has been read already.
        if to.house.disposition_read_first && !message.looked_up {
            match contacts::read(&to.tenant, &message.subject, Call::attempt(permit)).await {
                Ok(contact) if contact.says(&wanted) => return Sent::Arrived(Written::Already),
                Ok(_) => permit = to.tenant.permit(class).await,
                Err(error) => return Sent::Failed(error),
            }
        }
        let call = Call::attempt(permit);
        match contacts::write(&to.tenant, &message.subject, &wanted, &message.key, call).await {
            Ok(()) => Sent::Arrived(Written::Now),
            Err(error) => Sent::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Body>, written: &Written) -> Result<Settled> {
        // Where the event was dropped meanwhile, so was what was made of it.
        let Some(decision) = decisions::find(write, message.body.event)? else { return Ok(Settled::Done) };
        write.changed(Topic::Dispositions);
        let (end, words) = match written {
            Written::Now => (End::Done, None),
            Written::Already => (End::Stands, Some("The contact said so already.")),
        };
        let about = Self::about(&message.body);
        let outcome = Outcome::of_effect(&decision, Kind::Patch, about, end.word(), words);
        outcomes::note(write, &outcome)?;
        state::settle(write, &decision, Kind::Patch, Effect::new(Progress::Done, None))?;
        Ok(Settled::Done)
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Body>, why: &Why) -> Result<()> {
        effects::given_up::<Self>(write, &message.body, why)
    }
}

impl EffectMessage for Patch {
    const EFFECT: Kind = Kind::Patch;

    fn subject(contact: &str, _: i64) -> String {
        contact.to_owned()
    }

    fn event(body: &Body) -> i64 {
        body.event
    }

    fn about(body: &Body) -> About {
        Some((body.category.clone(), body.version))
    }
}

pub(super) fn enqueue(write: &mut Write<'_>, (connection, contact): Of<'_>, body: Body) -> Result<()> {
    let new = New { connection, subject: contact, rank: 0, due: None, body };
    outbox::enqueue(write, &Patch, &new).map(drop)
}

/// Nothing is written into the contact any more; a message in flight is not retried.
pub(super) fn clear(write: &mut Write<'_>, (connection, contact): Of<'_>) -> Result<()> {
    outbox::call_off(write, &outbox::About::new(&Patch, connection, contact), |_| true).map(drop)
}

/// The events of a contact whose message is not sent yet.
pub(super) fn waiting(db: &rusqlite::Connection, (connection, contact): Of<'_>) -> Result<Vec<i64>> {
    let messages = outbox::standing::<Patch>(db, connection, contact)?;
    let waiting = messages.into_iter().filter(|one| one.state == outbox::State::Waiting);
    Ok(waiting.map(|one| one.body.event).collect())
}
