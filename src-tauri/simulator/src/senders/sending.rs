use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::Clock;
use tokio::task::JoinSet;

use crate::senders::book::Book;
use crate::senders::report::Tally;
use crate::senders::{Plan, PlanRefused, Report, Target, Told};

/// Carries out a plan, and answers when all was sent or its time is over. Dropping it stops it.
pub async fn send(plan: &Plan, clock: Clock) -> Result<Report, PlanRefused> {
    Ok(Sending::start(plan, clock)?.done().await)
}

/// A plan that is being carried out. Dropping it stops it.
#[derive(Debug)]
pub struct Sending {
    line: Arc<Line>,
    workers: JoinSet<()>,
}

/// What the connections share.
#[derive(Debug)]
struct Line {
    plan: Plan,
    target: Target,
    clock: Clock,
    book: Book,
    begun: Duration,
    next: AtomicU64,
    tally: Tally,
}

impl Sending {
    /// Checks the plan and begins. Needs a tokio runtime.
    pub fn start(plan: &Plan, clock: Clock) -> Result<Self, PlanRefused> {
        Self::begin(plan, clock, Tally::keeping())
    }

    /// As [`Sending::start`], but what was acknowledged is counted and not kept.
    pub fn start_counting(plan: &Plan, clock: Clock) -> Result<Self, PlanRefused> {
        Self::begin(plan, clock, Tally::default())
    }

    fn begin(plan: &Plan, clock: Clock, tally: Tally) -> Result<Self, PlanRefused> {
        let target = plan.check()?;
        let line = Arc::new(Line {
            book: Book::new(plan, &target.proof, clock.now()),
            plan: plan.clone(),
            target,
            begun: clock.monotonic(),
            clock,
            next: AtomicU64::new(0),
            tally,
        });
        let mut workers = JoinSet::new();
        for _ in 0..plan.connections {
            workers.spawn(work(Arc::clone(&line)));
        }
        Ok(Self { line, workers })
    }

    /// How it stands now; [`Report::told`] is empty until it is over.
    pub fn report(&self) -> Report {
        self.line.tally.report()
    }

    /// What was acknowledged until now.
    pub fn told(&self) -> Vec<Told> {
        self.line.tally.told()
    }

    pub fn is_over(&mut self) -> bool {
        while self.workers.try_join_next().is_some() {}
        self.workers.is_empty()
    }

    /// Sends nothing more; what is on its way is cut off.
    pub fn stop(&mut self) {
        self.workers.abort_all();
    }

    /// Waits until it is over.
    pub async fn done(mut self) -> Report {
        while let Some(ended) = self.workers.join_next().await {
            if let Err(error) = ended
                && error.is_panic()
            {
                tracing::error!(%error, "a sender ended badly");
            }
        }
        Report { told: self.told(), ..self.report() }
    }
}

/// One connection: the next message, when it is due, until there is none.
async fn work(line: Arc<Line>) {
    loop {
        let number = line.next.fetch_add(1, Ordering::Relaxed);
        let due = line.plan.rate.map_or(Duration::ZERO, |rate| due(number, rate));
        let last = Duration::from_secs_f64(line.plan.seconds);
        if number >= line.plan.count || due.max(line.age()) > last {
            return;
        }
        let early = due.saturating_sub(line.age());
        if !early.is_zero() {
            line.clock.sleep(early).await;
        }
        line.deliver(number).await;
    }
}

impl Line {
    fn age(&self) -> Duration {
        self.clock.monotonic().saturating_sub(self.begun)
    }

    async fn deliver(&self, number: u64) {
        let message = self.book.message(number);
        for left in (0..self.plan.tries).rev() {
            let headers = self.book.headers(&message, self.clock.now());
            let asked = self.clock.monotonic();
            let answer = self.target.post_with(headers, message.body.clone(), &self.clock).await;
            let status = answer.as_ref().map(|answer| answer.status);
            self.tally.count(&message.told, status, self.clock.monotonic().saturating_sub(asked), self.age());
            if left == 0 || !status.map_or(true, may_pass) {
                return;
            }
            self.clock.sleep(Duration::from_millis(self.plan.pause_ms)).await;
        }
    }
}

/// Whether the same message may be taken another time.
fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

#[allow(clippy::cast_precision_loss)] // below 2^53 by the plan's ranges
fn due(number: u64, rate: f64) -> Duration {
    Duration::from_secs_f64(number as f64 / rate)
}
