//! The commands about do-not-call numbers.

use std::time::Duration;

use callboard_phone::{E164, Parsed, Region, mask_in_text, parse, possible};
use callboard_rpc::types::{
    DncAdd, DncAdded, DncConfirmed, DncDirection, DncEvent, DncHolds, DncLookup, DncNumber, DncPush,
    DncPushState, DncStatus, MaybeConnection, SourceId,
};
use callboard_rpc::{Caller, Handle, Result, RpcError, Topic, command};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;

use super::ledger::{self, Ledger, ListKind};
use super::push::KINDS;
use super::queue::{self, State};
use super::record::{Recorded, Source, Statement, record, state};
use super::requests::{self, Stored};
use super::said::Direction;
use super::{drain, held, imports};
use crate::Engine;
use crate::connection::{self, Row};
use crate::inbox;
use crate::kernel::audit::Entry;
use crate::kernel::{self, StoredWord};
use crate::outbox;

const LONGEST_REASON: usize = 500;

impl Handle<command::DncAddCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DncAdd) -> Result<DncAdded> {
        let caller = caller.clone();
        let reason = args.reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            let words = format!("A reason has 1 to {LONGEST_REASON} characters.");
            return Err(RpcError::field("reason", words));
        }
        let added = self.kernel.db.write(move |write| {
            let of = connection::the_only(write, args.connection.as_ref())?;
            let direction = direction(args.direction);
            let parsed = number(&of, &args.number, direction)?;
            let now = write.now();
            // A person decides over all that was said before, also by a sender whose clock is ahead.
            let holds = state(write, &of.id, parsed.e164)?;
            let at = holds.map_or(now, |holds| now.max(holds.at + Duration::from_nanos(1)));
            let recorded = record(
                write,
                &Statement {
                    connection: &of.id,
                    number: parsed.e164,
                    direction,
                    at,
                    received: now,
                    source: Source::Person(&caller.actor),
                    event: None,
                    reason: Some(&reason),
                    metadata: None,
                },
            )?;
            let (action, object) = match direction {
                Direction::Out => ("dnc.add", format!("number/{}", parsed.e164.masked())),
                Direction::In => ("dnc.take_off", format!("number/{}", parsed.e164.masked())),
            };
            let after = json!({ "connection": of.id, "reason": mask_in_text(&reason) });
            write.audit(&caller, Entry::new(action, object).after(&after).private(parsed.e164.reveal()))?;
            let lookup = lookup(write, &of, &parsed)?;
            Ok(DncAdded { holds: recorded != Recorded::Older, lookup })
        });
        Ok(added.await?)
    }
}

impl Handle<command::DncLookupCommand> for Engine {
    async fn handle(&self, _: &Caller, args: DncNumber) -> Result<DncLookup> {
        let read = self.kernel.db.read(move |db| {
            let of = connection::the_only(db, args.connection.as_ref())?;
            let parsed = number(&of, &args.number, Direction::Out)?;
            lookup(db, &of, &parsed)
        });
        Ok(read.await?)
    }
}

impl Handle<command::DncStatusCommand> for Engine {
    async fn handle(&self, _: &Caller, args: MaybeConnection) -> Result<Vec<DncStatus>> {
        let now = self.kernel.clock.now();
        let read = self.kernel.db.read(move |db| {
            let of = match &args.connection {
                Some(named) => vec![connection::find(db, named)?],
                None => connection::all(db)?,
            };
            of.iter().map(|of| status(db, of, now)).collect::<kernel::Result<Vec<_>>>()
        });
        Ok(read.await?)
    }
}

impl Handle<command::DncPushCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: MaybeConnection) -> Result<Vec<DncStatus>> {
        let caller = caller.clone();
        let begun = self.kernel.db.write(move |write| {
            let of = match &args.connection {
                Some(named) => vec![connection::find(write, named)?],
                None => connection::all(write)?,
            };
            for of in &of {
                imports::push_all(write, &caller, &of.id)?;
                if let Some(ledger) = ledger::of(write, &of.id)? {
                    drain::soon(write, ledger)?;
                }
                let object = format!("connection/{}", of.id);
                write.audit(&caller, Entry::new("dnc.push", object))?;
            }
            write.changed(Topic::Dnc);
            let now = write.now();
            of.iter().map(|of| status(write, of, now)).collect::<kernel::Result<Vec<_>>>()
        });
        Ok(begun.await?)
    }
}

/// A number in any writing. What must not be called is taken where it is *possible*.
fn number(of: &Row, written: &str, direction: Direction) -> kernel::Result<Parsed> {
    let region = of.settings.default_region.as_deref().and_then(Region::new);
    let read = match direction {
        Direction::Out => possible(written, region),
        Direction::In => parse(written, region),
    };
    Ok(read.map_err(|error| RpcError::field("number", error.to_string()))?)
}

fn lookup(db: &Connection, of: &Row, parsed: &Parsed) -> kernel::Result<DncLookup> {
    let number = parsed.e164;
    let mut found = DncLookup {
        connection: of.id.clone(),
        number: number.masked(),
        in_plan: parsed.listed,
        holds: None,
        confirmed: None,
        push: None,
        events: Vec::new(),
    };
    let Some(ledger) = ledger::of(db, &of.id)? else { return Ok(found) };
    let holds = ledger::holds(db, ledger, number)?;
    found.holds = holds.map(|said| DncHolds { direction: shown(said.direction()), at: said.at() });
    let confirmed = held::find(db, ledger, number)?;
    found.confirmed = confirmed.map(|held| DncConfirmed {
        direction: shown(held.said.direction()),
        at: held.at,
        record: held.record,
    });
    found.push = queue::find(db, ledger, number)?
        .map(|queued| DncPush { state: pushed(queued.state), since: queued.since });
    if found.push.is_none() {
        let since = imports::waits_since(db, ledger, number)?;
        found.push = since.map(|since| DncPush { state: DncPushState::Waiting, since });
    }
    found.events = events(db, ledger, number)?;
    found.events.extend(imports::events(db, ledger, number)?);
    found.events.sort_by_key(|event| std::cmp::Reverse(event.at));
    Ok(found)
}

fn events(db: &Connection, ledger: Ledger, number: E164) -> kernel::Result<Vec<DncEvent>> {
    let names = inbox::names(db)?;
    let mut events = Vec::new();
    for event in ledger::history(db, ledger, number)? {
        let stored = requests::find(db, event.request)?;
        let stored =
            stored.ok_or_else(|| anyhow::anyhow!("dnc_events: request {} is missing", event.request))?;
        let who = match event.kind {
            ListKind::Webhook => names.get(&SourceId(event.name.clone())).cloned().unwrap_or(event.name),
            ListKind::Disposition => "call results".to_owned(),
            ListKind::Person | ListKind::Import | ListKind::Release => stored.request.who.clone(),
        };
        events.push(shown_event(stored, event.kind, who));
    }
    Ok(events)
}

fn shown_event(stored: Stored, kind: ListKind, who: String) -> DncEvent {
    let request = stored.request;
    DncEvent {
        direction: Some(shown(request.said.direction())),
        at: request.said.at(),
        source: kind.word().to_owned(),
        who,
        file: None,
        expiry: None,
        reason: request.reason.as_deref().map(mask_in_text),
        event: request.event.map(inbox::id_of),
        received: request.received,
        outcome: stored.outcome.word().to_owned(),
        sent: stored.sent,
        ended: stored.ended,
        words: stored.words,
    }
}

fn status(db: &Connection, of: &Row, now: Timestamp) -> kernel::Result<DncStatus> {
    let mut status = DncStatus {
        connection: of.id.clone(),
        waiting: 0,
        sending: 0,
        dead: 0,
        oldest: None,
        confirmed_today: 0,
        median_seconds: None,
        trouble: None,
    };
    let Some(ledger) = ledger::of(db, &of.id)? else { return Ok(status) };
    status.waiting = queue::count(db, ledger, State::Waiting)? + imports::waiting(db, ledger)?;
    status.sending = queue::count(db, ledger, State::Sending)?;
    status.dead = queue::count(db, ledger, State::Dead)?;
    if status.waiting + status.sending > 0 {
        status.trouble = outbox::trouble(db, &of.id, &KINDS)?;
    }
    status.oldest = requests::oldest(db, ledger)?;
    let confirmed = requests::confirmed(db, ledger, now)?;
    status.confirmed_today = confirmed.count;
    status.median_seconds = confirmed.median.map(|median| median.as_secs());
    Ok(status)
}

pub(super) fn shown(direction: Direction) -> DncDirection {
    match direction {
        Direction::In => DncDirection::In,
        Direction::Out => DncDirection::Out,
    }
}

fn direction(asked: DncDirection) -> Direction {
    match asked {
        DncDirection::In => Direction::In,
        DncDirection::Out => Direction::Out,
    }
}

fn pushed(state: State) -> DncPushState {
    match state {
        State::Waiting => DncPushState::Waiting,
        State::Sending => DncPushState::Sending,
        State::Dead => DncPushState::Dead,
    }
}
