//! The end of what waits for a connection that was removed.

use callboard_phone::E164;
use callboard_rpc::Topic;
use callboard_rpc::types::ConnectionId;

use super::follow::end;
use super::imports;
use super::ledger::{self, Ledger};
use super::queue;
use super::requests::{self, Outcome};
use crate::Engine;
use crate::kernel::tasks;
use crate::kernel::{Result, Write};

const KIND: &str = "dnc.removed";
/// Numbers of one write: a few milliseconds of the writer.
const SLICE: usize = 200;
pub(super) const WORDS: &str = "Its connection was removed.";

/// A connection was removed: numbers that no message names yet leave the queue. The outbox ends the messages.
pub(crate) fn removed(write: &mut Write<'_>, connection: &ConnectionId) -> Result<()> {
    imports::hold_up(write, connection)?;
    let now = write.now();
    tasks::schedule(write, KIND, connection.as_str(), now, &())
}

pub(super) fn resume(engine: &Engine) {
    engine.kernel.run_in_slices(KIND, |write, task| end_some(write, &ConnectionId(task.key.clone())));
}

/// Answers whether there may be more.
fn end_some(write: &mut Write<'_>, of: &ConnectionId) -> Result<bool> {
    let Some(ledger) = ledger::of(write, of)? else { return Ok(false) };
    let numbers = queue::not_sending(write, ledger, SLICE)?;
    numbers.iter().try_for_each(|number| forget(write, ledger, *number))?;
    write.changed(Topic::Dnc);
    Ok(numbers.len() == SLICE)
}

/// Nobody is told of a number any more; its requests end.
pub(super) fn forget(write: &mut Write<'_>, ledger: Ledger, number: E164) -> Result<()> {
    queue::leave(write, ledger, number)?;
    for request in requests::open(write, ledger, number)? {
        end(write, &request, Outcome::Removed, WORDS)?;
    }
    Ok(())
}
