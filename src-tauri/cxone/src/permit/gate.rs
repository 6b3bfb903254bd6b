use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Clock, turn};
use jiff::Timestamp;
use tokio::sync::{Notify, oneshot};

use super::Class;
use super::window::{Ticket, Window};
use crate::health::Board;
use crate::retry;

/// The right to send one request. Dropped unused, it goes to the next who waits.
#[derive(Debug)]
pub struct Permit {
    gate: Gate,
    class: Class,
    used: bool,
}

impl Permit {
    pub fn class(&self) -> Class {
        self.class
    }

    /// From here on it counts; its slot stays taken until 60 s after it is dropped.
    pub(crate) fn begin(&mut self) {
        self.used = true;
    }

    /// Whether it may be kept while a token, which needs a permit too, is waited for.
    pub(crate) fn leaves_room_for_tokens(&self) -> bool {
        self.gate.lock().window.leaves_room_for_tokens(self.class)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.gate.take_back(self.used);
    }
}

/// Where everyone who wants to send waits; one a connection, cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// The time of the next chance changed: whoever waits looks again.
    changed: Notify,
    clock: Clock,
    board: Board,
}

struct State {
    window: Window,
    waiters: HashMap<Ticket, oneshot::Sender<Permit>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate")
    }
}

impl Gate {
    /// `limit` requests in any 60 s; 0 is no limit.
    pub(crate) fn new(limit: u32, clock: Clock, board: Board) -> Self {
        let state = State { window: Window::new(limit), waiters: HashMap::new() };
        Self(Arc::new(Inner { state: Mutex::new(state), changed: Notify::new(), clock, board }))
    }

    /// Waits for its turn, and says so to whoever looks after this work. Safe to drop at any point.
    pub(crate) async fn permit(&self, class: Class) -> Permit {
        turn(self.wait_for(class)).await
    }

    async fn wait_for(&self, class: Class) -> Permit {
        let mut waiter = self.join(class);
        self.hand_out();
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let wait = self.next_chance();
            tokio::select! {
                biased;
                permit = &mut waiter.granted => {
                    return permit.expect("a waiter's sender is dropped only by the waiter itself");
                }
                () = changed => {}
                () = sleep(&self.0.clock, wait) => self.hand_out(),
            }
        }
    }

    /// The tenant asked for silence: no permit is handed out until then.
    pub(crate) fn pause_until(&self, at: Timestamp) {
        let wait = retry::until(self.0.clock.now(), at);
        self.lock().window.pause_until(self.0.clock.monotonic() + wait);
        // As the calendar is now, which may have been set since an earlier pause began.
        let until = self.paused_until();
        self.0.board.change(|health| health.waiting_until = until);
        self.0.changed.notify_waiters();
    }

    /// When the pause ends, if there is one.
    pub(crate) fn paused_until(&self) -> Option<Timestamp> {
        let until = self.lock().window.paused_until();
        let left = until.saturating_sub(self.0.clock.monotonic());
        (!left.is_zero()).then(|| retry::later(self.0.clock.now(), left))
    }

    /// Waits until there is a pause that lasts longer than `patience` from now; answers its end.
    pub(crate) async fn paused_longer_than(&self, patience: Duration) -> Timestamp {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let until = self.paused_until();
            if let Some(until) = until.filter(|until| retry::until(self.0.clock.now(), *until) > patience) {
                return until;
            }
            changed.await;
        }
    }

    fn join(&self, class: Class) -> Waiter {
        let (grant, granted) = oneshot::channel();
        let mut state = self.lock();
        let ticket = state.window.join(class);
        state.waiters.insert(ticket, grant);
        Waiter { gate: self.clone(), class, ticket, granted }
    }

    /// Permits are sent after the lock is released: one that nobody takes any more locks it again.
    fn hand_out(&self) {
        let mut grants = Vec::new();
        let mut state = self.lock();
        let now = self.0.clock.monotonic();
        while let Some((class, ticket)) = state.window.grant(now) {
            let permit = Permit { gate: self.clone(), class, used: false };
            grants.push((state.waiters.remove(&ticket), permit));
        }
        let waiting = state.window.waiting();
        drop(state);
        self.0.board.change(|health| health.waiting = waiting);
        for (waiter, permit) in grants {
            // A waiter that left meanwhile drops its permit, which comes back here by `take_back`.
            let _ = waiter.map(|waiter| waiter.send(permit));
        }
    }

    fn take_back(&self, used: bool) {
        let now = self.0.clock.monotonic();
        let mut state = self.lock();
        if used {
            let first = state.window.end(now);
            drop(state);
            if first {
                self.0.changed.notify_waiters();
            }
        } else {
            state.window.give_back();
            drop(state);
        }
        self.hand_out();
    }

    fn next_chance(&self) -> Option<Duration> {
        let now = self.0.clock.monotonic();
        self.lock().window.next_chance(now).map(|at| at.saturating_sub(now))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock()
    }
}

async fn sleep(clock: &Clock, wait: Option<Duration>) {
    match wait {
        Some(wait) => clock.sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// One place in the queue; leaves it when dropped.
struct Waiter {
    gate: Gate,
    class: Class,
    ticket: Ticket,
    granted: oneshot::Receiver<Permit>,
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut state = self.gate.lock();
        if state.window.leave(self.class, self.ticket) {
            state.waiters.remove(&self.ticket);
        }
        let waiting = state.window.waiting();
        drop(state);
        self.gate.0.board.change(|health| health.waiting = waiting);
    }
}

#[cfg(test)]
mod tests {
    use callboard_clock::ManualClock;

    use super::*;

    fn gate(limit: u32) -> (Arc<ManualClock>, Gate) {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().expect("a time"));
        let gate = Gate::new(limit, manual.clock(), Board::new());
        (manual, gate)
    }

    async fn settle() {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_hundred_pass_and_the_next_waits_a_minute() {
        let (manual, gate) = gate(10);
        for _ in 0..10 {
            gate.permit(Class::Polls).await.begin();
        }
        let next = tokio::spawn({
            let gate = gate.clone();
            async move { gate.permit(Class::Polls).await }
        });
        settle().await;
        manual.advance(Duration::from_mins(1));
        settle().await;
        assert!(!next.is_finished(), "60 s after the tenth has not quite passed by every clock");
        assert_eq!(gate.0.board.watch().borrow().waiting[Class::Polls as usize], 1);
        manual.advance(Duration::from_millis(50));
        assert_eq!(next.await.expect("the task ended").class(), Class::Polls);
        assert_eq!(gate.0.board.watch().borrow().waiting, [0; 6]);
    }

    #[tokio::test]
    async fn a_waiter_behind_running_requests_is_called_when_their_minute_is_over() {
        let (manual, gate) = gate(1);
        let mut running = gate.permit(Class::Rest).await;
        running.begin();
        let next = tokio::spawn({
            let gate = gate.clone();
            async move { gate.permit(Class::Rest).await }
        });
        settle().await;
        manual.advance(Duration::from_mins(10));
        settle().await;
        assert!(!next.is_finished(), "the first is still under way");
        drop(running);
        settle().await;
        manual.advance(Duration::from_secs(61));
        next.await.expect("the task ended");
    }

    #[tokio::test]
    async fn a_permit_for_a_waiter_that_left_goes_to_the_next() {
        let (_manual, gate) = gate(1);
        let held = gate.permit(Class::Rest).await;
        let left = tokio::spawn({
            let gate = gate.clone();
            async move { gate.permit(Class::Rest).await }
        });
        settle().await;
        left.abort();
        assert!(left.await.is_err(), "it was dropped while waiting");
        drop(held);
        assert_eq!(gate.permit(Class::Rest).await.class(), Class::Rest);
    }

    #[tokio::test]
    async fn a_pause_is_shown_and_ends_by_itself() {
        let (manual, gate) = gate(0);
        let until = "2026-11-23T08:00:20Z".parse().expect("a time");
        gate.pause_until(until);
        assert_eq!(gate.paused_until(), Some(until));
        assert_eq!(gate.0.board.watch().borrow().waiting_until, Some(until));
        let waiting = tokio::spawn({
            let gate = gate.clone();
            async move { gate.permit(Class::Person).await }
        });
        settle().await;
        assert!(!waiting.is_finished());
        manual.advance(Duration::from_secs(20));
        waiting.await.expect("the task ended");
        assert_eq!(gate.paused_until(), None);
    }
}
