use super::retry::LONGEST_WISH;
use super::settle::LONGEST_OWN_PAUSE;
use crate::kernel::{Result, SetBack, Waits, Write, tasks};
use crate::secrets::LONGEST_OVERLAP;

/// The calendar was set back: no delivery waits for that. An old secret signs until the time that was told for it, and
/// never longer than any may.
pub(crate) fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    let only = "state = 'waiting'";
    back.mend(write, &Waits { table: "deliveries", column: "next_try", only, longest: LONGEST_WISH })?;
    let longest = LONGEST_OWN_PAUSE.unsigned_abs();
    back.mend(write, &Waits { table: "endpoints", column: "held_until", only: "TRUE", longest })?;
    let longest = LONGEST_OVERLAP;
    back.cut(write, &Waits { table: "endpoints", column: "old_secret_until", only: "TRUE", longest })?;
    tasks::cut_waits(write, back, "kind = 'delivery.old_secret'", longest)
}
