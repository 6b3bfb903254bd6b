use std::collections::{BTreeMap, BTreeSet};

use callboard_simulator::senders::{Report, Shape, Told};
use callboard_tests::Office;
use rusqlite::{Connection, OpenFlags};

/// What was acknowledged, beside what is kept.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) acknowledged: usize,
    pub(crate) kept: usize,
    pub(crate) lost: usize,
    pub(crate) doubled: usize,
}

/// Reads the database of an office whose program has ended.
pub(crate) fn compare(office: &Office, report: &Report) -> Comparison {
    let db = Connection::open_with_flags(office.database(), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .expect("a database");
    let mut statement =
        db.prepare("SELECT sender_id, count(*) FROM events GROUP BY sender_id").expect("events");
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).expect("rows");
    let kept: BTreeMap<String, i64> = rows.collect::<rusqlite::Result<_>>().expect("rows");
    let acknowledged: BTreeSet<&str> =
        report.told.iter().filter(|told| counts(told)).map(|told| told.id.as_str()).collect();
    Comparison {
        lost: acknowledged.iter().filter(|id| !kept.contains_key(**id)).count(),
        doubled: kept.values().filter(|count| **count > 1).count(),
        acknowledged: acknowledged.len(),
        kept: kept.len(),
    }
}

fn counts(told: &Told) -> bool {
    matches!(told.shape, Shape::Plain | Shape::Duplicate)
}
