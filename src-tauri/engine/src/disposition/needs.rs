//! Needs of a person's decision, and the length of the queue of effects.

use callboard_rpc::types::{ConnectionId, Need, NeedKind, SourceKind, WaitingTasks};
use jiff::Timestamp;
use rusqlite::Connection;

use super::patch::Patch;
use super::suppress::Suppress;
use super::unmapped;
use super::unmapped::Waiting;
use crate::kernel::{Result, StoredWord, counted};
use crate::map::published;
use crate::outbox::{self, Message as _};
use crate::{connection, inbox};

/// The kinds of messages that effects are, and their name where queues are listed.
const KINDS: &[&str] = &[Patch::KIND, Suppress::KIND];
const QUEUE: &str = "disposition.effects";

/// Effects that are still to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    pub waiting: u64,
    /// The time since which the oldest of them waits.
    pub oldest: Option<Timestamp>,
}

/// The length of the queue, and its age.
pub fn queue(db: &Connection) -> Result<Queue> {
    let (waiting, oldest) = outbox::waiting(db, KINDS)?;
    Ok(Queue { waiting, oldest })
}

/// The queue of effects as `status` lists it, where something waits or is dead.
pub fn as_tasks(db: &Connection) -> Result<Option<WaitingTasks>> {
    outbox::as_tasks(db, QUEUE, KINDS)
}

/// The number of codes of all connections that wait to be mapped.
pub fn codes_to_map(db: &Connection) -> Result<u64> {
    let mut count = 0;
    for row in connection::all(db)? {
        count += unmapped::count(db, &row.id, &published(db, &row.id)?)?;
    }
    Ok(count)
}

/// Codes to be mapped, one need a connection; and dead events, one need in all.
pub fn needs(db: &Connection) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for row in connection::all(db)? {
        needs.extend(unmapped_codes(db, &row.id, &row.settings.name)?);
    }
    needs.extend(dead(db)?);
    Ok(needs)
}

fn unmapped_codes(db: &Connection, of: &ConnectionId, name: &str) -> Result<Option<Need>> {
    let Some(waiting) = unmapped::waiting(db, of, &published(db, of)?)? else { return Ok(None) };
    let Waiting { codes, events, held, since, names } = waiting;
    let title = match names.as_slice() {
        [one] => format!("{name}: code {one} is not in the map"),
        _ => format!("{name}: {codes} codes are not in the map"),
    };
    let all = counted(events, "event");
    let detail = match (held, events) {
        (0, 1) => format!("{all} was written as unclassified."),
        (0, _) => format!("{all} were written as unclassified."),
        (1, 1) => format!("{all} is held until it is mapped."),
        (held, events) if held == events => format!("{all} are held until they are mapped."),
        (held, _) => format!("{all}, {held} of them held until they are mapped."),
    };
    Ok(Some(Need {
        kind: NeedKind::UnmappedCodes,
        subject: of.to_string(),
        title,
        detail,
        since,
        link: "/dispositions?tab=unmapped".to_owned(),
        ids: names,
    }))
}

fn dead(db: &Connection) -> Result<Option<Need>> {
    let Some((count, since, detail)) = inbox::dead(db, SourceKind::CallResult)? else { return Ok(None) };
    let title = if count == 1 {
        "What one event does failed for good".to_owned()
    } else {
        format!("What {count} events do failed for good")
    };
    Ok(Some(Need {
        kind: NeedKind::DeadEvents,
        subject: SourceKind::CallResult.word().to_owned(),
        title,
        detail,
        since,
        link: "/traffic?view=dead".to_owned(),
        ids: Vec::new(),
    }))
}
