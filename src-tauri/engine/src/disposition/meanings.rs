//! What a decision does, by the version of the map that made it.

use std::collections::BTreeMap;
use std::sync::Arc;

use callboard_rpc::types::ConnectionId;
use rusqlite::Connection;

use super::decisions::Decision;
use super::lookup::{Lookup, Meaning};
use super::versions;
use crate::kernel::Result;

/// The versions of one connection's map that one read or write needs, each read once.
#[derive(Debug)]
pub(super) struct Meanings {
    connection: ConnectionId,
    known: BTreeMap<u32, Arc<Lookup>>,
}

impl Meanings {
    /// `lookup` is a version that is at hand.
    pub(super) fn new(connection: &ConnectionId, lookup: Arc<Lookup>) -> Self {
        Self { connection: connection.clone(), known: BTreeMap::from([(lookup.version, lookup)]) }
    }

    /// Nothing while it is held.
    pub(super) fn of(&mut self, db: &Connection, decision: &Decision) -> Result<Option<Arc<Meaning>>> {
        let Some(category) = decision.category.as_deref() else { return Ok(None) };
        let version = decision.version;
        if !self.known.contains_key(&version) {
            let found = versions::find(db, &self.connection, version)?;
            self.known.insert(version, Arc::new(Lookup::new(version, &found.map)));
        }
        Ok(self.known[&version].of_category(category).cloned())
    }
}
