use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_clock::{Chance, ManualClock};

use super::*;
use crate::kernel::{DataDir, Schema, TABLES};

struct House {
    kernel: Kernel,
    clock: Arc<ManualClock>,
    rounds: Arc<AtomicUsize>,
    folder: tempfile::TempDir,
}

fn house_in(folder: tempfile::TempDir) -> House {
    let clock = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let held = DataDir::hold(folder.path()).unwrap();
    let schema = Schema::new(vec![TABLES, &["CREATE TABLE n (x INTEGER) STRICT;"]]);
    let kernel = Kernel::open(&held, &schema, clock.clock(), Chance::seeded(1)).unwrap();
    House { kernel, clock, rounds: Arc::default(), folder }
}

fn house() -> House {
    house_in(tempfile::tempdir().unwrap())
}

impl House {
    /// A round that is counted; the first panics, the second fails.
    fn round(&self) -> impl FnMut() -> futures_util::future::BoxFuture<'static, Result<()>> + Send + 'static {
        let rounds = Arc::clone(&self.rounds);
        move || {
            let round = rounds.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                assert_ne!(round, 1, "on request");
                if round == 2 { Err(Error::Stopping) } else { Ok(()) }
            }
            .boxed()
        }
    }

    fn rounds(&self) -> usize {
        self.rounds.load(Ordering::SeqCst)
    }

    /// Until so many rounds were done and the next wait has begun.
    async fn waits_after(&self, rounds: usize, wait: Duration) {
        for _ in 0..100_000 {
            if self.rounds() == rounds && self.clock.next_due() == Some(wait) {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{} rounds, {:?}", self.rounds(), self.clock.next_due());
    }
}

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_round_that_panics_or_fails_is_done_again_at_the_next_pause_and_once_more_at_the_end() {
    let house = house();
    house.kernel.keep_doing("rounds", Pace::every(HOUR).and_at_the_end(), house.round());
    for round in 1..=4 {
        house.waits_after(round, HOUR).await;
        house.clock.advance(HOUR);
    }
    house.waits_after(5, HOUR).await;
    house.kernel.close().await;
    assert_eq!(house.rounds(), 6);
}

#[tokio::test]
async fn the_first_round_may_wait_and_none_is_done_at_the_end_unasked() {
    let house = house();
    house.kernel.keep_doing("rounds", Pace::after(HOUR), house.round());
    house.waits_after(0, HOUR).await;
    house.clock.advance(HOUR);
    house.waits_after(1, HOUR).await;
    house.kernel.close().await;
    assert_eq!(house.rounds(), 1);
}

#[tokio::test]
async fn what_is_kept_running_is_begun_anew_where_it_panics_or_fails_and_not_where_it_ends_in_order() {
    let house = house();
    house.kernel.keep_running("work", house.round());
    for round in 1..=2 {
        house.waits_after(round, Kernel::TROUBLE).await;
        house.clock.advance(Kernel::TROUBLE);
    }
    for _ in 0..100_000 {
        if house.rounds() == 3 {
            break;
        }
        tokio::task::yield_now().await;
    }
    house.kernel.close().await;
    assert_eq!((house.rounds(), house.clock.sleepers()), (3, 0));
}

/// Three rows in slices of one; the program stops after the first.
#[tokio::test]
async fn work_in_slices_leaves_room_between_them_and_goes_on_after_a_stop() {
    let house = house();
    let left = |kernel: &Kernel| {
        let db = kernel.db.clone();
        async move {
            db.read(|db| Ok(db.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0))?)).await
        }
    };
    let begin = house.kernel.db.write(|write| {
        write.execute_batch("INSERT INTO n VALUES (1), (2), (3)")?;
        let now = write.now();
        tasks::schedule(write, "test.slices", "a", now, &())
    });
    begin.await.unwrap();
    let shutdown = house.kernel.shutdown.clone();
    let one = |write: &mut Write<'_>| {
        write.execute("DELETE FROM n WHERE x = (SELECT min(x) FROM n)", [])?;
        Ok(write.query_row("SELECT count(*) > 0 FROM n", [], |row| row.get::<_, bool>(0))?)
    };
    house.kernel.run_in_slices("test.slices", move |write, _| {
        let more = one(write)?;
        shutdown.begin_for_test();
        Ok(more)
    });
    for _ in 0..100_000 {
        if house.kernel.shutdown.has_begun() {
            break;
        }
        tokio::task::yield_now().await;
    }
    house.kernel.drain().await;
    assert_eq!(left(&house.kernel).await.unwrap(), 2, "one slice was done, and the stop was heard");
    house.kernel.close().await;

    let House { kernel, folder, .. } = house;
    drop(kernel);
    let again = house_in(folder);
    again.kernel.run_in_slices("test.slices", move |write, _| one(write));
    for _ in 0..100_000 {
        if left(&again.kernel).await.unwrap() == 0 {
            break;
        }
    }
    assert_eq!(left(&again.kernel).await.unwrap(), 0, "the rest is done at the next start");
    let tasks = again
        .kernel
        .db
        .read(|db| Ok(db.query_row("SELECT count(*) FROM tasks", [], |row| row.get::<_, i64>(0))?));
    assert_eq!(tasks.await.unwrap(), 0, "and the task is done with its last slice");
    again.kernel.close().await;
}
