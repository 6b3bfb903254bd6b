//! Trying a map on stored events: the consequences of publishing it and applying it to the last days, as
//! [`super::reapply`] would carry them out.

use std::collections::HashMap;
use std::sync::Arc;

use callboard_rpc::types::{
    ConnectionId, DispositionAction, DispositionMap, MapTried, Severity, TriedChange, TriedRow,
};
use rusqlite::Connection;

use super::decisions::{Decision, instant};
use super::known::at_publishing;
use super::scope;
use super::step::Known;
use crate::kernel::{Result, StoredWord as _};
use crate::map::{Lookup, Meanings, Rules, ranked};

/// No published version has this number.
const UNPUBLISHED: u32 = 0;

/// The category of a contact whose events are all held.
const HELD: &str = "held";

/// The words for a contact whose number goes on the list because of an event that does not count for it.
const LISTED: &str = "number on the do-not-call list";

/// The changes by a map. `now` and `days` say which events it applies to; `rows` how many contacts are listed.
pub(super) fn try_map(
    db: &Connection,
    of: &ConnectionId,
    map: &DispositionMap,
    hold: bool,
    now: jiff::Timestamp,
    days: u32,
    rows: usize,
) -> Result<MapTried> {
    let rules = Rules { lookup: Arc::new(Lookup::new(UNPUBLISHED, map)), hold };
    let scopes = scope::of_days(now, days);
    let mut meanings = Meanings::new(of, &rules.lookup);
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
    for contact in scope::contacts(db, of, &scopes, None, u32::MAX)? {
        let (before, all) = at_publishing(db, &mut meanings, (of, &contact), &rules, &scopes)?;
        let covered = |known: &&Known| scopes.iter().any(|one| one.covers(&known.decision, &rules.lookup));
        let events = before.iter().filter(covered).count() as u64;
        tried.events += events;
        tried.contacts += u64::from(events > 0);
        let (was, is, listed) = (newest(&before), newest(&all.after), all.suppressed());
        let (from, to) = (Said::of(was), Said::of(is));
        if from == to && listed.is_empty() {
            continue;
        }
        tried.changed += 1;
        tried.to_do_not_call += u64::from(!listed.is_empty());
        tried.from_do_not_call += u64::from(opts_out(was) && !opts_out(is));
        let because = if from == to {
            all.after.iter().find(|one| listed.contains(&one.decision.event))
        } else {
            is.or(was)
        };
        if tried.rows.len() < rows
            && let Some(event) = because
        {
            tried.rows.push(row(&event.decision, &from, &to));
        }
        let counts_not = |event: &i64| from == to || is.is_none_or(|is| is.decision.event != *event);
        let listed = listed.iter().any(counts_not);
        *counts.entry(Change { from, to, listed }).or_default() += 1;
    }
    tried.by_change = by_change(counts);
    Ok(tried)
}

/// The event that counts for the contact; where all are held, the newest.
fn newest(events: &[Known]) -> Option<&Known> {
    let head = events.iter().find(|event| event.decision.head);
    head.or_else(|| events.iter().max_by_key(|event| event.decision.rank()))
}

fn opts_out(event: Option<&Known>) -> bool {
    event.is_some_and(|event| event.decision.opts_out)
}

/// A change of a contact. `listed` where its number goes on the list because of an event that does not count for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Change {
    from: Said,
    to: Said,
    listed: bool,
}

/// The category of a contact with its severity and actions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Said {
    category: String,
    severity: u8,
    does: Vec<DispositionAction>,
}

impl Said {
    fn of(event: Option<&Known>) -> Self {
        let category = event.and_then(|event| event.decision.category());
        Self {
            category: category.unwrap_or(HELD).to_owned(),
            severity: event.map_or(0, |event| event.decision.severity),
            does: event.and_then(|event| event.does.as_ref()).map(|does| does.actions()).unwrap_or_default(),
        }
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

/// The actions that one category has more and less than it had: `also suppress_number; no more notify`; and [`LISTED`].
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
        found.map(|one| one.word()).collect::<Vec<_>>().join(", ")
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
