//! The HTTP door of the engine, and the way through it.
//!
//! Whoever holds the data directory (the window, or `callboard serve`) opens the door on loopback and writes
//! `door.json` beside the database: address, token, version, readable by its owner only. The command line reads
//! it and forwards ([`DoorClient`]). A browser comes in by a one-time ticket in the address, which becomes a
//! cookie that scripts cannot read. After a crash `door.json` names a door that does not answer; it is replaced
//! at the next start.
//!
//! Also here, since every door needs it: [`frames`] gathers events to four messages a second, [`place`] says
//! where the data is and who sits at the machine, [`logs`] writes what happened, masked.

mod client;
mod events;
mod files;
pub mod frames;
mod json;
pub mod logs;
pub mod place;
mod server;
mod session;
mod ui;

pub use client::{ClientError, DoorClient};
pub use json::DoorJson;
pub use server::{DoorOptions, OpenDoor, open};
