//! Routes: the subscribers that are notified of events of each severity.
//!
//! A subscriber is the bell (`in_app`), the desktop, or an endpoint; each has a row of its own for each event, so that
//! none is dropped where one is slow. A delivery is a row already; a row for the bell or the desktop waits here until
//! [`super::alert`] has counted it. Events without a subscriber are counted as unheard.

use std::collections::BTreeMap;

use callboard_rpc::types::{ConnectionId, EndpointId, Severity, SeverityRoute};
use rusqlite::{Connection, named_params, params};
use serde::Serialize;

use super::alert;
use super::decisions::{Decision, instant};
use super::effects::Of;
use crate::delivery;
use crate::kernel::{Ms, Result, StoredWord as _, Write};
use crate::map::{Meaning, SEVERITIES, rank};

/// `severity_routes` has a row for what a person has set; `endpoints` is a JSON list, or null: all that listen.
/// The `category` of a routed event is the one it had then; another map may decide it before the alert. `unheard` counts by
/// day (UTC).
pub(super) const TABLES: &str = "
    CREATE TABLE severity_routes (
        connection TEXT NOT NULL,
        severity   INTEGER NOT NULL,
        in_app     INTEGER NOT NULL,
        desktop    INTEGER NOT NULL,
        endpoints  TEXT NOT NULL,
        PRIMARY KEY (connection, severity)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE routed (
        event      INTEGER NOT NULL,
        version    INTEGER NOT NULL,
        subscriber TEXT NOT NULL,
        connection TEXT NOT NULL,
        severity   INTEGER NOT NULL,
        state      TEXT NOT NULL CHECK (state IN ('waiting', 'told')),
        at         INTEGER NOT NULL,
        category   TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (event, version, subscriber)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX routed_waiting ON routed (connection, severity) WHERE state = 'waiting';
    CREATE TABLE unheard (
        connection TEXT NOT NULL,
        severity   INTEGER NOT NULL,
        day        TEXT NOT NULL,
        events     INTEGER NOT NULL,
        PRIMARY KEY (connection, severity, day)
    ) STRICT, WITHOUT ROWID;";

pub(super) const IN_APP: &str = "in_app";
pub(super) const DESKTOP: &str = "desktop";
/// In place of a subscriber, where there was none.
pub(super) const NOBODY: &str = "nobody";
/// The name of the outgoing event.
pub(super) const ROUTED: &str = "disposition.routed";

/// The subscribers of one severity of one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) in_app: bool,
    pub(super) desktop: bool,
    /// Those that a person has chosen, also while they are off; where nobody has, all that listen.
    pub(super) chosen: Option<Vec<EndpointId>>,
}

impl Route {
    /// Endpoints that get a delivery now.
    fn open(&self, listening: Vec<EndpointId>) -> Vec<EndpointId> {
        let Some(chosen) = &self.chosen else { return listening };
        listening.into_iter().filter(|id| chosen.contains(id)).collect()
    }
}

/// An event that subscribers are notified of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Routed {
    event: i64,
    version: u32,
    happened: i64,
    /// The category, with the actions that are still to be done.
    meaning: Meaning,
    /// Subscribers may have been notified of it before.
    known_before: bool,
}

impl Routed {
    pub(super) fn of(decision: &Decision, meaning: Meaning, known_before: bool) -> Self {
        let Decision { event, version, happened, .. } = *decision;
        Self { event, version, happened, meaning, known_before }
    }
}

/// The routes that one write needs, read once, and what it has to add up. [`Routes::close`] comes last, in that write.
#[derive(Debug, Default)]
pub(super) struct Routes {
    known: BTreeMap<(ConnectionId, u8), (Route, Vec<EndpointId>)>,
    unheard: BTreeMap<(ConnectionId, u8), i64>,
    alerts: std::collections::BTreeSet<(ConnectionId, u8)>,
}

impl Routes {
    /// Notifies whoever listens, each by a row of its own.
    pub(super) fn notify(&mut self, write: &mut Write<'_>, of: Of<'_>, routed: &Routed) -> Result<()> {
        let meaning = &routed.meaning;
        let place = (of.0.clone(), meaning.rank());
        if !self.known.contains_key(&place) {
            let route = route(write, of.0, meaning.severity)?;
            let endpoints = route.open(listening(write)?);
            self.known.insert(place.clone(), (route, endpoints));
        }
        let (route, endpoints) = &self.known[&place];
        let mut heard = false;
        for (subscriber, wanted) in [(IN_APP, route.in_app), (DESKTOP, route.desktop)] {
            if wanted && meaning.notifies {
                heard = true;
                insert(write, of, routed, subscriber, "waiting")?;
                self.alerts.insert(place.clone());
            }
        }
        if meaning.delivers && !endpoints.is_empty() {
            heard = true;
            announce(write, of, routed, endpoints)?;
        }
        // An event that is decided anew is no other event.
        let counted = heard || routed.known_before && is_known(write, routed.event)?;
        if !counted && insert(write, of, routed, NOBODY, "told")? {
            *self.unheard.entry(place).or_default() += 1;
        }
        Ok(())
    }

    /// Wakes the alerts, and adds up what nobody heard.
    pub(super) fn close(self, write: &mut Write<'_>) -> Result<()> {
        for (connection, severity) in self.alerts {
            alert::wake(write, &connection, severity)?;
        }
        let day = write.now().strftime("%Y-%m-%d").to_string();
        for ((connection, severity), events) in self.unheard {
            write
                .prepare_cached(
                    "INSERT INTO unheard (connection, severity, day, events) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (connection, severity, day) DO UPDATE SET events = events + excluded.events",
                )?
                .execute(params![connection.as_str(), severity, day, events])?;
        }
        Ok(())
    }
}

/// The subscribers of a severity: as a person has set them, else the bell for critical and high, and for every severity
/// all endpoints that listen.
pub(super) fn route(db: &Connection, of: &ConnectionId, severity: Severity) -> Result<Route> {
    let mut statement = db.prepare_cached(
        "SELECT in_app, desktop, endpoints FROM severity_routes WHERE connection = ?1 AND severity = ?2",
    )?;
    let mut rows = statement.query(params![of.as_str(), rank(severity)])?;
    let Some(row) = rows.next()? else {
        return Ok(Route { in_app: severity >= Severity::High, desktop: false, chosen: None });
    };
    let chosen = serde_json::from_str(&row.get::<_, String>(2)?)?;
    Ok(Route { in_app: row.get(0)?, desktop: row.get(1)?, chosen })
}

pub(super) fn set(write: &mut Write<'_>, of: &ConnectionId, severity: Severity, route: &Route) -> Result<()> {
    write.execute(
        "INSERT INTO severity_routes (connection, severity, in_app, desktop, endpoints) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (connection, severity) DO UPDATE SET in_app = excluded.in_app, desktop = excluded.desktop,
             endpoints = excluded.endpoints",
        params![
            of.as_str(),
            rank(severity),
            route.in_app,
            route.desktop,
            serde_json::to_string(&route.chosen)?
        ],
    )?;
    Ok(())
}

/// All severities as the window shows them, critical first.
pub(super) fn list(db: &Connection, of: &ConnectionId, now: jiff::Timestamp) -> Result<Vec<SeverityRoute>> {
    const NO_STREAM: &str = "Redis is not part of this version of Callboard; everything is kept here.";
    let since = now.checked_sub(jiff::SignedDuration::from_hours(30 * 24)).unwrap_or_default();
    let since = since.strftime("%Y-%m-%d").to_string();
    let there: Vec<EndpointId> = delivery::endpoints(db)?.into_iter().map(|one| one.id).collect();
    let listening = listening(db)?;
    let mut list = Vec::new();
    for severity in SEVERITIES.into_iter().rev() {
        let found = route(db, of, severity)?;
        let unheard: i64 = db
            .prepare_cached(
                "SELECT coalesce(sum(events), 0) FROM unheard WHERE connection = ?1 AND severity = ?2 AND day >= ?3",
            )?
            .query_row(params![of.as_str(), rank(severity), since], |row| row.get(0))?;
        let every = found.chosen.is_none();
        let mut endpoints = found.chosen.unwrap_or_else(|| listening.clone());
        endpoints.retain(|id| there.contains(id));
        list.push(SeverityRoute {
            severity,
            in_app: found.in_app,
            desktop: found.desktop,
            endpoints,
            every,
            redis: false,
            redis_because: Some(NO_STREAM.to_owned()),
            unheard: unheard.unsigned_abs(),
        });
    }
    Ok(list)
}

/// Endpoints that are on and want `disposition.routed`.
pub(super) fn listening(db: &Connection) -> Result<Vec<EndpointId>> {
    let all = delivery::endpoints(db)?;
    let wants = |events: &[String]| events.iter().any(|event| event == ROUTED);
    Ok(all.into_iter().filter(|one| one.enabled && wants(&one.events)).map(|one| one.id).collect())
}

/// Whether subscribers were notified of the event before, or it was counted as unheard.
fn is_known(db: &Connection, event: i64) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM routed WHERE event = ?1)")?;
    Ok(statement.query_row([event], |row| row.get(0))?)
}

/// One row, and whether it is new.
fn insert(
    write: &mut Write<'_>,
    (connection, _): Of<'_>,
    routed: &Routed,
    subscriber: &str,
    state: &str,
) -> Result<bool> {
    let rows = write
        .prepare_cached(
            "INSERT INTO routed (event, version, subscriber, connection, severity, state, at, category)
             VALUES (:event, :version, :subscriber, :connection, :severity, :state, :at, :category)
             ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! {
            ":event": routed.event,
            ":version": routed.version,
            ":subscriber": subscriber,
            ":connection": connection.as_str(),
            ":severity": routed.meaning.rank(),
            ":state": state,
            ":at": Ms(write.now()),
            ":category": routed.meaning.category,
        })?;
    Ok(rows > 0)
}

/// `disposition.routed` (contract §5).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    contact_id: &'a str,
    category: &'a str,
    severity: &'static str,
    timestamp: jiff::Timestamp,
}

/// One delivery for each of these endpoints. An event that is decided anew is announced anew, as `evt_N/vM`.
fn announce(write: &mut Write<'_>, of: Of<'_>, routed: &Routed, endpoints: &[EndpointId]) -> Result<()> {
    let Routed { event, version, meaning, .. } = routed;
    let announced = routed.known_before && is_announced(write, *event, *version)?;
    let subject = if announced { format!("evt_{event}/v{version}") } else { format!("evt_{event}") };
    let data = Data {
        contact_id: of.1,
        category: &meaning.category,
        severity: meaning.severity.word(),
        timestamp: instant(routed.happened),
    };
    delivery::announce_to(write, ROUTED, &subject, &data, endpoints)?;
    for endpoint in endpoints {
        insert(write, of, routed, endpoint.as_str(), "told")?;
    }
    Ok(())
}

/// Whether endpoints have a delivery about the event by another version.
fn is_announced(db: &Connection, event: i64, version: u32) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM routed WHERE event = ?1 AND version <> ?2
                        AND subscriber NOT IN ('in_app', 'desktop', 'nobody'))",
    )?;
    Ok(statement.query_row(params![event, version], |row| row.get(0))?)
}
