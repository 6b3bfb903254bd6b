//! The calendar is set back while deliveries wait.

use std::time::Duration;

use callboard_rpc::types::DeliveryState;

use super::house::House;
use super::receiver::{Act, Receiver};

#[tokio::test]
async fn a_delivery_is_tried_again_after_its_delay_though_the_calendar_is_set_back() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) =
        (House::at(dir.path()), Receiver::that([Act::status(500), Act::status(500), Act::status(200)]).await);
    house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    house.delivery_once(|delivery| delivery.tries.len() == 1).await;
    house.manual.set_calendar(house.engine.clock().now() - Duration::from_hours(2));
    // 5 s and 30 s, each a fifth more at most, and a look at the calendar.
    for tries in [2, 3] {
        let begun = house.manual.clock().monotonic();
        while house.deliveries().await[0].tries.len() < tries {
            house.manual.advance(Duration::from_secs(1));
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            let waited = house.manual.clock().monotonic().saturating_sub(begun);
            assert!(waited < Duration::from_mins(2), "try {tries} waits since {waited:?}");
        }
    }
    house.delivery_once(|delivery| delivery.state == DeliveryState::Delivered).await;
}
