//! What becomes of all that waits, where an endpoint is turned off, removed or out of reach.

use std::time::Duration;

use callboard_rpc::types::{DeliveryState, Endpoint};

use super::house::{House, save};
use super::receiver::Receiver;
use crate::delivery::answer::Outcome;
use crate::delivery::bury::SLICE;
use crate::delivery::count_dead;

const DEAD: &str = "SELECT count(*) FROM deliveries WHERE state = 'dead'";
const TURNED_OFF: &str = "SELECT count(*) FROM audit WHERE action = 'endpoint.turn_off'";
const MANY: usize = 2 * SLICE + 200;

fn gone() -> Outcome {
    Outcome::Gone { words: "It answered 410 Gone: it wants no more.".to_owned() }
}

/// By hand, to this address.
async fn turn_on(house: &House, endpoint: &Endpoint, url: &str) {
    let mut change = save(url);
    (change.id, change.secret) = (Some(endpoint.id.clone()), None);
    house.save(change).await.unwrap();
}

#[tokio::test]
async fn thousands_are_given_up_in_slices_also_after_a_crash_and_none_of_them_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let receiver = Receiver::that_accepts().await;
    let house = House::still(dir.path());
    let endpoint = house.endpoint(&receiver.url()).await;
    house.announce_many(MANY).await;
    let first = house.all_due(&endpoint).await.remove(0);
    house.settle(&first, gone()).await;
    assert_eq!(house.count(DEAD).await, 1 + i64::try_from(SLICE).unwrap(), "in this write, and no more");
    let told = "SELECT json_extract(after, '$.given_up') FROM audit WHERE action = 'endpoint.turn_off'";
    assert_eq!(house.count(told).await, i64::try_from(MANY).unwrap(), "and yet all of it is decided");

    turn_on(&house, &endpoint, &receiver.url()).await;
    house.announce("later").await;
    let due = house.all_due(&endpoint).await;
    assert_eq!(due.len(), 1, "what is being given up is not sent, though it is turned on again");
    let refused = house.replay(std::slice::from_ref(&first.id)).await.unwrap_err();
    assert!(refused.to_string().contains("being given up"), "{refused}");
    house.engine.shutdown().await;

    let house = House::at(dir.path());
    house.until("SELECT count(*) FROM tasks WHERE kind = 'delivery.bury'", 0).await;
    assert_eq!(house.count(DEAD).await, i64::try_from(MANY).unwrap());
    assert_eq!(house.deliveries().await[0].state, DeliveryState::Waiting, "it came later");
    assert_eq!(house.replay(&[first.id]).await.unwrap().replayed, 1, "what is buried can be replayed");
    let tries = "SELECT count(*) FROM delivery_tries WHERE status IS NULL AND words LIKE 'The receiver answered 410%'";
    assert_eq!(house.count(tries).await, i64::try_from(MANY).unwrap() - 1, "each says why, once");
}

#[tokio::test]
async fn with_a_receiver_thousands_are_given_up_and_not_counted_since_nobody_can_replay_them() {
    let dir = tempfile::tempdir().unwrap();
    let receiver = Receiver::that_accepts().await;
    let house = House::still(dir.path());
    let endpoint = house.endpoint(&receiver.url()).await;
    house.announce_many(MANY).await;
    house.remove(&endpoint).await;
    let told = "SELECT json_extract(after, '$.given_up') FROM audit WHERE action = 'endpoint.remove'";
    assert_eq!(house.count(told).await, i64::try_from(MANY).unwrap());
    assert_eq!(house.count(DEAD).await, i64::try_from(SLICE).unwrap());
    house.engine.deliveries.start();
    house.until(DEAD, i64::try_from(MANY).unwrap()).await;
    assert_eq!(house.engine.kernel.db.read(count_dead).await.unwrap(), 0);
    assert_eq!(receiver.connections.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[tokio::test]
async fn of_several_410_answers_at_once_only_the_first_turns_the_endpoint_off() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::still(dir.path());
    let endpoint = house.endpoint("http://127.0.0.1:9/hook").await;
    house.announce_many(3).await;
    for due in house.all_due(&endpoint).await {
        house.settle(&due, gone()).await;
    }
    assert_eq!((house.count(TURNED_OFF).await, house.count(DEAD).await), (1, 3));
    assert_eq!(house.count("SELECT count(*) FROM notices").await, 1);
}

#[tokio::test]
async fn a_410_of_an_address_that_was_changed_meanwhile_is_a_failure_of_that_letter_alone() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::still(dir.path());
    let endpoint = house.endpoint("http://127.0.0.1:9/old").await;
    house.announce_many(2).await;
    let due = house.all_due(&endpoint).await.remove(0);
    turn_on(&house, &endpoint, "http://127.0.0.1:9/new").await;
    house.settle(&due, gone()).await;
    assert!(house.endpoints().await[0].enabled);
    assert_eq!((house.count(TURNED_OFF).await, house.count(DEAD).await), (0, 0));
    let all = house.deliveries().await;
    let failed = all.iter().find(|one| one.id == due.id).unwrap();
    assert_eq!(failed.tries[0].status, Some(410));
    assert!(failed.next_try.unwrap() > house.engine.clock().now(), "it is tried again, at the new address");
}

#[tokio::test]
async fn where_nothing_can_leave_the_endpoint_is_held_and_no_letter_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::still(dir.path());
    let endpoint = house.endpoint("http://127.0.0.1:9/hook").await;
    house.announce_many(2).await;
    let due = house.all_due(&endpoint).await.remove(0);
    house.settle(&due, Outcome::NotSent { words: "There is no way out.".to_owned() }).await;
    house.announce("later").await;
    assert!(house.all_due(&endpoint).await.is_empty(), "also not what comes meanwhile");
    let looks_again = house.engine.clock().now() + Duration::from_mins(1);
    assert!(house.deliveries().await.iter().all(|one| one.next_try == Some(looks_again)));
    let untouched = "SELECT count(*) FROM deliveries WHERE next_try = created";
    assert_eq!(house.count(untouched).await, 3);
    house.manual.advance(Duration::from_mins(1));
    assert_eq!(house.all_due(&endpoint).await.len(), 3);
    house.settle(&due, Outcome::NotSent { words: "There is no way out.".to_owned() }).await;
    turn_on(&house, &endpoint, "http://127.0.0.1:9/hook").await;
    assert_eq!(house.all_due(&endpoint).await.len(), 3, "whoever saves it wants it tried");
}
