//! Placing: in which zones a contact may live, and under whose law it is called.
//!
//! Cast: a [`Contact`] is what somebody says of one person: numbers, a zone, states, countries. [`place`] answers [`Placed`], or a
//! [`Refusal`] with the reason for which nobody may call there on a guess. A [`Placer`] does the same for the rows of a
//! list, and looks everything up once. Both decide in one function, from four facts alone: the zone that is named, the
//! states, the countries, and where the numbers may ring.
//!
//! The clock is that of the zone that is named, else the state's, else the numbers'. Where a zone and a state of one
//! country keep different clocks, all of them count: a call is legal only where it is by each. The law is the state's of the
//! address **and** of every number: all of them hold. Where zone, state, country and numbers name different countries the
//! contact is refused. Nothing is stored.

mod beside;
mod country;
mod decide;
mod list;
mod one;
mod state;
mod state_zones;
#[cfg(test)]
mod tests;

use callboard_rpc::types::{RefusedKind, ZoneSource};

use crate::rules::Jurisdiction;

pub(crate) use list::{Key, Placer};
pub use one::{Contact, place};

/// Where a contact may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Canonical names, sorted; several where nobody knows which it is: a call is legal only where each is inside its
    /// hours.
    pub zones: Vec<&'static str>,
    /// Everyone whose rules hold, sorted: the strictest counts.
    pub jurisdictions: Vec<Jurisdiction>,
    /// What decided the zone.
    pub source: ZoneSource,
}

/// Why a contact cannot be called as it is. The sentence quotes what is at fault, and never a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub kind: RefusedKind,
    pub reason: String,
}

impl Placed {
    /// `America/Chicago|America/New_York`: the name under which such contacts are counted.
    pub fn zone(&self) -> String {
        self.zones.join("|")
    }

    /// `US-AL|US-NY`
    pub fn law(&self) -> String {
        self.jurisdictions.iter().map(Jurisdiction::as_str).collect::<Vec<_>>().join("|")
    }
}

impl Refusal {
    /// Nothing says where the contact is.
    fn needs_zone(reason: &str) -> Self {
        Self { kind: RefusedKind::NeedsZone, reason: shown(reason) }
    }

    /// What is said can never be right.
    fn invalid(reason: &str) -> Self {
        Self { kind: RefusedKind::Invalid, reason: shown(reason) }
    }
}

/// A reason quotes the cell that is at fault, and where columns were mixed up that cell holds a number.
fn shown(reason: &str) -> String {
    callboard_phone::mask_in_text(reason)
}
