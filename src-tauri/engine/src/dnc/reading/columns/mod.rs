//! Which column of a do-not-call list holds what: by what a person says, by its name, by its content.
//!
//! Names that are known are data: `assets/columns/names.tsv`. A column that looks like phone numbers and is not chosen is
//! asked about, since what it drops would be somebody's opt-out.

mod content;
mod decide;
mod named;
mod said;
#[cfg(test)]
mod tests;

pub(super) use decide::{Decided, decide};

use callboard_rpc::types::DncColumnRole;

/// Where the parts of a row stand; columns are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Whole numbers.
    pub(super) phones: Vec<usize>,
    /// An area code, and the rest of that number.
    pub(super) split: Option<(usize, usize)>,
    pub(super) date: Option<usize>,
    pub(super) direction: Option<usize>,
    pub(super) expiry: Option<usize>,
    pub(super) reason: Option<usize>,
}

impl Columns {
    pub(super) fn role(&self, column: usize) -> Option<DncColumnRole> {
        let is = |one: Option<usize>| one == Some(column);
        Some(match column {
            _ if self.phones.contains(&column) => DncColumnRole::Phone,
            _ if is(self.split.map(|split| split.0)) => DncColumnRole::AreaCode,
            _ if is(self.split.map(|split| split.1)) => DncColumnRole::Number,
            _ if is(self.date) => DncColumnRole::Date,
            _ if is(self.direction) => DncColumnRole::Direction,
            _ if is(self.expiry) => DncColumnRole::Expiry,
            _ if is(self.reason) => DncColumnRole::Reason,
            _ => return None,
        })
    }
}
