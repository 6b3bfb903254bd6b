//! The accept loop with limits and TLS that every HTTP door of ours shares.
//!
//! The cast: [`bind`] opens the port; [`serve`] accepts until it is told to stop and answers with an
//! ordinary `axum::Router`; [`Limits`] says how long and how much one peer may take; [`only_hosts`] and
//! [`allow_body`] are put around a router (or a part of one) to refuse foreign names and to let a route
//! read more than the rest. A handler may answer [`HangUp`], which resets the connection instead.
//!
//! `axum::serve` is not used because it has neither a header timeout nor a connection limit. After a
//! crash nothing is left: no state outlives a connection.

mod body;
mod connection;
mod hosts;
mod limits;
mod seats;
mod serve;
mod socket;
mod tls;
mod watch;

pub use body::allow_body;
pub use connection::HangUp;
pub use hosts::{HostRule, only_hosts};
pub use limits::Limits;
pub use serve::{bind, serve};
pub use tls::{TlsIdentity, TlsRefused};
