use std::collections::BTreeSet;

use callboard_rpc::{Event, Topic};
use tokio::sync::broadcast;

/// What changed, for whoever listens (the doors). A listener that falls behind loses old events, is told so
/// by the channel, and then reads anew: nothing waits for it.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Event>);

impl Bus {
    const KEPT: usize = 1024;

    pub fn new() -> Self {
        Self(broadcast::channel(Self::KEPT).0)
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    /// For what changes without a row: health, for example. Rows are announced by the writer.
    pub fn changed(&self, topics: impl IntoIterator<Item = Topic>) {
        let topics: BTreeSet<Topic> = topics.into_iter().collect();
        if !topics.is_empty() {
            self.publish(Event::Changed { topics: topics.into_iter().collect() });
        }
    }

    pub(super) fn publish(&self, event: Event) {
        // An error means that nobody listens.
        let _ = self.0.send(event);
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}
