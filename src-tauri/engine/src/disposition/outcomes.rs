//! The table of outcomes: how each event ended, sealed in the audit log by one row a commit.

use std::ops::RangeInclusive;

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

/// Words for people, and a way to find the outcomes of one event. Words are not sealed: they say in more words what the
/// outcome says.
pub(crate) const WORDS: &str = "
    ALTER TABLE disposition_outcomes ADD COLUMN words TEXT;
    CREATE INDEX disposition_outcomes_by_event ON disposition_outcomes (event);";

/// One outcome: `word` is one of ours (`done`, `late`, `dead: …`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome<'a> {
    pub(super) event: i64,
    pub(super) version: u32,
    pub(super) category: Option<&'a str>,
    /// The effect that ended, where it was one.
    pub(super) effect: Option<&'static str>,
    pub(super) word: &'a str,
    pub(super) words: Option<&'a str>,
}

/// Stores an outcome. All of one commit are sealed by one audit row.
pub(super) fn note(write: &mut Write<'_>, outcome: Outcome<'_>) -> Result<()> {
    let now = write.now();
    write
        .prepare_cached(
            "INSERT INTO disposition_outcomes (day, event, version, category, effect, outcome, at, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            day(now),
            outcome.event,
            outcome.version,
            outcome.category,
            outcome.effect,
            outcome.word,
            Ms(now),
            outcome.words
        ])?;
    let number = write.last_insert_rowid();
    write.seal_at_commit(OUTCOMES.name, seal, day(now), number);
    Ok(())
}

fn seal(write: &mut Write<'_>, day: &str, rows: RangeInclusive<i64>) -> Result<()> {
    audit::seal(write, &Caller::engine(), &OUTCOMES, day, rows).map(drop)
}

/// How an effect of an event ended last.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub(super) word: String,
    pub(super) words: Option<String>,
    pub(super) category: Option<String>,
    pub(super) at: Timestamp,
}

pub(super) fn last(db: &Connection, event: i64, effect: &str) -> Result<Option<Ended>> {
    let mut statement = db.prepare_cached(
        "SELECT outcome, words, category, at FROM disposition_outcomes WHERE event = ?1 AND effect = ?2
         ORDER BY number DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![event, effect], |row| {
        Ok(Ended { word: row.get(0)?, words: row.get(1)?, category: row.get(2)?, at: row.get::<_, Ms>(3)?.0 })
    });
    Ok(found.optional()?)
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

pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
