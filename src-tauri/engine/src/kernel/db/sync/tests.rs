use std::sync::mpsc;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::Topic;
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::kernel::db::{Around, Db, Schema, open};
use crate::kernel::watchdog::Watchdog;

/// A database whose disk answers as it is told to, one sync after the other.
fn opened(patience: Duration) -> (TempDir, Db, Bus, mpsc::Sender<io::Result<()>>, Arc<ManualClock>) {
    let folder = tempfile::tempdir().unwrap();
    let (answer, answers) = mpsc::channel::<io::Result<()>>();
    let to_disk: ToDisk = Box::new(move || answers.recv().unwrap_or(Ok(())));
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let schema = Schema::new(vec![crate::kernel::TABLES, &["CREATE TABLE n (x INTEGER) STRICT;"]]);
    let (bus, wakes) = (Bus::new(), Wakes::default());
    let path = folder.path().join("c.db");
    let database = open::for_writing(&path, &schema).unwrap();
    let watchdog = Watchdog::new(manual.clock());
    let told = Around { bus: bus.clone(), wakes, watchdog, readers: 1 };
    let disk = (to_disk, patience);
    let db = Db::over(path, database, manual.clock(), Chance::seeded(1), told, disk).unwrap();
    (folder, db, bus, answer, manual)
}

fn add(db: &Db, x: i64) -> tokio::task::JoinHandle<Result<()>> {
    let db = db.clone();
    tokio::spawn(async move {
        let add = move |write: &mut crate::kernel::Write<'_>| {
            write.execute("INSERT INTO n VALUES (?1)", [x])?;
            write.changed(Topic::Inbox);
            Ok(())
        };
        db.write(add).await
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_is_told_and_read_only_once_it_is_on_disk() {
    let (folder, db, bus, disk, _) = opened(Db::PATIENCE);
    let mut told = bus.subscribe();
    let write = add(&db, 1);
    // Another program sees that it was committed.
    let beside = Connection::open(folder.path().join("c.db")).unwrap();
    let rows = || beside.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0)).unwrap();
    while rows() == 0 {
        tokio::task::yield_now().await;
    }
    let reading = db.clone();
    let count = |db: &Connection| Ok(db.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0))?);
    let mut read = tokio::spawn(async move { reading.read(count).await });
    for _ in 0..100 {
        assert!(!write.is_finished() && !read.is_finished() && told.is_empty());
        tokio::task::yield_now().await;
    }
    disk.send(Ok(())).unwrap();
    write.await.unwrap().unwrap();
    assert_eq!((&mut read).await.unwrap().unwrap(), 1);
    told.try_recv().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_disk_loses_something_nothing_is_told_or_written_any_more() {
    let (folder, db, bus, disk, _) = opened(Db::PATIENCE);
    let mut told = bus.subscribe();
    disk.send(Err(io::Error::other("gone"))).unwrap();
    let lost = add(&db, 1).await.unwrap().unwrap_err().to_string();
    assert!(lost.contains("gone") && lost.contains("restart"), "{lost}");
    disk.send(Ok(())).unwrap();
    add(&db, 2).await.unwrap().unwrap_err();
    db.read(|_| Ok(())).await.unwrap_err();
    assert!(told.try_recv().is_err(), "nobody was told");
    let beside = Connection::open(folder.path().join("c.db")).unwrap();
    let second: i64 = beside.query_row("SELECT count(*) FROM n WHERE x = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(second, 0, "and the second was not even begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_hangs_is_waited_for_and_not_for_ever() {
    let (_folder, db, _, disk, _) = opened(Duration::ZERO);
    let write = add(&db, 1);
    // Until a read meets the commit.
    let said = loop {
        if let Err(error) = db.read(|_| Ok(())).await {
            break error.to_string();
        }
    };
    assert!(said.contains("does not answer"), "{said}");
    assert!(!write.is_finished(), "it is not given up");
    disk.send(Ok(())).unwrap();
    write.await.unwrap().unwrap();
    db.read(|_| Ok(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_wrote_nothing_waits_for_no_disk() {
    let (_folder, db, _, _disk, _) = opened(Db::PATIENCE);
    db.write(|write| Ok(write.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))?)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_hangs_is_waited_for_by_so_many_changes_and_by_what_has_happened_outside() {
    let (folder, db, _, disk, manual) = opened(Db::PATIENCE);
    let since = manual.clock().now();
    let beside = Connection::open(folder.path().join("c.db")).unwrap();
    let rows = || beside.query_row("SELECT count(*) FROM n", [], |row| row.get::<_, i64>(0)).unwrap();
    let mut first = Vec::new();
    // One is synced, and the next waits for that with the writer.
    for n in 1..=2 {
        first.push(add(&db, n));
        while rows() < n {
            tokio::task::yield_now().await;
        }
    }
    manual.advance(Duration::from_mins(5));
    let mut waiting = Vec::new();
    let refused = loop {
        let mut one = Box::pin(db.write(|write| insert(write, 3)));
        match futures_util::poll!(&mut one) {
            std::task::Poll::Pending => waiting.push(one),
            std::task::Poll::Ready(told) => break told.unwrap_err(),
        }
        // Beside those in the queue only what the writer has in hand.
        assert!(waiting.len() <= Db::WAITING + 2 * 512, "as many as come wait");
    };
    assert!(waiting.len() >= Db::WAITING, "only {} waited", waiting.len());
    let (words, waited) = (refused.to_string(), waiting.len());
    assert!(words.starts_with(&format!("The disk has not answered since {since:.0}")), "{words}");
    assert!(!refused.is_of_the_write(), "the same change can be made later");
    let mut happened = Box::pin(db.write_outcome(|write| insert(write, 5)));
    assert!(futures_util::poll!(&mut happened).is_pending(), "it is not refused, and waits");
    drop(disk); // it answers again
    for one in first {
        one.await.unwrap().unwrap();
    }
    for one in waiting {
        one.await.unwrap();
    }
    happened.await.unwrap();
    db.write(|write| insert(write, 6)).await.unwrap();
    assert_eq!(rows(), 2 + i64::try_from(waited).unwrap() + 2, "what was refused is not there");
}

fn insert(write: &mut crate::kernel::Write<'_>, x: i64) -> Result<()> {
    write.execute("INSERT INTO n VALUES (?1)", [x])?;
    Ok(())
}
