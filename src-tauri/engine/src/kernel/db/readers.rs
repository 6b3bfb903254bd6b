use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open;
use super::sync::Synced;
use crate::kernel::{Error, Result};

/// A few read-only connections, opened when they are first needed.
#[derive(Clone, Debug)]
pub(super) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
    synced: Synced,
}

impl Readers {
    const MOST: usize = 4;

    pub(super) fn new(path: PathBuf, synced: Synced) -> Self {
        let permits = Semaphore::new(Self::MOST);
        Self(Arc::new(Pool { path, idle: Mutex::new(Vec::new()), permits, synced }))
    }

    pub(super) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let pool = Arc::clone(&self.0);
        let _permit = self.0.permits.acquire().await.map_err(|_| Error::Stopping)?;
        let joined = tokio::task::spawn_blocking(move || {
            let connection = pool.take()?;
            let result = read_in_snapshot(&connection, work)?;
            pool.put_back(connection);
            pool.synced.all()?;
            result
        });
        joined.await.map_err(|error| Error::Other(anyhow::Error::new(error).context("a reader stopped")))?
    }

    pub(super) fn close(&self) {
        self.0.permits.close();
        self.0.idle().clear();
    }
}

/// Several statements of one read see one state. Where that cannot be begun or ended, the connection is not to be used
/// again, and neither is it where `work` panics.
fn read_in_snapshot<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<Result<T>> {
    db.prepare_cached("BEGIN")?.execute([])?;
    let result = work(db);
    db.prepare_cached("COMMIT")?.execute([])?;
    Ok(result)
}

impl Pool {
    fn take(&self) -> Result<Connection> {
        let idle = self.idle().pop();
        match idle {
            Some(connection) => Ok(connection),
            None => open::for_reading(&self.path),
        }
    }

    fn put_back(&self, connection: Connection) {
        self.idle().push(connection);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
