//! The message that tells a tenant of numbers: one request for up to a hundred of them.

use callboard_cxone::outbound::{self, Push as Contact, Pushed};
use callboard_cxone::{Call, Class, Error as TenantError, Permit};
use callboard_phone::E164;
use callboard_rpc::types::ConnectionId;
use serde::{Deserialize, Serialize};

use super::follow::{end, follow};
use super::held::{self, Held};
use super::imports::{self, BatchEnd};
use super::ledger::{self, Ledger};
use super::queue::{self, State};
use super::requests::{self, Outcome};
use super::said::{Direction, Said};
use super::{drain, removed};
use crate::kernel::{Result, Write};
use crate::outbox::{
    self, About, Envelope, Message, New, Order, Outcome as Sent, Recipient, Settled, Unknown, Verdict, Why,
};

/// The kind of message: numbers of which people said something, or numbers of an import, which never delay those. Its
/// subject is its own; a number is in one of them at a time (`queue`).
#[derive(Debug)]
pub(crate) struct Push<const IMPORT: bool>;

/// The kinds by their names.
pub(super) const KINDS: [&str; 2] = [Push::<false>::KIND, Push::<true>::KIND];

/// The body of a message, frozen when it is made: a repetition says the same under the same key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Batch {
    items: Vec<Item>,
    /// The tenant's lists that the numbers are put on.
    lists: Vec<String>,
    /// The import of which these are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    import: Option<i64>,
    /// Records of these numbers are changed where the tenant has some: it takes that without their ids.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    upsert: bool,
}

/// A number and what is said of it, packed, and the tenant's record where this is the change of one: a batch is stored with
/// each of its numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Item(i64, i64, #[serde(default)] Option<String>);

impl Item {
    fn read(&self) -> Result<(E164, Said)> {
        let read = E164::unpack(self.0).zip(Said::unpack(self.1));
        Ok(read.ok_or_else(|| anyhow::anyhow!("a batch of do-not-call numbers cannot be read"))?)
    }
}

impl Batch {
    pub(super) fn new(items: &[(E164, Said)], lists: &[String]) -> Self {
        let items = items.iter().map(|(number, said)| Item(number.pack(), said.packed(), None)).collect();
        Self { items, lists: lists.to_vec(), import: None, upsert: false }
    }

    pub(super) fn of_import(self, import: i64, upsert: bool) -> Self {
        Self { import: Some(import), upsert, ..self }
    }

    fn contacts(&self) -> Result<Vec<Contact>> {
        let contact = |item: &Item| {
            let (number, said) = item.read()?;
            let out = said.direction() == Direction::Out;
            Ok(Contact {
                number: number.reveal(),
                do_not_call: out,
                opt_out_date: out.then(|| said.at()),
                custom_list_ids: self.lists.clone(),
                existing: item.2.clone(),
                upsert: self.upsert,
            })
        };
        self.items.iter().map(contact).collect()
    }

    fn lists(&self) -> Result<String> {
        if self.lists.is_empty() { Ok(String::new()) } else { Ok(serde_json::to_string(&self.lists)?) }
    }
}

impl<const IMPORT: bool> Message for Push<IMPORT> {
    const KIND: &'static str = if IMPORT { "dnc.list" } else { "dnc.push" };
    const NAMED: &'static str =
        if IMPORT { "batches of imported do-not-call numbers" } else { "batches of do-not-call numbers" };
    const ORDER: Order = Order::Strict;
    const UNKNOWN: Unknown = Unknown::Repeat;
    const BATCH: bool = true;
    type Body = Batch;
    type Got = ();
    const LEAVES: bool = true;

    fn class(&self, _: &Batch) -> Class {
        if IMPORT { Class::Rest } else { Class::OptOuts }
    }

    fn leaving(&self, write: &mut Write<'_>, message: &Envelope<Batch>) -> Result<()> {
        let Some(ledger) = ledger::of(write, &message.connection)? else { return Ok(()) };
        // One that cannot be read is told by the attempt.
        for (number, said) in message.body.items.iter().filter_map(|item| item.read().ok()) {
            held::doubt(write, ledger, number)?;
            requests::leave(write, ledger, number, said)?;
        }
        Ok(())
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Batch>) -> Sent<()> {
        let contacts = match message.body.contacts() {
            Ok(contacts) => contacts,
            Err(error) => return Sent::Failed(TenantError::Config { message: error.to_string() }),
        };
        match outbound::push(&to.tenant, &contacts, &message.key, Call::attempt(permit)).await {
            Ok(pushed) => Sent::Items(pushed.into_iter().map(verdict).collect()),
            Err(error) => Sent::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Batch>, (): &()) -> Result<Settled> {
        let all: Vec<_> = (0..message.body.items.len()).map(|at| (at, Verdict::Done)).collect();
        self.settle_items(write, message, &all)?;
        Ok(Settled::Done)
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Batch>, why: &Why) -> Result<()> {
        let Some(ledger) = ledger::of(write, &message.connection)? else { return Ok(()) };
        for item in &message.body.items {
            give_up(write, ledger, item.read()?, &message.subject, why)?;
        }
        if let (Some(import), Why::Dead(_)) = (message.body.import, why) {
            imports::batch_ended(
                write,
                import,
                BatchEnd { dead: message.body.items.len(), ..BatchEnd::default() },
            )?;
        }
        // There is room for others.
        drain::soon(write, ledger)
    }

    fn items(&self, body: &Batch) -> usize {
        body.items.len()
    }

    fn only(&self, body: &Batch, items: &[usize]) -> Batch {
        let items = items.iter().map(|at| body.items[*at].clone()).collect();
        Batch { items, lists: body.lists.clone(), ..*body }
    }

    fn conflicting(&self, body: &Batch, item: usize, existing: &str) -> Option<Batch> {
        let mut changed = body.clone();
        let before = changed.items[item].2.replace(existing.to_owned());
        before.is_none().then_some(changed)
    }

    fn settle_items(
        &self,
        write: &mut Write<'_>,
        message: &Envelope<Batch>,
        items: &[(usize, Verdict)],
    ) -> Result<()> {
        let Some(ledger) = ledger::of(write, &message.connection)? else { return Ok(()) };
        let lists = message.body.lists()?;
        let mut end = BatchEnd { confirmed: items.len(), upsert: message.body.upsert, ..BatchEnd::default() };
        for (at, _) in items {
            let item = &message.body.items[*at];
            end.conflicts += usize::from(item.2.is_some());
            let (number, said) = item.read()?;
            let (lists, record) = (lists.clone(), item.2.clone());
            let held = Held { said, at: write.now(), lists, record, doubtful: false };
            held::confirm(write, ledger, number, &held)?;
            queue::leave(write, ledger, number)?;
            follow(write, ledger, number, true)?;
        }
        if let Some(import) = message.body.import {
            imports::batch_ended(write, import, end)?;
        }
        drain::soon(write, ledger)
    }
}

fn verdict(pushed: Pushed) -> Verdict {
    match pushed {
        Pushed::Taken => Verdict::Done,
        Pushed::Conflict { existing } => Verdict::Conflict { existing },
        Pushed::NotTaken => Verdict::NotTaken,
        Pushed::Refused { message } => Verdict::Refused(message),
        Pushed::NotNow { .. } => Verdict::Retry(TenantError::RateLimited { until: None }),
        Pushed::Unknown => Verdict::Unknown,
    }
}

/// A number whose message ends without having arrived.
fn give_up(
    write: &mut Write<'_>,
    ledger: Ledger,
    (number, said): (E164, Said),
    message: &str,
    why: &Why,
) -> Result<()> {
    let (outcome, words) = match why {
        Why::Dead(refusal) => {
            queue::in_message(write, ledger, number, State::Dead, message)?;
            (Outcome::Dead, refusal.words.as_str())
        }
        Why::ConnectionRemoved => {
            queue::leave(write, ledger, number)?;
            (Outcome::Removed, removed::WORDS)
        }
        // Nothing supersedes a batch or calls it off; an opt-out that is unknown is repeated.
        Why::Resting(_) | Why::Superseded | Why::CalledOff => {
            queue::leave(write, ledger, number)?;
            return follow(write, ledger, number, true);
        }
    };
    for request in requests::open(write, ledger, number)? {
        if outcome == Outcome::Removed || request.request.said <= said {
            end(write, &request, outcome, words)?;
        }
    }
    if outcome == Outcome::Removed {
        return Ok(());
    }
    // What was said while it was in flight is told all the same.
    let news = ledger::wanted(write, ledger, number)?.is_some_and(|holds| holds > said);
    follow(write, ledger, number, news)
}

pub(super) fn enqueue(write: &mut Write<'_>, of: &ConnectionId, subject: &str, body: Batch) -> Result<()> {
    let is_import = body.import.is_some();
    let new = New { connection: of, subject, rank: 0, due: None, body };
    if is_import {
        outbox::enqueue(write, &Push::<true>, &new).map(drop)
    } else {
        outbox::enqueue(write, &Push::<false>, &new).map(drop)
    }
}

/// The dead letter of a number is not to be sent any more.
pub(super) fn dismiss(write: &mut Write<'_>, of: &ConnectionId, subject: &str) -> Result<()> {
    outbox::dismiss(write, &About::new(&Push::<false>, of, subject), |_| true)?;
    outbox::dismiss(write, &About::new(&Push::<true>, of, subject), |_| true).map(drop)
}
