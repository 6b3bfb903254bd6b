use std::future::Future;
use std::time::Duration;

use callboard_clock::Clock;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The way out: everything that runs in the background is spawned here, hears of the end, and is waited for.
#[derive(Clone, Debug)]
pub struct Shutdown {
    clock: Clock,
    token: CancellationToken,
    tracker: TaskTracker,
}

impl Shutdown {
    /// How long what is being done may take to finish.
    pub const GRACE: Duration = Duration::from_secs(8);

    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, token: CancellationToken::new(), tracker: TaskTracker::new() }
    }

    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(work);
    }

    /// Cancelled when the program begins to stop.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    pub fn has_begun(&self) -> bool {
        self.token.is_cancelled()
    }

    #[cfg(test)]
    pub(super) fn begin_for_test(&self) {
        self.token.cancel();
    }

    pub(super) async fn drain(&self) {
        self.token.cancel();
        self.tracker.close();
        if self.clock.timeout(Self::GRACE, self.tracker.wait()).await.is_err() {
            tracing::warn!(
                left = self.tracker.len(),
                "stopped without waiting longer; what is left resumes at the next start"
            );
        }
    }
}
