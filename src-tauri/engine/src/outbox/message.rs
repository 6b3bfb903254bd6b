//! What a kind of message is: how it is sent, what its answer means, and what follows from it.

use std::future::Future;
use std::sync::Arc;

use callboard_cxone::{Class, Error as TenantError, IdempotencyKey, Permit, Tenant};
use callboard_rpc::types::ConnectionId;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connection;
use crate::kernel::{Db, Result, Write};
use crate::settings::Settings;

/// A kind of message. The outbox says when it is sent, again and never again; the kind says all else.
///
/// A message has one subject (a contact, a promise, a subscription). Of one subject one message is in flight, and they
/// are sent in the order in which they were enqueued.
pub(crate) trait Message: Send + Sync + 'static {
    /// The name that is stored, e.g. `disposition.suppress`.
    const KIND: &'static str;
    const ORDER: Order;
    const UNKNOWN: Unknown;
    /// Many of them, as the Board says it: `batches of numbers`.
    const NAMED: &'static str = "messages";
    /// Whether it is about many items, which the tenant may take and refuse each by itself. Its subject is its own then.
    const BATCH: bool = false;

    /// The part that is stored. A batch names its items, which stay in their slice.
    type Body: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// What an answer of the tenant brings.
    type Got: Send + Sync + 'static;
    /// Whether [`Message::leaving`] does something.
    const LEAVES: bool = false;

    /// The class of the permits that it is sent with, which is its lane.
    fn class(&self, body: &Self::Body) -> Class;

    /// Another body, where this one cannot be sent any more (its start has passed): it is sent under a new key. Not
    /// asked for a message that may be at the tenant already.
    fn renewed(&self, _message: &Envelope<Self::Body>, _now: Timestamp) -> Option<Self::Body> {
        None
    }

    /// Reads at the tenant what became of an earlier attempt.
    fn look(
        &self,
        _to: &Recipient,
        _permit: Permit,
        _message: &Envelope<Self::Body>,
    ) -> impl Future<Output = Look<Self::Got>> + Send {
        async { Look::CannotBeAsked }
    }

    /// The message leaves now; in the write that marks it as in flight, before each of its attempts.
    fn leaving(&self, _write: &mut Write<'_>, _message: &Envelope<Self::Body>) -> Result<()> {
        Ok(())
    }

    /// One attempt: one request, with this permit.
    fn send(
        &self,
        to: &Recipient,
        permit: Permit,
        message: &Envelope<Self::Body>,
    ) -> impl Future<Output = Outcome<Self::Got>> + Send;

    /// The message arrived. In the write that ends it; the next step of a chain is enqueued here.
    fn settle(
        &self,
        write: &mut Write<'_>,
        message: &Envelope<Self::Body>,
        got: &Self::Got,
    ) -> Result<Settled>;

    /// The message ends without having arrived.
    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Self::Body>, why: &Why) -> Result<()>;

    /// How many items a batch has.
    fn items(&self, _body: &Self::Body) -> usize {
        1
    }

    /// A batch of these items of a batch alone, by their places.
    fn only(&self, body: &Self::Body, _items: &[usize]) -> Self::Body {
        body.clone()
    }

    /// The batch with one of its items as a change of the record that the tenant has already; `None` where that item was
    /// sent so before, or cannot be.
    fn conflicting(&self, _body: &Self::Body, _item: usize, _existing: &str) -> Option<Self::Body> {
        None
    }

    /// Items of a batch that arrived, by their places; each is [`Verdict::Done`] or [`Verdict::Already`]. In the write that
    /// ends them.
    fn settle_items(
        &self,
        _write: &mut Write<'_>,
        _message: &Envelope<Self::Body>,
        _items: &[(usize, Verdict)],
    ) -> Result<()> {
        Ok(())
    }
}

/// What a newer message is to one of the same subject that was not sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// It takes its place.
    Superseding,
    /// It is sent after it.
    Strict,
}

/// What is done where it cannot be known whether the tenant took a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// It is looked up. Where the tenant shows nothing, it is repeated under its key.
    LookThenRepeat,
    /// It is repeated under its key: to do it twice is the same as once.
    Repeat,
    /// It is looked up. Where the tenant shows nothing, it is never repeated: it rests until a person decides.
    Rest,
}

/// A message as its kind gets it.
#[derive(Clone, Debug)]
pub(crate) struct Envelope<B> {
    pub(crate) connection: ConnectionId,
    pub(crate) subject: String,
    pub(crate) key: IdempotencyKey,
    /// Attempts that were made before this one.
    pub(crate) attempts: u32,
    /// One of them may have arrived: it was looked up just now.
    pub(crate) looked_up: bool,
    pub(crate) body: B,
}

/// To whom it is sent. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) tenant: Tenant,
    pub(crate) connection: Arc<connection::Row>,
    pub(crate) house: Arc<Settings>,
    /// Where a batch finds its items.
    pub(crate) db: Db,
}

/// What was found at the tenant.
#[derive(Debug)]
pub(crate) enum Look<G> {
    /// It is there.
    Arrived(G),
    NotThere,
    /// The tenant may be late: it is looked up again then.
    AskAgain(Timestamp),
    /// The tenant does not show it.
    CannotBeAsked,
    Failed(TenantError),
}

/// What one attempt brought.
#[derive(Debug)]
pub(crate) enum Outcome<G> {
    Arrived(G),
    /// A verdict for each item of a batch, in their order; one that is left out is unknown.
    Items(Vec<Verdict>),
    /// The answer says that it can never be done.
    Refused(Refusal),
    Failed(TenantError),
}

/// What became of one item of a batch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    Done,
    /// The tenant had it so already.
    Already,
    Retry(TenantError),
    /// The tenant's words.
    Refused(String),
    /// The tenant has a record of it.
    Conflict {
        existing: String,
    },
    /// The batch was refused for a conflict of another item: nothing of it was taken.
    NotTaken,
    Unknown,
}

/// Why something can never be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) words: String,
    /// One for each cause: causes are counted by it.
    pub(crate) code: &'static str,
}

/// How a message ends that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    Done,
    /// What it brought is of no use: it is a dead letter all the same.
    Refused(Refusal),
}

/// Why a message ends without having arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is a dead letter, to be replayed by a person.
    Dead(Refusal),
    /// It may be at the tenant, and is not repeated: a person decides.
    Resting(String),
    /// A newer one of its subject took its place while it was in flight, and it failed.
    Superseded,
    /// It was called off while it was in flight, and it failed.
    CalledOff,
    ConnectionRemoved,
}
