//! Who looks after a piece of work hears when it waits for its turn.
//!
//! What takes long because others have their turn (a permit, a tenant's pause, the database) does not hang. Only the place
//! that waits knows it, and it lies deep in what was called; so the work carries with it who is told.

use std::future::Future;
use std::sync::Arc;

/// Who looks after a piece of work.
pub trait Attendant: Send + Sync {
    /// It waits for its turn from now on. May be said again before it goes on.
    fn waits(&self);
    /// It had its turn; said as often as that it waits.
    fn goes_on(&self);
}

tokio::task_local! {
    static ATTENDANT: Arc<dyn Attendant>;
}

/// Does `work`, which is looked after by `by`.
pub async fn attended<F: Future>(by: Arc<dyn Attendant>, work: F) -> F::Output {
    ATTENDANT.scope(by, work).await
}

/// Waits for a turn that somebody else gives; whoever looks after this work is told. Safe to drop at any point.
pub async fn turn<F: Future>(wait: F) -> F::Output {
    let _waits = Waits::begin();
    wait.await
}

/// `work`, for a task of its own, looked after as the one is that begins it.
pub fn attended_alike<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let by = ATTENDANT.try_with(Arc::clone).ok();
    async move {
        match by {
            Some(by) => attended(by, work).await,
            None => work.await,
        }
    }
}

struct Waits(Option<Arc<dyn Attendant>>);

impl Waits {
    fn begin() -> Self {
        let by = ATTENDANT.try_with(Arc::clone).ok();
        if let Some(by) = &by {
            by.waits();
        }
        Self(by)
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        if let Some(by) = &self.0 {
            by.goes_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[derive(Default)]
    struct Count(AtomicI64);

    impl Attendant for Count {
        fn waits(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn goes_on(&self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn a_wait_is_told_while_it_lasts_also_from_a_task_that_was_begun_meanwhile() {
        let count = Arc::new(Count::default());
        let (go, gate) = tokio::sync::oneshot::channel::<()>();
        let work = attended(count.clone(), async {
            tokio::spawn(attended_alike(turn(async { gate.await.is_ok() }))).await
        });
        let work = tokio::spawn(work);
        while count.0.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        go.send(()).expect("it waits");
        assert!(work.await.expect("it ended").expect("it ended"));
        assert_eq!(count.0.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_wait_that_is_given_up_is_over_and_one_that_nobody_attends_is_a_wait_all_the_same() {
        let count = Arc::new(Count::default());
        attended(count.clone(), async {
            let mut wait = Box::pin(turn(std::future::pending::<()>()));
            assert!(futures_poll(&mut wait).await);
            assert_eq!(count.0.load(Ordering::Relaxed), 1);
        })
        .await;
        assert_eq!(count.0.load(Ordering::Relaxed), 0);
        assert_eq!(turn(async { 7 }).await, 7);
    }

    /// Polls once; whether it is still waiting.
    async fn futures_poll<F: Future + Unpin>(future: &mut F) -> bool {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
        })
        .await
    }
}
