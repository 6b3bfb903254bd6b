//! Dead letters by what they failed for, and how they are begun again.

use callboard_rpc::types::{
    DeadCause, DeadCauseRef, DeliveryId, Direction, EndpointId, SourceId, SourceKind, TrafficState,
};
use callboard_rpc::{Caller, Code, RpcError};
use rusqlite::Connection;

use crate::delivery::{self, Begun, DeadLetters};
use crate::engine::SLICES;
use crate::inbox::{self, Wanted, names, number_of};
use crate::kernel::{Result, StoredWord, Write};
use crate::slice::Reviver;

/// Most first.
pub(super) fn causes(db: &Connection) -> Result<Vec<DeadCause>> {
    let mut causes: Vec<DeadCause> = delivery::dead_letters(db)?.into_iter().map(sent).collect();
    let names = names(db)?;
    causes.extend(inbox::dead_events(db)?.into_iter().map(|dead| DeadCause {
        direction: Direction::Received,
        party: names.get(&dead.source).cloned().unwrap_or_else(|| dead.source.to_string()),
        party_id: dead.source.to_string(),
        cause: dead.cause,
        count: dead.count,
        oldest: dead.oldest,
        newest: dead.newest,
        blocked: reviver(dead.kind).is_none().then(|| nobody(dead.kind)),
    }));
    causes.sort_by(|a, b| b.count.cmp(&a.count).then(b.newest.cmp(&a.newest)));
    Ok(causes)
}

/// Dead letters of both directions that somebody can do something about.
pub(crate) fn count(db: &Connection) -> Result<u64> {
    let dead = Wanted { state: Some(TrafficState::Dead), ..Wanted::default() };
    Ok(delivery::count_dead(db)? + inbox::count_events(db, &dead)?)
}

/// The ids of all dead letters of one cause.
pub(super) fn of_cause(db: &Connection, cause: &DeadCauseRef) -> Result<Vec<String>> {
    match cause.direction {
        Direction::Sent => {
            let endpoint = EndpointId::from(cause.party_id.as_str());
            let ids = delivery::dead_letters_of(db, &endpoint, &cause.cause)?;
            Ok(ids.into_iter().map(|id| id.to_string()).collect())
        }
        Direction::Received => {
            let source = SourceId::from(cause.party_id.as_str());
            let numbers = inbox::dead_of(db, &source, &cause.cause)?;
            Ok(numbers.into_iter().map(inbox::id_of).collect())
        }
    }
}

/// Begins those again that can be.
pub(super) fn revive(write: &mut Write<'_>, caller: &Caller, ids: &[String]) -> Result<Begun> {
    let mut replayed = 0;
    let mut refused = None;
    for id in ids {
        let done = match number_of(id) {
            Some(number) => revive_event(write, caller, number, id)?,
            None => delivery::replay_one(write, caller, &DeliveryId::from(id.as_str()))?,
        };
        match done {
            Ok(()) => replayed += 1,
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    Ok((replayed, refused))
}

fn revive_event(
    write: &mut Write<'_>,
    caller: &Caller,
    number: i64,
    id: &str,
) -> Result<std::result::Result<(), RpcError>> {
    let Some(event) = inbox::event(write, number)? else { return Ok(Err(RpcError::not_found("event", id))) };
    if event.state != TrafficState::Dead {
        return Ok(Err(RpcError::new(Code::Refused, format!("{id} is not a dead letter."))
            .hint("Only what failed for good is done again by hand.")));
    }
    let Some(reviver) = reviver(event.kind) else {
        return Ok(Err(RpcError::new(Code::Refused, nobody(event.kind))));
    };
    if (reviver.revive)(write, caller, number)? {
        return Ok(Ok(()));
    }
    let why = inbox::event(write, number)?.and_then(|event| event.words).unwrap_or_default();
    Ok(Err(RpcError::new(Code::Refused, format!("{id} was not begun again. {why}").trim_end())))
}

fn reviver(kind: SourceKind) -> Option<Reviver> {
    SLICES.iter().filter_map(|slice| slice.revive).find(|reviver| reviver.kind == kind)
}

fn nobody(kind: SourceKind) -> String {
    format!("This version does nothing with events of the kind {}.", kind.word())
}

fn sent(letters: DeadLetters) -> DeadCause {
    let DeadLetters { endpoint, endpoint_name, cause, count, oldest, newest, blocked } = letters;
    let direction = Direction::Sent;
    DeadCause {
        direction,
        party_id: endpoint.to_string(),
        party: endpoint_name,
        cause,
        count,
        oldest,
        newest,
        blocked,
    }
}
