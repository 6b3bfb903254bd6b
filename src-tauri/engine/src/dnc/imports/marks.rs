//! The marks of imports: that one began, ended, was undone. They are sealed in the audit log, and which imports count
//! (`stands`) follows from them.

use std::ops::RangeInclusive;

use callboard_rpc::Caller;
use rusqlite::named_params;

use super::row::Import;
use crate::audit::{self, SealKind};
use crate::dnc::ledger::Ledger;
use crate::kernel::{Ms, Result, StoredWord, Write, stored_as};

/// Rows are only added. `day` is the UTC day of `at`.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_marks (
        id     INTEGER PRIMARY KEY,
        day    TEXT NOT NULL,
        import INTEGER NOT NULL REFERENCES dnc_imports (id),
        mark   TEXT NOT NULL,
        ledger INTEGER NOT NULL,
        list   INTEGER NOT NULL,
        mode   TEXT NOT NULL,
        actor  TEXT NOT NULL,
        at     INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX dnc_marks_by_day ON dnc_marks (day, id);
    CREATE INDEX dnc_marks_of_import ON dnc_marks (import);";

/// Whether an import `i` counts: begun, not undone, and no newer edition of its list has ended that was not undone.
macro_rules! stands {
    () => {
        "EXISTS (SELECT 1 FROM dnc_marks m WHERE m.import = i.id AND m.mark = 'begun' AND m.list = i.list)
        AND NOT EXISTS (SELECT 1 FROM dnc_marks m WHERE m.import = i.id AND m.mark = 'undone')
        AND NOT EXISTS (SELECT 1 FROM dnc_marks e
            WHERE e.mark = 'ended' AND e.mode = 'edition' AND e.list = i.list AND e.import > i.id
            AND NOT EXISTS (SELECT 1 FROM dnc_marks u WHERE u.import = e.import AND u.mark = 'undone'))"
    };
}

/// The mark of an import whose list, or whether it counts, is not what its marks say.
const UNFIT: &str = concat!(
    "SELECT coalesce((SELECT max(m.id) FROM dnc_marks m WHERE m.import = i.id), 0) FROM dnc_imports i
        WHERE i.list IS NOT NULL AND i.stands <> (",
    stands!(),
    ")
    UNION ALL
    SELECT m.id FROM dnc_marks m LEFT JOIN dnc_imports i ON i.id = m.import AND i.list = m.list
        LEFT JOIN dnc_lists l ON l.id = m.list AND l.ledger = m.ledger
        WHERE i.id IS NULL OR l.id IS NULL
    LIMIT 1"
);

/// The seals of marks in the audit log.
pub(crate) const MARKS: SealKind = SealKind {
    name: "dnc.marks",
    table: "dnc_marks",
    group: "day",
    order: "id",
    columns: &["import", "mark", "ledger", "list", "mode", "actor", "at"],
    beside: None,
    derived: Some(UNFIT),
};

/// What decides whether an import counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Begun,
    Ended,
    Undone,
}
stored_as!(Mark { Begun => "begun", Ended => "ended", Undone => "undone" });

/// Adds a mark, and sets anew which imports of the list count. Answers those for which that changed.
pub(super) fn mark(
    write: &mut Write<'_>,
    caller: &Caller,
    import: &Import,
    (ledger, list): (Ledger, i64),
    mark: Mark,
) -> Result<Vec<i64>> {
    let day = write.now().strftime("%Y-%m-%d").to_string();
    write
        .prepare_cached(
            "INSERT INTO dnc_marks (day, import, mark, ledger, list, mode, actor, at)
             VALUES (:day, :import, :mark, :ledger, :list, :mode, :actor, :at)",
        )?
        .execute(named_params! {
            ":day": day,
            ":import": import.id,
            ":mark": mark.word(),
            ":ledger": ledger.0,
            ":list": list,
            ":mode": import.mode.word(),
            ":actor": caller.actor,
            ":at": Ms(write.now()),
        })?;
    let id = write.last_insert_rowid();
    write.seal_at_commit(MARKS.name, seal, day, id);
    let mut statement = write.prepare_cached(concat!(
        "UPDATE dnc_imports AS i SET stands = NOT stands WHERE list = ?1 AND stands <> (",
        stands!(),
        ") RETURNING id"
    ))?;
    let rows = statement.query_map([list], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn seal(write: &mut Write<'_>, day: &str, rows: RangeInclusive<i64>) -> Result<()> {
    audit::seal(write, &Caller::engine(), &MARKS, day, rows).map(drop)
}
