//! The loop that puts waiting numbers into messages of the outbox, a hundred at a time.

use callboard_phone::E164;

use super::imports;
use super::ledger::{self, Ledger};
use super::push::{self, Batch, Push};
use super::queue::{self, State};
use super::said::Said;
use crate::connection::Row;
use crate::kernel::tasks;
use crate::kernel::{Error, Result, Write};
use crate::outbox::{self, Message as _};
use crate::{Engine, connection};

const KIND: &str = "dnc.drain";
/// Numbers of one request (contract §2.4).
pub(super) const MOST: usize = 100;
/// Messages of a tenant that wait for their turn or are in flight at once: what comes meanwhile shares the next ones. One
/// that waits for a time keeps no other back.
const MESSAGES: u64 = 4;

/// Numbers of this ledger are put into messages after this write.
pub(super) fn soon(write: &mut Write<'_>, ledger: Ledger) -> Result<()> {
    let now = write.now();
    tasks::schedule(write, KIND, &ledger.0.to_string(), now, &())
}

pub(super) fn resume(engine: &Engine) {
    engine.kernel.run_in_slices(KIND, |write, task| {
        let ledger = Ledger(task.key.parse().map_err(anyhow::Error::from)?);
        fill(write, ledger)
    });
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        if let Err(error) = this.kernel.db.write(all_soon).await {
            tracing::warn!(%error, "numbers that wait are looked at when the next one comes");
        }
    });
}

/// Numbers that waited when the program ended go on.
fn all_soon(write: &mut Write<'_>) -> Result<()> {
    ledger::all(write)?.into_iter().try_for_each(|ledger| soon(write, ledger))
}

/// Makes a message of each kind, where there is something to tell and room for it. Answers whether there may be another.
fn fill(write: &mut Write<'_>, ledger: Ledger) -> Result<bool> {
    let of = ledger::connection(write, ledger)?;
    let to = match connection::find(write, &of) {
        Ok(to) => to,
        Err(Error::Said(_)) => return Ok(false), // removed: nobody is told
        Err(other) => return Err(other),
    };
    let people = fill_people(write, ledger, &to)?;
    Ok(imports::fill(write, ledger, &to)? || people)
}

/// The same with numbers of which people said something.
fn fill_people(write: &mut Write<'_>, ledger: Ledger, to: &Row) -> Result<bool> {
    if outbox::in_turn(write, &to.id, &[Push::<false>::KIND])? >= MESSAGES {
        return Ok(false);
    }
    let numbers = queue::next(write, ledger, MOST)?;
    let mut items: Vec<(E164, Said)> = Vec::with_capacity(numbers.len());
    for number in numbers {
        match ledger::wanted(write, ledger, number)? {
            Some(said) => items.push((number, said)),
            None => queue::leave(write, ledger, number)?,
        }
    }
    if items.is_empty() {
        return Ok(false);
    }
    let subject = write.chance().token();
    for (number, _) in &items {
        queue::in_message(write, ledger, *number, State::Sending, &subject)?;
    }
    push::enqueue(write, &to.id, &subject, Batch::new(&items, &to.settings.custom_list_ids))?;
    Ok(items.len() == MOST)
}
