//! Kinds of messages for tests. Each writes what became of it into `told`.

use std::collections::BTreeMap;

use callboard_cxone::contacts::{self, Disposition};
use callboard_cxone::outbound::{self, Push, Pushed};
use callboard_cxone::{Call, Class, Error as TenantError, Permit};
use jiff::Timestamp;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::kernel::{Result, Write};
use crate::outbox::message::{
    Envelope, Look, Message, Order, Outcome, Recipient, Refusal, Settled, Unknown, Verdict, Why,
};
use crate::outbox::{self, Kind, New};

pub(super) const KINDS: outbox::kind::Kinds = &[
    &NEWEST as &dyn Kind,
    &EVERY as &dyn Kind,
    &ONCE as &dyn Kind,
    &CHAIN as &dyn Kind,
    &NUMBERS as &dyn Kind,
];
pub(super) static NEWEST: Note<0> = Note;
pub(super) static EVERY: Note<1> = Note;
pub(super) static ONCE: Note<2> = Note;
pub(super) static CHAIN: Chain = Chain;
pub(super) static NUMBERS: Numbers = Numbers;

/// A note that cannot even be tried.
pub(super) const PANICS: &str = "panics";

/// `told`: what became of messages. `numbers`: the items of batches. `chain`: the steps that were settled.
pub(super) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY, kind TEXT, subject TEXT, what TEXT, words TEXT);
    CREATE TABLE IF NOT EXISTS numbers (id INTEGER PRIMARY KEY, number TEXT, outcome TEXT, times INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE IF NOT EXISTS chain (chain TEXT, step INTEGER, PRIMARY KEY (chain, step));";

fn tell(write: &mut Write<'_>, kind: &str, subject: &str, what: &str, words: &str) -> Result<()> {
    write.execute(
        "INSERT INTO told (kind, subject, what, words) VALUES (?1, ?2, ?3, ?4)",
        params![kind, subject, what, words],
    )?;
    Ok(())
}

fn word(why: &Why) -> String {
    match why {
        Why::Dead(Refusal { code, .. }) => format!("dead: {code}"),
        Why::Resting(_) => "resting".to_owned(),
        Why::Superseded => "superseded".to_owned(),
        Why::CalledOff => "called off".to_owned(),
        Why::ConnectionRemoved => "removed".to_owned(),
    }
}

/// A note that is written into a contact, which is its subject: 0, the newest counts; 1, every one is written, in order; 2,
/// it is written once, and the tenant does not show whether it was.
#[derive(Debug)]
pub(super) struct Note<const KIND: u8>;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) contact: String,
    pub(super) says: String,
    /// How often the tenant is late with showing it.
    #[serde(default)]
    pub(super) late: u32,
    /// It cannot be sent from then on; another text is.
    #[serde(default)]
    pub(super) until: Option<Timestamp>,
}

fn disposition(text: &str) -> Disposition {
    Disposition { disposition_category: text.to_owned(), last_audit_log: text.to_owned() }
}

impl<const K: u8> Message for Note<K> {
    const KIND: &'static str = ["test.newest", "test.every", "test.once"][K as usize];
    const ORDER: Order = if K == 0 { Order::Superseding } else { Order::Strict };
    const UNKNOWN: Unknown = if K == 2 { Unknown::Rest } else { Unknown::LookThenRepeat };
    type Body = Text;
    type Got = ();

    fn class(&self, _: &Text) -> Class {
        Class::Callbacks
    }

    fn renewed(&self, message: &Envelope<Text>, now: Timestamp) -> Option<Text> {
        message.body.until.filter(|until| *until <= now)?;
        Some(Text { says: format!("{} anew", message.body.says), until: None, ..message.body.clone() })
    }

    async fn look(&self, to: &Recipient, permit: Permit, message: &Envelope<Text>) -> Look<()> {
        if K == 2 {
            return Look::CannotBeAsked;
        }
        match contacts::read(&to.tenant, &message.body.contact, Call::attempt(permit)).await {
            Ok(_) if message.attempts <= message.body.late => {
                Look::AskAgain("2026-11-23T08:00:05Z".parse().unwrap())
            }
            Ok(contact) if contact.says(&disposition(&message.body.says)) => Look::Arrived(()),
            Ok(_) => Look::NotThere,
            Err(error) => Look::Failed(error),
        }
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Text>) -> Outcome<()> {
        let (body, call) = (&message.body, Call::attempt(permit));
        assert_ne!(body.says, PANICS, "on request");
        match contacts::write(&to.tenant, &body.contact, &disposition(&body.says), &message.key, call).await {
            Ok(()) => Outcome::Arrived(()),
            Err(error) => Outcome::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Text>, (): &()) -> Result<Settled> {
        tell(write, Self::KIND, &message.subject, "arrived", &message.body.says)?;
        Ok(Settled::Done)
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Text>, why: &Why) -> Result<()> {
        tell(write, Self::KIND, &message.subject, &word(why), &message.body.says)
    }
}

/// A chain of three steps, each a note in a contact of its own.
#[derive(Debug)]
pub(super) struct Chain;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) chain: String,
    pub(super) step: u32,
}

impl Step {
    pub(super) const LAST: u32 = 3;

    fn contact(&self) -> String {
        format!("{}-{}", self.chain, self.step)
    }
}

impl Message for Chain {
    const KIND: &'static str = "test.chain";
    const ORDER: Order = Order::Strict;
    const UNKNOWN: Unknown = Unknown::LookThenRepeat;
    type Body = Step;
    type Got = ();

    fn class(&self, _: &Step) -> Class {
        Class::Callbacks
    }

    async fn look(&self, to: &Recipient, permit: Permit, message: &Envelope<Step>) -> Look<()> {
        match contacts::read(&to.tenant, &message.body.contact(), Call::attempt(permit)).await {
            Ok(contact) if contact.says(&disposition("step")) => Look::Arrived(()),
            Ok(_) => Look::NotThere,
            Err(error) => Look::Failed(error),
        }
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Step>) -> Outcome<()> {
        let (contact, call) = (message.body.contact(), Call::attempt(permit));
        match contacts::write(&to.tenant, &contact, &disposition("step"), &message.key, call).await {
            Ok(()) => Outcome::Arrived(()),
            Err(error) => Outcome::Failed(error),
        }
    }

    fn settle(&self, write: &mut Write<'_>, message: &Envelope<Step>, (): &()) -> Result<Settled> {
        let Step { chain, step } = &message.body;
        write.execute("INSERT INTO chain (chain, step) VALUES (?1, ?2)", params![chain, step])?;
        if *step < Step::LAST {
            let body = Step { chain: chain.clone(), step: step + 1 };
            let new = New { connection: &message.connection, subject: chain, rank: 0, due: None, body };
            outbox::enqueue(write, &CHAIN, &new)?;
        }
        Ok(Settled::Done)
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Step>, why: &Why) -> Result<()> {
        tell(write, Self::KIND, &message.subject, &word(why), &message.body.contact())
    }
}

/// A batch of numbers that must not be called: its items are rows of `numbers`.
#[derive(Debug)]
pub(super) struct Numbers;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Batch {
    pub(super) items: Vec<i64>,
    /// The tenant's records of those items that are changes of one.
    #[serde(default)]
    pub(super) existing: BTreeMap<i64, String>,
}

impl Message for Numbers {
    const KIND: &'static str = "test.numbers";
    const NAMED: &'static str = "batches of numbers";
    const ORDER: Order = Order::Strict;
    const UNKNOWN: Unknown = Unknown::Repeat;
    const BATCH: bool = true;
    type Body = Batch;
    type Got = ();

    fn class(&self, _: &Batch) -> Class {
        Class::OptOuts
    }

    async fn send(&self, to: &Recipient, permit: Permit, message: &Envelope<Batch>) -> Outcome<()> {
        let Batch { items, existing } = message.body.clone();
        let read = to.db.read(move |db| {
            let mut one = db.prepare_cached("SELECT number FROM numbers WHERE id = ?1")?;
            let numbers = items.iter().map(|id| {
                let number = one.query_row([id], |row| row.get::<_, String>(0))?;
                Ok((number, existing.get(id).cloned()))
            });
            Ok(numbers.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        let contacts: Vec<_> = match read.await {
            Ok(numbers) => numbers.into_iter().map(|(number, existing)| push(number, existing)).collect(),
            Err(error) => {
                return Outcome::Failed(TenantError::Config { message: error.to_string() });
            }
        };
        match outbound::push(&to.tenant, &contacts, &message.key, Call::attempt(permit)).await {
            Ok(pushed) => Outcome::Items(pushed.into_iter().map(verdict).collect()),
            Err(error) => Outcome::Failed(error),
        }
    }

    fn settle(&self, _: &mut Write<'_>, _: &Envelope<Batch>, (): &()) -> Result<Settled> {
        unreachable!("every answer is for each item")
    }

    fn given_up(&self, write: &mut Write<'_>, message: &Envelope<Batch>, why: &Why) -> Result<()> {
        tell(write, Self::KIND, &message.subject, &word(why), "")?;
        message.body.items.iter().try_for_each(|id| outcome(write, *id, &word(why)))
    }

    fn items(&self, body: &Batch) -> usize {
        body.items.len()
    }

    fn only(&self, body: &Batch, items: &[usize]) -> Batch {
        Batch { items: items.iter().map(|at| body.items[*at]).collect(), existing: body.existing.clone() }
    }

    fn conflicting(&self, body: &Batch, item: usize, existing: &str) -> Option<Batch> {
        let mut changed = body.clone();
        let before = changed.existing.insert(body.items[item], existing.to_owned());
        before.is_none().then_some(changed)
    }

    fn settle_items(
        &self,
        write: &mut Write<'_>,
        message: &Envelope<Batch>,
        items: &[(usize, Verdict)],
    ) -> Result<()> {
        items.iter().try_for_each(|(at, _)| outcome(write, message.body.items[*at], "done"))
    }
}

fn push(number: String, existing: Option<String>) -> Push {
    let opt_out_date = "2026-11-23T07:00:00Z".parse().ok();
    Push { number, do_not_call: true, opt_out_date, custom_list_ids: Vec::new(), existing, upsert: false }
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

fn outcome(write: &mut Write<'_>, id: i64, outcome: &str) -> Result<()> {
    write
        .prepare_cached("UPDATE numbers SET outcome = ?2, times = times + 1 WHERE id = ?1")?
        .execute(params![id, outcome])?;
    Ok(())
}
