//! Loops that are kept running until the program stops, and long work that is done in slices.
//!
//! A loop that fails or panics is said in the log and goes on after a pause: none ends without a word. Each round of one
//! is watched.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;

use super::tasks::{self, Task};
use super::{Error, Kernel, Result, Write};

/// How often a round is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pause: Duration,
    at_once: bool,
    at_end: bool,
}

impl Pace {
    /// Now, and after each pause.
    pub(crate) const fn every(pause: Duration) -> Self {
        Self { pause, at_once: true, at_end: false }
    }

    /// After each pause.
    pub(crate) const fn after(pause: Duration) -> Self {
        Self { at_once: false, ..Self::every(pause) }
    }

    /// The same, and once more when the program stops.
    pub(crate) const fn and_at_the_end(self) -> Self {
        Self { at_end: true, ..self }
    }
}

impl Kernel {
    /// A loop that has failed is begun anew after this long.
    const TROUBLE: Duration = Duration::from_secs(2);

    /// Does `round` at its pace until the program stops. A round that fails is done again at the next one.
    pub(crate) fn keep_doing<F>(
        &self,
        what: impl Into<String>,
        pace: Pace,
        mut round: impl FnMut() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<()>> + Send,
    {
        let (this, what) = (self.clone(), what.into());
        let part = self.watchdog.part("what is done again and again");
        self.shutdown.spawn(async move {
            let mut stops = !pace.at_once && this.stops_within(pace.pause).await;
            while !stops || pace.at_end {
                let work = part.task(tasks::LIMIT, what.clone(), async { round().await });
                this.whole(&what, work).await;
                if stops {
                    return;
                }
                stops = this.stops_within(pace.pause).await;
            }
        });
    }

    /// Keeps `work` running until the program stops, or it ends in order. It says its own rounds to the watchdog.
    pub(crate) fn keep_running<F>(&self, what: &'static str, mut work: impl FnMut() -> F + Send + 'static)
    where
        F: Future<Output = Result<()>> + Send,
    {
        let this = self.clone();
        self.shutdown.spawn(async move {
            while !this.whole(what, async { work().await }).await {
                if this.stops_within(Self::TROUBLE).await {
                    return;
                }
            }
        });
    }

    /// Whether it ended in order; else the log says why not.
    async fn whole(&self, what: &str, work: impl Future<Output = Result<()>>) -> bool {
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(())) => return true,
            Ok(Err(Error::Stopping)) if self.shutdown.has_begun() => {}
            Ok(Err(error)) => tracing::warn!(%error, what, "it failed; it is tried again"),
            Err(_) => tracing::error!(what, "it panicked; it is begun anew"),
        }
        false
    }

    async fn stops_within(&self, pause: Duration) -> bool {
        let stop = self.shutdown.token();
        tokio::select! {
            biased;
            () = stop.cancelled() => true,
            () = self.clock.sleep(pause) => false,
        }
    }

    /// Does long work in slices, each in a write of its own, so that others come to their turn between them. `slice`
    /// answers whether there may be more; this answers whether all is done, or the program stops before.
    pub(crate) async fn in_slices(
        &self,
        slice: impl Fn(&mut Write<'_>) -> Result<bool> + Clone + Send + 'static,
    ) -> Result<bool> {
        while self.db.write(slice.clone()).await? {
            if self.shutdown.has_begun() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Does the tasks of `kind` in slices, one task at a time. A task is done with its last slice; what a stop or a crash
    /// leaves of one is gone on with at the next start.
    pub(crate) fn run_in_slices(
        &self,
        kind: &'static str,
        slice: impl Fn(&mut Write<'_>, &Task) -> Result<bool> + Clone + Send + Sync + 'static,
    ) {
        let this = self.clone();
        self.tasks.run(kind, 1, move |task| {
            let (this, slice) = (this.clone(), slice.clone());
            async move {
                let some = move |write: &mut Write<'_>| {
                    let more = slice(write, &task)?;
                    if !more {
                        tasks::done(write, &task)?;
                    }
                    Ok(more)
                };
                this.in_slices(some).await.map(drop)
            }
        });
    }
}

#[cfg(test)]
mod tests;
