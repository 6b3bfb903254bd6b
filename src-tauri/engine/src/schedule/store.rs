//! What supervisors saved: one row a schedule.

use callboard_rpc::Topic;
use callboard_rpc::types::{ConnectionId, MovedFire, ScheduleDraft, ScheduleId, ScheduleState};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// A removed schedule keeps its row, so that its runs still have a name.
///
/// `fires` is what makes a cron fire happen once: unique by schedule, zone and occurrence, with what was decided, and
/// whether a person submitted it (`by_hand`). Those whose window is gone for good are found by a few rows.
pub(super) const TABLES: &str = "
    CREATE TABLE schedules (
        id             TEXT PRIMARY KEY,
        connection     TEXT NOT NULL,
        draft          TEXT NOT NULL,
        state          TEXT NOT NULL,
        paused_because TEXT,
        active_since   INTEGER NOT NULL,
        held           INTEGER NOT NULL DEFAULT 0,
        version        INTEGER NOT NULL DEFAULT 1,
        zone_release   TEXT NOT NULL,
        moved          TEXT NOT NULL DEFAULT '[]',
        created        INTEGER NOT NULL,
        updated        INTEGER NOT NULL,
        removed        INTEGER
    ) STRICT;
    CREATE TABLE schedule_marks (
        schedule      TEXT NOT NULL REFERENCES schedules (id),
        zone          TEXT NOT NULL,
        decided_until INTEGER NOT NULL,
        last          TEXT,
        PRIMARY KEY (schedule, zone)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE schedule_instants (
        schedule   TEXT NOT NULL REFERENCES schedules (id),
        zone       TEXT NOT NULL,
        occurrence TEXT NOT NULL,
        at         INTEGER NOT NULL,
        PRIMARY KEY (schedule, zone, occurrence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE fires (
        schedule   TEXT NOT NULL REFERENCES schedules (id),
        zone       TEXT NOT NULL,
        occurrence TEXT NOT NULL,
        at         INTEGER NOT NULL,
        outcome    TEXT NOT NULL,
        words      TEXT NOT NULL DEFAULT '',
        run        TEXT,
        window     TEXT,
        watched    INTEGER NOT NULL DEFAULT 0,
        decided    INTEGER NOT NULL,
        by_hand    INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (schedule, zone, occurrence)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fires_by_time ON fires (schedule, at);
    CREATE INDEX fires_by_window ON fires (window);
    CREATE INDEX fires_lifted_for_good ON fires (schedule) WHERE outcome = 'lifted_for_good';
    CREATE TABLE missed (
        id         TEXT PRIMARY KEY,
        schedule   TEXT NOT NULL REFERENCES schedules (id),
        zone       TEXT NOT NULL,
        occurrence TEXT NOT NULL,
        due        INTEGER NOT NULL,
        reason     TEXT NOT NULL,
        contacts   INTEGER NOT NULL,
        state      TEXT NOT NULL DEFAULT 'open',
        made       INTEGER NOT NULL,
        settled    INTEGER
    ) STRICT;
    CREATE INDEX missed_open ON missed (state, made);
    CREATE TABLE program_alive (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        at   INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE program_gaps (
        gone INTEGER NOT NULL,
        back INTEGER NOT NULL,
        PRIMARY KEY (gone, back)
    ) STRICT, WITHOUT ROWID;";

/// A schedule as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Saved {
    pub(crate) id: ScheduleId,
    pub(crate) connection: ConnectionId,
    pub(crate) draft: ScheduleDraft,
    pub(crate) state: ScheduleState,
    /// Why it paused itself; absent where a person did.
    pub(crate) paused_because: Option<String>,
    /// Nothing before this instant is due: it was made, resumed or changed then.
    pub(crate) active_since: Timestamp,
    /// A change is under way: its windows are being withdrawn, and nothing fires meanwhile.
    pub(crate) held: bool,
    /// Grows with each change: what was considered before one is not carried out after it.
    pub(crate) version: i64,
    /// Zone data with which its instants were last computed.
    pub(crate) zone_release: String,
    /// Instants that newer zone data moved; while there are any, nothing fires.
    pub(crate) moved: Vec<MovedFire>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

const COLUMNS: &str =
    "id, connection, draft, state, paused_because, active_since, held, version, zone_release,
    moved, created, updated";

impl Saved {
    /// Whether its fires become windows.
    pub(crate) fn fires(&self) -> bool {
        self.state == ScheduleState::Active && !self.held && self.moved.is_empty()
    }

    /// What the audit log says of it.
    pub(super) fn told(&self) -> serde_json::Value {
        serde_json::json!({
            "connection": self.connection, "draft": self.draft, "state": self.state,
            "paused_because": self.paused_because, "zone_release": self.zone_release,
        })
    }
}

/// How its rows in the audit log name it.
pub(super) fn object(id: &ScheduleId) -> String {
    format!("schedule/{id}")
}

/// A saved schedule that was not removed.
pub(crate) fn find(db: &Connection, id: &ScheduleId) -> Result<Option<Saved>> {
    let sql = format!("SELECT {COLUMNS} FROM schedules WHERE id = ?1 AND removed IS NULL");
    Ok(db.prepare_cached(&sql)?.query_row([id.as_str()], saved).optional()?)
}

/// The same, for a person who named it.
pub(super) fn named(db: &Connection, id: &ScheduleId) -> Result<Saved> {
    find(db, id)?.ok_or_else(|| callboard_rpc::RpcError::not_found("schedule", id.as_str()).into())
}

/// All that were not removed, by their age; of one connection where it is named.
pub(crate) fn all(db: &Connection, connection: Option<&ConnectionId>) -> Result<Vec<Saved>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM schedules WHERE removed IS NULL AND (?1 IS NULL OR connection = ?1)
         ORDER BY created, id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([connection.map(ConnectionId::as_str)], saved)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert(write: &mut Write<'_>, row: &Saved) -> Result<()> {
    let sql = format!(
        "INSERT INTO schedules ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    );
    write.prepare_cached(&sql)?.execute(params![
        row.id.as_str(),
        row.connection.as_str(),
        serde_json::to_string(&row.draft)?,
        row.state.word(),
        row.paused_because,
        Ms(row.active_since),
        row.held,
        row.version,
        row.zone_release,
        serde_json::to_string(&row.moved)?,
        Ms(row.created),
        Ms(row.updated)
    ])?;
    write.changed(Topic::Schedules);
    Ok(())
}

/// Stores what may change about a schedule, under the next version.
pub(super) fn update(write: &mut Write<'_>, row: &Saved) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE schedules SET connection = ?2, draft = ?3, state = ?4, paused_because = ?5, active_since = ?6,
             held = ?7, version = version + 1, zone_release = ?8, moved = ?9, updated = ?10 WHERE id = ?1",
        )?
        .execute(params![
            row.id.as_str(),
            row.connection.as_str(),
            serde_json::to_string(&row.draft)?,
            row.state.word(),
            row.paused_because,
            Ms(row.active_since),
            row.held,
            row.zone_release,
            serde_json::to_string(&row.moved)?,
            Ms(row.updated)
        ])?;
    write.changed(Topic::Schedules);
    Ok(())
}

/// Forgets it; its fires and marks go, its row stays for the names of its runs.
pub(super) fn remove(write: &mut Write<'_>, id: &ScheduleId) -> Result<()> {
    write.execute(
        "UPDATE schedules SET removed = ?2, version = version + 1 WHERE id = ?1",
        params![id.as_str(), Ms(write.now())],
    )?;
    for table in ["schedule_marks", "schedule_instants", "fires"] {
        write.execute(&format!("DELETE FROM {table} WHERE schedule = ?1"), [id.as_str()])?;
    }
    write.changed(Topic::Schedules);
    Ok(())
}

fn saved(row: &Row<'_>) -> rusqlite::Result<Saved> {
    let wrong = |column, error: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    };
    Ok(Saved {
        id: ScheduleId(row.get(0)?),
        connection: ConnectionId(row.get(1)?),
        draft: serde_json::from_str(&row.get::<_, String>(2)?).map_err(|error| wrong(2, error))?,
        state: ScheduleState::read(row, 3, ("schedules", 0))?,
        paused_because: row.get(4)?,
        active_since: row.get::<_, Ms>(5)?.0,
        held: row.get(6)?,
        version: row.get(7)?,
        zone_release: row.get(8)?,
        moved: serde_json::from_str(&row.get::<_, String>(9)?).map_err(|error| wrong(9, error))?,
        created: row.get::<_, Ms>(10)?.0,
        updated: row.get::<_, Ms>(11)?.0,
    })
}

// Done is what an active one is shown as, once its moment has passed; no row says so.
stored_as!(ScheduleState { Active => "active", Paused => "paused", Done => "done" });
