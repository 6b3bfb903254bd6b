use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use tokio::sync::Notify;

use crate::limits::Limits;

/// What one connection is doing, since when, and so when it has to go.
///
/// Changed by its socket (bytes came, a write stands still), its service (a request began, an answer
/// ended), the seats (make room) and the door (we close); read by the one future that ends the connection.
#[derive(Debug)]
pub(crate) struct Watch {
    clock: Clock,
    limits: Limits,
    state: Mutex<State>,
    changed: Notify,
    rested: Arc<Notify>,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Duration,
    write_stands_since: Option<Duration>,
    leave_when_at_rest: bool,
    reset: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A head is awaited or half here.
    Head,
    /// A request's body is coming.
    Body,
    /// A request is being answered.
    Busy,
    /// Answered; the next request has not begun.
    Idle,
}

impl Watch {
    /// `rested` is told whenever a connection comes to rest, so that whoever waits for a seat looks again.
    pub(crate) fn new(clock: Clock, limits: Limits, rested: Arc<Notify>) -> Self {
        let state = State {
            phase: Phase::Head,
            since: clock.monotonic(),
            write_stands_since: None,
            leave_when_at_rest: false,
            reset: false,
        };
        Self { clock, limits, state: Mutex::new(state), changed: Notify::new(), rested }
    }

    /// Returns when the connection has to be dropped.
    ///
    /// It looks again after the shortest limit at the latest: whatever begins until then is not over before. So a phase
    /// that begins need not wake anybody, and a busy connection costs no timer a request.
    pub(crate) async fn overdue(&self) {
        loop {
            let due = self.due().unwrap_or(Duration::MAX);
            let left = due.saturating_sub(self.clock.monotonic());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = self.changed.notified() => {}
                () = self.clock.sleep(left.min(self.limits.shortest())) => {}
            }
        }
    }

    /// Since when nothing is owed to the peer; `None` while a request is being answered.
    pub(crate) fn at_rest_since(&self) -> Option<Duration> {
        let state = self.lock();
        (state.at_rest() && !state.leave_when_at_rest).then_some(state.since)
    }

    pub(crate) fn leave_when_at_rest(&self) {
        self.lock().leave_when_at_rest = true;
        self.changed.notify_one();
    }

    /// Since when a body is awaited from the peer.
    pub(crate) fn reads_since(&self) -> Option<Duration> {
        let state = self.lock();
        (state.phase == Phase::Body && !state.leave_when_at_rest).then_some(state.since)
    }

    pub(crate) fn request_began(&self, with_body: bool) {
        self.enter(if with_body { Phase::Body } else { Phase::Busy });
    }

    /// All of it is here.
    pub(crate) fn body_ended(&self) {
        let mut state = self.lock();
        if state.phase == Phase::Body {
            state.phase = Phase::Busy;
        }
    }

    pub(crate) fn answer_ended(&self) {
        self.enter(Phase::Idle);
        self.rested.notify_one();
    }

    pub(crate) fn bytes_came(&self) {
        if self.lock().phase == Phase::Idle {
            self.enter(Phase::Head);
        }
    }

    pub(crate) fn write_stands(&self) {
        let now = self.clock.monotonic();
        self.lock().write_stands_since.get_or_insert(now);
    }

    pub(crate) fn write_moved(&self) {
        self.lock().write_stands_since = None;
    }

    pub(crate) fn reset(&self) {
        self.lock().reset = true;
    }

    pub(crate) fn is_reset(&self) -> bool {
        self.lock().reset
    }

    fn enter(&self, phase: Phase) {
        let now = self.clock.monotonic();
        let mut state = self.lock();
        state.phase = phase;
        state.since = now;
        if state.leave_when_at_rest {
            self.changed.notify_one();
        }
    }

    fn due(&self) -> Option<Duration> {
        let state = self.lock();
        // Nothing is owed to who is at rest, and nothing yet to who sends a body.
        if state.leave_when_at_rest && (state.at_rest() || state.phase == Phase::Body) {
            return Some(Duration::ZERO);
        }
        let phase = match state.phase {
            Phase::Head => Some(state.since + self.limits.header),
            Phase::Idle => Some(state.since + self.limits.idle),
            Phase::Body | Phase::Busy => None,
        };
        let write = state.write_stands_since.map(|since| since + self.limits.write);
        [phase, write].into_iter().flatten().min()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl State {
    fn at_rest(&self) -> bool {
        matches!(self.phase, Phase::Head | Phase::Idle) && self.write_stands_since.is_none()
    }
}
