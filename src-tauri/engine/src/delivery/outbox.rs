//! The table of deliveries, and how a row comes to be.

use callboard_rpc::Topic;
use callboard_rpc::types::{DeliveryId, EndpointId, RunId};
use jiff::Timestamp;
use rusqlite::params;
use serde::Serialize;

use super::endpoints::{self, Listening};
use super::lane;
use crate::kernel::{Ms, Result, Write};

/// `failures` counts those in a row; `number` is the order of the list. Tries go with their delivery; one that is `ours`
/// failed for our own network's sake.
pub(super) const TABLES: &str = "
    CREATE TABLE deliveries (
        number        INTEGER PRIMARY KEY,
        id            TEXT NOT NULL UNIQUE,
        event         TEXT NOT NULL,
        subject       TEXT NOT NULL,
        endpoint      TEXT NOT NULL,
        endpoint_name TEXT NOT NULL,
        url           TEXT NOT NULL,
        run           TEXT,
        created       INTEGER NOT NULL,
        body          TEXT NOT NULL,
        state         TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
        failures      INTEGER NOT NULL DEFAULT 0,
        next_try      INTEGER,
        UNIQUE (event, subject, endpoint)
    ) STRICT;
    CREATE INDEX deliveries_due ON deliveries (endpoint, state, next_try);
    CREATE INDEX deliveries_by_run ON deliveries (run, number);
    CREATE INDEX deliveries_by_subject ON deliveries (subject);
    CREATE INDEX deliveries_open ON deliveries (state, endpoint) WHERE state <> 'delivered';
    CREATE INDEX deliveries_by_endpoint ON deliveries (endpoint);
    CREATE INDEX deliveries_by_time ON deliveries (created);
    CREATE TABLE delivery_tries (
        id       INTEGER PRIMARY KEY,
        delivery TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        at       INTEGER NOT NULL,
        status   INTEGER,
        words    TEXT,
        took     INTEGER NOT NULL,
        ours     INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX delivery_tries_by_delivery ON delivery_tries (delivery, id);
    CREATE INDEX delivery_tries_by_time ON delivery_tries (at);";

/// What endpoints can listen to (contract §5).
pub const EVENTS: [&str; 3] = ["campaign.completed", "subscription.state", "disposition.routed"];

/// Those of [`EVENTS`] that nothing in this version sends. A receiver may be set up for them already.
pub const NOT_SENT_YET: [&str; 1] = ["subscription.state"];

/// Tells the world of an event: writes one delivery for each endpoint that listens, in the caller's transaction,
/// to be sent once it is committed.
///
/// `event` is one of [`EVENTS`], `data` the envelope's; with `run` it is shown with that run. The same event about
/// the same `subject` (the run's id, for example) is announced once to an endpoint, however often this is called.
/// Answers the ids that are new: none where nobody listens, or all of it was announced before.
pub fn announce(
    write: &mut Write<'_>,
    event: &'static str,
    subject: &str,
    data: &impl Serialize,
    run: Option<&RunId>,
) -> Result<Vec<DeliveryId>> {
    let all = endpoints::listening(write, event)?;
    announce_among(write, &all, event, subject, data, run)
}

/// The same, to those of `endpoints` alone that listen.
pub fn announce_to(
    write: &mut Write<'_>,
    event: &'static str,
    subject: &str,
    data: &impl Serialize,
    endpoints: &[EndpointId],
) -> Result<Vec<DeliveryId>> {
    let mut chosen = endpoints::listening(write, event)?;
    chosen.retain(|one| endpoints.contains(&one.id));
    announce_among(write, &chosen, event, subject, data, None)
}

fn announce_among(
    write: &mut Write<'_>,
    endpoints: &[Listening],
    event: &'static str,
    subject: &str,
    data: &impl Serialize,
    run: Option<&RunId>,
) -> Result<Vec<DeliveryId>> {
    let body = serde_json::to_string(&Envelope { event, timestamp: write.now(), data })?;
    let new = New { event, subject, body: &body, run };
    let mut ids = Vec::new();
    for endpoint in endpoints {
        let id = DeliveryId::from_token(&write.chance().token());
        if insert(write, &id, &new, endpoint)? {
            lane::wake(write, &endpoint.id)?;
            ids.push(id);
        }
    }
    if !ids.is_empty() {
        write.changed(Topic::Deliveries);
    }
    Ok(ids)
}

/// What the rows of one announcement have in common.
#[derive(Debug)]
struct New<'a> {
    event: &'a str,
    subject: &'a str,
    body: &'a str,
    run: Option<&'a RunId>,
}

/// The body of every delivery; its fields stand in this order.
#[derive(Debug, Serialize)]
struct Envelope<'a, D> {
    event: &'a str,
    timestamp: Timestamp,
    data: &'a D,
}

fn insert(write: &mut Write<'_>, id: &DeliveryId, new: &New<'_>, endpoint: &Listening) -> Result<bool> {
    let now = Ms(write.now());
    let rows = write
        .prepare_cached(
            "INSERT INTO deliveries (id, event, subject, endpoint, endpoint_name, url, run, created, body, next_try)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8)
             ON CONFLICT (event, subject, endpoint) DO NOTHING",
        )?
        .execute(params![
            id.as_str(),
            new.event,
            new.subject,
            endpoint.id.as_str(),
            endpoint.name,
            endpoint.url,
            new.run.map(RunId::as_str),
            now,
            new.body
        ])?;
    Ok(rows > 0)
}
