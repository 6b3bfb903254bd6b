//! Scopes: the earlier events that a published map applies to.

use callboard_rpc::types::ConnectionId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::decisions::{Decision, millis};
use crate::kernel::Result;
use crate::map::Lookup;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    /// Events that were received since then, milliseconds.
    Since(i64),
    /// Unmapped events of one code.
    Code(String),
    /// Held events whose code the map knows now.
    Held,
}

/// The events of the last days, and those that are held and that the map knows, however old they are.
pub(super) fn of_days(now: Timestamp, days: u32) -> Vec<Scope> {
    let span = SignedDuration::from_hours(24 * i64::from(days));
    let since = (days > 0).then(|| Scope::Since(now.checked_sub(span).map_or(0, millis)));
    since.into_iter().chain([Scope::Held]).collect()
}

impl Scope {
    pub(super) fn covers(&self, decision: &Decision, lookup: &Lookup) -> bool {
        match self {
            Self::Since(since) => decision.received >= *since,
            Self::Code(code) => decision.unmapped && decision.code == *code,
            Self::Held => decision.held() && lookup.mapped(&decision.code).is_some(),
        }
    }

    /// The condition in SQL, with `?2` as its value; the map is not asked. Held and unmapped events are in an index.
    fn condition(&self) -> (&'static str, Value) {
        match self {
            Self::Since(since) => ("received >= ?2", (*since).into()),
            Self::Code(code) => ("unmapped = 1 AND code = ?2", code.clone().into()),
            Self::Held => ("unmapped = 1 AND category IS NULL AND ?2 IS NULL", Value::Null),
        }
    }
}

/// The number of events in these scopes.
pub(super) fn count(db: &Connection, of: &ConnectionId, lookup: &Lookup, scopes: &[Scope]) -> Result<u64> {
    let (mut count, mut counted_since) = (0, i64::MAX);
    for scope in scopes {
        let (condition, value) = scope.condition();
        let sql = format!(
            "SELECT code, count(*) FROM decisions WHERE connection = ?1 AND {condition} AND received < ?3 GROUP BY code"
        );
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.query(params![of.as_str(), value, counted_since])?;
        while let Some(row) = rows.next()? {
            if *scope != Scope::Held || lookup.mapped(&row.get::<_, String>(0)?).is_some() {
                count += row.get::<_, i64>(1)?.unsigned_abs();
            }
        }
        if let Scope::Since(since) = scope {
            counted_since = *since;
        }
    }
    Ok(count)
}

/// Events outside of these scopes that were decided as unmapped, and whose codes the map names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct StillUnmapped {
    pub(super) events: u64,
    /// When the oldest was received, milliseconds.
    pub(super) oldest: Option<i64>,
}

pub(super) fn still_unmapped(
    db: &Connection,
    of: &ConnectionId,
    lookup: &Lookup,
    scopes: &[Scope],
) -> Result<StillUnmapped> {
    let since =
        scopes.iter().find_map(|scope| if let Scope::Since(since) = scope { Some(*since) } else { None });
    let mut statement = db.prepare_cached(
        "SELECT code, count(*), min(received) FROM decisions
         WHERE connection = ?1 AND unmapped = 1 AND category IS NOT NULL AND received < ?2 GROUP BY code",
    )?;
    let mut rows = statement.query(params![of.as_str(), since.unwrap_or(i64::MAX)])?;
    let mut still = StillUnmapped::default();
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let applied = scopes.iter().any(|scope| matches!(scope, Scope::Code(applied) if *applied == code));
        if applied || lookup.mapped(&code).is_none() {
            continue;
        }
        still.events += row.get::<_, i64>(1)?.unsigned_abs();
        still.oldest = still.oldest.into_iter().chain([row.get(2)?]).min();
    }
    Ok(still)
}

/// The first contacts after `after`, in the order of their names, that may have an event in one of these scopes.
pub(super) fn contacts(
    db: &Connection,
    of: &ConnectionId,
    scopes: &[Scope],
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for scope in scopes {
        let (condition, value) = scope.condition();
        let by_contact =
            if matches!(scope, Scope::Since(_)) { "INDEXED BY decisions_by_contact" } else { "" };
        let sql = format!(
            "SELECT DISTINCT contact FROM decisions {by_contact}
             WHERE connection = ?1 AND {condition} AND contact > ?3 ORDER BY contact LIMIT ?4"
        );
        let mut statement = db.prepare_cached(&sql)?;
        let after = after.unwrap_or_default();
        let rows = statement.query_map(params![of.as_str(), value, after, limit], |row| row.get(0))?;
        all.extend(rows.collect::<rusqlite::Result<Vec<String>>>()?);
    }
    all.sort_unstable();
    all.dedup();
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}
