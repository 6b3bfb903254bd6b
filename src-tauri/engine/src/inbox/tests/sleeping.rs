use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{ListenerGap, ListenerSettings};

use super::house::{NOW, settings};
use crate::inbox::beat::{gap_after, mark};
use crate::inbox::wishes;
use crate::{Engine, Options};

#[tokio::test]
async fn a_time_in_which_nothing_could_be_heard_is_a_gap_for_whoever_was_there_before() {
    let folder = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at(NOW.parse().unwrap());
    // Opened and not started: the only marks are those of this test.
    let engine =
        Engine::open(Options::new(folder.path().to_owned(), manual.clock(), Chance::seeded(1))).unwrap();
    let began = engine.kernel.clock.now();
    let gap = async |since| engine.kernel.db.read(move |db| gap_after(db, since)).await.unwrap();
    for _ in 0..15 {
        engine.kernel.db.write(|write| mark(write, None)).await.unwrap();
        manual.advance(Duration::from_secs(20));
    }
    assert_eq!(gap(began).await, None, "it listened all the time");
    engine.kernel.db.write(|write| mark(write, None)).await.unwrap();
    let from = engine.kernel.clock.now();
    manual.advance(Duration::from_mins(39));
    engine.kernel.db.write(|write| mark(write, None)).await.unwrap();
    let until = engine.kernel.clock.now();
    assert_eq!(gap(began).await, Some(ListenerGap { from, until }));
    assert_eq!(gap(until).await, None, "a source that was added afterwards missed nothing");

    // A minute in which nothing could be written, though it listened.
    manual.advance(Duration::from_secs(90));
    let awake = Some(engine.kernel.clock.now() - Duration::from_secs(20));
    engine.kernel.db.write(move |write| mark(write, awake)).await.unwrap();
    assert_eq!(gap(until).await, None, "it was there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_came_while_it_was_being_turned_off_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at(NOW.parse().unwrap());
    let engine =
        Engine::open(Options::new(folder.path().to_owned(), manual.clock(), Chance::seeded(1))).unwrap();
    let wish = async |enabled| {
        let wished = ListenerSettings { enabled, ..settings("127.0.0.1:0") };
        engine.kernel.db.write(move |write| wishes::set(write, &wished)).await.unwrap();
    };
    let marks = async || {
        let count = "SELECT count(*) FROM listener_beat";
        let read = engine.kernel.db.read(move |db| Ok(db.query_row(count, [], |row| row.get::<_, i64>(0))?));
        read.await.unwrap()
    };
    let until = async |wanted| {
        for _ in 0..5_000 {
            engine.kernel.db.write(|_| Ok(())).await.unwrap();
            if marks().await == wanted {
                return;
            }
        }
        panic!("there never were {wanted} marks");
    };
    wish(true).await;
    engine.listener.start();
    until(1).await;
    // The mark stays, as if it had been written once more behind whoever turned the listener off.
    wish(false).await;
    engine.listener.settled().await;
    until(0).await;
}
