use std::path::Path;

use callboard_engine::kernel::DataDir;
use serde::{Deserialize, Serialize};

/// `door.json` in the data directory: how to reach the engine that runs there.
#[derive(Clone, Serialize, Deserialize)]
pub struct DoorJson {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// Opens everything; whoever can read the file may as well read the database.
    pub token: String,
    pub version: String,
    pub pid: u32,
}

impl std::fmt::Debug for DoorJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DoorJson")
            .field("address", &self.address)
            .field("pid", &self.pid)
            .finish_non_exhaustive()
    }
}

impl DoorJson {
    /// What the data directory says, where an engine opened a door on it.
    pub fn read(data_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(data_dir.join("door.json")).ok()?).ok()
    }

    pub(crate) fn write(&self, folder: &DataDir) -> std::io::Result<()> {
        DataDir::write_private(&folder.door(), serde_json::to_string(self)?.as_bytes())
    }

    /// Removes our own file; one that a later instance wrote stays.
    pub(crate) fn remove(&self, folder: &DataDir) {
        if Self::read(folder.path()).is_some_and(|found| found.token == self.token) {
            let _ = std::fs::remove_file(folder.door());
        }
    }
}
