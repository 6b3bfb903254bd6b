//! Calling rules: when a place may be called, and which rule says so.
//!
//! **Cast.** A [`Rule`] is a row of `assets/rules/calling-rules.json` or of the house; nobody changes one,
//! a change is a new version. A [`RuleBook`] is the set in force: the built-in rows, the house's own, less
//! what a supervisor switched off with a reason; it is a value and is made anew when the house changes. A
//! [`Jurisdiction`] is a country or a state; a contact has one, or several where its number and its address
//! disagree. [`RuleBook::allowed`] gives a day's hours there, [`RuleBook::clamp`] a [`Ruling`] on a window.
//!
//! The strictest holds: hours are the intersection over all rules and all jurisdictions, and deny wins. Every
//! limit carries its [`Binding`] (rule, version, source), every refusal a sentence for a supervisor. No rule
//! has been reviewed by counsel; whoever shows one says so ([`Rule::counsel_reviewed`]). What stands already is
//! judged anew when the book changes: each slice says how ([`Standing`]).
//!
//! The book is pure: no clock, no database, no zone data of its own. The house's rows are kept in two tables
//! ([`current`] reads them into a book), and changed by commands alone, which put the new book in force at once.

mod book;
mod commands;
mod day;
mod holiday_rule;
mod holidays;
mod house;
mod in_force;
mod jurisdiction;
mod next_legal;
mod rule;
mod sound;
mod standing;
mod store;
mod table;
mod time_of_day;
mod window;
mod words;

pub use book::{RuleBook, SwitchedOff};
pub use day::{Binding, DayWindow, Refusal, Why};
pub use holidays::{Calendar, calendars};
pub(crate) use in_force::InForce;
pub use jurisdiction::{Jurisdiction, UnknownState};
pub use rule::{Confidence, Hours, Kind, Rule, Weekday};
pub use sound::BookError;
pub(crate) use standing::{Settling, Standing};
pub use store::current;
pub use time_of_day::TimeOfDay;
pub use window::{Note, Place, Ruling, Verdict};

use crate::slice::Slice;

/// The part of calling rules in the program.
pub(crate) const SLICE: Slice =
    Slice { tables: &[store::TABLES], resume: Some(standing::resume), ..Slice::named("rules") };

#[cfg(test)]
mod tests;
