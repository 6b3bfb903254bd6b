//! Tenants: what was set up, and the live client of each.
//!
//! Cast: a **connection** is a row that a person saves ([`Row`]); its client secret is in the secret store under
//! [`crate::secrets::Secrets::client_secret`] and nowhere else. [`Tenants`] holds one live client a connection,
//! made when it is first asked for and made anew when settings or secret change; each tells the bus of its
//! health, once a second at most. A connection that was removed keeps its row without being listed, so that
//! old runs still have a name; what depends on it is said first and ended as a person chooses ([`Dependent`]). Whoever keeps
//! a caller waiting for a tenant says how far it is in [`Waits`].
//!
//! After a crash: the secret is stored before the row that needs it, so no row waits for a secret that never came.
//! Clients live in memory only and are made anew.

mod awaited;
mod commands;
mod convert;
mod error;
mod health;
mod remove;
mod report;
mod row;
mod said;
mod save;
mod tenants;
#[cfg(test)]
mod tests;

pub use awaited::{Step, Wait, Waits};
pub use remove::Hold;
pub(crate) use remove::{Dependent, Removed, Settling};
pub use row::{Row, all, find, is_there, moved, name, stand_in, the_only};
pub(crate) use save::Mended;
pub use save::{NewConnection, save};
pub use tenants::Tenants;

use crate::slice::Slice;

/// The part of connections in the program.
pub(crate) const SLICE: Slice = Slice { tables: &[row::TABLES], ..Slice::named("connection") };
