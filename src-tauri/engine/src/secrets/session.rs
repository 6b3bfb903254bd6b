use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::SecretString;

/// Secrets in memory, until the program ends. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Session(Arc<Mutex<BTreeMap<String, SecretString>>>);

impl Session {
    pub(super) fn get(&self, name: &str) -> Option<SecretString> {
        self.lock().get(name).cloned()
    }

    pub(super) fn set(&self, name: &str, secret: SecretString) {
        self.lock().insert(name.to_owned(), secret);
    }

    pub(super) fn remove(&self, name: &str) {
        self.lock().remove(name);
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    fn lock(&self) -> parking_lot::MutexGuard<'_, BTreeMap<String, SecretString>> {
        self.0.lock()
    }
}
