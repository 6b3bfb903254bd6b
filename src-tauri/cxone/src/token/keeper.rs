use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, Clock, attended_alike, turn};
use tokio::sync::Mutex;

use super::desk::Desk;
use super::grant::{Bearer, Expiry, Grant, Life};
use crate::health::Board;
use crate::{Error, retry};

/// One connection's token. Any number of callers at expiry cause one request: the first to get the lock
/// asks, the others find its token, or share its failure.
pub(crate) struct Tokens {
    desk: Desk,
    /// Read and forgotten without waiting, also while a request is under way.
    current: parking_lot::Mutex<Current>,
    slot: Mutex<Slot>,
    /// Requests that have come to an end. Who arrives while one is under way shares its failure.
    finished: AtomicU64,
    clock: Clock,
    chance: Chance,
    board: Board,
}

#[derive(Default)]
struct Current {
    bearer: Option<Bearer>,
    /// How often everything was forgotten: what was asked for before counts no more.
    forgotten: u64,
}

#[derive(Default)]
struct Slot {
    generation: u64,
    failure: Option<Failed>,
}

struct Failed {
    error: Error,
    /// Number of the request that failed, as `finished` counts.
    request: u64,
    /// As often everything had been forgotten then.
    forgotten: u64,
    /// In a row.
    count: u32,
    /// Not repeated before (monotonic); `None` for credentials that were refused: never by itself.
    until: Option<Duration>,
}

impl Tokens {
    pub(crate) fn new(desk: Desk, clock: Clock, chance: Chance, board: Board) -> Self {
        Self {
            desk,
            current: parking_lot::Mutex::default(),
            slot: Mutex::default(),
            finished: AtomicU64::new(0),
            clock,
            chance,
            board,
        }
    }

    /// A fresh token that is there already, other than the refused one and those before it.
    fn at_hand_but(&self, refused: u64) -> Option<Bearer> {
        let current = self.current().bearer.clone();
        current.filter(|bearer| bearer.generation > refused && bearer.is_fresh(&self.clock))
    }

    /// A fresh token that is there already; never waits.
    pub(crate) fn at_hand(&self) -> Option<Bearer> {
        self.at_hand_but(0)
    }

    /// When the token that is there ends, by the calendar as it is now.
    pub(crate) fn valid_until(&self) -> Option<jiff::Timestamp> {
        let expiry = self.current().bearer.as_ref().and_then(|bearer| bearer.expiry);
        expiry.map(|expiry| expiry.valid_until(&self.clock))
    }

    /// A fresh token, asked for where there is none. Takes a permit of its own.
    pub(crate) async fn bearer(self: &Arc<Self>) -> Result<Bearer, Error> {
        self.newer_than(0).await
    }

    /// A token other than the refused one (and than those before it).
    ///
    /// Asked for in a task of its own: all of this connection wait for the one who asks, who may be dropped or not be
    /// polled meanwhile.
    pub(crate) async fn newer_than(self: &Arc<Self>, refused: u64) -> Result<Bearer, Error> {
        if let Some(bearer) = self.at_hand_but(refused) {
            return Ok(bearer);
        }
        let seen = self.finished.load(Ordering::Acquire);
        let this = Arc::clone(self);
        let asking = tokio::spawn(attended_alike(async move { this.ask_or_share(refused, seen).await }));
        asking.await.unwrap_or_else(|error| {
            let message = format!("asking for it was broken off ({error})");
            Err(Error::NoToken { message, not_before: None })
        })
    }

    /// `seen`: so many requests had ended when the caller arrived.
    async fn ask_or_share(&self, refused: u64, seen: u64) -> Result<Bearer, Error> {
        let mut slot = turn(self.slot.lock()).await;
        if let Some(bearer) = self.at_hand_but(refused) {
            return Ok(bearer);
        }
        let forgotten = self.current().forgotten;
        if let Some(error) = slot.shared_failure(seen, forgotten, self.clock.monotonic()) {
            return Err(error);
        }
        self.ask(&mut slot).await
    }

    /// Forgets token and failure: the next caller asks anew. For a person's test, and after a new secret. Waits for
    /// nobody: whoever asks for a token now, which may take as long as the tenant's pause, asks once more with the new
    /// secret.
    pub(crate) fn forget(&self) {
        let mut current = self.current();
        current.forgotten += 1;
        current.bearer = None;
    }

    async fn ask(&self, slot: &mut Slot) -> Result<Bearer, Error> {
        loop {
            let permit = self.desk.permit().await;
            let forgotten = self.current().forgotten;
            let (now, monotonic) = (self.clock.now(), self.clock.monotonic());
            let result = self.desk.ask(permit).await;
            let request = self.finished.fetch_add(1, Ordering::AcqRel) + 1;
            if self.current().forgotten != forgotten {
                continue;
            }
            return match result {
                Ok(grant) => Ok(self.keep(slot, grant, forgotten, |life| Expiry::new(life, now, monotonic))),
                Err(error) => Err(self.note_failure(slot, error, request, forgotten)),
            };
        }
    }

    fn keep(
        &self,
        slot: &mut Slot,
        grant: Grant,
        forgotten: u64,
        expiry: impl FnOnce(Duration) -> Expiry,
    ) -> Bearer {
        slot.generation += 1;
        let expiry = match grant.life {
            Life::Once => None,
            Life::Lasts(life) => Some(expiry(life)),
        };
        let bearer = Bearer { token: grant.token, generation: slot.generation, expiry };
        let mut current = self.current();
        if current.forgotten == forgotten {
            current.bearer = expiry.is_some().then(|| bearer.clone());
        }
        drop(current);
        slot.failure = None;
        self.board.change(|health| {
            health.token.valid_until = expiry.map(|expiry| expiry.valid_until(&self.clock));
            health.token.trouble = None;
        });
        tracing::debug!(generation = bearer.generation, "a token was granted");
        bearer
    }

    fn current(&self) -> parking_lot::MutexGuard<'_, Current> {
        self.current.lock()
    }

    fn note_failure(&self, slot: &mut Slot, error: Error, request: u64, forgotten: u64) -> Error {
        let count = slot.failure.as_ref().map_or(0, |failed| failed.count).saturating_add(1);
        let (now, monotonic) = (self.clock.now(), self.clock.monotonic());
        let floor = error.not_before().map_or(Duration::ZERO, |at| retry::until(now, at));
        let wait = retry::backoff(count, self.chance.unit()).max(floor);
        let for_good = matches!(error, Error::Unauthorized { .. });
        let error = not_before(error, retry::later(now, wait));
        tracing::warn!(code = error.code(), count, "no token was granted");
        self.board.change(|health| {
            health.token.trouble = Some((error.code(), error.to_string()));
            health.token.to_do = error.hint();
        });
        let until = (!for_good).then_some(monotonic + wait);
        slot.failure = Some(Failed { error: error.clone(), request, forgotten, count, until });
        error
    }
}

impl Slot {
    fn shared_failure(&self, seen: u64, forgotten: u64, now: Duration) -> Option<Error> {
        let failed = self.failure.as_ref().filter(|failed| failed.forgotten == forgotten)?;
        let holds = failed.until.is_none_or(|until| now < until) || failed.request > seen;
        holds.then(|| failed.error.clone())
    }
}

/// Tells the callers when the backoff is over, so that they do not ask in vain.
fn not_before(error: Error, at: jiff::Timestamp) -> Error {
    match error {
        Error::SecretUnavailable { reason, .. } => Error::SecretUnavailable { reason, not_before: Some(at) },
        Error::NoToken { message, .. } => Error::NoToken { message, not_before: Some(at) },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(until: Option<Duration>) -> Slot {
        let error = Error::Unauthorized { message: String::new() };
        Slot { generation: 0, failure: Some(Failed { error, request: 5, forgotten: 0, count: 1, until }) }
    }

    #[test]
    fn a_failure_is_shared_with_whoever_waited_for_it_even_if_its_backoff_is_over() {
        let slot = failed(Some(Duration::from_secs(10)));
        let later = Duration::from_secs(10);
        assert!(slot.shared_failure(4, 0, later).is_some(), "it arrived before request 5 ended");
        assert!(slot.shared_failure(5, 0, later).is_none(), "it arrived after, and may ask anew");
        assert!(
            slot.shared_failure(5, 0, Duration::from_secs(9)).is_some(),
            "not before its backoff is over"
        );
    }

    #[test]
    fn refused_credentials_stay_refused() {
        assert!(failed(None).shared_failure(5, 0, Duration::MAX).is_some());
        assert!(failed(None).shared_failure(5, 1, Duration::MAX).is_none(), "until they were entered anew");
    }
}
