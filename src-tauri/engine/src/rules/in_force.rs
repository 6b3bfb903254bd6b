use parking_lot::Mutex;

use super::{RuleBook, store};
use crate::Engine;
use crate::kernel::Result;

/// The book in force, kept until the house changes it.
#[derive(Debug, Default)]
pub(crate) struct InForce(Mutex<Option<RuleBook>>);

impl InForce {
    pub(super) fn replace(&self, book: RuleBook) {
        *self.lock() = Some(book);
    }

    fn get(&self) -> Option<RuleBook> {
        self.lock().clone()
    }

    fn lock(&self) -> parking_lot::MutexGuard<'_, Option<RuleBook>> {
        self.0.lock()
    }
}

impl Engine {
    /// The rules in force. Inside a read or write closure take [`super::current`] instead: it belongs to the
    /// same snapshot.
    pub async fn rules(&self) -> Result<RuleBook> {
        if let Some(book) = self.in_force.get() {
            return Ok(book);
        }
        let book = self.kernel.db.read(store::current).await?;
        self.in_force.replace(book.clone());
        Ok(book)
    }
}
