//! Windows: one campaign, one zone, one start; its way to the tenant and back.
//!
//! Cast: a [`NewWindow`] is what a submission decided; [`add`] makes it a row with its idempotency key, in the
//! transaction of that decision. From then on the row moves by itself:
//!
//! ```text
//! planned → sending → submitted → begun → ended        refused (by a rule; never sent)
//!              ↓ ↘        ↓         ↓
//!           failed  unknown  withdrawing → withdrawn    (or stuck)
//! ```
//!
//! `leave` is the moment at which it goes, `flight` knows whose requests are on the wire, `send` asks the tenant, `outcome` says what came of it, `turn` follows the
//! clock, `withdraw` takes back and `stuck` tries that again, `after` keeps one back until those whose place it takes are gone, `standing` judges what
//! stands when the rules change, `stray` finds what stands at the tenant and should not, `gone` lets go of what a removed
//! connection leaves, `kept` tells what was let stand. After a crash a row that says
//! `sending` may or may not stand at the tenant: like one whose answer was cut off, it is looked for by reading
//! before anything is repeated, under the same key.

// The row, and who looks for it.
mod add;
mod places;
mod reads;
mod row;
mod state;

// Its way to the tenant.
mod after;
mod flight;
mod leave;
mod needs;
mod outcome;
mod send;
mod turn;

// Its way back.
mod again;
mod anew;
mod goal;
mod gone;
mod kept;
mod settle;
mod silence;
mod standing;
mod stray;
mod stuck;
mod withdraw;

#[cfg(test)]
mod tests;

pub use add::{add, retry_failed};
pub use flight::InFlight;
pub use kept::{kept_of, of_removed};
pub(crate) use leave::Failed;
pub use leave::soonest;
pub use places::{Counted, Whereabouts};
pub use reads::{all_between, find, live_at, needs_a_decision, of_run, still_dialling};
pub use row::{NewWindow, Window};
pub use settle::{PATIENCE, Settled, settle, settle_gone, shown};
pub use standing::{InSpite, in_spite};
pub(crate) use stray::{Whose, withdraw_strays};
pub use withdraw::withdraw;

use callboard_cxone::retry::LONGEST_RETRY_AFTER;

use crate::Engine;
use crate::kernel::{Result, SetBack, Waits, Write, tasks};
use crate::slice::Slice;

/// The part of windows in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[row::TABLES],
    resume: Some(resume),
    set_back: Some(set_back),
    needs: Some(needs::needs),
    dependent: Some(gone::DEPENDENT),
    on_mended: Some(again::mended),
    on_removed: Some(gone::removed),
    on_rules_changed: Some(standing::STANDING),
    ..Slice::named("window")
};

/// The calendar was set back: no window waits longer for its next try than the tenant may ask us to, and those whose start or
/// end lies ahead again are what they were before it.
fn set_back(write: &mut Write<'_>, back: &SetBack) -> Result<()> {
    let longest = LONGEST_RETRY_AFTER;
    back.mend(write, &Waits { table: "windows", column: "next_try", only: "TRUE", longest })?;
    tasks::cut_waits(write, back, "kind IN ('window.send', 'window.withdraw')", longest)?;
    turn::set_back(write)
}

/// Begins the loops; what was under way is begun anew.
fn resume(engine: &Engine) {
    send::resume(engine);
    turn::resume(engine);
    withdraw::resume(engine);
    again::resume(engine);
}
