//! The telling of an import's numbers: in ascending order, a hundred a message, behind everything that people said.

use callboard_phone::E164;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::row::{self, Import};
use super::{listed, release};
use crate::connection::Row;
use crate::dnc::drain::MOST;
use crate::dnc::follow::{Next, follow, next};
use crate::dnc::ledger::{self, Ledger};
use crate::dnc::push::{self, Batch, Push};
use crate::dnc::said::Said;
use crate::dnc::{held, queue};
use crate::kernel::{Result, Write};
use crate::outbox::{self, Message as _};

/// What is known of a tenant that has records of numbers: whether it takes changes of them without their ids.
pub(super) const TABLES: &str = "
    CREATE TABLE dnc_habits (
        ledger INTEGER PRIMARY KEY REFERENCES dnc_ledgers (id),
        upsert TEXT NOT NULL
    ) STRICT;";

/// Messages of imports that wait for their turn or are in flight at once.
const MESSAGES: u64 = 4;
/// Numbers that are looked at in one write for some that the tenant is to be told of.
const LOOKED_AT: usize = 500;
/// So many conflicts in a hundred numbers: many of them are contacts already.
const MANY_CONFLICTS: usize = 5;

/// Whether numbers are sent as changes of records that may be there, without their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Upsert {
    /// No batch of an import has ended yet: one at a time shows how the tenant answers.
    Unknown,
    No,
    Yes,
    /// The tenant answers such a change with a conflict all the same.
    NotTaken,
}

fn upsert(db: &Connection, ledger: Ledger) -> Result<Upsert> {
    let mut statement = db.prepare_cached("SELECT upsert FROM dnc_habits WHERE ledger = ?1")?;
    let word: Option<String> = statement.query_row([ledger.0], |row| row.get(0)).optional()?;
    Ok(match word.as_deref() {
        None => Upsert::Unknown,
        Some("yes") => Upsert::Yes,
        Some("not_taken") => Upsert::NotTaken,
        Some(_) => Upsert::No,
    })
}

/// Makes one message of numbers of the first import that has some left, where there is room for it. Answers whether there
/// may be another.
pub(in crate::dnc) fn fill(write: &mut Write<'_>, ledger: Ledger, to: &Row) -> Result<bool> {
    let upsert = upsert(write, ledger)?;
    let most = if upsert == Upsert::Unknown { 1 } else { MESSAGES };
    if outbox::in_turn(write, &to.id, &[Push::<true>::KIND])? >= most {
        return Ok(false);
    }
    let Some(import) = row::to_tell(write, &to.id)? else { return Ok(false) };
    let Some(list) = import.list else { return Ok(false) };
    let numbers = listed::numbers(write, (list, import.id), import.place, LOOKED_AT)?;
    if numbers.is_empty() {
        row::all_passed(write, import.id)?;
        return Ok(true);
    }
    let subject = write.chance().token();
    let (mut items, mut passed) = (Vec::with_capacity(MOST), 0);
    for number in &numbers {
        if items.len() == MOST {
            break;
        }
        passed += 1;
        if let Some(said) = to_be_told(write, ledger, *number)? {
            queue::sending(write, ledger, *number, &subject)?;
            items.push((*number, said));
        }
    }
    pass(write, &import, numbers[passed - 1], passed, items.len())?;
    if !items.is_empty() {
        let batch = Batch::new(&items, &to.settings.custom_list_ids);
        let batch = batch.of_import(import.id, upsert == Upsert::Yes);
        push::enqueue(write, &to.id, &subject, batch)?;
    }
    Ok(true)
}

fn pass(write: &Write<'_>, import: &Import, last: E164, passed: usize, sent: usize) -> Result<()> {
    row::passed(write, import.id, last.pack(), passed as u64, (passed - sent) as u64)
}

/// What the tenant is to be told of a number; `None` where it holds it so, or where the number is told by itself.
fn to_be_told(write: &mut Write<'_>, ledger: Ledger, number: E164) -> Result<Option<Said>> {
    if queue::find(write, ledger, number)?.is_some() {
        return Ok(None);
    }
    let wanted = ledger::wanted(write, ledger, number)?;
    if next(wanted, held::find(write, ledger, number)?.as_ref(), None, true) == Next::Queue {
        return Ok(wanted);
    }
    // Where nothing supports it any more, it waits to be released; where something does again, it waits no longer.
    if wanted.is_none() {
        follow(write, ledger, number, false)?;
    } else {
        release::leave(write, ledger, number)?;
    }
    Ok(None)
}

/// The end of a batch of an import, in counts of its numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::dnc) struct BatchEnd {
    pub(in crate::dnc) confirmed: usize,
    pub(in crate::dnc) dead: usize,
    /// Of the confirmed: the tenant had a record of them, and they were sent again with its id.
    pub(in crate::dnc) conflicts: usize,
    /// They were sent as changes without ids before.
    pub(in crate::dnc) upsert: bool,
}

/// A batch of an import has ended, or a part of one.
pub(in crate::dnc) fn batch_ended(write: &mut Write<'_>, import: i64, end: BatchEnd) -> Result<()> {
    row::told(write, import, end.confirmed as u64, end.dead as u64)?;
    let Some(import) = row::find(write, import)? else { return Ok(()) };
    let Some(ledger) = ledger::of(write, &import.connection)? else { return Ok(()) };
    let word = match upsert(write, ledger)? {
        Upsert::NotTaken => return Ok(()),
        _ if end.upsert && end.conflicts > 0 => "not_taken",
        Upsert::Yes => return Ok(()),
        _ if end.conflicts >= MANY_CONFLICTS => "yes",
        Upsert::No => return Ok(()),
        Upsert::Unknown => "no",
    };
    write
        .prepare_cached(
            "INSERT INTO dnc_habits (ledger, upsert) VALUES (?1, ?2)
             ON CONFLICT (ledger) DO UPDATE SET upsert = excluded.upsert",
        )?
        .execute(params![ledger.0, word])?;
    Ok(())
}
