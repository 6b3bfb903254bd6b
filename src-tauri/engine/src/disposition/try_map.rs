//! Trying a map on stored events: what publishing it and applying it to the last days would do. The very function that
//! does it then ([`super::rederive`]) is asked, so that both cannot differ.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use callboard_rpc::types::{
    ConnectionId, DispositionAction, DispositionMap, MapTried, Severity, TriedChange, TriedRow,
};
use rusqlite::Connection;

use super::decisions::{self, Decision, instant};
use super::lookup::Lookup;
use super::meanings::Meanings;
use super::reapply;
use super::rederive::rederive;
use super::words::{action_word, ranked};
use crate::kernel::Result;

/// No published version has this number.
const UNPUBLISHED: u32 = 0;

/// What a contact is called whose events are all held.
const HELD: &str = "held";

/// What a map would change. `now` and `days` say which events; `rows` how many contacts are listed.
pub(super) fn try_map(
    db: &Connection,
    of: &ConnectionId,
    map: &DispositionMap,
    hold: bool,
    now: jiff::Timestamp,
    days: u32,
    rows: usize,
) -> Result<MapTried> {
    let lookup = Arc::new(Lookup::new(UNPUBLISHED, map));
    let scopes = reapply::scopes(now, days);
    let mut contacts = BTreeSet::new();
    for scope in &scopes {
        contacts.extend(reapply::contacts(db, of, scope, None, u32::MAX)?);
    }
    let mut meanings = Meanings::new(of, Arc::clone(&lookup));
    let mut tried = MapTried {
        days,
        events: 0,
        contacts: 0,
        changed: 0,
        to_do_not_call: 0,
        from_do_not_call: 0,
        by_change: Vec::new(),
        rows: Vec::new(),
    };
    let mut counts: HashMap<(Said, Said), u64> = HashMap::new();
    for contact in contacts {
        let before = decisions::of_contact(db, of, &contact)?;
        let covered = |event: &&Decision| scopes.iter().any(|scope| scope.covers(event, &lookup));
        let events = before.iter().filter(covered).count() as u64;
        if events == 0 {
            continue;
        }
        let after = scopes.iter().fold(before.clone(), |all, scope| rederive(&all, &lookup, hold, scope));
        tried.events += events;
        tried.contacts += 1;
        let (was, is) = (newest(&before), newest(&after));
        let from = Said::of(db, &mut meanings, was)?;
        let to = Said::of(db, &mut meanings, is)?;
        if from == to {
            continue;
        }
        tried.changed += 1;
        tried.to_do_not_call += u64::from(opts_out(is) && !opts_out(was));
        tried.from_do_not_call += u64::from(opts_out(was) && !opts_out(is));
        if tried.rows.len() < rows
            && let Some(event) = is.or(was)
        {
            tried.rows.push(row(event, &from, &to));
        }
        *counts.entry((from, to)).or_default() += 1;
    }
    tried.by_change = by_change(counts);
    Ok(tried)
}

/// What counts for the contact; where all of it is held, the newest of that.
fn newest(events: &[Decision]) -> Option<&Decision> {
    let head = events.iter().find(|event| event.head);
    head.or_else(|| events.iter().max_by_key(|event| event.rank()))
}

fn opts_out(decision: Option<&Decision>) -> bool {
    decision.is_some_and(|decision| decision.opts_out)
}

/// A category with its severity and what it does, as a contact has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Said {
    category: String,
    severity: u8,
    does: Vec<DispositionAction>,
}

impl Said {
    fn of(db: &Connection, meanings: &mut Meanings, decision: Option<&Decision>) -> Result<Self> {
        let meaning = match decision {
            Some(decision) => meanings.of(db, decision)?,
            None => None,
        };
        let category = decision.and_then(|decision| decision.category.clone());
        Ok(Self {
            category: category.unwrap_or_else(|| HELD.to_owned()),
            severity: decision.map_or(0, |decision| decision.severity),
            does: meaning.map(|meaning| meaning.actions()).unwrap_or_default(),
        })
    }

    fn severity(&self) -> Severity {
        ranked(self.severity)
    }
}

/// A tenant may use numbers as its contacts' ids: none leaves whole.
fn row(event: &Decision, from: &Said, to: &Said) -> TriedRow {
    TriedRow {
        event: format!("evt_{}", event.event),
        contact: callboard_phone::mask_in_text(&event.contact),
        code: event.code.clone(),
        at: instant(event.happened),
        from: from.category.clone(),
        to: to.category.clone(),
    }
}

/// What one category does more and less than it did: `also suppress_number; no more notify`.
fn other_actions(from: &Said, to: &Said) -> Option<String> {
    if from.category != to.category {
        return None; // another category does what it does
    }
    let only = |these: &Said, those: &Said| {
        let found = these.does.iter().filter(|one| !those.does.contains(one));
        found.map(|one| action_word(*one)).collect::<Vec<_>>().join(", ")
    };
    let parts = [("also", only(to, from)), ("no more", only(from, to))];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(how, words)| format!("{how} {words}"))
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn by_change(counts: HashMap<(Said, Said), u64>) -> Vec<TriedChange> {
    let mut list: Vec<_> = counts
        .into_iter()
        .map(|((from, to), contacts)| TriedChange {
            from_severity: from.severity(),
            to_severity: to.severity(),
            what: other_actions(&from, &to),
            from: from.category,
            to: to.category,
            contacts,
        })
        .collect();
    list.sort_by(|a, b| b.contacts.cmp(&a.contacts).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    list
}
