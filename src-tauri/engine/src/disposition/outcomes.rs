//! The table of outcomes: how each event ended, sealed in the audit log by one row a commit.

use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::audit::{self, SealKind};
use crate::kernel::{Ms, Result, Write};

/// Rows are only added; `day` (UTC) is what retention drops as one.
pub(crate) const MIGRATION: &str = "
    CREATE TABLE disposition_outcomes (
        number   INTEGER PRIMARY KEY,
        day      TEXT NOT NULL,
        event    INTEGER NOT NULL,
        version  INTEGER NOT NULL,
        category TEXT,
        effect   TEXT,
        outcome  TEXT NOT NULL,
        at       INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX disposition_outcomes_by_day ON disposition_outcomes (day, number);";

/// What the audit log says of outcomes.
pub(crate) const OUTCOMES: SealKind = SealKind {
    name: "dispositions",
    table: "disposition_outcomes",
    group: "day",
    order: "number",
    columns: &["event", "version", "category", "effect", "outcome", "at"],
    beside: None,
};

/// The outcomes of one write. [`Outcomes::seal`] comes last, in the same write.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcomes {
    rows: Option<(i64, i64)>,
}

/// One outcome: `word` is one of ours (`done`, `late`, `dead: …`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome<'a> {
    pub(super) event: i64,
    pub(super) version: u32,
    pub(super) category: Option<&'a str>,
    /// The effect that ended, where it was one.
    pub(super) effect: Option<&'static str>,
    pub(super) word: &'a str,
}

impl Outcomes {
    pub(super) fn note(&mut self, write: &mut Write<'_>, outcome: Outcome<'_>) -> Result<()> {
        let now = write.now();
        write
            .prepare_cached(
                "INSERT INTO disposition_outcomes (day, event, version, category, effect, outcome, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                day(now),
                outcome.event,
                outcome.version,
                outcome.category,
                outcome.effect,
                outcome.word,
                Ms(now)
            ])?;
        let number = write.last_insert_rowid();
        self.rows = Some((self.rows.map_or(number, |(first, _)| first), number));
        Ok(())
    }

    /// One audit row over all of them; none where there were none.
    pub(super) fn seal(self, write: &mut Write<'_>) -> Result<()> {
        if let Some((first, last)) = self.rows {
            let day = day(write.now());
            audit::seal(write, &Caller::engine(), &OUTCOMES, &day, first..=last)?;
        }
        Ok(())
    }
}

/// What an event was taken for by an earlier version of the map; no category where it was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Earlier {
    pub(super) version: u32,
    pub(super) category: Option<String>,
}

/// The first outcome of an event between the days of two instants, where an earlier version than this one decided it.
pub(super) fn earlier(
    db: &Connection,
    event: i64,
    than: u32,
    from: Timestamp,
    to: Timestamp,
) -> Result<Option<Earlier>> {
    // Number 0 is that of an event that no map decided. The order is the index's, so that it ends at the first.
    let mut statement = db.prepare_cached(
        "SELECT version, category FROM disposition_outcomes
         WHERE day >= ?1 AND day <= ?2 AND event = ?3 AND version > 0 AND version < ?4
         ORDER BY day, number LIMIT 1",
    )?;
    let found = statement.query_row(params![day(from), day(to), event, than], |row| {
        Ok(Earlier { version: row.get(0)?, category: row.get(1)? })
    });
    Ok(found.optional()?)
}

/// The category that an effect was about which ended then: that of its newest outcome of that day.
pub(super) fn category_of(
    db: &Connection,
    event: i64,
    effect: &str,
    settled: Timestamp,
) -> Result<Option<String>> {
    let mut statement = db.prepare_cached(
        "SELECT category FROM disposition_outcomes WHERE day = ?1 AND event = ?2 AND effect = ?3
         ORDER BY number DESC LIMIT 1",
    )?;
    let found =
        statement.query_row(params![day(settled), event, effect], |row| row.get::<_, Option<String>>(0));
    Ok(found.optional()?.flatten())
}

pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
