//! The table of receivers.

use callboard_rpc::Topic;
use callboard_rpc::types::{Endpoint, EndpointId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::draft::Draft;
use crate::kernel::{Ms, Result, Write};
use crate::secrets::Numbers;

/// `failing_since` is the first failure after the newest delivery that arrived, and `alerted` the mark of that stretch of
/// failures that was told last (see `failing.rs`). `unsent_since` is the first try that could not leave this computer after
/// the newest one that did, and `held_until` when it is looked whether one can. Up to the delivery `given_up_to`, all that
/// waits is given up (see `bury.rs`). The secrets that sign have numbers (see `secrets/numbers.rs`).
pub(super) const TABLES: &str = "
    CREATE TABLE endpoints (
        id                TEXT PRIMARY KEY,
        name              TEXT NOT NULL,
        url               TEXT NOT NULL,
        events            TEXT NOT NULL,
        enabled           INTEGER NOT NULL,
        disabled_because  TEXT,
        last_delivered    INTEGER,
        failing_since     INTEGER,
        made              INTEGER NOT NULL,
        old_secret_until  INTEGER,
        alerted           INTEGER NOT NULL DEFAULT 0,
        unsent_since      INTEGER,
        held_until        INTEGER NOT NULL DEFAULT 0,
        given_up_to       INTEGER NOT NULL DEFAULT 0,
        secret_number     INTEGER NOT NULL DEFAULT 0,
        old_secret_number INTEGER
    ) STRICT, WITHOUT ROWID;";

/// More would not each have a lane of their own.
pub(super) const MOST: usize = 64;

const SELECT: &str = "
    SELECT id, name, url, events, enabled, disabled_because, last_delivered, failing_since,
           (SELECT count(*) FROM deliveries d WHERE d.endpoint = e.id AND d.state = 'waiting'),
           (SELECT count(*) FROM deliveries d
            WHERE d.endpoint = e.id AND d.state = 'dead' AND d.state <> 'delivered'), old_secret_until
    FROM endpoints e";

/// All receivers with their health, oldest first.
pub fn list(db: &Connection) -> Result<Vec<Endpoint>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} ORDER BY made, id"))?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find(db: &Connection, id: &EndpointId) -> Result<Option<Endpoint>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id.as_str()], row).optional()?)
}

/// What it is called, and whether it is turned on; its figures are not read.
pub(super) fn on(db: &Connection, id: &EndpointId) -> Result<Option<(String, bool)>> {
    let mut statement = db.prepare_cached("SELECT name, enabled FROM endpoints WHERE id = ?1")?;
    Ok(statement.query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Its present address; `None` where it was removed.
pub(super) fn url(db: &Connection, id: &EndpointId) -> Result<Option<String>> {
    let mut statement = db.prepare_cached("SELECT url FROM endpoints WHERE id = ?1")?;
    Ok(statement.query_row([id.as_str()], |row| row.get(0)).optional()?)
}

/// Its secrets, and until when the old one signs too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signing {
    pub(super) secrets: Numbers,
    pub(super) old_until: Option<Timestamp>,
}

/// `None` where it was removed.
pub(super) fn signing(db: &Connection, id: &EndpointId) -> Result<Option<Signing>> {
    let mut statement = db.prepare_cached(
        "SELECT secret_number, old_secret_number, old_secret_until FROM endpoints WHERE id = ?1",
    )?;
    let found = statement.query_row([id.as_str()], |row| {
        let secrets = Numbers { newest: row.get(0)?, old: row.get(1)? };
        Ok(Signing { secrets, old_until: row.get::<_, Option<Ms>>(2)?.map(|until| until.0) })
    });
    Ok(found.optional()?)
}

/// From now on these sign.
pub(super) fn sign_with(write: &mut Write<'_>, id: &EndpointId, signing: Signing) -> Result<()> {
    let Signing { secrets, old_until } = signing;
    write.execute(
        "UPDATE endpoints SET secret_number = ?2, old_secret_number = ?3, old_secret_until = ?4 WHERE id = ?1",
        params![id.as_str(), secrets.newest, secrets.old, old_until.map(Ms)],
    )?;
    write.changed(Topic::Deliveries);
    Ok(())
}

/// Those that want `event` and are turned on; their figures are not read.
pub(super) fn listening(db: &Connection, event: &str) -> Result<Vec<Listening>> {
    let mut statement =
        db.prepare_cached("SELECT id, name, url, events FROM endpoints WHERE enabled ORDER BY made, id")?;
    let rows = statement.query_map([], |row| {
        let events: Vec<String> = serde_json::from_str(row.get_ref(3)?.as_str()?).unwrap_or_default();
        Ok((Listening { id: EndpointId(row.get(0)?), name: row.get(1)?, url: row.get(2)? }, events))
    })?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows
        .into_iter()
        .filter(|(_, events)| events.iter().any(|wanted| wanted == event))
        .map(|row| row.0)
        .collect())
}

/// Where to, and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Listening {
    pub(super) id: EndpointId,
    pub(super) name: String,
    pub(super) url: String,
}

/// Adds or changes one. Turning it on by hand forgets why it was off and since when it failed; whoever saves it wants
/// it tried now.
pub(super) fn save(write: &mut Write<'_>, id: &EndpointId, draft: &Draft) -> Result<()> {
    write.execute(
        "INSERT INTO endpoints (id, name, url, events, enabled, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, events = excluded.events,
             disabled_because = CASE WHEN excluded.enabled THEN NULL ELSE disabled_because END,
             failing_since = CASE WHEN excluded.enabled > enabled THEN NULL ELSE failing_since END,
             alerted = CASE WHEN excluded.enabled > enabled THEN 0 ELSE alerted END,
             unsent_since = CASE WHEN excluded.enabled > enabled THEN NULL ELSE unsent_since END,
             held_until = CASE WHEN excluded.enabled THEN 0 ELSE held_until END,
             enabled = excluded.enabled",
        params![
            id.as_str(),
            draft.name,
            draft.url.as_str(),
            serde_json::to_string(&draft.events)?,
            draft.enabled,
            Ms(write.now())
        ],
    )?;
    write.changed(Topic::Deliveries);
    Ok(())
}

/// On or off from now on; the rest of the row stays. Turning it on forgets why it was off and since when it failed.
pub(super) fn set_enabled(write: &mut Write<'_>, id: &EndpointId, enabled: bool) -> Result<()> {
    let sql = if enabled {
        "UPDATE endpoints SET enabled = 1, disabled_because = NULL, failing_since = NULL, alerted = 0,
             unsent_since = NULL, held_until = 0
         WHERE id = ?1"
    } else {
        "UPDATE endpoints SET enabled = 0 WHERE id = ?1"
    };
    write.execute(sql, [id.as_str()])?;
    write.changed(Topic::Deliveries);
    Ok(())
}

pub(super) fn remove(write: &mut Write<'_>, id: &EndpointId) -> Result<()> {
    write.execute("DELETE FROM endpoints WHERE id = ?1", [id.as_str()])?;
    write.changed(Topic::Deliveries);
    Ok(())
}

/// Whether it was on until now.
pub(super) fn turn_off(write: &mut Write<'_>, id: &EndpointId, because: &str) -> Result<bool> {
    let turned = write.execute(
        "UPDATE endpoints SET enabled = 0, disabled_because = ?2 WHERE id = ?1 AND enabled",
        params![id.as_str(), because],
    )?;
    Ok(turned > 0)
}

/// What waits up to this delivery is not sent any more, also where the endpoint is turned on again.
pub(super) fn give_up_to(write: &mut Write<'_>, id: &EndpointId, through: i64) -> Result<()> {
    write.execute("UPDATE endpoints SET given_up_to = ?2 WHERE id = ?1", params![id.as_str(), through])?;
    Ok(())
}

/// What was given up up to this delivery is buried; from now on a person may replay it.
pub(super) fn given_up(write: &mut Write<'_>, id: &EndpointId, through: i64) -> Result<()> {
    write.execute(
        "UPDATE endpoints SET given_up_to = 0 WHERE id = ?1 AND given_up_to <= ?2",
        params![id.as_str(), through],
    )?;
    Ok(())
}

/// Nothing is sent to it until then.
pub(super) fn hold(write: &mut Write<'_>, id: &EndpointId, until: Timestamp) -> Result<()> {
    write
        .prepare_cached("UPDATE endpoints SET held_until = max(held_until, ?2) WHERE id = ?1")?
        .execute(params![id.as_str(), Ms(until)])?;
    Ok(())
}

pub(super) fn delivered(write: &mut Write<'_>, id: &EndpointId) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE endpoints SET last_delivered = ?2, failing_since = NULL, alerted = 0, unsent_since = NULL,
                 held_until = 0
             WHERE id = ?1",
        )?
        .execute(params![id.as_str(), Ms(write.now())])?;
    Ok(())
}

/// It failed at this moment; answers since when it does, and the mark that was told last.
pub(super) fn failed(write: &mut Write<'_>, id: &EndpointId) -> Result<Option<(Timestamp, u32)>> {
    write
        .prepare_cached(
            "UPDATE endpoints SET failing_since = coalesce(failing_since, ?2), unsent_since = NULL, held_until = 0
             WHERE id = ?1",
        )?
        .execute(params![id.as_str(), Ms(write.now())])?;
    let mut statement = write.prepare_cached("SELECT failing_since, alerted FROM endpoints WHERE id = ?1")?;
    Ok(statement.query_row([id.as_str()], |row| Ok((row.get::<_, Ms>(0)?.0, row.get(1)?))).optional()?)
}

/// A try could not leave this computer; answers since when none can. `None`: the endpoint was removed.
pub(super) fn unsent(write: &mut Write<'_>, id: &EndpointId) -> Result<Option<Timestamp>> {
    let mut statement = write.prepare_cached(
        "UPDATE endpoints SET unsent_since = coalesce(unsent_since, ?2) WHERE id = ?1 RETURNING unsent_since",
    )?;
    let since = statement.query_row(params![id.as_str(), Ms(write.now())], |row| row.get::<_, Ms>(0));
    Ok(since.optional()?.map(|since| since.0))
}

/// What is announced from now on has its own time to leave.
pub(super) fn begin_anew(write: &mut Write<'_>, id: &EndpointId) -> Result<()> {
    write.execute("UPDATE endpoints SET unsent_since = NULL, held_until = 0 WHERE id = ?1", [id.as_str()])?;
    Ok(())
}

pub(super) fn alerted(write: &mut Write<'_>, id: &EndpointId, mark: u32) -> Result<()> {
    write.execute("UPDATE endpoints SET alerted = ?2 WHERE id = ?1", params![id.as_str(), mark])?;
    Ok(())
}

fn row(row: &Row<'_>) -> rusqlite::Result<Endpoint> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<Ms>>(column)?.map(|at| at.0));
    Ok(Endpoint {
        id: EndpointId(row.get(0)?),
        name: row.get(1)?,
        url: row.get(2)?,
        events: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
        enabled: row.get(4)?,
        disabled_because: row.get(5)?,
        last_delivered: time(6)?,
        failing_since: time(7)?,
        failing_percent: 0,
        old_secret_until: time(10)?,
        delivered: 0,
        failed: 0,
        answer_ms: None,
        waiting: row.get::<_, i64>(8)?.unsigned_abs(),
        dead: row.get::<_, i64>(9)?.unsigned_abs(),
    })
}
