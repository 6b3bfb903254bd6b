//! The names under which the program keeps its secrets.

use callboard_rpc::types::{ConnectionId, EndpointId, SourceId};

use super::Secrets;

impl Secrets {
    /// The key that signs the audit log's checkpoints.
    pub const AUDIT_KEY: &'static str = "audit/signing_key";

    pub fn client_secret(connection: &ConnectionId) -> String {
        format!("connection/{connection}/client_secret")
    }

    pub fn source_secret(source: &SourceId) -> String {
        format!("source/{source}/secret")
    }

    /// The one before a rotation.
    pub fn old_source_secret(source: &SourceId) -> String {
        format!("source/{source}/old_secret")
    }

    /// The one before a rotation.
    pub fn old_endpoint_secret(endpoint: &EndpointId) -> String {
        format!("endpoint/{endpoint}/old_secret")
    }

    pub fn endpoint_secret(endpoint: &EndpointId) -> String {
        format!("endpoint/{endpoint}/secret")
    }
}
