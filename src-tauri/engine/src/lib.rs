//! Everything that runs whether or not a window is open.
//!
//! [`Engine`] is what a door holds: it answers every command of `callboard-rpc`. One folder a feature; each
//! stands on [`kernel`] and speaks to another only through its face (the list of such arrows is kept in
//! ARCHITECTURE.md and checked by a test).

pub mod audit;
mod board;
pub mod connection;
pub mod contacts;
pub mod delivery;
pub mod disposition;
pub mod dnc;
mod engine;
pub mod files;
pub mod inbox;
pub mod kernel;
pub mod map;
mod outbox;
pub mod placing;
pub mod rules;
pub mod run;
pub mod schedule;
mod schema;
pub mod secrets;
pub mod settings;
pub mod signature;
mod slice;
mod stand_in;
pub mod status;
pub mod table;
mod traffic;
pub mod window;
pub mod zone;

pub use engine::{Engine, Options, StartError};
