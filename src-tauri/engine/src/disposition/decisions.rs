//! The table of decisions: the category of each event, the version of the map that decided it, and whether it counts.

use std::sync::Arc;

use callboard_rpc::types::ConnectionId;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::effects::Of;
use super::head::Rank;
use crate::kernel::{Ms, Result, Write};
use crate::map::{Meaning, Meanings, Rules};

/// One row an event, for as long as its contact may get another one: whether that is late must be known then.
/// `fine` are nanoseconds of the event's own time beyond its milliseconds. `category` is null while it is held. At most one row a contact is the `head`: the one that is applied.
pub(super) const TABLES: &str = "
    CREATE TABLE decisions (
        event       INTEGER PRIMARY KEY,
        connection  TEXT NOT NULL,
        contact     TEXT NOT NULL,
        code        TEXT NOT NULL,
        call_result TEXT,
        happened    INTEGER NOT NULL,
        received    INTEGER NOT NULL,
        category    TEXT,
        severity    INTEGER NOT NULL,
        opts_out    INTEGER NOT NULL,
        unmapped    INTEGER NOT NULL,
        head        INTEGER NOT NULL,
        version     INTEGER NOT NULL,
        fine        INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX decisions_by_contact ON decisions (contact, connection);
    CREATE UNIQUE INDEX decisions_heads ON decisions (contact, connection) WHERE head = 1;
    CREATE INDEX decisions_by_time ON decisions (received);
    CREATE INDEX decisions_unmapped ON decisions (connection, code) WHERE unmapped = 1;";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    /// Number of the event.
    pub(super) event: i64,
    pub(super) connection: ConnectionId,
    pub(super) contact: String,
    pub(super) code: String,
    pub(super) call_result: Option<String>,
    /// Milliseconds, the event's own time.
    pub(super) happened: i64,
    /// Nanoseconds beyond that.
    pub(super) fine: u32,
    /// Milliseconds.
    pub(super) received: i64,
    /// Nothing while it is held.
    pub(super) category: Option<String>,
    pub(super) severity: u8,
    pub(super) opts_out: bool,
    /// Its code was in no map when it was decided.
    pub(super) unmapped: bool,
    pub(super) head: bool,
    pub(super) version: u32,
}

impl Decision {
    pub(super) fn rank(&self) -> Rank {
        Rank {
            happened: self.happened,
            fine: self.fine,
            opts_out: self.opts_out,
            severity: self.severity,
            event: self.event,
        }
    }

    /// The decision of the same event by these rules, with its meaning. An event that was written once is never held
    /// afterwards: what is at the tenant does not go away by holding it.
    pub(super) fn by(&self, rules: &Rules) -> (Self, Option<Arc<Meaning>>) {
        let mapped = rules.lookup.mapped(&self.code);
        let meaning = match mapped {
            None if rules.hold && self.held() => None,
            None => Some(rules.lookup.unclassified()),
            mapped => mapped,
        };
        let decision = Self {
            category: meaning.map(|meaning| meaning.category.clone()),
            severity: meaning.map_or(0, |meaning| meaning.rank()),
            opts_out: meaning.is_some_and(|meaning| meaning.opts_out()),
            unmapped: mapped.is_none(),
            version: rules.lookup.version,
            ..self.clone()
        };
        (decision, meaning.cloned())
    }

    /// The meaning by the version that decided the event; `None` while the event is held.
    pub(super) fn does(&self, db: &Connection, meanings: &mut Meanings) -> Result<Option<Arc<Meaning>>> {
        self.category().map_or(Ok(None), |category| meanings.of(db, self.version, category))
    }

    pub(super) fn of(&self) -> Of<'_> {
        (&self.connection, &self.contact)
    }

    pub(super) fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    pub(super) fn held(&self) -> bool {
        self.category.is_none()
    }
}

const SELECT: &str =
    "SELECT event, connection, contact, code, call_result, happened, received, category, severity,
    opts_out, unmapped, head, version, fine FROM decisions";

/// The newest event that was decided. Events are decided in the order of their numbers, so that what comes after it
/// is not.
pub(super) fn newest(db: &Connection) -> Result<i64> {
    let mut statement = db.prepare_cached("SELECT max(event) FROM decisions")?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.unwrap_or_default())
}

pub(super) fn find(db: &Connection, event: i64) -> Result<Option<Decision>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE event = ?1"))?;
    Ok(statement.query_row([event], row).optional()?)
}

/// The event that counts for a contact now.
pub(super) fn head(db: &Connection, (connection, contact): Of<'_>) -> Result<Option<Decision>> {
    let sql = format!("{SELECT} WHERE contact = ?1 AND connection = ?2 AND head = 1");
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_row([contact, connection.as_str()], row).optional()?)
}

/// All of one contact, in the order of their arrival.
pub(super) fn of_contact(db: &Connection, (connection, contact): Of<'_>) -> Result<Vec<Decision>> {
    let sql = format!("{SELECT} WHERE contact = ?1 AND connection = ?2 ORDER BY event");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([contact, connection.as_str()], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO decisions (event, connection, contact, code, call_result, happened, received, category,
                 severity, opts_out, unmapped, head, version, fine)
             VALUES (:event, :connection, :contact, :code, :call_result, :happened, :received, :category,
                 :severity, :opts_out, :unmapped, :head, :version, :fine)",
        )?
        .execute(named_params! {
            ":event": decision.event,
            ":connection": decision.connection.as_str(),
            ":contact": decision.contact,
            ":code": decision.code,
            ":call_result": decision.call_result,
            ":happened": decision.happened,
            ":received": decision.received,
            ":category": decision.category,
            ":severity": decision.severity,
            ":opts_out": decision.opts_out,
            ":unmapped": decision.unmapped,
            ":head": decision.head,
            ":version": decision.version,
            ":fine": decision.fine,
        })?;
    Ok(())
}

/// The decision of another version in place of the earlier one. The head of a contact is stored last.
pub(super) fn update(write: &mut Write<'_>, decision: &Decision) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE decisions SET category = :category, severity = :severity, opts_out = :opts_out,
                 unmapped = :unmapped, head = :head, version = :version WHERE event = :event",
        )?
        .execute(named_params! {
            ":event": decision.event,
            ":category": decision.category,
            ":severity": decision.severity,
            ":opts_out": decision.opts_out,
            ":unmapped": decision.unmapped,
            ":head": decision.head,
            ":version": decision.version,
        })?;
    Ok(())
}

/// Another event is the head of the contact now.
pub(super) fn unseat(write: &mut Write<'_>, event: i64) -> Result<()> {
    write.prepare_cached("UPDATE decisions SET head = 0 WHERE event = ?1")?.execute([event])?;
    Ok(())
}

pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        event: row.get(0)?,
        connection: ConnectionId(row.get(1)?),
        contact: row.get(2)?,
        code: row.get(3)?,
        call_result: row.get(4)?,
        happened: row.get(5)?,
        received: row.get(6)?,
        category: row.get(7)?,
        severity: row.get(8)?,
        opts_out: row.get(9)?,
        unmapped: row.get(10)?,
        head: row.get(11)?,
        version: row.get(12)?,
        fine: row.get(13)?,
    })
}

/// An instant of a column.
pub(super) fn instant(millis: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millis).unwrap_or_default()
}

/// The column of an instant.
pub(super) fn millis(at: jiff::Timestamp) -> i64 {
    Ms(at).millis()
}
