//! Which column of a list holds what: by what a person says, by its name, by its content.
//!
//! A column that looks like phone numbers and is not chosen is asked about, and so is one called Region: what it drops
//! would be somebody's law.

mod content;
mod decide;
mod names;
mod places;
mod said;
mod watch;

pub(super) use decide::{Decided, SAMPLE, Sample, ask, decide};
pub use names::recognise;
pub(super) use watch::Watch;
