//! What a schedule means: its windows in every zone, each judged by the calling hours.
//!
//! Cast: [`Asked`] is the question, with zones, hours and times handed in; a [`Group`] the contacts of one zone;
//! a [`Window`] one start and end there with its [`Verdict`] and marks. Preview, plan and scheduler all ask here:
//! [`windows`] for what comes, [`window_of`] for a fire that is due, [`window_at`] for a start now. [`preview`]
//! makes the grid that is shown. Nothing is stored.

mod asked;
mod changes;
mod grid;
mod group;
mod marks;
mod verdict;
mod window;

pub use asked::{Asked, Mode};
pub use changes::clock_changes;
pub use grid::{NO_PLACE, preview};
pub use group::{Group, NoJurisdiction};
pub use verdict::{Cause, Verdict};
pub use window::{Window, is_holiday, window_at, window_of, windows};
