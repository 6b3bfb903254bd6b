//! Trying a map on stored events: what publishing it and applying it to the last days would do. The very functions that
//! do it then ([`super::rederive`], [`super::reapply`]) are asked, so that both cannot differ.

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
use super::rederive::{Scope, rederive};
use super::words::{action_word, ranked};
use crate::kernel::Result;

/// No published version has this number.
const UNPUBLISHED: u32 = 0;

/// What a contact is called whose events are all held.
const HELD: &str = "held";

/// What is said of a contact whose number goes on the list because of an event that does not count for it.
const LISTED: &str = "number on the do-not-call list";

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
    let mut counts: HashMap<Change, u64> = HashMap::new();
    for contact in contacts {
        let before = decisions::of_contact(db, of, &contact)?;
        let covered = |event: &&Decision| scopes.iter().any(|scope| scope.covers(event, &lookup));
        let events = before.iter().filter(covered).count() as u64;
        if events == 0 {
            continue;
        }
        let Applied { after, listed } = apply(db, &mut meanings, &lookup, hold, &scopes, &before)?;
        tried.events += events;
        tried.contacts += 1;
        let (was, is) = (newest(&before), newest(&after));
        let from = Said::of(db, &mut meanings, was)?;
        let to = Said::of(db, &mut meanings, is)?;
        if from == to && listed.is_empty() {
            continue;
        }
        tried.changed += 1;
        tried.to_do_not_call += u64::from(!listed.is_empty());
        tried.from_do_not_call += u64::from(opts_out(was) && !opts_out(is));
        let because =
            if from == to { after.iter().find(|one| listed.contains(&one.event)) } else { is.or(was) };
        if tried.rows.len() < rows
            && let Some(event) = because
        {
            tried.rows.push(row(event, &from, &to));
        }
        let counts_not = |event: &i64| from == to || is.is_none_or(|is| is.event != *event);
        let listed = listed.iter().any(counts_not);
        *counts.entry(Change { from, to, listed }).or_default() += 1;
    }
    tried.by_change = by_change(counts);
    Ok(tried)
}

/// The events of a contact as they would stand, and those that put its number on the do-not-call list.
struct Applied {
    after: Vec<Decision>,
    listed: Vec<i64>,
}

fn apply(
    db: &Connection,
    meanings: &mut Meanings,
    lookup: &Lookup,
    hold: bool,
    scopes: &[Scope],
    before: &[Decision],
) -> Result<Applied> {
    let mut applied = Applied { after: before.to_vec(), listed: Vec::new() };
    for scope in scopes {
        let after = rederive(&applied.after, lookup, hold, scope);
        for (old, new) in applied.after.iter().zip(&after) {
            if reapply::would_suppress(db, meanings, old, new)? {
                applied.listed.push(new.event);
            }
        }
        applied.after = after;
    }
    Ok(applied)
}

/// What counts for the contact; where all of it is held, the newest of that.
fn newest(events: &[Decision]) -> Option<&Decision> {
    let head = events.iter().find(|event| event.head);
    head.or_else(|| events.iter().max_by_key(|event| event.rank()))
}

fn opts_out(decision: Option<&Decision>) -> bool {
    decision.is_some_and(|decision| decision.opts_out)
}

/// What changes of a contact. `listed` where its number goes on the list because of an event that does not count for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Change {
    from: Said,
    to: Said,
    listed: bool,
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

/// What one category does more and less than it did: `also suppress_number; no more notify`; and [`LISTED`].
fn what(change: &Change) -> Option<String> {
    let listed = change.listed.then(|| LISTED.to_owned());
    let parts: Vec<_> = other_actions(&change.from, &change.to).into_iter().chain(listed).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

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

fn by_change(counts: HashMap<Change, u64>) -> Vec<TriedChange> {
    let mut list: Vec<_> = counts
        .into_iter()
        .map(|(change, contacts)| TriedChange {
            from_severity: change.from.severity(),
            to_severity: change.to.severity(),
            what: what(&change),
            from: change.from.category,
            to: change.to.category,
            contacts,
        })
        .collect();
    list.sort_by(|a, b| b.contacts.cmp(&a.contacts).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    list
}
