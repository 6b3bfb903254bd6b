//! Who sends to a listener: the systems whose events Callboard takes, written from contract.md §4.
//!
//! The cast:
//! - A [`Plan`] says what to send, how fast, and which share of it is repeated, late or wrong. It is
//!   checked before anything is sent; the same plan and the same clock give the same messages.
//! - [`send`] carries it out and answers a [`Report`]; [`Sending`] is the same on its way, to be looked
//!   at and stopped. Both keep what was acknowledged ([`Told`]), since that is what may not be lost.
//! - A [`Target`] is a source's address and how a sender shows who it is; [`Target::post`] sends one
//!   given body.
//! - [`sign`] is Standard Webhooks, written here anew so that a listener is not tested against itself.
//! - [`load`] is for measuring: built and signed beforehand, sent over bare sockets.
//!
//! Nothing is kept; a sender that is dropped stops.

mod bodies;
mod book;
mod draw;
mod hidden;
mod kind;
pub mod load;
mod mix;
mod plan;
mod report;
mod sending;
mod signing;
mod spoil;
mod target;
mod wire;

pub use hidden::Hidden;
pub use kind::Kind;
pub use mix::Shape;
pub use plan::{Plan, PlanRefused, Shares};
pub use report::{Report, Told};
pub use sending::{Sending, send};
pub use signing::{Secret, sign};
pub use target::{Answer, NotSent, Target};
