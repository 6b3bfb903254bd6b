//! What a supervisor writes: five fields of cron, read by a parser of our own.
//!
//! Cast: [`Cron`] is an expression that was understood and comes at least once; [`CronError`] one that was not,
//! with its sentence and the place of the part at fault. The crate `cron` reads six or seven fields, counts
//! Sunday as 1 and takes much for granted, so it never sees the text: it gets lists of numbers (`wall.rs`).
//! `@once 2026-12-08T10:00` is the one line that is no cron: a single moment, under the same rules (`once.rs`).

mod error;
mod expression;
mod field;
mod list;
mod once;
mod refused;
mod wall;

pub use error::{CronError, CronFault};
pub use expression::Cron;
pub use field::{Field, FieldKind};
