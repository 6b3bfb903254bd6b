use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::ListenerGap;

use super::house::NOW;
use crate::inbox::beat::{gap_after, mark};
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
