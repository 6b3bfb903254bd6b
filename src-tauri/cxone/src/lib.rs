//! The client for a CXone tenant.
//!
//! The cast, in the order in which a call meets it:
//!
//! - [`ConnectionSettings`]: what the supervisor wrote down about one tenant (contract §1). Never the secret.
//! - [`Tenant`]: one connection, alive. Cheap to clone; made anew when the settings change.
//! - [`campaigns`], [`contacts`], [`outbound`], [`schedules`], [`analytics`]: the endpoints. Each builds a request value from the
//!   [`Dialect`]'s table of routes; one place sends it.
//! - [`Permit`]: the right to send one request. Never more than the connection's limit in any 60 s.
//!   A durable task takes its permit before it takes its row.
//! - [`Call`]: how hard to try. Durable tasks keep their attempts in the database, so they make one
//!   attempt at a time and ask [`retry::decide`] what to do next.
//! - [`Error`]: what the caller can do about it. [`Error::Unknown`] is neither success nor failure:
//!   the request left, the answer did not come; read before repeating.
//! - [`Health`]: what the board shows about the connection; [`Awaited`]: what whoever waits for it is told.
//!
//! After a crash nothing in here is missed: token, permits and breaker live in memory only, and the
//! first call makes them anew. (A restart does forget the requests of the last 60 s.)

mod call;
mod capability;
mod dialect;
mod endpoints;
mod error;
mod flight;
mod health;
mod probe;
pub mod retry;
mod roots;
mod secret;
mod settings;
mod tenant;

mod breaker;
mod mask;
mod outcome;
mod permit;
mod request;
mod token;
mod wire;

#[cfg(test)]
mod tests;

pub use call::Call;
pub use capability::{Capability, Support};
pub use dialect::{CXONE_V2, Dialect, Job, LONGEST_REQUEST, Repeat, Route};
pub use endpoints::{analytics, campaigns, contacts, outbound, schedules};
pub use error::{Error, NamedNumber};
pub use flight::Awaited;
pub use health::{BreakerHealth, Health, TokenHealth};
pub use permit::{Class, Permit};
pub use probe::{ConnectionReport, Finding, JobReport};
pub use request::IdempotencyKey;
pub use roots::Roots;
pub use secret::{SecretSource, SecretUnavailable};
pub use settings::{ConnectionSettings, SettingsError, TokenStyle};
pub use tenant::Tenant;
