//! What the house can tune: a fixed list of keys, each with its default, unit, bounds and words.
//!
//! Cast: a [`Known`] is a key as it is declared in `table.rs`; a row of `settings` exists only for a key whose
//! value was changed; [`Settings`] is all of them, typed, read in the caller's own snapshot by [`get`]. A row
//! that an older or newer program wrote and that does not fit any more counts as the default.

mod commands;
mod known;
mod store;
mod table;
#[cfg(test)]
mod tests;

pub use known::{Kind, Known};
pub use store::{Settings, get, rows_kept_since};
pub use table::TABLE;

use crate::slice::Slice;

/// The part of settings in the program.
pub(crate) const SLICE: Slice = Slice { tables: &[store::TABLES], ..Slice::named("settings") };
