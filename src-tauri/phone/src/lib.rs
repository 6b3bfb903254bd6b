//! Exact phone numbers.
//!
//! **Cast.** A [`Parsed`] comes out of [`parse`]: the number as [`E164`], its extension beside it, and what
//! [`Damage`] of a spreadsheet was repaired on the way. Every refusal is a [`PhoneError`] with a sentence.
//! [`possible`] takes more, for numbers that must not be called, and [`numbers_in`] reads every number of a cell of such
//! a list; [`is_like_phone`] guesses whether a column holds numbers. [`whereabouts`] says where a number may ring and under
//! whose law; [`plain`] the same of plain writings by their first digits. [`zones`] and [`states`] say where a number may ring; where they cannot know, they say so and never guess.
//! [`display`] and [`kind`] are for people, [`mask`] and [`mask_in_text`] for logs.
//!
//! Parsing and validity are rlibphonenumber's, which agrees with Google's own library; the crate phonenumber
//! formats for the window and is a [`cross_check`] that is counted. Everything is `Send + Sync` and holds no
//! lock on the way of [`parse`] and [`zones`]: split a file into chunks and use one thread each.
//!
//! An [`E164`] never prints itself whole: `Display` and `Debug` are masked, [`E164::reveal`] is the one way.

mod cell;
mod check;
mod damage;
mod display;
mod error;
mod letters;
mod likeness;
mod line;
mod mask;
mod north_america;
mod number;
mod parse;
mod places;
mod region;
mod whereabouts;
mod words;
mod zones;

pub use cell::{RefusedCell, Wanted, numbers_in};
pub use check::{CrossCheck, CrossCheckCounts, cross_check, cross_check_counts};
pub use damage::Damage;
pub use display::{Display, Kind, display, kind};
pub use error::PhoneError;
pub use likeness::{is_like_phone, is_marked};
pub use line::normalize_line;
pub use mask::{mask, mask_in_text};
pub use number::E164;
pub use parse::{Parsed, metadata_release, parse, possible, possible_without_plus};
pub use region::Region;
pub use whereabouts::{Plain, Whereabouts, of_area, plain, whereabouts};
pub use zones::{WhyUnknown, ZonesOf, country, state, states, zone_data_release, zones};
