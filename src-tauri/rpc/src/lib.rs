//! Commands, events and their types, declared once.
//!
//! Everything a window, a browser or the command line can ask of the engine is a line in
//! [`mod@command`]; everything the engine tells by itself is an [`Event`]. From these declarations come the
//! router of every door ([`dispatch`]) and the TypeScript types (`cargo run -p callboard-rpc --example
//! generate`), so that a door, the engine and the window cannot drift apart.
//!
//! This crate does no I/O and knows no engine: the engine implements [`Handle`] for each command, slice by
//! slice, and the compiler names the one that is missing.

mod caller;
pub mod command;
mod declare;
mod error;
mod event;
mod topic;
pub mod types;
pub mod typescript;

pub use caller::{Caller, Door};
pub use command::{COMMANDS, HandleAll, dispatch};
pub use declare::{Command, CommandSpec, Handle, Kind};
pub use error::{Code, Result, RpcError};
pub use event::{Event, Notice, NoticeLevel, NoticeReach};
pub use topic::Topic;
