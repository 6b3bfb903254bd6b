//! The table of published maps. A version never changes; going back publishes a copy.

use callboard_rpc::RpcError;
use callboard_rpc::types::{ConnectionId, DispositionMap, MapVersion};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::default_map::default_map;
use crate::connection;
use crate::kernel::{Ms, Result, Write};

/// `decided` counts the events whose decision is by this version now.
pub(super) const TABLES: &str = "
    CREATE TABLE map_versions (
        connection TEXT NOT NULL,
        version    INTEGER NOT NULL,
        at         INTEGER NOT NULL,
        by         TEXT NOT NULL,
        note       TEXT NOT NULL,
        map        TEXT NOT NULL,
        categories INTEGER NOT NULL,
        codes      INTEGER NOT NULL,
        copy_of    INTEGER,
        decided    INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (connection, version)
    ) STRICT, WITHOUT ROWID;";

/// A map with its description.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Published {
    pub(crate) version: MapVersion,
    pub(crate) map: DispositionMap,
}

const SELECT: &str = "SELECT version, at, by, note, categories, codes, decided, copy_of, map FROM map_versions WHERE connection = ?1";

/// The published map. Where none was published yet, the first one, as [`ensure`] will write it.
pub(crate) fn current(db: &Connection, of: &ConnectionId) -> Result<Published> {
    let mut statement = db.prepare_cached(&format!("{SELECT} ORDER BY version DESC LIMIT 1"))?;
    match statement.query_row([of.as_str()], row).optional()? {
        Some(found) => Ok(found),
        None => Ok(first(since(db, of))),
    }
}

/// The newest version that was written, with the time at which it was published.
pub(crate) fn newest(db: &Connection, of: &ConnectionId) -> Result<Option<(u32, Ms)>> {
    let mut statement = db.prepare_cached(
        "SELECT version, at FROM map_versions WHERE connection = ?1 ORDER BY version DESC LIMIT 1",
    )?;
    Ok(statement.query_row([of.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

pub(crate) fn find(db: &Connection, of: &ConnectionId, version: u32) -> Result<Published> {
    let mut statement = db.prepare_cached(&format!("{SELECT} AND version = ?2"))?;
    if let Some(found) = statement.query_row(params![of.as_str(), version], row).optional()? {
        return Ok(found);
    }
    let current = current(db, of)?;
    if current.version.version == version {
        return Ok(current);
    }
    Err(RpcError::not_found("version of the map", &version.to_string()).into())
}

/// All that ever had a map, those that were removed too.
pub(crate) fn connections(db: &Connection) -> Result<Vec<ConnectionId>> {
    let mut statement = db.prepare_cached("SELECT DISTINCT connection FROM map_versions")?;
    let connections = statement.query_map([], |row| row.get(0).map(ConnectionId))?;
    Ok(connections.collect::<rusqlite::Result<_>>()?)
}

/// Newest first.
pub(crate) fn list(db: &Connection, of: &ConnectionId) -> Result<Vec<MapVersion>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} ORDER BY version DESC"))?;
    let rows = statement.query_map([of.as_str()], |found| Ok(row(found)?.version))?;
    let found: Vec<MapVersion> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(if found.is_empty() { vec![first(since(db, of)).version] } else { found })
}

/// The first map is written when it is first needed, so that every event can name the version that decided it.
pub(crate) fn ensure(write: &mut Write<'_>, of: &ConnectionId) -> Result<()> {
    if newest(write, of)?.is_none() {
        insert(write, of, &first(since(write, of)))?;
    }
    Ok(())
}

/// Adds the next version; answers it.
pub(crate) fn publish(
    write: &mut Write<'_>,
    of: &ConnectionId,
    map: DispositionMap,
    by: &str,
    note: String,
    copy_of: Option<u32>,
) -> Result<Published> {
    let version = newest(write, of)?.map_or(1, |(newest, _)| newest + 1);
    let next =
        Published { version: MapVersion { copy_of, ..described(version, write.now(), by, note, &map) }, map };
    insert(write, of, &next)?;
    Ok(next)
}

/// Adds to the number of events that a version has decided.
pub(crate) fn count_decided(write: &mut Write<'_>, of: &ConnectionId, version: u32, more: i64) -> Result<()> {
    if more != 0 {
        write
            .prepare_cached(
                "UPDATE map_versions SET decided = max(0, decided + ?3) WHERE connection = ?1 AND version = ?2",
            )?
            .execute(params![of.as_str(), version, more])?;
    }
    Ok(())
}

fn first(at: Timestamp) -> Published {
    let map = default_map();
    let note = "The map that every connection begins with.".to_owned();
    Published { version: described(1, at, "callboard", note, &map), map }
}

fn described(version: u32, at: Timestamp, by: &str, note: String, map: &DispositionMap) -> MapVersion {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    MapVersion {
        version,
        at,
        by: by.to_owned(),
        note,
        categories: count(map.categories.len()),
        codes: count(map.codes.len()),
        decided: 0,
        copy_of: None,
    }
}

/// The time of the first map, which is as old as its connection.
fn since(db: &Connection, of: &ConnectionId) -> Timestamp {
    connection::find(db, of).map_or(Timestamp::UNIX_EPOCH, |row| row.created)
}

fn insert(write: &mut Write<'_>, of: &ConnectionId, published: &Published) -> Result<()> {
    let Published { version, map } = published;
    write.execute(
        "INSERT INTO map_versions (connection, version, at, by, note, map, categories, codes, copy_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            of.as_str(),
            version.version,
            Ms(version.at),
            version.by,
            version.note,
            serde_json::to_string(map)?,
            version.categories,
            version.codes,
            version.copy_of
        ],
    )?;
    Ok(())
}

fn row(row: &Row<'_>) -> rusqlite::Result<Published> {
    let text: String = row.get(8)?;
    let map = serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(8, rusqlite::types::Type::Text, Box::new(error))
    })?;
    let version = MapVersion {
        version: row.get(0)?,
        at: row.get::<_, Ms>(1)?.0,
        by: row.get(2)?,
        note: row.get(3)?,
        categories: row.get(4)?,
        codes: row.get(5)?,
        decided: row.get::<_, i64>(6)?.unsigned_abs(),
        copy_of: row.get(7)?,
    };
    Ok(Published { version, map })
}
