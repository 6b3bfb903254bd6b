//! Windows of which a request is in flight: what the tenant answers to it is still to be stored. In memory only, since a
//! crash ends every request; a window that was being sent then says so by its row.

use std::collections::BTreeMap;

use callboard_rpc::types::WindowId;
use tokio::sync::watch;

/// The windows of which something is in flight. Cheap to clone.
#[derive(Clone, Debug)]
pub struct InFlight(watch::Sender<BTreeMap<WindowId, u32>>);

impl Default for InFlight {
    fn default() -> Self {
        Self(watch::Sender::new(BTreeMap::new()))
    }
}

impl InFlight {
    /// A request in flight: from when its permit is there until its outcome is stored.
    pub(super) fn begin(&self, id: &WindowId) -> Flight {
        // Nobody waits for a request to leave.
        self.0.send_if_modified(|all| {
            *all.entry(id.clone()).or_default() += 1;
            false
        });
        Flight { id: id.clone(), of: self.clone() }
    }

    pub(super) fn has(&self, id: &WindowId) -> bool {
        self.0.borrow().contains_key(id)
    }

    /// A watch that wakes whenever the outcome of a request is stored.
    pub(super) fn watch(&self) -> watch::Receiver<BTreeMap<WindowId, u32>> {
        self.0.subscribe()
    }
}

/// One request in flight.
#[must_use]
pub(super) struct Flight {
    id: WindowId,
    of: InFlight,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.of.0.send_modify(|all| {
            if let Some(count) = all.get_mut(&self.id) {
                *count -= 1;
                if *count == 0 {
                    all.remove(&self.id);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_in_flight_until_the_last_of_its_requests_is_back() {
        let (all, id) = (InFlight::default(), WindowId("w".to_owned()));
        let mut changes = all.watch();
        let (first, second) = (all.begin(&id), all.begin(&id));
        drop(first);
        assert!(all.has(&id));
        drop(second);
        assert!(!all.has(&id));
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        assert!(!changes.has_changed().unwrap());
    }
}
