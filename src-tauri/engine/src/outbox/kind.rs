//! A kind of message with the types of its body and its answers forgotten, so that the relay carries all of them.

use std::sync::Arc;

use callboard_cxone::{Error as TenantError, IdempotencyKey, Permit};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::to_string;

use super::message::{
    Envelope, Look, Message, Order, Outcome, Recipient, Refusal, Settled, Unknown, Verdict, Why,
};
use super::row::Row;
use crate::kernel::{Result, Write};

/// Every kind that is registered (`messages` of a `Slice`).
pub(crate) type Kinds = &'static [&'static dyn Kind];

/// What follows from an answer, in the write that ends the message.
pub(crate) type Settle = Arc<dyn Fn(&mut Write<'_>) -> Result<Settled> + Send + Sync>;

/// What one attempt brought.
#[derive(Clone)]
pub(crate) enum Tried {
    Arrived(Settle),
    Items(Vec<Verdict>),
    Refused(Refusal),
    Failed(TenantError),
    /// The tenant may show it later.
    AskAgain(Timestamp),
    /// It may be there, and must not be repeated.
    Rests,
}

impl std::fmt::Debug for Tried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Arrived(_) => f.write_str("Arrived"),
            Self::Items(verdicts) => f.debug_tuple("Items").field(verdicts).finish(),
            Self::Refused(refusal) => f.debug_tuple("Refused").field(refusal).finish(),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
            Self::AskAgain(at) => f.debug_tuple("AskAgain").field(at).finish(),
            Self::Rests => f.write_str("Rests"),
        }
    }
}

/// [`Message`], as the relay knows it. Bodies are the texts that are stored.
pub(crate) trait Kind: Send + Sync {
    fn word(&self) -> &'static str;
    fn named(&self) -> &'static str;
    fn order(&self) -> Order;
    fn unknown(&self) -> Unknown;
    fn is_batch(&self) -> bool;
    fn renewed(&self, row: &Row, now: Timestamp) -> Result<Option<String>>;
    fn leaving(&self, write: &mut Write<'_>, row: &Row) -> Result<()>;
    fn attempt(&'static self, to: Recipient, permit: Permit, row: Arc<Row>) -> BoxFuture<'static, Tried>;
    fn given_up(&self, write: &mut Write<'_>, row: &Row, why: &Why) -> Result<()>;
    fn items(&self, row: &Row) -> Result<usize>;
    fn only(&self, row: &Row, items: &[usize]) -> Result<String>;
    fn conflicting(&self, row: &Row, item: usize, existing: &str) -> Result<Option<String>>;
    fn settle_items(&self, write: &mut Write<'_>, row: &Row, items: &[(usize, Verdict)]) -> Result<()>;
}

/// The kind that is called so.
pub(super) fn find(kinds: Kinds, word: &str) -> Option<&'static dyn Kind> {
    kinds.iter().copied().find(|kind| kind.word() == word)
}

impl<M: Message> Kind for M {
    fn word(&self) -> &'static str {
        M::KIND
    }

    fn named(&self) -> &'static str {
        M::NAMED
    }

    fn order(&self) -> Order {
        M::ORDER
    }

    fn unknown(&self) -> Unknown {
        M::UNKNOWN
    }

    fn is_batch(&self) -> bool {
        M::BATCH
    }

    fn renewed(&self, row: &Row, now: Timestamp) -> Result<Option<String>> {
        let renewed = Message::renewed(self, &envelope::<M>(row)?, now);
        Ok(renewed.map(|body| to_string(&body)).transpose()?)
    }

    fn leaving(&self, write: &mut Write<'_>, row: &Row) -> Result<()> {
        // One that cannot be read becomes a dead letter when it is tried.
        match envelope::<M>(row) {
            Ok(message) if M::LEAVES => Message::leaving(self, write, &message),
            _ => Ok(()),
        }
    }

    fn attempt(&'static self, to: Recipient, permit: Permit, row: Arc<Row>) -> BoxFuture<'static, Tried> {
        async move {
            match envelope::<M>(&row) {
                Ok(message) => attempt(self, &to, permit, message, row.look).await,
                Err(error) => Tried::Failed(TenantError::Config { message: error.to_string() }),
            }
        }
        .boxed()
    }

    fn given_up(&self, write: &mut Write<'_>, row: &Row, why: &Why) -> Result<()> {
        Message::given_up(self, write, &envelope::<M>(row)?, why)
    }

    fn items(&self, row: &Row) -> Result<usize> {
        Ok(Message::items(self, &row.body::<M>()?))
    }

    fn only(&self, row: &Row, items: &[usize]) -> Result<String> {
        Ok(to_string(&Message::only(self, &row.body::<M>()?, items))?)
    }

    fn conflicting(&self, row: &Row, item: usize, existing: &str) -> Result<Option<String>> {
        let body = Message::conflicting(self, &row.body::<M>()?, item, existing);
        Ok(body.map(|body| to_string(&body)).transpose()?)
    }

    fn settle_items(&self, write: &mut Write<'_>, row: &Row, items: &[(usize, Verdict)]) -> Result<()> {
        Message::settle_items(self, write, &envelope::<M>(row)?, items)
    }
}

pub(super) fn envelope<M: Message>(row: &Row) -> Result<Envelope<M::Body>> {
    let key = IdempotencyKey::new(row.key.clone());
    Ok(Envelope {
        connection: row.connection().clone(),
        subject: row.subject.clone(),
        key: key.ok_or_else(|| anyhow::anyhow!("outbox, row {}: its key cannot be sent", row.number))?,
        attempts: row.attempts,
        looked_up: row.look && M::UNKNOWN != Unknown::Repeat,
        body: row.body::<M>()?,
    })
}

/// Where an earlier attempt may have arrived, it is looked up before it is repeated.
async fn attempt<M: Message>(
    kind: &'static M,
    to: &Recipient,
    permit: Permit,
    message: Envelope<M::Body>,
    look: bool,
) -> Tried {
    let (message, class) = (Arc::new(message), permit.class());
    if !look || M::UNKNOWN == Unknown::Repeat {
        return sent(kind, to, permit, message).await;
    }
    match kind.look(to, permit, &message).await {
        Look::Arrived(got) => arrived(kind, message, got),
        Look::AskAgain(at) => Tried::AskAgain(at),
        Look::Failed(error) => Tried::Failed(error),
        Look::CannotBeAsked if M::UNKNOWN == Unknown::Rest => Tried::Rests,
        // Each request has a permit of its own.
        Look::NotThere | Look::CannotBeAsked => {
            let permit = to.tenant.permit(class).await;
            sent(kind, to, permit, message).await
        }
    }
}

async fn sent<M: Message>(
    kind: &'static M,
    to: &Recipient,
    permit: Permit,
    message: Arc<Envelope<M::Body>>,
) -> Tried {
    match kind.send(to, permit, &message).await {
        Outcome::Arrived(got) => arrived(kind, message, got),
        Outcome::Items(verdicts) => Tried::Items(verdicts),
        Outcome::Refused(refusal) => Tried::Refused(refusal),
        Outcome::Failed(error) => Tried::Failed(error),
    }
}

fn arrived<M: Message>(kind: &'static M, message: Arc<Envelope<M::Body>>, got: M::Got) -> Tried {
    Tried::Arrived(Arc::new(move |write: &mut Write<'_>| kind.settle(write, &message, &got)))
}
