use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

use callboard_rpc::types::ConnectionId;
use rusqlite::Connection;

use super::lookup::Lookup;
use super::versions;
use crate::kernel::{Ms, Result};

/// The published map of each connection, ready to decide: made once a version. Cheap to clone.
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
    /// The map that decides now, as this transaction sees it.
    pub(super) fn of(&self, db: &Connection, connection: &ConnectionId) -> Result<Arc<Lookup>> {
        let Some((version, at)) = versions::newest_with_time(db, connection)? else {
            let first = versions::current(db, connection)?;
            return Ok(Arc::new(Lookup::new(first.version.version, &first.map)));
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
