//! The one way into the ledger, whoever says something of a number.

use callboard_phone::E164;
use callboard_rpc::types::{ConnectionId, TrafficState};
use jiff::Timestamp;
use rusqlite::Connection;

use super::follow::follow;
use super::ledger::{self, Ledger, ListKind, ListName};
use super::requests::{self, Outcome, Request};
use super::said::{Direction, Said};
use crate::inbox;
use crate::kernel::{Result, Write};

/// The origin of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A source of webhooks, by its id.
    Webhook(&'a str),
    /// The end of a call.
    Disposition,
    /// A supervisor.
    Person(&'a str),
}

/// That a number opted out or in.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    pub connection: &'a ConnectionId,
    pub number: E164,
    pub direction: Direction,
    /// The time of the request itself.
    pub at: Timestamp,
    /// When it was told to us.
    pub received: Timestamp,
    pub source: Source<'a>,
    /// The event of the inbox that says so.
    pub event: Option<i64>,
    pub reason: Option<&'a str>,
    /// JSON, as the sender wrote it.
    pub metadata: Option<&'a str>,
}

/// The effect of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It says what holds now.
    Holds,
    /// It was there already.
    Known,
    /// A newer one says what holds: kept, and nothing changed.
    Older,
}

/// The state of a number now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub direction: Direction,
    /// The time of the event that says so.
    pub at: Timestamp,
}

/// Records a statement; the tenant is told where that changes what holds. All of one commit are sealed in the audit log by
/// one row.
///
/// Refused where its time lies before 2000 or more than 5 min ahead of now, or of when it was told: the calendar may have
/// been set back since. A person's may be as late as what holds, which it decides over.
pub fn record(write: &mut Write<'_>, statement: &Statement<'_>) -> Result<Recorded> {
    let Statement { connection, number, direction, at, received, .. } = *statement;
    let ledger = ledger::begun(write, connection)?;
    let holds = ledger::holds(write, ledger, number)?;
    let mut latest = write.now().max(received);
    if let (Source::Person(_), Some(holds)) = (statement.source, holds) {
        latest = latest.max(holds.at());
    }
    let said = Said::new(direction, at, latest)?;
    let list = ledger::list(write, ledger, statement.source.list())?;
    if let Some(request) = ledger::request_of(write, list, number, said)? {
        again(write, ledger, number, request)?;
        return Ok(Recorded::Known);
    }
    let newest = holds.is_none_or(|holds| said >= holds);
    let request = Request {
        ledger,
        list,
        number,
        said,
        event: statement.event,
        who: statement.source.who().to_owned(),
        reason: statement.reason.map(str::to_owned),
        metadata: statement.metadata.map(str::to_owned),
        received,
    };
    let outcome = if newest { Outcome::Waiting } else { Outcome::Late };
    let id = requests::insert(write, &request, outcome)?;
    ledger::add(write, list, number, said, id)?;
    follow(write, ledger, number, newest)?;
    Ok(if newest { Recorded::Holds } else { Recorded::Older })
}

/// A statement that is repeated is told anew where the tenant has refused it.
fn again(write: &mut Write<'_>, ledger: Ledger, number: E164, request: i64) -> Result<()> {
    let Some(stored) = requests::find(write, request)?.filter(|stored| stored.outcome == Outcome::Dead)
    else {
        return Ok(());
    };
    requests::reopen(write, request)?;
    if let Some(event) = stored.request.event {
        inbox::settle(write, event, TrafficState::Received, None)?;
    }
    follow(write, ledger, number, true)
}

/// The state of a number now; `None` where nothing was ever said of it.
pub fn state(db: &Connection, connection: &ConnectionId, number: E164) -> Result<Option<State>> {
    let Some(ledger) = ledger::of(db, connection)? else { return Ok(None) };
    let holds = ledger::holds(db, ledger, number)?;
    Ok(holds.map(|said| State { direction: said.direction(), at: said.at() }))
}

impl<'a> Source<'a> {
    fn list(self) -> ListName<'a> {
        match self {
            Self::Webhook(source) => ListName { kind: ListKind::Webhook, name: source },
            Self::Disposition => ListName { kind: ListKind::Disposition, name: "" },
            Self::Person(_) => ListName { kind: ListKind::Person, name: "" },
        }
    }

    fn who(self) -> &'a str {
        match self {
            Self::Webhook(source) => source,
            Self::Disposition => "disposition",
            Self::Person(who) => who,
        }
    }
}

impl Recorded {
    /// The effect of a statement, in words that follow the masked number.
    pub fn words(self, direction: Direction) -> &'static str {
        match (self, direction) {
            (Self::Holds, Direction::Out) => "is on the do-not-call list.",
            (Self::Holds, Direction::In) => "may be called again.",
            (Self::Known, _) => "was told the do-not-call list by an event of this time already.",
            (Self::Older, _) => "was not changed: the do-not-call list knows something newer of this number.",
        }
    }
}
