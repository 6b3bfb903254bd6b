//! The client against a tenant on loopback that does as it is told. Nothing here sleeps: the client's
//! waits are on a clock that the test steps.

mod bounds;
mod exchanges;
mod network;
mod outcomes;
mod probe;
mod secrets;
mod stand;
mod tokens;
