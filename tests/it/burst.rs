//! It never stands still: whoever holds something that others wait for goes on, whether or not it is polled.

use callboard_tests::Burst;

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_drains_with_one_reader_of_the_database_and_lists_are_answered_meanwhile() {
    let burst = Burst { connections: 1, receivers: 1, events: 800, readers: Some(1) };
    let drained = burst.drain().await.expect("everything drains");
    assert_eq!((drained.acknowledged, drained.delivered), (800, 800), "{drained:?}");
    assert_eq!(drained.written, 800, "each is about somebody else");
    assert!(drained.lists.answered > 0, "people can look at it while it drains");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_several_connections_drains_without_a_receiver_too() {
    let burst = Burst { connections: 3, receivers: 0, events: 900, readers: Some(1) };
    let drained = burst.drain().await.expect("everything drains");
    assert_eq!((drained.acknowledged, drained.written), (900, 900), "{drained:?}");
}
