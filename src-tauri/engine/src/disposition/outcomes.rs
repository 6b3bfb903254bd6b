//! The table of outcomes, the ends of events and effects; the audit log seals those of one commit by one row.

use std::ops::RangeInclusive;

use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};

use super::decisions::Decision;
use super::effects::{About, Kind, Progress};
use crate::audit::{self, SealKind};
use crate::kernel::{Ms, Result, StoredWord as _, Write, stored_as, unknown_word};

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
    derived: None,
};

/// How an effect ended, where it is no dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    /// The tenant had it so already.
    Stands,
    Superseded,
}

stored_as!(End { Done => "done", Stands => "stands", Superseded => "superseded" });

/// The word of a dead letter, with its cause.
pub(super) fn dead(cause: &str) -> String {
    format!("{DEAD}{cause}")
}

const DEAD: &str = "dead: ";

fn progress(word: &str) -> Option<Progress> {
    match End::of_word(word) {
        Some(End::Done | End::Stands) => Some(Progress::Done),
        Some(End::Superseded) => Some(Progress::Superseded),
        None => word.starts_with(DEAD).then_some(Progress::Dead),
    }
}

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

/// The last end of an effect of an event.
#[derive(Clone, Debug)]
pub(super) struct Last {
    pub(super) progress: Progress,
    /// The category and the version of the map that it was about.
    pub(super) about: About,
    pub(super) words: Option<String>,
    pub(super) at: Timestamp,
}

/// [`Last`] of one effect, where it has ended.
pub(super) fn last(db: &Connection, event: i64, effect: &'static str) -> Result<Option<Last>> {
    let mut statement = db.prepare_cached(
        "SELECT version, category, outcome, words, at, number FROM disposition_outcomes WHERE event = ?1 AND effect = ?2
         ORDER BY number DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![event, effect], |row| {
        let (word, version) = (row.get_ref(2)?.as_str()?, row.get(0)?);
        let unknown =
            |number: i64| unknown_word(2, "disposition_outcomes", &number.to_string(), "outcome", word);
        let Some(progress) = progress(word) else { return Err(unknown(row.get(5)?)) };
        let about = row.get::<_, Option<String>>(1)?.map(|category| (category, version));
        Ok(Last { progress, about, words: row.get(3)?, at: row.get::<_, Ms>(4)?.0 })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_is_as_its_last_outcome_says_and_an_unknown_word_is_an_error_that_names_it() {
        use Progress::{Dead, Done, Superseded};
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(TABLES).unwrap();
        let words =
            ["done", "stands", "superseded", "dead: rejected", "dead: connection removed", "mauve", "dead"];
        for (event, word) in (1_i64..).zip(words) {
            let sql = "INSERT INTO disposition_outcomes (day, event, version, effect, outcome, at)
                VALUES ('2026-11-23', ?1, 1, 'patch', ?2, 0)";
            db.execute(sql, params![event, word]).unwrap();
        }
        let read: Vec<_> =
            (1..=5).map(|event| last(&db, event, "patch").unwrap().unwrap().progress).collect();
        assert_eq!(read, [Done, Done, Superseded, Dead, Dead]);
        for (event, word) in [(6, "mauve"), (7, "dead")] {
            let said = last(&db, event, "patch").unwrap_err().to_string();
            let named = format!("table disposition_outcomes, row {event}: no outcome is called {word:?}");
            assert!(said.contains(&named), "{said}");
        }
        assert!(last(&db, 8, "patch").unwrap().is_none());
    }
}
