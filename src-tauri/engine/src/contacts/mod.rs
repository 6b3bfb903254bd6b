//! Contact lists: read once, counted by zone and law, and forgotten.
//!
//! Cast: a **list** is a CSV or XLSX file that a person hands in, and [`crate::table`] knows its rows. Which column holds
//! what is known by what a person says, by names, by content; what is not sure is asked. [`count`] reads it row by row in bounded memory
//! and answers [`Counts`]: how many contacts share a zone, a jurisdiction and a source of the zone. What cannot
//! be placed is a refused row with its line and its reason; nothing vanishes. What is kept is a **set**
//! ([`set`]): the counts and the refused rows, not the people.
//!
//! [`crate::placing`] says where a contact is and whose law holds; numbers count for the law also where the list names a
//! zone. What the list says wrongly (`EST`, a state that does not exist) is refused rather than guessed
//! round.
//!
//! After a crash: refused rows are written in slices, each sealed in the audit log, before their set is complete; a
//! set that never was is removed at the next start, with a row that says so.

mod cell;
mod columns;
mod commands;
mod count;
mod export;
mod import;
mod inspect;
mod mapping;
mod remarks;
mod repeated;
mod row;
mod store;
#[cfg(test)]
mod tests;

pub use columns::recognise;
pub use count::{CountOptions, Counts, Most, count};
use import::remove_unfinished;
pub use store::{REFUSED, set, sets};

use crate::Engine;
use crate::slice::Slice;

/// The part of contact lists in the program.
pub(crate) const SLICE: Slice =
    Slice { tables: &[store::TABLES], sealed: &[REFUSED], resume: Some(resume), ..Slice::named("contacts") };

fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.keep_running("the removal of unfinished imports", move || {
        let this = this.clone();
        async move { remove_unfinished(&this).await }
    });
}
