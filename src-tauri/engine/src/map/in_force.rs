//! The maps of connections, ready to decide: each version is made once.

use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use callboard_rpc::types::{ConnectionId, UnmappedPolicy};
use rusqlite::Connection;

use super::lookup::{Lookup, Meaning, Rules};
use super::{drafts, versions};
use crate::kernel::{Ms, Result};

/// The published map of each connection. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Maps(Arc<Mutex<HashMap<ConnectionId, Made>>>);

/// `at` is part of what names a version: one whose commit failed may have had the same number.
#[derive(Debug)]
struct Made {
    version: u32,
    at: Ms,
    lookup: Arc<Lookup>,
}

impl Maps {
    /// The map that decides now, as this transaction sees it, with its policy.
    pub(crate) fn of(&self, db: &Connection, connection: &ConnectionId) -> Result<Rules> {
        let hold = drafts::policy(db, connection)? == UnmappedPolicy::Hold;
        Ok(Rules { lookup: self.published(db, connection)?, hold })
    }

    fn published(&self, db: &Connection, connection: &ConnectionId) -> Result<Arc<Lookup>> {
        let Some((version, at)) = versions::newest(db, connection)? else {
            return Ok(Arc::new(published(db, connection)?));
        };
        let mut made = self.0.lock();
        if let Some(found) = made.get(connection).filter(|one| (one.version, one.at) == (version, at)) {
            return Ok(Arc::clone(&found.lookup));
        }
        let lookup = Arc::new(Lookup::new(version, &versions::find(db, connection, version)?.map));
        made.insert(connection.clone(), Made { version, at, lookup: Arc::clone(&lookup) });
        Ok(lookup)
    }
}

/// The published map, made anew.
pub(crate) fn published(db: &Connection, connection: &ConnectionId) -> Result<Lookup> {
    let current = versions::current(db, connection)?;
    Ok(Lookup::new(current.version.version, &current.map))
}

/// The versions of one connection's map that one read or write needs.
#[derive(Debug)]
pub(crate) struct Meanings {
    connection: ConnectionId,
    known: BTreeMap<u32, Arc<Lookup>>,
}

impl Meanings {
    /// `lookup` is a version that is at hand.
    pub(crate) fn new(connection: &ConnectionId, lookup: &Arc<Lookup>) -> Self {
        Self { connection: connection.clone(), known: BTreeMap::from([(lookup.version, Arc::clone(lookup))]) }
    }

    /// The meaning of a category by this version.
    pub(crate) fn of(
        &mut self,
        db: &Connection,
        version: u32,
        category: &str,
    ) -> Result<Option<Arc<Meaning>>> {
        if !self.known.contains_key(&version) {
            let found = versions::find(db, &self.connection, version)?;
            self.known.insert(version, Arc::new(Lookup::new(version, &found.map)));
        }
        Ok(self.known[&version].of_category(category).cloned())
    }
}
