//! The table of outcomes, the ends of events and effects; the audit log seals those of one commit by one row.

use std::ops::RangeInclusive;

use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};

use super::decisions::Decision;
use super::effects::{About, Kind};
use crate::audit::{self, SealKind};
use crate::kernel::{Ms, Result, Write};

/// Rows are only added; `day` (UTC) is what retention drops as one. `words` are for people and are not sealed: they say in
/// more words what the outcome says.
pub(super) const TABLES: &str = "
    CREATE TABLE disposition_outcomes (
        number   INTEGER PRIMARY KEY,
        day      TEXT NOT NULL,
        event    INTEGER NOT NULL,
        version  INTEGER NOT NULL,
        category TEXT,
        effect   TEXT,
        outcome  TEXT NOT NULL,
        at       INTEGER NOT NULL,
        words    TEXT
    ) STRICT;
    CREATE INDEX disposition_outcomes_by_day ON disposition_outcomes (day, number);
    CREATE INDEX disposition_outcomes_by_event ON disposition_outcomes (event);";

/// The seals of outcomes in the audit log.
pub(crate) const OUTCOMES: SealKind = SealKind {
    name: "dispositions",
    table: "disposition_outcomes",
    group: "day",
    order: "number",
    columns: &["event", "version", "category", "effect", "outcome", "at"],
    beside: None,
};

/// One outcome: `word` is one of ours (`done`, `late`, `dead: …`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    event: i64,
    /// 0 where no map decided the event.
    pub(super) version: u32,
    pub(super) category: Option<String>,
    /// The effect that ended, where it was one.
    effect: Option<&'static str>,
    pub(super) word: String,
    pub(super) words: Option<String>,
}

impl Outcome {
    /// An event ended.
    pub(super) fn of(decision: &Decision, word: &str) -> Self {
        let (version, category) = (decision.version, decision.category.clone());
        Self { version, category, ..Self::undecided(decision.event, word) }
    }

    /// An event ended without a decision.
    pub(super) fn undecided(event: i64, word: &str) -> Self {
        Self { event, version: 0, category: None, effect: None, word: word.to_owned(), words: None }
    }

    /// An effect ended.
    pub(super) fn of_effect(
        decision: &Decision,
        kind: Kind,
        about: About,
        word: &str,
        words: Option<&str>,
    ) -> Self {
        let (effect, words) = (Some(kind.word()), words.map(str::to_owned));
        let outcome = Self { effect, words, ..Self::of(decision, word) };
        match about {
            Some((category, version)) if decision.category() != Some(&category) => {
                Self { category: Some(category), version, ..outcome }
            }
            _ => outcome,
        }
    }
}

/// Stores an outcome. All of one commit are sealed by one audit row.
pub(super) fn note(write: &mut Write<'_>, outcome: &Outcome) -> Result<()> {
    let now = write.now();
    write
        .prepare_cached(
            "INSERT INTO disposition_outcomes (day, event, version, category, effect, outcome, at, words)
             VALUES (:day, :event, :version, :category, :effect, :outcome, :at, :words)",
        )?
        .execute(named_params! {
            ":day": day(now),
            ":event": outcome.event,
            ":version": outcome.version,
            ":category": outcome.category,
            ":effect": outcome.effect,
            ":outcome": outcome.word,
            ":at": Ms(now),
            ":words": outcome.words,
        })?;
    let number = write.last_insert_rowid();
    write.seal_at_commit(OUTCOMES.name, seal, day(now), number);
    Ok(())
}

fn seal(write: &mut Write<'_>, day: &str, rows: RangeInclusive<i64>) -> Result<()> {
    audit::seal(write, &Caller::engine(), &OUTCOMES, day, rows).map(drop)
}

/// The last end of an effect of an event, with its time.
pub(super) fn last(
    db: &Connection,
    event: i64,
    effect: &'static str,
) -> Result<Option<(Outcome, Timestamp)>> {
    let mut statement = db.prepare_cached(
        "SELECT version, category, outcome, words, at FROM disposition_outcomes WHERE event = ?1 AND effect = ?2
         ORDER BY number DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![event, effect], |row| {
        let (version, category, word, words) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let outcome = Outcome { event, version, category, effect: Some(effect), word, words };
        Ok((outcome, row.get::<_, Ms>(4)?.0))
    });
    Ok(found.optional()?)
}

/// A decision of an earlier version of the map; no category where the event was held.
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
