//! Which messages a lane may send now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::Connection;

use super::lane::MOST;
use crate::kernel::{Result, Write};
use crate::outbox::kind::{Kinds, find};
use crate::outbox::paused::{self, Pause};
use crate::outbox::row::{self, LaneId, Row};
use crate::outbox::settle::is_passed_over;

/// What is in flight: numbers with their kinds, by lane.
pub(in crate::outbox) type InFlight = BTreeMap<LaneId, BTreeMap<i64, String>>;

/// How a lane stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// So many may be sent now, counted up to [`MOST`].
    pub(super) ready: usize,
    /// When it is looked again, where all of it is paused.
    pub(super) paused_until: Option<Timestamp>,
}

/// What there is to send.
#[derive(Debug)]
pub(super) struct ToSend {
    /// Every lane that has something.
    pub(super) lanes: Vec<(LaneId, Standing)>,
    /// When the next wait is over.
    pub(super) next_due: Option<Timestamp>,
}

pub(super) fn to_send(db: &Connection, kinds: Kinds, in_flight: &InFlight, now: Timestamp) -> Result<ToSend> {
    let mut lanes = Vec::new();
    for lane in row::lanes(db)? {
        let (rows, paused_until) = open(db, kinds, &lane, MOST, in_flight, now)?;
        lanes.push((lane, Standing { ready: rows.len(), paused_until }));
    }
    Ok(ToSend { lanes, next_due: row::next_due(db)? })
}

/// Takes the first `limit` of a lane that may be sent; not those whose place another took meanwhile. One whose body
/// cannot be sent any more gets another one here.
pub(in crate::outbox) fn take(
    write: &mut Write<'_>,
    kinds: Kinds,
    lane: &LaneId,
    limit: usize,
    in_flight: &InFlight,
) -> Result<Vec<Row>> {
    let now = write.now();
    let mut taken = Vec::new();
    for mut row in open(write, kinds, lane, limit, in_flight, now)?.0 {
        let Some(kind) = find(kinds, &row.kind) else { continue };
        if is_passed_over(write, kind, &row, row.look)? {
            continue;
        }
        // One that cannot be read becomes a dead letter when it is tried.
        if let Some(payload) = kind.renewed(&row, now).ok().flatten().filter(|_| !row.look) {
            row = Row { payload, key: write.chance().token(), ..row };
            row::renew(write, &row)?;
        }
        kind.leaving(write, &row)?;
        taken.push(row);
    }
    Ok(taken)
}

/// The first `limit` of a lane that may be sent and are not in flight; and until when it is paused, where nothing may.
fn open(
    db: &Connection,
    kinds: Kinds,
    lane: &LaneId,
    limit: usize,
    in_flight: &InFlight,
    now: Timestamp,
) -> Result<(Vec<Row>, Option<Timestamp>)> {
    let pauses = Pauses::of(db, lane, in_flight, now)?;
    let flying = in_flight.get(lane);
    let limit = match pauses.all {
        Some(Paused::Until(until)) => return Ok((Vec::new(), Some(until))),
        Some(Paused::ProbedBy(0)) => limit.min(1),
        Some(Paused::ProbedBy(_)) => 0,
        None => limit,
    };
    if limit == 0 {
        return Ok((Vec::new(), None));
    }
    let looked_at = limit + flying.map_or(0, BTreeMap::len);
    let open: Vec<_> = kinds.iter().map(|kind| kind.word()).filter(|word| !pauses.holds(word)).collect();
    let mut rows = row::ready(db, lane, &serde_json::to_string(&open)?, looked_at)?;
    let mut probed = BTreeSet::new();
    rows.retain(|row| {
        let in_flight = flying.is_some_and(|flying| flying.contains_key(&row.number));
        !in_flight && (!pauses.probed.contains(&row.kind) || probed.insert(row.kind.clone()))
    });
    rows.truncate(limit);
    let until = if rows.is_empty() { pauses.until } else { None };
    Ok((rows, until))
}

/// What is paused in a lane. Where a pause is over, one message shows whether the tenant takes them again.
struct Pauses {
    /// All of the connection.
    all: Option<Paused>,
    /// Kinds of which nothing is sent.
    held: Vec<String>,
    /// Kinds of which one is sent.
    probed: BTreeSet<String>,
    /// When the first of those that are held is over.
    until: Option<Timestamp>,
}

enum Paused {
    Until(Timestamp),
    /// It is over, and so many are in flight.
    ProbedBy(usize),
}

impl Pauses {
    fn of(db: &Connection, lane: &LaneId, in_flight: &InFlight, now: Timestamp) -> Result<Self> {
        let mut found = Self { all: None, held: Vec::new(), probed: BTreeSet::new(), until: None };
        let flying = |kind: Option<&str>| {
            let of_connection = in_flight.iter().filter(|(id, _)| id.connection == lane.connection);
            let all = of_connection.flat_map(|(_, flying)| flying.values());
            all.filter(|flies| kind.is_none_or(|kind| *flies == kind)).count()
        };
        for Pause { kind, until, .. } in paused::of(db, &lane.connection)? {
            match kind {
                None if until > now => found.all = Some(Paused::Until(until)),
                None => found.all = Some(Paused::ProbedBy(flying(None))),
                Some(kind) if until > now => {
                    found.until = Some(found.until.map_or(until, |first| first.min(until)));
                    found.held.push(kind);
                }
                Some(kind) if flying(Some(&kind)) > 0 => found.held.push(kind),
                Some(kind) => drop(found.probed.insert(kind)),
            }
        }
        Ok(found)
    }

    fn holds(&self, kind: &str) -> bool {
        self.held.iter().any(|held| held == kind)
    }
}
