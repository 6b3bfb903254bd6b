use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::limits::Limits;
use crate::watch::Watch;

/// The places for connections. Where all are taken, the peer that has rested longest makes room, or else the one whose
/// body has been coming longest, so that thousands of silent sockets and endless bodies never shut out one that asks
/// something.
#[derive(Clone, Debug)]
pub(crate) struct Seats {
    free: Arc<Semaphore>,
    taken: Arc<Mutex<Taken>>,
    rested: Arc<Notify>,
    clock: Clock,
    limits: Limits,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    watches: BTreeMap<u64, Arc<Watch>>,
}

/// One place, given back when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) watch: Arc<Watch>,
    number: u64,
    taken: Arc<Mutex<Taken>>,
    _permit: OwnedSemaphorePermit,
}

/// Where all seats are taken, a body has so long to come: an honest one is one packet or two.
const READING: Duration = Duration::from_millis(150);

impl Seats {
    pub(crate) fn new(clock: Clock, limits: Limits) -> Self {
        Self {
            free: Arc::new(Semaphore::new(limits.connections.max(1))),
            taken: Arc::default(),
            rested: Arc::default(),
            clock,
            limits,
        }
    }

    pub(crate) async fn take(&self) -> Seat {
        let permit = loop {
            if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
                break permit;
            }
            self.ask_one_to_leave();
            tokio::select! {
                permit = Arc::clone(&self.free).acquire_owned() => {
                    break permit.expect("the semaphore lives as long as these seats and is never closed");
                }
                () = self.rested.notified() => {}
                () = self.clock.sleep(READING) => {}
            }
        };
        let watch = Arc::new(Watch::new(self.clock.clone(), self.limits, Arc::clone(&self.rested)));
        let mut taken = lock(&self.taken);
        let number = taken.next;
        taken.next += 1;
        taken.watches.insert(number, Arc::clone(&watch));
        Seat { watch, number, taken: Arc::clone(&self.taken), _permit: permit }
    }

    fn ask_one_to_leave(&self) {
        let late = self.clock.monotonic().saturating_sub(READING);
        let taken = lock(&self.taken);
        let longest = |since: fn(&Watch) -> Option<Duration>| {
            let waiting = taken.watches.values().filter_map(|watch| Some((since(watch)?, watch)));
            waiting.min_by_key(|(since, _)| *since)
        };
        let reading = || longest(Watch::reads_since).filter(|(since, _)| *since <= late);
        if let Some((_, watch)) = longest(Watch::at_rest_since).or_else(reading) {
            watch.leave_when_at_rest();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.taken).watches.remove(&self.number);
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock()
}
