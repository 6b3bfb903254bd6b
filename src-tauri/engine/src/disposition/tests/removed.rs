//! What becomes of events whose connection is removed.

use callboard_rpc::command;
use callboard_rpc::types::{ConnectionRemoval, StepState, TrafficState, UnmappedPolicy, UnmappedPolicySet};

use super::house::{House, Loops, maria};
use crate::audit::{Question, verify};
use crate::disposition::replay;

const WORDS: &str = "Its connection was removed.";

async fn holding() -> House {
    let house = House::start(Loops::WithoutEffects).await;
    let set = UnmappedPolicySet { connection: None, policy: UnmappedPolicy::Hold };
    house.call(command::DispositionUnmappedPolicy, set).await.unwrap();
    house
}

async fn remove(house: &House) {
    let wanted = ConnectionRemoval { connection: house.connection.clone(), standing: None };
    house.call(command::ConnectionRemove, wanted).await.unwrap();
}

async fn nothing_waits(house: &House) {
    let what = "something waits for a connection that is gone";
    house
        .until(what, |db| {
            let left = "SELECT (SELECT count(*) FROM events WHERE state IN ('received', 'held'))
                             + (SELECT count(*) FROM tasks WHERE kind IN ('disposition.removed', 'outbox.gone'))";
            Ok(db.query_row(left, [], |row| row.get::<_, i64>(0))? == 0)
        })
        .await;
}

#[tokio::test]
async fn what_is_held_and_what_is_to_be_done_ends_with_its_connection() {
    let house = holding().await;
    let first = house.events(&[("a", "7001", 1), ("b", "2001", 1), ("a", "7001", 2)]).await;
    house.decided().await;
    let held = TrafficState::Held;
    assert_eq!(house.states().await, [held, TrafficState::Received, held]);
    remove(&house).await;
    nothing_waits(&house).await;
    assert_eq!(house.states().await, [TrafficState::Dead; 3]);
    let words = house.read(move |db| Ok(crate::inbox::event(db, first)?.unwrap().words)).await;
    assert_eq!(words.as_deref(), Some(WORDS));
    assert_eq!(house.trace(first).await[0].state, StepState::Failed);
    let ended = "SELECT count(*) FROM disposition_outcomes WHERE outcome = 'dead: connection removed'";
    assert_eq!(house.number(ended).await, 3, "each with its outcome");
    house
        .write(move |write| {
            replay::revive(write, &maria(), first)?;
            replay::revive(write, &maria(), first + 1)
        })
        .await;
    assert_eq!(house.states().await, [TrafficState::Dead; 3], "there is nowhere to do it again");
    // The events of these tests were not sealed by the inbox.
    house.write(|write| Ok(write.execute("DELETE FROM events", []).map(drop)?)).await;
    let bad = |db: &rusqlite::Connection| {
        let now = super::house::at(0);
        Ok(verify(db, &Question::alone(now))?.first_bad)
    };
    assert_eq!(house.read(bad).await, None);
}

#[tokio::test]
async fn what_is_not_decided_yet_ends_too_and_no_map_is_made_up_for_it() {
    let house = House::start(Loops::WithoutEffects).await;
    remove(&house).await;
    house.events(&[("a", "1001", 1), ("b", "7001", 1)]).await;
    nothing_waits(&house).await;
    assert_eq!(house.states().await, [TrafficState::Dead; 2]);
    let rows = "SELECT (SELECT count(*) FROM map_versions) * 100 + (SELECT count(*) FROM decisions) * 10
                    + (SELECT count(*) FROM disposition_outcomes WHERE version = 0)";
    assert_eq!(house.number(rows).await, 2);
}
