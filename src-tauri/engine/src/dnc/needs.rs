//! Needs of a person's decision, and the length of the queue.

use std::time::Duration;

use callboard_rpc::types::{Need, NeedKind, SourceKind, WaitingTasks};
use jiff::Timestamp;
use rusqlite::Connection;

use super::imports;
use super::ledger::{self, Ledger};
use super::push::KINDS;
use super::queue::{self, State};
use super::requests;
use crate::kernel::{Result, StoredWord};
use crate::outbox;
use crate::{connection, inbox};

/// The name of the queue where queues are listed.
const QUEUE: &str = "dnc.push";
/// An opt-out that the tenant has not confirmed for so long is a person's business.
const LATE: Duration = Duration::from_mins(15);

/// Opt-outs that the tenant has not confirmed in time, one need a connection; and dead events, one need in all.
pub(crate) fn needs(db: &Connection, now: Timestamp) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for row in connection::all(db)? {
        let Some(ledger) = ledger::of(db, &row.id)? else { continue };
        needs.extend(refused(db, &row, ledger)?);
        let Some((count, since)) = requests::late(db, ledger, now - LATE)? else { continue };
        let name = &row.settings.name;
        let title = match count {
            1 => format!("{name}: one opt-out is not confirmed for 15 minutes"),
            _ => format!("{name}: {count} opt-outs are not confirmed for 15 minutes"),
        };
        let why = outbox::as_tasks(db, QUEUE, &KINDS)?.and_then(|queue| queue.last_error);
        needs.push(Need {
            kind: NeedKind::LateOptOuts,
            subject: row.id.to_string(),
            title,
            detail: why.unwrap_or_else(|| "CXone has not answered yet.".to_owned()),
            since,
            link: "/dnc".to_owned(),
            ids: Vec::new(),
        });
    }
    needs.extend(dead(db)?);
    Ok(needs)
}

/// Numbers of people's requests that the tenant refuses, other than those that a webhook brought.
fn refused(db: &Connection, of: &connection::Row, ledger: Ledger) -> Result<Option<Need>> {
    let Some((count, since, detail)) = requests::dead_by_hand(db, ledger)? else { return Ok(None) };
    let name = &of.settings.name;
    let title = match count {
        1 => format!("{name}: CXone refuses one opt-in or opt-out"),
        _ => format!("{name}: CXone refuses {count} opt-ins and opt-outs"),
    };
    Ok(Some(Need {
        kind: NeedKind::LateOptOuts,
        subject: format!("{}/refused", of.id),
        title,
        detail,
        since,
        link: "/dnc".to_owned(),
        ids: Vec::new(),
    }))
}

fn dead(db: &Connection) -> Result<Option<Need>> {
    let Some((count, since, detail)) = inbox::dead(db, SourceKind::DataAction)? else { return Ok(None) };
    let title = match count {
        1 => "One opt-in or opt-out failed for good".to_owned(),
        _ => format!("{count} opt-ins and opt-outs failed for good"),
    };
    Ok(Some(Need {
        kind: NeedKind::DeadEvents,
        subject: SourceKind::DataAction.word().to_owned(),
        title,
        detail,
        since,
        link: "/traffic?view=dead".to_owned(),
        ids: Vec::new(),
    }))
}

/// The queue as `status` lists it, where something waits or is dead.
pub(crate) fn as_tasks(db: &Connection) -> Result<Option<WaitingTasks>> {
    let sending = outbox::as_tasks(db, QUEUE, &KINDS)?;
    let (mut waiting, mut dead, mut oldest) = (0, 0, None::<Timestamp>);
    for ledger in ledger::all(db)? {
        waiting += imports::waiting(db, ledger)?;
        waiting += queue::count(db, ledger, State::Waiting)? + queue::count(db, ledger, State::Sending)?;
        dead += queue::count(db, ledger, State::Dead)?;
        let first = queue::oldest(db, ledger)?;
        oldest = oldest.into_iter().chain(first).min();
    }
    if waiting == 0 && dead == 0 && sending.is_none() {
        return Ok(None);
    }
    let (next, last_error) =
        sending.map_or((oldest, None), |tasks| (tasks.next.or(oldest), tasks.last_error));
    Ok(Some(WaitingTasks { kind: QUEUE.to_owned(), waiting, dead, oldest, next, last_error }))
}
