//! The calendar is set back while effects wait.

use std::time::Duration;

use callboard_rpc::types::TrafficState;
use callboard_simulator::Fault;

use super::house::{House, Loops};
use crate::engine::mends;

const HOURS: Duration = Duration::from_hours(2);

/// Ten opt-outs meet `fault`, which is over when the calendar is set back; answers how long they took from then on.
async fn took_after_it_was_set_back(fault: Fault) -> Duration {
    let house = House::start(Loops::All).await;
    house.engine.kernel.watch_calendar(mends());
    for method in ["GET", "PATCH"] {
        house.tenant.faults().add(fault.clone().on(method, "/api/v2/contacts/*"));
    }
    let contacts: Vec<String> = (0..10).map(|n| format!("o{n}")).collect();
    // They say that it is eight o'clock, as it is; when they are done, that lies two hours ahead.
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "1001", 8 * 60)).collect();
    house.events(&events).await;
    house.decided().await;
    while house.number("SELECT count(*) FROM outbox WHERE attempts > 0").await == 0 {
        tokio::task::yield_now().await;
    }
    house.tenant.faults().clear();
    house.clock.set_calendar(house.engine.clock().now() - HOURS);
    let begun = house.engine.clock().monotonic();
    for _ in 0..8 * 60 {
        if house.live().await == 0 {
            break;
        }
        house.clock.advance(Duration::from_secs(15));
        for _ in 0..50 {
            house.live().await;
        }
    }
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
    house.engine.clock().monotonic().saturating_sub(begun)
}

#[tokio::test]
async fn after_a_429_the_connection_waits_as_long_as_the_tenant_asked_and_no_longer() {
    let took = took_after_it_was_set_back(Fault::throttled("300")).await;
    assert!((Duration::from_mins(4)..Duration::from_mins(7)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn a_retry_waits_as_long_as_its_backoff_and_no_longer() {
    let took = took_after_it_was_set_back(Fault::status(500)).await;
    assert!(took < Duration::from_mins(3), "{took:?}");
}

#[tokio::test]
async fn at_a_start_in_an_earlier_calendar_no_wait_is_longer_than_any_may_be() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("o1", "1001", 1)]).await;
    house.decided().await;
    house
        .write(|write| Ok(write.execute("UPDATE outbox SET due = enqueued + 26 * 3600000", []).map(drop)?))
        .await;
    let house = house.restart(Loops::WithoutEffects).await;
    house.engine.kernel.watch_calendar(mends());
    let now = house.engine.clock().now().as_millisecond();
    house
        .until("a wait is longer than any may be", move |db| {
            let latest = "SELECT max(due) FROM outbox";
            let latest: i64 = db.query_row(latest, [], |row| row.get(0))?;
            Ok(latest <= now + 3_600_000)
        })
        .await;
}
