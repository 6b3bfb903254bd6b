use parking_lot::Mutex;
use std::net::SocketAddr;

use callboard_rpc::types::ListenerState;
use jiff::Timestamp;
use tokio::sync::watch;

/// Looks at the settings, numbered: whoever changed them asks for one, and knows when it is over what came of it.
#[derive(Debug)]
pub(super) struct Looks {
    /// The newest that was asked for.
    asked: watch::Sender<u64>,
    /// The newest that is over.
    over: watch::Sender<u64>,
    now: Mutex<Now>,
}

/// How the listener is at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Now {
    pub(super) state: ListenerState,
    pub(super) address: Option<SocketAddr>,
    pub(super) tls: bool,
    /// Since when the state is this one.
    pub(super) since: Option<Timestamp>,
    /// Why it cannot listen.
    pub(super) trouble: Option<String>,
}

impl Looks {
    /// The one at the start, which nobody asks for.
    pub(super) const FIRST: u64 = 1;

    /// Answers its number.
    pub(super) fn ask(&self) -> u64 {
        self.asked.send_modify(|asked| *asked += 1);
        self.asked()
    }

    /// Number of the newest that was asked for.
    pub(super) fn asked(&self) -> u64 {
        *self.asked.borrow()
    }

    /// Returns once another than this one is asked for.
    pub(super) async fn asked_after(&self, look: u64) {
        let _ = self.asked.subscribe().wait_for(|asked| *asked > look).await;
    }

    /// Returns once this one is over.
    pub(super) async fn over(&self, look: u64) {
        let _ = self.over.subscribe().wait_for(|over| *over >= look).await;
    }

    /// Hears of each that is over.
    pub(super) fn each(&self) -> watch::Receiver<u64> {
        self.over.subscribe()
    }

    /// This one is over, and the listener is like this since `at`; answers whether it was otherwise.
    pub(super) fn end(&self, look: u64, found: Now, at: Timestamp) -> bool {
        let is_new = {
            let mut now = self.now.lock();
            let since = if now.state == found.state { now.since } else { Some(at) };
            let found = Now { since, ..found };
            let is_new = *now != found;
            *now = found;
            is_new
        };
        self.over.send_replace(look);
        is_new
    }

    pub(super) fn now(&self) -> Now {
        self.now.lock().clone()
    }
}

impl Default for Looks {
    fn default() -> Self {
        Self { asked: watch::channel(Self::FIRST).0, over: watch::channel(0).0, now: Mutex::new(Now::off()) }
    }
}

impl Now {
    pub(super) fn off() -> Self {
        Self { state: ListenerState::Off, address: None, tls: false, since: None, trouble: None }
    }

    pub(super) fn listening(address: SocketAddr, tls: bool) -> Self {
        Self { state: ListenerState::Listening, address: Some(address), tls, ..Self::off() }
    }

    pub(super) fn failing(trouble: String) -> Self {
        Self { state: ListenerState::Failing, trouble: Some(trouble), ..Self::off() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_asks_for_a_look_is_told_of_that_one_and_not_of_the_one_before() {
        let looks = Looks::default();
        let at = Timestamp::UNIX_EPOCH;
        assert!(looks.end(Looks::FIRST, Now::listening("127.0.0.1:1".parse().unwrap(), false), at));
        let asked = looks.ask();
        let mut told = std::pin::pin!(looks.over(asked));
        assert!(futures_util::poll!(&mut told).is_pending());
        assert!(!looks.end(Looks::FIRST, looks.now(), at), "an earlier one, which found nothing new");
        assert!(futures_util::poll!(&mut told).is_pending());
        assert!(looks.end(asked, Now::listening("127.0.0.1:2".parse().unwrap(), false), at));
        assert!(futures_util::poll!(&mut told).is_ready());
        assert_eq!(looks.now().since, Some(at));
    }
}
