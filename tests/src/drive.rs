use std::sync::Arc;
use std::time::Duration;

use callboard_clock::ManualClock;

/// Steps a clock that an engine and its stand-in tenant share, giving their sockets time in between.
#[derive(Clone, Debug)]
pub struct Drive(Arc<ManualClock>);

impl Drive {
    /// Real time that sockets on this machine get between two steps.
    const BREATH: Duration = Duration::from_millis(4);
    /// Steps after which a test is told that its condition never came.
    const STEPS: usize = 4_000;

    pub fn new(clock: Arc<ManualClock>) -> Self {
        Self(clock)
    }

    pub fn clock(&self) -> &Arc<ManualClock> {
        &self.0
    }

    /// Steps the clock, by `by` at a time, until `done` answers with something.
    ///
    /// # Panics
    /// Where that never happens.
    pub async fn until<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        by: Duration,
        mut done: impl FnMut() -> F,
    ) -> T {
        for _ in 0..Self::STEPS {
            if let Some(found) = done().await {
                return found;
            }
            Self::breathe().await;
            self.0.advance(by);
            Self::breathe().await;
        }
        panic!(
            "{what}: it never came, though the clock went on by {:?}",
            by * u32::try_from(Self::STEPS).unwrap()
        );
    }

    /// Waits until `done` answers with something, while the clock goes on by no more than `time`. The sockets of a slow
    /// machine may take as long as they like.
    ///
    /// # Panics
    /// Where that never happens.
    pub async fn within<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        time: Duration,
        mut done: impl FnMut() -> F,
    ) -> T {
        let mut left = time;
        for _ in 0..Self::STEPS {
            if let Some(found) = done().await {
                return found;
            }
            let step = left.min(Duration::from_millis(100));
            self.0.advance(step);
            left -= step;
            Self::breathe().await;
        }
        panic!("{what}: it did not come within {time:?}");
    }

    /// Steps over `time`, by `by` at a time.
    pub async fn over(&self, time: Duration, by: Duration) {
        let mut left = time;
        while !left.is_zero() {
            let step = by.min(left);
            self.0.advance(step);
            left -= step;
            Self::breathe().await;
        }
    }

    /// Runs `work` to its end, stepping the clock by `by` for as long as it waits.
    pub async fn during<T>(&self, by: Duration, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        for _ in 0..Self::STEPS {
            tokio::select! {
                biased;
                output = &mut work => return output,
                () = Self::breathe() => self.0.advance(by),
            }
        }
        panic!("the work never ended, though the clock went on");
    }

    /// Runs `work` to its end, while the clock goes on by no more than `time`.
    ///
    /// # Panics
    /// Where it does not end.
    pub async fn ends_within<T>(&self, what: &str, time: Duration, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        let mut left = time;
        for _ in 0..Self::STEPS {
            tokio::select! {
                biased;
                output = &mut work => return output,
                () = Self::breathe() => {}
            }
            let step = left.min(Duration::from_millis(250));
            self.0.advance(step);
            left -= step;
        }
        panic!("{what}: it did not end within {time:?}");
    }

    /// Nothing is asserted about how long this takes: it only lets real sockets do what they were told.
    #[allow(clippy::disallowed_methods)]
    async fn breathe() {
        tokio::time::sleep(Self::BREATH).await;
    }
}
