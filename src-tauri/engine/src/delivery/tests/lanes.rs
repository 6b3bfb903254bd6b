//! A lane that is busy, and whose fault it is that nothing arrives.

use std::sync::atomic::Ordering;
use std::time::Duration;

use callboard_rpc::types::DeliveryState;

use super::house::House;
use super::receiver::{Act, Receiver};

#[tokio::test]
async fn a_busy_lane_reaches_no_subnet_that_was_taken_off_the_list() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::unlisted(dir.path());
    house.list(&["127.0.0.1/32"]).await;
    let mut receiver = Receiver::that([Act::Hang, Act::status(200)]).await;
    house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    house.list(&[]).await;
    house.announce("summer").await;
    house.manual.advance(Duration::from_secs(1));
    let all = house.once(|all| all[0].tries.len() == 1).await;
    let words = all[0].tries[0].words.clone().unwrap_or_default();
    assert!(words.contains("listed"), "{words:?}");
    assert_eq!(receiver.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_slow_try_keeps_no_other_from_being_sent_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that([Act::Hang]).await);
    house.endpoint(&receiver.url()).await;
    house.announce("first").await;
    receiver.next().await;
    house.announce_many(40).await;
    house.manual.advance(Duration::from_secs(1));
    for _ in 0..3 {
        receiver.next().await;
    }
    assert_eq!(receiver.connections.load(Ordering::SeqCst), 4, "four at once, and no more");
    assert_eq!(house.count("SELECT count(*) FROM delivery_tries").await, 0, "the slow one is slow still");
}

#[tokio::test]
async fn names_that_do_not_exist_are_charged_to_their_receivers() {
    let dir = tempfile::tempdir().unwrap();
    let said = "failed to lookup address information: Name or service not known";
    let house = House::naming(dir.path(), said);
    house.endpoint("http://one.example.com/").await;
    house.endpoint("http://two.example.com/").await;
    house.announce("spring").await;
    house.once(|all| all.iter().all(|one| one.tries.len() == 1)).await;
    let endpoints = house.endpoints().await;
    assert!(endpoints.iter().all(|one| one.failing_since.is_some() && one.failed == 1), "{endpoints:?}");
}

#[tokio::test]
async fn where_no_name_server_can_be_asked_the_only_receiver_is_not_charged() {
    let dir = tempfile::tempdir().unwrap();
    let said = "failed to lookup address information: Temporary failure in name resolution";
    let house = House::naming(dir.path(), said);
    house.endpoint("http://one.example.com/").await;
    house.announce("spring").await;
    let delivery = house.delivery_once(|one| one.tries.len() == 1).await;
    let words = delivery.tries[0].words.clone().unwrap();
    assert!(words.contains("no way to one.example.com"), "{words}");
    assert_eq!(delivery.state, DeliveryState::Waiting);
    let endpoint = house.endpoints().await.remove(0);
    assert_eq!((endpoint.failing_since, endpoint.failed), (None, 0));
    assert_eq!(house.count("SELECT failures FROM deliveries").await, 0);
}

#[tokio::test]
async fn each_try_is_watched_and_a_lane_that_waits_for_one_does_not_hang() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that([Act::Hang]).await);
    let watchdog = house.engine.kernel.watchdog.clone();
    house.endpoint(&receiver.url()).await;
    let begun = house.manual.clock().now();
    house.announce("spring").await;
    receiver.next().await;
    assert_eq!(watchdog.part("a try of a delivery").oldest(), Some(begun));
    house.manual.advance(Duration::from_secs(16));
    house.once(|all| all[0].tries.len() == 1).await;
    // The try is over, and whoever was within a round when the clock was moved ends it. One that hung would be waited
    // for in vain.
    while watchdog.part("a try of a delivery").oldest().is_some() || !watchdog.hangs().is_empty() {
        tokio::task::yield_now().await;
    }
}
