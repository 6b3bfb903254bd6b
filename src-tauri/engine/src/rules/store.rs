use rusqlite::{Connection, params};

use super::{Rule, RuleBook, SwitchedOff};
use crate::kernel::{Ms, Result, Write};

/// Every version of a rule of the house stays; the newest of an id holds.
pub(super) const TABLES: &str = "
    CREATE TABLE house_rules (
        id      TEXT NOT NULL,
        version INTEGER NOT NULL,
        rule    TEXT NOT NULL,
        at      INTEGER NOT NULL,
        PRIMARY KEY (id, version)
    ) STRICT;
    CREATE TABLE rules_off (
        id  TEXT PRIMARY KEY,
        why TEXT NOT NULL,
        at  INTEGER NOT NULL
    ) STRICT;";

/// The rules in force, as they stand in this snapshot: the built-in rows, the house's, less what is switched off.
///
/// Where a later release brings a rule under an id that the house has already, the house's is called
/// `house-ID` from then on; a switch for a rule that is gone means nothing any more. Neither makes it laxer.
pub fn current(db: &Connection) -> Result<RuleBook> {
    book(newest(db)?, switches(db)?)
}

/// The book that these rows of the house and switches make.
pub(super) fn book(mut house: Vec<Rule>, off: Vec<SwitchedOff>) -> Result<RuleBook> {
    let built_in = RuleBook::built_in();
    let taken = |id: &str| built_in.rules().iter().any(|rule| rule.id == id);
    for rule in &mut house {
        if taken(&rule.id) {
            rule.id = format!("house-{}", rule.id);
        }
    }
    let known = |id: &str| taken(id) || house.iter().any(|rule| rule.id == id);
    let off = off.into_iter().filter(|off| known(&off.rule)).collect();
    built_in
        .with_house(house, off)
        .map_err(|error| anyhow::anyhow!("the rules of the house do not fit together: {error}").into())
}

/// The newest version of each rule of the house.
pub(super) fn newest(db: &Connection) -> Result<Vec<Rule>> {
    let mut statement = db.prepare_cached(
        "SELECT rule FROM house_rules AS one
         WHERE version = (SELECT max(version) FROM house_rules WHERE id = one.id) ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let texts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect()
}

pub(super) fn add(write: &mut Write<'_>, rule: &Rule) -> Result<()> {
    write.execute(
        "INSERT INTO house_rules (id, version, rule, at) VALUES (?1, ?2, ?3, ?4)",
        params![rule.id, rule.version, serde_json::to_string(rule)?, Ms(write.now())],
    )?;
    Ok(())
}

pub(super) fn switch_off(write: &mut Write<'_>, id: &str, why: &str) -> Result<()> {
    write.execute(
        "INSERT INTO rules_off (id, why, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET why = excluded.why, at = excluded.at",
        params![id, why, Ms(write.now())],
    )?;
    Ok(())
}

/// Whether it was off.
pub(super) fn switch_on(write: &mut Write<'_>, id: &str) -> Result<bool> {
    Ok(write.execute("DELETE FROM rules_off WHERE id = ?1", [id])? > 0)
}

pub(super) fn switches(db: &Connection) -> Result<Vec<SwitchedOff>> {
    let mut statement = db.prepare_cached("SELECT id, why FROM rules_off ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok(SwitchedOff { rule: row.get(0)?, why: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
