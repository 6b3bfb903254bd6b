//! The numbers of imports, in one tree: by list, number and time. What a list says of a number is the greatest of what its
//! standing imports say.

use callboard_phone::E164;
use callboard_rpc::Caller;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::spool::days;
use crate::audit::{self, TreeKind, TreeSeal};
use crate::dnc::ledger::Ledger;
use crate::dnc::reading::Entry;
use crate::dnc::said::{Listed, Said};
use crate::kernel::{Result, Write};

/// Rows are only added. `reason` is the file's own, `expiry` the days since 1970 until which it is to hold.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_listed (
        list   INTEGER NOT NULL REFERENCES dnc_lists (id),
        number INTEGER NOT NULL,
        said   INTEGER NOT NULL,
        import INTEGER NOT NULL REFERENCES dnc_imports (id),
        line   INTEGER NOT NULL,
        expiry INTEGER,
        reason INTEGER,
        PRIMARY KEY (list, number, said, import)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE dnc_reasons (
        import INTEGER NOT NULL REFERENCES dnc_imports (id),
        reason INTEGER NOT NULL,
        words  TEXT NOT NULL,
        PRIMARY KEY (import, reason)
    ) STRICT, WITHOUT ROWID;";

/// The seals of what was written of an import, slice by slice.
pub(crate) const LISTED: TreeKind = TreeKind {
    name: "dnc.listed",
    table: "dnc_listed",
    group: "import",
    columns: &["list", "number", "said", "line", "expiry", "reason"],
    order: "list, number, said, import",
};

/// Whose statements count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dnc) enum Whose {
    /// Those of all imports that stand.
    All,
    /// Those that the tenant is to be told of; that a list takes something back counts always.
    Pushed,
}

/// What the lists of imports say of a number: the greatest of what each says last.
pub(in crate::dnc) fn says(
    db: &Connection,
    ledger: Ledger,
    number: E164,
    whose: Whose,
) -> Result<Option<Said>> {
    let mut statement = db.prepare_cached(
        "SELECT e.list, e.said FROM dnc_lists l
            CROSS JOIN dnc_listed e ON e.list = l.id AND e.number = ?2
            JOIN dnc_imports i ON i.id = e.import
         WHERE l.ledger = ?1 AND l.kind IN ('import', 'release') AND i.stands = 1
             AND (?3 OR i.pushed = 1 OR e.said & 3 = 0)
         ORDER BY e.list, e.said DESC",
    )?;
    let mut rows = statement.query(params![ledger.0, number.pack(), whose == Whose::All])?;
    let (mut list, mut says) = (None, None);
    while let Some(row) = rows.next()? {
        let this: i64 = row.get(0)?;
        if list.replace(this) != Some(this) {
            says = says.max(row.get::<_, Listed>(1)?.says());
        }
    }
    Ok(says)
}

/// The newest import that said anything of a number, whether it stands or not.
pub(super) fn last_import(db: &Connection, ledger: Ledger, number: E164) -> Result<Option<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT max(e.import) FROM dnc_lists l CROSS JOIN dnc_listed e ON e.list = l.id AND e.number = ?2
         WHERE l.ledger = ?1 AND l.kind IN ('import', 'release')",
    )?;
    Ok(statement.query_row(params![ledger.0, number.pack()], |row| row.get(0))?)
}

/// One event of an import.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) listed: Listed,
    pub(super) line: u32,
    pub(super) expiry: Option<i32>,
    pub(super) reason: Option<String>,
    pub(super) import: i64,
}

/// All events of a number in imports, the newest first.
pub(super) fn history(db: &Connection, ledger: Ledger, number: E164) -> Result<Vec<Event>> {
    let mut statement = db.prepare_cached(
        "SELECT e.said, e.line, e.expiry, r.words, e.import FROM dnc_lists l
            CROSS JOIN dnc_listed e ON e.list = l.id AND e.number = ?2
            LEFT JOIN dnc_reasons r ON r.import = e.import AND r.reason = e.reason
         WHERE l.ledger = ?1 AND l.kind IN ('import', 'release') ORDER BY e.said DESC, e.import DESC",
    )?;
    let rows = statement.query_map(params![ledger.0, number.pack()], |row| {
        Ok(Event {
            listed: row.get(0)?,
            line: row.get(1)?,
            expiry: row.get(2)?,
            reason: row.get(3)?,
            import: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Adds some of an import's entries, in the order of the tree, and seals them from what is at hand.
pub(super) fn add(
    write: &mut Write<'_>,
    caller: &Caller,
    (list, import): (i64, i64),
    before: u64,
    entries: &[Entry],
) -> Result<()> {
    let mut seal = TreeSeal::new(before);
    {
        let mut insert = write.prepare_cached(
            "INSERT INTO dnc_listed (list, number, said, import, line, expiry, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for entry in entries {
            let (number, said, line) = (entry.number.pack(), entry.said.packed(), i64::from(entry.line));
            let (expiry, reason) = (entry.expiry.map(days).map(i64::from), entry.reason.map(i64::from));
            insert.execute(params![list, number, said, import, line, expiry, reason])?;
            let or_null = |value: Option<i64>| value.map_or(ValueRef::Null, ValueRef::Integer);
            seal.row(
                [list, number, said, line]
                    .map(ValueRef::Integer)
                    .into_iter()
                    .chain([or_null(expiry), or_null(reason)]),
            );
        }
    }
    audit::seal_tree(write, caller, &LISTED, import, &seal)
}

/// The different reasons of an import, in the file's words.
pub(super) fn add_reasons(write: &Write<'_>, import: i64, reasons: &[String]) -> Result<()> {
    let mut insert =
        write.prepare_cached("INSERT INTO dnc_reasons (import, reason, words) VALUES (?1, ?2, ?3)")?;
    for (at, words) in (0_i64..).zip(reasons) {
        insert.execute(params![import, at, words])?;
    }
    Ok(())
}

/// Different numbers of an import behind `after`, at most `most`.
pub(super) fn numbers(
    db: &Connection,
    (list, import): (i64, i64),
    after: Option<i64>,
    most: usize,
) -> Result<Vec<E164>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT number FROM dnc_listed WHERE list = ?1 AND number > ?2 AND import = ?3
         ORDER BY number LIMIT ?4",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![list, after.unwrap_or(0), import, most], |row| {
        let packed: i64 = row.get(0)?;
        E164::unpack(packed).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, packed))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many numbers a list says anything of.
pub(super) fn members(db: &Connection, list: i64) -> Result<u64> {
    let mut statement = db.prepare_cached(
        "SELECT number, said FROM dnc_listed e JOIN dnc_imports i ON i.id = e.import
         WHERE e.list = ?1 AND i.stands = 1 ORDER BY number, said",
    )?;
    let mut rows = statement.query([list])?;
    let (mut members, mut last) = (0, None::<(i64, bool)>);
    while let Some(row) = rows.next()? {
        let (number, listed): (i64, Listed) = (row.get(0)?, row.get(1)?);
        members += u64::from(last.is_some_and(|(before, says)| before != number && says));
        last = Some((number, listed.says().is_some()));
    }
    Ok(members + u64::from(last.is_some_and(|(_, says)| says)))
}
