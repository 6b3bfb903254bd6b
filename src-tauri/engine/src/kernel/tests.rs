use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::{Caller, Event, Topic};
use futures_util::FutureExt as _;

use super::audit::Entry;
use super::{DataDir, Error, Kernel, Schema, TABLES, tasks};

struct House {
    kernel: Kernel,
    manual: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

fn schema() -> Schema {
    Schema::new(vec![TABLES, &["CREATE TABLE n (x INTEGER) STRICT;"]])
}

fn open(folder: tempfile::TempDir) -> House {
    with_readers(folder, super::readers())
}

fn with_readers(folder: tempfile::TempDir, readers: usize) -> House {
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let held = DataDir::hold(folder.path()).unwrap();
    let kernel = Kernel::open_with(&held, &schema(), manual.clock(), Chance::seeded(1), readers).unwrap();
    House { kernel, manual, folder }
}

fn house() -> House {
    open(tempfile::tempdir().unwrap())
}

async fn count(kernel: &Kernel, sql: &'static str) -> i64 {
    kernel.db.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?)).await.unwrap()
}

#[tokio::test]
async fn a_write_that_fails_takes_back_its_rows_and_its_audit_and_nothing_else() {
    let house = house();
    let writes = (0..20).map(|i| {
        house.kernel.db.write(move |write| {
            write.execute("INSERT INTO n VALUES (?1)", [i])?;
            write.audit(&Caller::engine(), Entry::new("test.add", format!("n/{i}")))?;
            if i % 2 == 0 { Ok(()) } else { Err(Error::Other(anyhow::anyhow!("odd"))) }
        })
    });
    let results = futures_util::future::join_all(writes).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 10);
    assert_eq!(count(&house.kernel, "SELECT count(*) FROM n WHERE x % 2 = 0").await, 10);
    assert_eq!(count(&house.kernel, "SELECT count(*) FROM n").await, 10);
    assert_eq!(count(&house.kernel, "SELECT count(*) FROM audit").await, 10);
    let gaps = "SELECT count(*) FROM audit a JOIN audit b ON b.seq = a.seq + 1 AND b.prev_hash = a.hash";
    assert_eq!(count(&house.kernel, gaps).await, 9, "each row links to the one before");
}

#[tokio::test]
async fn a_panic_in_a_write_is_an_error_for_its_caller_alone() {
    let house = house();
    let failed = house.kernel.db.write::<(), _>(|_| panic!("a defect")).await;
    assert!(failed.is_err());
    house.kernel.db.write(|write| Ok(write.execute("INSERT INTO n VALUES (1)", [])?)).await.unwrap();
    assert_eq!(count(&house.kernel, "SELECT count(*) FROM n").await, 1);
}

#[tokio::test]
async fn doors_hear_of_a_change_only_once_it_is_committed() {
    let house = house();
    let mut events = house.kernel.bus.subscribe();
    let _ = house
        .kernel
        .db
        .write::<(), _>(|write| {
            write.changed(Topic::Rules);
            Err(Error::Stopping)
        })
        .await;
    house
        .kernel
        .db
        .write(|write| {
            write.changed(Topic::Runs);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(events.recv().await.unwrap(), Event::Changed { topics: vec![Topic::Runs] });
}

#[tokio::test]
async fn a_task_is_done_when_its_time_has_come_and_not_before() {
    let house = house();
    let due = house.kernel.clock.now() + Duration::from_mins(1);
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let kernel = house.kernel.clone();
    house.kernel.tasks.run("test.ring", 1, move |task| {
        let (kernel, told) = (kernel.clone(), told.clone());
        async move {
            let key = task.key.clone();
            kernel.db.write(move |write| tasks::done(write, &task)).await?;
            told.send(key).unwrap();
            Ok(())
        }
    });
    house.kernel.db.write(move |write| tasks::schedule(write, "test.ring", "a", due, &())).await.unwrap();
    while house.manual.sleepers() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(heard.try_recv().is_err());
    house.manual.advance(Duration::from_secs(30));
    while house.manual.sleepers() == 0 {
        tokio::task::yield_now().await;
    }
    house.manual.advance(Duration::from_secs(31));
    assert_eq!(heard.recv().await.unwrap(), "a");
    house.kernel.close().await;
}

#[tokio::test]
async fn a_task_that_was_being_done_at_a_crash_is_begun_anew_at_the_next_start() {
    let House { kernel, manual, folder } = house();
    kernel.db.write(|write| tasks::schedule(write, "test.ring", "a", write.now(), &"payload")).await.unwrap();
    kernel.tasks.run("test.ring", 1, |_| std::future::pending());
    // The process is gone: nothing is settled, the lock is free.
    drop((kernel, manual));
    let house = open(folder);
    let (told, heard) = tokio::sync::oneshot::channel();
    let told = parking_lot::Mutex::new(Some(told));
    house.kernel.tasks.run("test.ring", 1, move |task| {
        let told = told.lock().take();
        async move {
            if let Some(told) = told {
                told.send(task.payload::<String>()?).unwrap();
            }
            std::future::pending().await
        }
    });
    assert_eq!(heard.await.unwrap(), "payload");
}

#[tokio::test]
async fn what_was_asked_anew_during_the_work_is_not_settled_by_the_old_work() {
    let house = house();
    let kernel = &house.kernel;
    kernel.db.write(|write| tasks::schedule(write, "k", "a", write.now(), &1)).await.unwrap();
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let (go, gate) = tokio::sync::watch::channel(false);
    let inner = kernel.clone();
    kernel.tasks.run("k", 1, move |task| {
        let (kernel, told, mut gate) = (inner.clone(), told.clone(), gate.clone());
        async move {
            told.send(task.payload::<i32>()?).unwrap();
            gate.wait_for(|open| *open).await.unwrap();
            kernel.db.write(move |write| tasks::done(write, &task)).await
        }
    });
    assert_eq!(heard.recv().await.unwrap(), 1);
    kernel.db.write(|write| tasks::schedule(write, "k", "a", write.now(), &2)).await.unwrap();
    go.send(true).unwrap();
    assert_eq!(heard.recv().await.unwrap(), 2);
    house.kernel.close().await;
}

#[tokio::test]
async fn the_log_is_copied_beside_the_writer_and_does_not_grow_for_ever() {
    let house = house();
    let file = house.folder.path().join("callboard.db");
    let log = house.folder.path().join("callboard.db-wal");
    let megabytes = |path| std::fs::metadata(path).unwrap().len() >> 20;
    let write = |sql: &'static str| house.kernel.db.write(move |write| Ok(write.execute_batch(sql)?));
    // 17 MB a commit, which is more than is let stand.
    write("CREATE TABLE big (b BLOB) STRICT; INSERT INTO big VALUES (randomblob(17 << 20))").await.unwrap();
    while megabytes(&file) < 17 {
        tokio::task::yield_now().await;
    }
    for _ in 0..10 {
        write("UPDATE big SET b = randomblob(17 << 20)").await.unwrap();
    }
    assert!(megabytes(&log) < 120, "{} MB were written without a pause", megabytes(&log));
    house.kernel.close().await;
    assert!(!log.exists(), "the last to close takes it away");
    assert!(megabytes(&file) < 60, "{} MB", megabytes(&file));
}

#[tokio::test]
async fn a_read_whose_caller_is_not_polled_keeps_no_reader_from_another() {
    let house = with_readers(tempfile::tempdir().unwrap(), 1);
    // Some are begun, and then nobody polls them: as those in a list beside a loop that waits for something else.
    let mut begun: Vec<_> = (0..3).map(|_| Box::pin(count(&house.kernel, "SELECT 1"))).collect();
    let there: Vec<bool> = begun.iter_mut().map(|read| read.now_or_never().is_some()).collect();
    assert_eq!(there, [false; 3], "a read is never done at once");
    assert_eq!(count(&house.kernel, "SELECT 7").await, 7);
    assert_eq!(futures_util::future::join_all(begun).await, [1, 1, 1]);
}

#[tokio::test]
async fn a_read_whose_caller_has_gone_is_passed_over() {
    let house = with_readers(tempfile::tempdir().unwrap(), 1);
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let mut slow = Box::pin(house.kernel.db.read(move |_| Ok(gate.recv().is_ok())));
    assert!((&mut slow).now_or_never().is_none());
    let (told, heard) = std::sync::mpsc::channel();
    let mut left = Box::pin(house.kernel.db.read(move |_| Ok(told.send(()).is_ok())));
    assert!((&mut left).now_or_never().is_none());
    drop(left);
    go.send(()).unwrap();
    assert!(slow.await.unwrap());
    assert_eq!(count(&house.kernel, "SELECT 7").await, 7);
    assert!(heard.recv().is_err(), "nobody asked for it any more");
}

#[tokio::test]
async fn a_read_that_panics_is_an_error_for_its_caller_alone() {
    let house = with_readers(tempfile::tempdir().unwrap(), 1);
    assert!(house.kernel.db.read::<(), _>(|_| panic!("a defect")).await.is_err());
    assert_eq!(count(&house.kernel, "SELECT 7").await, 7);
}

#[tokio::test]
async fn who_reads_after_the_end_is_told_that_the_program_stops() {
    let house = house();
    house.kernel.close().await;
    assert!(matches!(house.kernel.db.read(|_| Ok(())).await, Err(Error::Stopping)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_and_readers_that_hang_are_said_after_fifteen_seconds_and_doors_hear_of_it() {
    let house = with_readers(tempfile::tempdir().unwrap(), 1);
    let mut events = house.kernel.bus.subscribe();
    house.kernel.keep_watch();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let (go_on, gate_too) = std::sync::mpsc::channel::<()>();
    let (db, db_too) = (house.kernel.db.clone(), house.kernel.db.clone());
    let read = tokio::spawn(async move { db.read(move |_| Ok(gate.recv().is_ok())).await });
    let write = tokio::spawn(async move { db_too.write(move |_| Ok(gate_too.recv().is_ok())).await });
    let parts =
        || -> Vec<String> { house.kernel.watchdog.hangs().into_iter().map(|hang| hang.part).collect() };
    while parts().len() < 2 {
        house.manual.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    assert_eq!(parts(), ["the reading of the database", "the writing of the database"]);
    let health = Event::Changed { topics: vec![Topic::Health] };
    while events.try_recv().as_ref() != Ok(&health) {
        house.manual.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    go.send(()).unwrap();
    go_on.send(()).unwrap();
    assert!(read.await.unwrap().unwrap() && write.await.unwrap().unwrap());
    while !parts().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Steps the clock until a part is said to stand still whose name this is.
async fn until_it_hangs(house: &House, part: &str) -> super::watchdog::Hang {
    loop {
        if let Some(hang) = house.kernel.watchdog.hangs().into_iter().find(|hang| hang.part == part) {
            return hang;
        }
        house.manual.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_durable_task_that_hangs_in_its_own_work_is_said_and_one_that_waits_for_its_turn_is_not() {
    let house = house();
    let begun = house.manual.clock().now();
    house.kernel.tasks.run("test.hangs", 1, |_| std::future::pending());
    house.kernel.tasks.run("test.waits", 1, |_| callboard_clock::turn(std::future::pending()));
    let write = house.kernel.db.write(|write| {
        let now = write.now();
        tasks::schedule(write, "test.hangs", "a", now, &())?;
        tasks::schedule(write, "test.waits", "b", now, &())
    });
    write.await.unwrap();
    let hang = until_it_hangs(&house, "a task of test.hangs").await;
    assert_eq!((hang.what.as_deref(), hang.limit), (Some("a"), tasks::LIMIT));
    assert!(house.manual.clock().now().duration_since(begun).as_secs() >= 45, "its own limit");
    house.manual.advance(Duration::from_hours(9));
    assert_eq!(tasks_that_hang(&house.kernel), ["a"], "who waits for its turn does not hang");
}

/// The tasks that hang now. Threads of the database may be within a round while a test moves the clock, so they may be
/// among the hangs for a moment.
fn tasks_that_hang(kernel: &Kernel) -> Vec<String> {
    kernel.watchdog.hangs().into_iter().filter_map(|hang| hang.what).collect()
}

#[tokio::test]
async fn a_task_of_many_short_reads_and_writes_does_not_hang_however_long_it_takes() {
    let house = house();
    let (kernel, manual) = (house.kernel.clone(), Arc::clone(&house.manual));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    house.kernel.tasks.run("test.long", 1, move |task| {
        let (kernel, manual, tell) = (kernel.clone(), Arc::clone(&manual), tell.clone());
        async move {
            for _ in 0..10 {
                manual.advance(Duration::from_secs(44));
                kernel.db.read(|_| Ok(())).await?;
                let _ = tell.send(tasks_that_hang(&kernel));
            }
            kernel.db.write(move |write| tasks::done(write, &task)).await
        }
    });
    let write = house.kernel.db.write(|write| {
        let now = write.now();
        tasks::schedule(write, "test.long", "a", now, &())
    });
    write.await.unwrap();
    for _ in 0..10 {
        assert_eq!(told.recv().await, Some(Vec::new()));
    }
}

#[test]
fn what_a_task_may_take_is_what_the_longest_request_may_and_fifteen_seconds() {
    assert_eq!(tasks::LIMIT, callboard_cxone::LONGEST_REQUEST + super::watchdog::LIMIT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_read_hangs_where_the_database_gets_on_no_more() {
    let house = house();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let db = house.kernel.db.clone();
    let held = tokio::spawn(async move { db.read_long(move |_| Ok(gate.recv().is_ok())).await });
    let hang = until_it_hangs(&house, "the long reading of the database").await;
    assert_eq!(hang.what, None);
    go.send(()).unwrap();
    assert!(held.await.unwrap().unwrap());
    assert_eq!(house.kernel.watchdog.hangs(), []);
    // It takes minutes, and gets on all the while.
    let manual = Arc::clone(&house.manual);
    let watchdog = house.kernel.watchdog.clone();
    let read = house.kernel.db.read_long(move |db| {
        let count = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT x FROM n";
        let mut statement = db.prepare(count)?;
        let mut rows = statement.query([])?;
        let mut hung = 0;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(0)? % 1000 == 0 {
                manual.advance(Duration::from_secs(3));
                hung += watchdog.hangs().len();
            }
        }
        Ok(hung)
    });
    assert_eq!(read.await.unwrap(), 0, "a minute, and no hang");
}
