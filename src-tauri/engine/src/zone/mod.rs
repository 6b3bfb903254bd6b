//! Zones: which data they come from, what a name means, when its clock changes.
//!
//! Cast: [`ZoneData`] is the one set of rules in use, chosen once at start as the newest at hand; whoever turns
//! an instant into a wall clock or back gets it handed in. A [`ZoneRelease`] names its IANA release (shown beside
//! every preview and stored with every schedule). A [`ZoneError`] says why a name is no zone, a [`ZoneCaution`]
//! why a name that can be computed with is still no place where anybody lives. Nothing here ever asks for the
//! machine's own zone, and nothing is remembered over a restart: the choice is made anew.

mod canonical;
mod changes;
mod compare;
mod data;
mod name;
mod release;
mod set;
#[cfg(test)]
mod tests;
mod wall;
mod words;
mod written;

pub(crate) use crate::kernel::counted;
pub use changes::OffsetChange;
pub(crate) use changes::changes_after;
pub use compare::ZoneDifference;
pub(crate) use compare::chrono_tz_offset;
pub use data::{ZoneData, ZoneSource};
pub(crate) use name::caution_for_people;
pub use name::{ZoneCaution, ZoneError, caution};
pub use release::ZoneRelease;
pub use set::{ZoneSet, place};
pub(crate) use wall::instant;
pub(crate) use words::{clock_words, day_words, local_iso, offset_iso};
pub use words::{local_words, offset_words, some_places, window_words};
pub(crate) use written::names_offset;
pub use written::{NoInstant, written_instant};
