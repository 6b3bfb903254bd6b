//! Imports as pages and the command line show them.

use callboard_phone::{E164, mask_in_text};
use callboard_rpc::types::{DncEvent, DncImport, DncImportState};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::row::{self, Import};
use super::spool::date;
use super::{kind_of, listed, look, release};
use crate::connection;
use crate::dnc::commands::shown as direction;
use crate::dnc::drain::MOST;
use crate::dnc::ledger::Ledger;
use crate::kernel::{Result, StoredWord as _};

pub(super) fn shown(db: &Connection, import: Import, now: Timestamp) -> Result<DncImport> {
    let Import { facts, counts, .. } = &import;
    let confirm = match import.state {
        DncImportState::Looked => look::to_confirm(facts, counts),
        _ => 0,
    };
    let written = match import.state {
        DncImportState::Reading | DncImportState::Looked => 0,
        _ => counts.fresh + counts.already + counts.older + counts.takes_back,
    };
    let to_release = release::count(db, import.id)?;
    let confirmed_by = confirmed_by(db, &import, now)?;
    Ok(DncImport {
        rows: facts.rows,
        numbers: facts.numbers,
        refused: facts.refused,
        repeated: facts.repeated + counts.further,
        fresh: counts.fresh,
        already: counts.already,
        older: counts.older,
        takes_back: counts.takes_back,
        lifts: counts.lifts,
        lifts_people: counts.lifts_people,
        lacks: facts.lacks,
        confirm,
        written,
        distinct: facts.distinct,
        notes: facts.notes.clone(),
        id: import.token,
        connection: import.connection,
        list: mask_in_text(&import.list_name),
        file: mask_in_text(&import.file),
        mode: import.mode,
        actor: import.actor,
        at: import.at,
        state: import.state,
        push: import.pushed,
        passed: import.passed,
        confirmed: import.confirmed,
        known: import.known,
        dead: import.dead,
        to_release,
        confirmed_by,
        words: import.words,
    })
}

/// The import of this number.
pub(super) fn of(db: &Connection, id: i64, now: Timestamp) -> Result<DncImport> {
    let import = row::find(db, id)?.ok_or_else(|| anyhow::anyhow!("the import {id} is gone"))?;
    shown(db, import, now)
}

/// By the connection's own limit of requests; no limit, no forecast.
fn confirmed_by(db: &Connection, import: &Import, now: Timestamp) -> Result<Option<Timestamp>> {
    let goes_on = !matches!(import.state, DncImportState::Undone | DncImportState::Failed);
    let left = import.facts.distinct.saturating_sub(import.passed);
    let left = left + import.passed.saturating_sub(import.confirmed + import.known + import.dead);
    if !goes_on || left == 0 || !connection::is_there(db, &import.connection)? {
        return Ok(None);
    }
    let limit = u64::from(connection::find(db, &import.connection)?.settings.rate_limit);
    let Some(minutes) = left.div_ceil(MOST as u64).checked_div(limit) else { return Ok(None) };
    Ok(Some(now + SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(i64::MAX / 60) + 1)))
}

/// What imports say of a number, line by line.
pub(in crate::dnc) fn events(db: &Connection, ledger: Ledger, number: E164) -> Result<Vec<DncEvent>> {
    let mut events = Vec::new();
    for event in listed::history(db, ledger, number)? {
        let import = row::find(db, event.import)?;
        let import =
            import.ok_or_else(|| anyhow::anyhow!("dnc_listed: the import {} is missing", event.import))?;
        let outcome = if import.stands { "counts" } else { "taken_back" };
        events.push(DncEvent {
            direction: event.listed.says().map(|said| direction(said.direction())),
            at: event.listed.at(),
            source: kind_of(import.mode).word().to_owned(),
            who: import.actor,
            file: Some(
                mask_in_text(&format!("{}: {}", import.list_name, import.file))
                    + &format!(", line {}", event.line),
            ),
            expiry: event.expiry.map(date),
            reason: event.reason.as_deref().map(mask_in_text),
            event: None,
            received: import.at,
            outcome: outcome.to_owned(),
            sent: None,
            ended: None,
            words: None,
        });
    }
    Ok(events)
}

/// Since when a number waits for its turn among those of an import.
pub(in crate::dnc) fn waits_since(
    db: &Connection,
    ledger: Ledger,
    number: E164,
) -> Result<Option<Timestamp>> {
    let mut since = None;
    for event in listed::history(db, ledger, number)? {
        let Some(import) = row::find(db, event.import)? else { continue };
        if import.pushed && import.stands && import.place.is_none_or(|place| place < number.pack()) {
            since = Some(import.at).max(since);
        }
    }
    Ok(since)
}

/// Numbers of imports whose turn to be told has not come.
pub(in crate::dnc) fn waiting(db: &Connection, ledger: Ledger) -> Result<u64> {
    let mut statement = db.prepare_cached(
        "SELECT coalesce(sum((i.facts ->> 'distinct') - i.passed), 0) FROM dnc_imports i JOIN dnc_lists l ON l.id = i.list
         WHERE l.ledger = ?1 AND i.pushed = 1 AND i.stands = 1",
    )?;
    let waiting: i64 = statement.query_row(params![ledger.0], |row| row.get(0))?;
    Ok(waiting.unsigned_abs())
}
