use callboard_cxone::ConnectionSettings;
use callboard_rpc::types::ConnectionId;
use callboard_rpc::{Code, RpcError, Topic};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::kernel::{Ms, Result, Write};

pub(super) const TABLES: &str = "
    CREATE TABLE connections (
        id       TEXT PRIMARY KEY,
        name     TEXT NOT NULL COLLATE NOCASE,
        settings TEXT NOT NULL,
        stand_in INTEGER NOT NULL DEFAULT 0,
        created  INTEGER NOT NULL,
        changed  INTEGER NOT NULL,
        removed  INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX connections_by_name ON connections (name) WHERE removed IS NULL;";

/// A connection as it is stored; the secret is not part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: ConnectionId,
    pub settings: ConnectionSettings,
    /// The stand-in tenant on this machine.
    pub stand_in: bool,
    pub created: Timestamp,
}

const COLUMNS: &str = "id, settings, stand_in, created";

/// All that are set up, by name.
pub fn all(db: &Connection) -> Result<Vec<Row>> {
    let sql = format!("SELECT {COLUMNS} FROM connections WHERE removed IS NULL ORDER BY name");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// By its id, or by its name as the command line gives it.
pub fn find(db: &Connection, id: &ConnectionId) -> Result<Row> {
    let sql = format!(
        "SELECT {COLUMNS} FROM connections WHERE removed IS NULL AND (id = ?1 OR name = ?1) ORDER BY id = ?1 DESC"
    );
    let found = db.prepare_cached(&sql)?.query_row([id.as_str()], row).optional()?;
    found.ok_or_else(|| RpcError::not_found("connection", id.as_str()).into())
}

/// Whether it is set up, and was not removed.
pub fn is_there(db: &Connection, id: &ConnectionId) -> Result<bool> {
    let sql = "SELECT 1 FROM connections WHERE removed IS NULL AND id = ?1";
    Ok(db.prepare_cached(sql)?.exists([id.as_str()])?)
}

/// The one that is named, or the only one there is.
pub fn the_only(db: &Connection, named: Option<&ConnectionId>) -> Result<Row> {
    if let Some(id) = named {
        return find(db, id);
    }
    let mut rows = all(db)?;
    match (rows.pop(), rows.len()) {
        (Some(only), 0) => Ok(only),
        (None, _) => Err(RpcError::new(Code::NotFound, "No connection is set up yet.")
            .hint("Add a tenant in Settings, Connections, or try it with the stand-in tenant.")
            .into()),
        (Some(last), _) => {
            let names = rows.iter().chain([&last]).map(|row| row.settings.name.as_str()).collect::<Vec<_>>();
            Err(RpcError::field("connection", "There are several connections: name one.")
                .hint(format!("There are: {}.", names.join(", ")))
                .into())
        }
    }
}

/// What a connection was called, also after it was removed; its id where it was never there.
pub fn name(db: &Connection, id: &ConnectionId) -> Result<String> {
    let found = db
        .prepare_cached("SELECT name FROM connections WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_else(|| id.to_string()))
}

/// The stand-in tenant of this machine, where there is one.
pub fn stand_in(db: &Connection) -> Result<Option<Row>> {
    Ok(all(db)?.into_iter().find(|row| row.stand_in))
}

/// The stand-in was started again and answers elsewhere. Call [`super::Tenants::forget`] after the commit.
pub fn moved(write: &mut Write<'_>, id: &ConnectionId, base_url: &str) -> Result<()> {
    let mut row = find(write, id)?;
    base_url.clone_into(&mut row.settings.base_url);
    update(write, &row)
}

pub(super) fn insert(write: &mut Write<'_>, row: &Row) -> Result<()> {
    write
        .execute(
            "INSERT INTO connections (id, name, settings, stand_in, created, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            params![
                row.id.as_str(),
                row.settings.name,
                serde_json::to_string(&row.settings)?,
                row.stand_in,
                Ms(row.created)
            ],
        )
        .map_err(|error| name_taken(&row.settings.name, error))?;
    write.changed(Topic::Connections);
    Ok(())
}

pub(super) fn update(write: &mut Write<'_>, row: &Row) -> Result<()> {
    let settings = serde_json::to_string(&row.settings)?;
    write
        .execute(
            "UPDATE connections SET name = ?2, settings = ?3, changed = ?4 WHERE id = ?1",
            params![row.id.as_str(), row.settings.name, settings, Ms(write.now())],
        )
        .map_err(|error| name_taken(&row.settings.name, error))?;
    write.changed(Topic::Connections);
    Ok(())
}

pub(super) fn remove(write: &mut Write<'_>, id: &ConnectionId) -> Result<()> {
    write.execute(
        "UPDATE connections SET removed = ?2 WHERE id = ?1",
        params![id.as_str(), Ms(write.now())],
    )?;
    write.changed(Topic::Connections);
    Ok(())
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let text: String = row.get(1)?;
    let settings = serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(Row {
        id: ConnectionId(row.get(0)?),
        settings,
        stand_in: row.get(2)?,
        created: row.get::<_, Ms>(3)?.0,
    })
}

fn name_taken(name: &str, error: rusqlite::Error) -> crate::kernel::Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => {
            let said = RpcError::new(Code::Conflict, format!("There is a connection `{name}` already."));
            said.hint("Choose another name.").detail(serde_json::json!({ "field": "name" })).into()
        }
        _ => error.into(),
    }
}
