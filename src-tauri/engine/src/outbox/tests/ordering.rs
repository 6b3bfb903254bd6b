//! One of a subject at a time, in order.

use std::time::Duration;

use callboard_simulator::Fault;

use super::house::{House, note};
use super::kinds::{CHAIN, EVERY, NEWEST, Step};
use crate::engine::mends;
use crate::outbox;

const CONTACTS: &str = "/api/v2/contacts/*";

#[tokio::test]
async fn a_newer_one_takes_the_place_of_what_was_not_sent_yet_and_of_nothing_else() {
    let house = House::start().await;
    assert!(house.newest("c", "first").await.is_empty());
    assert_eq!(house.newest("c", "second").await, ["first"]);
    assert!(house.newest("other", "first").await.is_empty());
    house.send();
    house.done().await;
    let mut asked = house.asked();
    asked.sort();
    assert_eq!(asked, ["PATCH c second", "PATCH other first"]);
}

#[tokio::test]
async fn what_is_promised_for_a_time_is_not_sent_before_it_whatever_happens_meanwhile() {
    let house = House::start().await;
    house.promised("c", "later", "2026-11-23T10:00:00Z").await;
    house.every("other", "now").await;
    house.engine.kernel.watch_calendar(mends());
    house.send();
    house.until("the other one waits", "SELECT count(*) = 1 FROM outbox").await;
    let of = house.connection.clone();
    house.write(move |write| outbox::paused::mended(write, &of)).await;
    house.clock.set_calendar("2026-11-23T07:00:00Z".parse().unwrap());
    for _ in 0..(2 * 60 + 59) {
        house.clock.advance(Duration::from_mins(1));
        house.number("SELECT count(*) FROM outbox").await;
    }
    assert_eq!(house.asked(), ["PATCH other now"], "neither a mended connection nor the calendar hurries it");
    house.clock.advance(Duration::from_mins(1));
    house.until("it is late", "SELECT count(*) = 0 FROM outbox").await;
    assert_eq!(house.asked(), ["PATCH other now", "PATCH c later"]);
}

#[tokio::test]
async fn what_is_in_flight_ends_as_it_ends_and_the_newer_one_comes_after_it() {
    let house = House::start().await;
    let slow = Fault::delay(Duration::from_secs(5)).on("PATCH", CONTACTS).next(1);
    house.tenant.faults().add(slow);
    house.newest("c", "first").await;
    house.send();
    house.tenant.journal().until(|entries| entries.iter().any(|entry| entry.method == "PATCH")).await;
    assert!(house.newest("c", "second").await.is_empty(), "the first is on its way");
    assert_eq!(house.newest("c", "third").await, ["second"]);
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c first", "PATCH c third"]);
    assert_eq!(house.told().await, ["arrived c first", "arrived c third"]);
}

#[tokio::test]
async fn where_what_was_in_flight_fails_the_newer_one_has_taken_its_place() {
    let house = House::start().await;
    let failing = Fault::status(503).late_by(Duration::from_secs(5)).on("PATCH", CONTACTS).next(1);
    house.tenant.faults().add(failing);
    house.newest("c", "first").await;
    house.send();
    house.tenant.journal().until(|entries| entries.iter().any(|entry| entry.method == "PATCH")).await;
    house.newest("c", "second").await;
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c first", "PATCH c second"], "the first is not tried again");
    assert_eq!(house.told().await, ["superseded c first", "arrived c second"]);
}

#[tokio::test]
async fn every_one_of_a_strict_kind_is_sent_in_order_also_where_one_fails_for_a_while() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::status(503).on("PATCH", CONTACTS).next(2));
    for text in ["1", "2", "3", "4"] {
        house.every("c", text).await;
    }
    house.send();
    house.done().await;
    assert_eq!(house.told().await, ["arrived c 1", "arrived c 2", "arrived c 3", "arrived c 4"]);
    let asked = house.asked();
    assert_eq!(asked[..3], ["PATCH c 1", "PATCH c 1", "PATCH c 1"], "the others wait for it: {asked:?}");
}

#[tokio::test]
async fn between_subjects_the_rank_decides_and_then_the_age() {
    let house = House::start().await;
    for (contact, rank) in [("late", 3), ("soon", 1), ("later", 3), ("next", 2)] {
        house.enqueue(&EVERY, contact, rank, note(contact, "x")).await;
    }
    let first = house
        .read(|db| {
            let lane = outbox::row::lanes(db)?.remove(0);
            let rows = outbox::row::ready(db, &lane, r#"["test.every"]"#, 10)?;
            Ok(rows.into_iter().map(|row| row.subject).collect::<Vec<_>>())
        })
        .await;
    assert_eq!(first, ["soon", "next", "late", "later"]);
}

#[tokio::test]
async fn what_is_called_off_is_not_sent_and_what_is_in_flight_is_not_sent_again() {
    let house = House::start().await;
    let failing = Fault::status(503).late_by(Duration::from_secs(5)).on("PATCH", CONTACTS).next(1);
    house.tenant.faults().add(failing);
    house.newest("c", "first").await;
    house.send();
    house.tenant.journal().until(|entries| entries.iter().any(|entry| entry.method == "PATCH")).await;
    let ended = house.call_off(&NEWEST, "c").await;
    assert!(ended.is_empty(), "it is in flight");
    house.done().await;
    assert_eq!((house.asked().len(), house.told().await), (1, vec!["called off c first".to_owned()]));
}

#[tokio::test]
async fn a_chain_goes_on_by_itself_and_each_step_comes_once() {
    let house = House::start().await;
    let first = Step { chain: "k".to_owned(), step: 1 };
    house.enqueue(&CHAIN, "k", 0, first).await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["PATCH k-1 step", "PATCH k-2 step", "PATCH k-3 step"]);
    assert_eq!(house.number("SELECT count(*) FROM chain").await, i64::from(Step::LAST));
}
