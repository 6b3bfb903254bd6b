//! Which column of a list holds what: by what a person says, by its name, by its content.
//!
//! A column that looks like phone numbers or states and is not chosen is asked about, and so is one called Region: what it
//! drops would be somebody's law. Names that are known are data: `assets/columns/names.tsv`.

mod ask;
mod content;
mod decide;
mod names;
mod places;
mod said;
mod sample;
mod states;
#[cfg(test)]
mod tests;
mod watch;

use crate::table::names::{vocabulary, words};

pub(super) use ask::ask;
pub(super) use decide::{Decided, decide, taken};
pub use names::recognise;
pub(super) use sample::{SAMPLE, Sample};
pub(super) use watch::Watch;
