//! The right to send: never more than the connection's limit in any 60 s, whoever asks.
//!
//! `governor` was looked at and does not fit: its GCRA either lets 2 N − 1 through in 60 s
//! (`Quota::per_minute`) or, with `allow_burst(1)`, spaces requests evenly, so that a person waits
//! 600 ms behind nobody; it knows no classes, cannot take a permit back that was not used, and counts
//! when a request leaves, while the tenant counts when it arrives.

mod gate;
mod window;

pub use gate::Permit;
pub use window::Class;

pub(crate) use gate::Gate;
