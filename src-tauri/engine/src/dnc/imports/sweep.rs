//! A second look at the numbers of an import whose words count no more, or count again: the tenant is told of what holds
//! now, and a number that nothing supports any more waits to be released.

use callboard_rpc::Topic;

use super::{listed, row};
use crate::Engine;
use crate::dnc::follow::follow;
use crate::dnc::ledger;
use crate::kernel::tasks;
use crate::kernel::{Result, Write};

const KIND: &str = "dnc.sweep";
/// Numbers of one write: a few milliseconds of the writer.
const SLICE: usize = 200;

pub(super) fn soon(write: &mut Write<'_>, import: i64) -> Result<()> {
    row::swept(write, import, None)?;
    let now = write.now();
    tasks::schedule(write, KIND, &import.to_string(), now, &())
}

pub(super) fn resume(engine: &Engine) {
    engine.kernel.run_in_slices(KIND, |write, task| {
        let import = task.key.parse().map_err(anyhow::Error::from)?;
        some(write, import)
    });
}

/// Answers whether there may be more.
fn some(write: &mut Write<'_>, import: i64) -> Result<bool> {
    let Some(import) = row::find(write, import)? else { return Ok(false) };
    let Some((list, ledger)) = import.list.zip(ledger::of(write, &import.connection)?) else {
        return Ok(false);
    };
    let numbers = listed::numbers(write, (list, import.id), import.swept, SLICE)?;
    for number in &numbers {
        follow(write, ledger, *number, false)?;
    }
    row::swept(write, import.id, numbers.last().map(|last| last.pack()).or(import.swept))?;
    write.changed(Topic::Dnc);
    Ok(numbers.len() == SLICE)
}
