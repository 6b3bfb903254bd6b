//! Time and chance, handed in.
//!
//! Nothing in Callboard asks the machine what time it is or rolls a die by itself: it is given a
//! [`Clock`] and a [`Chance`]. The program hands in [`Clock::system`] and [`Chance::from_os`]; a test
//! hands in [`ManualClock`] and [`Chance::seeded`] and steps them. `clippy.toml` bans the ambient calls
//! everywhere else.

mod attend;
mod chance;
mod clock;
mod manual;

pub use attend::{Attendant, attended, attended_alike, turn};
pub use chance::Chance;
pub use clock::{Clock, TimedOut};
pub use manual::ManualClock;
