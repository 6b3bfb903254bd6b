//! Events gathered to at most four small messages a second, for every door alike.

use std::collections::BTreeSet;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_rpc::{COMMANDS, Event, Notice, Topic};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// The shortest time between two frames: four a second. More does not help a reader, and leaks of webviews
/// that are sent messages day and night are on record.
const BETWEEN_FRAMES: Duration = Duration::from_millis(250);

/// The most notices in one frame. Older ones are not lost, only not shown as toasts: they are rows behind the
/// bell, which [`Topic::Notices`] makes the page read again.
const NOTICES_A_FRAME: usize = 5;

/// Passes the engine's events to `send`, gathered, until the engine stops or `send` says that nobody listens.
///
/// The first event after a quiet time leaves at once; those that follow within a quarter of a second leave
/// together.
pub async fn forward(
    mut events: Receiver<Event>,
    clock: Clock,
    mut send: impl FnMut(Vec<Event>) -> bool + Send,
) {
    loop {
        let mut frame = Frame::default();
        match events.recv().await {
            Ok(event) => frame.add(event),
            Err(RecvError::Lagged(_)) => frame.everything_changed(),
            Err(RecvError::Closed) => return,
        }
        frame.add_waiting(&mut events);
        if !send(frame.into_events()) {
            return;
        }
        clock.sleep(BETWEEN_FRAMES).await;
    }
}

/// What happened since the last frame, each thing said once.
#[derive(Debug, Default)]
struct Frame {
    topics: BTreeSet<Topic>,
    notices: Vec<Notice>,
}

impl Frame {
    fn add(&mut self, event: Event) {
        match event {
            Event::Changed { topics } => self.topics.extend(topics),
            Event::Notice { notice } => self.add_notice(notice),
        }
    }

    fn add_notice(&mut self, notice: Notice) {
        self.notices.push(notice);
        if self.notices.len() > NOTICES_A_FRAME {
            self.notices.remove(0);
            self.topics.insert(Topic::Notices);
        }
    }

    fn add_waiting(&mut self, events: &mut Receiver<Event>) {
        loop {
            match events.try_recv() {
                Ok(event) => self.add(event),
                Err(TryRecvError::Lagged(_)) => self.everything_changed(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    /// Some events were dropped before we read them, so whatever a page shows may be old.
    fn everything_changed(&mut self) {
        self.topics.extend(COMMANDS.iter().flat_map(|command| command.topics));
    }

    fn into_events(self) -> Vec<Event> {
        let mut events = Vec::with_capacity(self.notices.len() + 1);
        if !self.topics.is_empty() {
            events.push(Event::Changed { topics: self.topics.into_iter().collect() });
        }
        events.extend(self.notices.into_iter().map(|notice| Event::Notice { notice }));
        events
    }
}

#[cfg(test)]
mod tests;
