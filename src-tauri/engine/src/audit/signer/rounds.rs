//! When checkpoints are made.

use std::time::Duration;

use callboard_rpc::{Event, Topic};
use jiff::Timestamp;
use tokio::sync::broadcast::{self, error::RecvError};

use super::Signer;
use crate::audit::checkpoint::{self, told_of};

/// Where the signed part of the chain ends.
#[derive(Clone, Copy, Debug)]
struct Last {
    /// Rows up to this one are signed, or tell of the checkpoint.
    told_of: u64,
    at: Option<Timestamp>,
}

impl Last {
    /// When the newest checkpoint is a day old; a minute away at least.
    fn daily(&self, now: Timestamp) -> Timestamp {
        (self.at.unwrap_or(now) + Signer::DAILY).max(now + Duration::from_mins(1))
    }
}

impl Signer {
    /// `found` is the newest row at the start.
    pub(super) async fn keep_signing(self, found: u64) {
        let clock = self.0.kernel.clock.clone();
        let stop = self.0.kernel.shutdown.token();
        let mut events = self.0.kernel.bus.subscribe();
        // Measured by the clock that cannot be set.
        let mut not_before = clock.monotonic();
        let look_at = clock.now() + Self::LOOK;
        let mut looked = false;
        let mut last = self.last().await;
        // The program signs at its end: what is unsigned at its start was left by one that was ended by force.
        let mut left_behind = found > last.told_of;
        loop {
            let due = if looked { last.daily(clock.now()) } else { look_at };
            let pause = not_before.saturating_sub(clock.monotonic());
            let by_time = tokio::select! {
                () = stop.cancelled() => {
                    self.sign_and_say(1).await;
                    return;
                }
                () = rows_were_added(&mut events) => false,
                () = async { clock.sleep(pause).await; clock.sleep_until(due).await } => true,
            };
            if !looked && clock.now() >= look_at {
                self.look().await;
                looked = true;
                if by_time && !left_behind {
                    continue;
                }
            }
            let at_once = by_time || (looked && left_behind);
            let least = if at_once { 1 } else { Self::EVERY };
            // Every commit comes by here: it is counted in memory whether there is something to do.
            if clock.monotonic() < not_before || self.0.kernel.db.newest_audit_row() < last.told_of + least {
                continue;
            }
            if self.sign_and_say(least).await {
                left_behind = false;
            } else {
                not_before = clock.monotonic() + Self::PAUSE;
            }
            last = self.last().await;
        }
    }

    /// The newest checkpoint; where it cannot be read, none: then making one will say why.
    async fn last(&self) -> Last {
        let read = self.0.kernel.db.read(checkpoint::last).await;
        read.map_or(Last { told_of: 0, at: None }, |(seq, at)| Last { told_of: told_of(seq), at })
    }

    /// Whether it went well; else the reason is kept, and logged when it is new.
    async fn sign_and_say(&self, least: u64) -> bool {
        let made = self.checkpoint(least).await;
        let well = made.is_ok();
        match made {
            Err(error) => self.say(Some(error.into())),
            // Nothing was to be signed: a log that was cut has not become whole by that.
            Ok(None) if self.trouble().is_some_and(|trouble| trouble.another_log) => {}
            Ok(_) => self.say(None),
        }
        well
    }
}

/// Returns once the bus tells of new rows, or of so much that some was lost.
async fn rows_were_added(events: &mut broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Changed { topics }) if topics.contains(&Topic::Audit) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
