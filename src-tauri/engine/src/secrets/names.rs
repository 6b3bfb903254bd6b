//! The names under which the program keeps its secrets.

use callboard_rpc::types::{ConnectionId, EndpointId, SourceId};

use super::Secrets;

impl Secrets {
    /// The key that signs the audit log's checkpoints.
    pub const AUDIT_KEY: &'static str = "audit/signing_key";

    /// The newest row of the audit log that it signed.
    pub const AUDIT_SIGNED: &'static str = "audit/signed";

    pub fn client_secret(connection: &ConnectionId) -> String {
        format!("connection/{connection}/client_secret")
    }

    /// Whose secrets are rotated (see `numbers.rs`).
    pub fn of_source(source: &SourceId) -> String {
        format!("source/{source}")
    }

    /// Whose secrets are rotated.
    pub fn of_endpoint(endpoint: &EndpointId) -> String {
        format!("endpoint/{endpoint}")
    }
}
