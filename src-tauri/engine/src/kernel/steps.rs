//! What a read costs, counted in the steps of SQLite's machine: the same on every computer, however busy.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;

use super::{Db, Result};

/// Counted in so many at a time.
const GRAIN: u64 = 10;

/// How many steps this read takes; its preparing is none of them.
pub(crate) async fn steps(db: &Db, read: impl Fn(&Connection) -> Result<()> + Send + 'static) -> u64 {
    let counted = db.read(move |db| {
        let steps = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&steps);
        let count = move || {
            counting.fetch_add(GRAIN, Ordering::Relaxed);
            false
        };
        db.progress_handler(i32::try_from(GRAIN).unwrap(), Some(count))?;
        let done = read(db);
        db.progress_handler(0, None::<fn() -> bool>)?;
        done?;
        Ok(steps.load(Ordering::Relaxed))
    });
    counted.await.unwrap()
}
