//! What an import would change: each of its numbers held against what is known of it.

use std::collections::HashSet;
use std::ops::AddAssign;

use callboard_phone::E164;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::dnc::ledger::{self, Ledger};
use crate::dnc::reading::Entry;
use crate::dnc::said::{Direction, Listed, Said};
use crate::kernel::Result;

/// What came, or would come, of the different numbers of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Counts {
    pub(super) fresh: u64,
    pub(super) already: u64,
    pub(super) older: u64,
    pub(super) takes_back: u64,
    /// Of the fresh: they come off the list.
    pub(super) lifts: u64,
    /// Of those: their owner opted out.
    pub(super) lifts_people: u64,
    /// Numbers of which the import's list says something already.
    pub(super) here: u64,
    /// Further statements about a number of the same file.
    pub(super) further: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.fresh += other.fresh;
        self.already += other.already;
        self.older += other.older;
        self.takes_back += other.takes_back;
        self.lifts += other.lifts;
        self.lifts_people += other.lifts_people;
        self.here += other.here;
        self.further += other.further;
    }
}

/// What is known of a number before an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Before {
    holds: Option<Said>,
    /// Its owner said so, and no file.
    by_person: bool,
    /// The import's own list says something of it.
    here: bool,
}

/// Of entries in the order of the tree, all of a number among them.
pub(super) fn compare(
    db: &Connection,
    ledger: Option<Ledger>,
    list: Option<i64>,
    entries: &[Entry],
) -> Result<Counts> {
    let groups: Vec<&[Entry]> = entries.chunk_by(|one, other| one.number == other.number).collect();
    let numbers: Vec<E164> = groups.iter().map(|group| group[0].number).collect();
    let before = match ledger {
        Some(ledger) => before(db, ledger, list, &numbers)?,
        None => vec![Before::default(); numbers.len()],
    };
    let mut counts = Counts::default();
    for (group, before) in groups.iter().zip(before) {
        counts.further += group.len() as u64 - 1;
        // The last is the greatest: it alone decides.
        if let Some(last) = group.last() {
            counts.count(last.said, before);
        }
    }
    Ok(counts)
}

impl Counts {
    fn count(&mut self, listed: Listed, before: Before) {
        self.here += u64::from(before.here);
        let Some(said) = listed.says() else {
            // Where the list says nothing, there is nothing to take back.
            let count = if before.here { &mut self.takes_back } else { &mut self.already };
            *count += 1;
            return;
        };
        match before.holds {
            Some(holds) if holds.direction() == said.direction() => self.already += 1,
            Some(holds) if holds > said => self.older += 1,
            other => {
                self.fresh += 1;
                if said.direction() == Direction::In && other.is_some() {
                    self.lifts += 1;
                    self.lifts_people += u64::from(before.by_person);
                }
            }
        }
    }
}

fn before(db: &Connection, ledger: Ledger, list: Option<i64>, numbers: &[E164]) -> Result<Vec<Before>> {
    let mut all = vec![Before::default(); numbers.len()];
    for of in ledger::lists(db, ledger)? {
        let imported = of.kind.is_imported();
        let found = if imported {
            let standing = standing(db, of.id)?;
            each(db, &IMPORTED, of.id, numbers, |import| standing.contains(&import))?
        } else {
            each(db, &PEOPLE, of.id, numbers, |_| true)?
        };
        for (before, listed) in all.iter_mut().zip(found) {
            let Some(said) = listed.and_then(Listed::says) else { continue };
            before.here |= list == Some(of.id);
            if before.holds.is_none_or(|holds| said > holds) {
                *before = Before { holds: Some(said), by_person: !imported, ..*before };
            }
        }
    }
    Ok(all)
}

/// The imports of a list that count.
fn standing(db: &Connection, list: i64) -> Result<HashSet<i64>> {
    let mut statement = db.prepare_cached("SELECT id FROM dnc_imports WHERE list = ?1 AND stands = 1")?;
    let rows = statement.query_map([list], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How a tree is asked: by a range of numbers, and by one.
struct Tree {
    range: &'static str,
    one: &'static str,
}

const IMPORTED: Tree = Tree {
    range: "SELECT number, said, import FROM dnc_listed WHERE list = ?1 AND number BETWEEN ?2 AND ?3
            ORDER BY number, said",
    one: "SELECT number, said, import FROM dnc_listed WHERE list = ?1 AND number = ?2 ORDER BY said",
};
const PEOPLE: Tree = Tree {
    range: "SELECT number, said, request FROM dnc_events WHERE list = ?1 AND number BETWEEN ?2 AND ?3
            ORDER BY number, said",
    one: "SELECT number, said, request FROM dnc_events WHERE list = ?1 AND number = ?2 ORDER BY said",
};

/// Reading so many rows beside each other takes as long as looking for one.
const DENSE: usize = 8;

/// What a list says last of each number, of ascending numbers. The range is read as a whole where the list is about as dense
/// there as the numbers are, else number by number.
fn each(
    db: &Connection,
    tree: &Tree,
    list: i64,
    numbers: &[E164],
    counts: impl Fn(i64) -> bool,
) -> Result<Vec<Option<Listed>>> {
    let mut found = vec![None; numbers.len()];
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return Ok(found) };
    let mut statement = db.prepare_cached(tree.range)?;
    let mut rows = statement.query(params![list, first.pack(), last.pack()])?;
    let (mut at, mut read) = (0, 0);
    while let Some(row) = rows.next()? {
        read += 1;
        if read > DENSE * numbers.len() {
            drop(rows);
            return one_by_one(db, tree, list, numbers, counts);
        }
        let number: i64 = row.get(0)?;
        while at < numbers.len() && numbers[at].pack() < number {
            at += 1;
        }
        if at < numbers.len() && numbers[at].pack() == number && counts(row.get(2)?) {
            found[at] = Some(row.get(1)?);
        }
    }
    Ok(found)
}

fn one_by_one(
    db: &Connection,
    tree: &Tree,
    list: i64,
    numbers: &[E164],
    counts: impl Fn(i64) -> bool,
) -> Result<Vec<Option<Listed>>> {
    let mut statement = db.prepare_cached(tree.one)?;
    let mut found = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut rows = statement.query(params![list, number.pack()])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            if counts(row.get(2)?) {
                last = Some(row.get(1)?);
            }
        }
        found.push(last);
    }
    Ok(found)
}
