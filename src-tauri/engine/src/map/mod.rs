//! The disposition map of a connection: code → category → severity → actions.
//!
//! Cast. A **code** is what a sender says of a call ([`code`] has the rules of its spelling). A **map** gives each code a
//! category, and each category a severity and actions. A person changes a **draft** ([`drafts`]), which is checked
//! before it is published ([`check`]); a **version** ([`versions`]) never changes, and going back publishes a copy. [`Maps`]
//! has the published version of each connection at hand, as [`Rules`]: a [`Lookup`] from codes to [`Meaning`]s, and the
//! policy for codes that the map does not have. A map can be exported to a file and imported ([`file`]).
//!
//! Events are not known here: what a meaning does to them is `disposition`'s.

mod code;
mod compare;
mod default_map;
pub(crate) mod drafts;
pub(crate) mod file;
mod in_force;
mod lookup;
mod validate;
pub(crate) mod versions;
mod words;

pub(crate) use code::{Code, normalise, plain};
pub(crate) use compare::changes;
#[cfg(test)]
pub(crate) use default_map::default_map;
pub use file::{LARGEST, read};
pub use in_force::Maps;
pub(crate) use in_force::{Meanings, published};
pub(crate) use lookup::{Lookup, Meaning, Rules};
pub(crate) use validate::{check, spelled};
pub(crate) use words::{ACTIONS, SEVERITIES, rank, ranked, unavailable};

use crate::slice::Slice;

/// The part of disposition maps in the program.
pub(crate) const SLICE: Slice = Slice { tables: &[versions::TABLES, drafts::TABLES], ..Slice::named("map") };
