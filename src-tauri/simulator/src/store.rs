use std::io;
use std::path::{Path, PathBuf};

use crate::state::Tenant;

/// The file in which a tenant's state is kept. It survives a killed program: a reader finds the old state
/// or the new one. It is not flushed to the disk at every change, so it does not survive a power cut.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    path: PathBuf,
    half_written: PathBuf,
}

impl Store {
    pub(crate) fn at(path: &Path) -> Self {
        let mut half_written = path.as_os_str().to_owned();
        half_written.push(".new");
        Self { path: path.to_owned(), half_written: half_written.into() }
    }

    /// The state that was kept; `None` where there is no file yet.
    pub(crate) fn load(&self) -> io::Result<Option<Tenant>> {
        match std::fs::read(&self.path) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn save(&self, tenant: &Tenant) -> io::Result<()> {
        std::fs::write(&self.half_written, serde_json::to_vec(tenant)?)?;
        std::fs::rename(&self.half_written, &self.path)
    }
}
