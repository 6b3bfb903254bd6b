//! Outcomes that are not known: looked up, repeated, or left for a person.

use std::time::Duration;

use callboard_simulator::Fault;
use jiff::SignedDuration;

use super::house::{House, NOW, note};
use super::kinds::{EVERY, NEWEST, ONCE, PANICS};
use crate::outbox;
use crate::outbox::tidy::tidy;

const CONTACTS: &str = "/api/v2/contacts/*";

fn cut() -> Fault {
    Fault::cut().on("PATCH", CONTACTS).next(1)
}

#[tokio::test]
async fn it_is_looked_up_before_it_is_repeated() {
    let house = House::start().await;
    house.tenant.faults().add(cut());
    house.every("c", "x").await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c x", "GET c"], "it stood there");
    let house = House::start().await;
    house.tenant.faults().add(Fault::reset().on("PATCH", CONTACTS).next(1));
    house.every("c", "x").await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c x", "GET c", "PATCH c x"], "it did not");
    let tried = house.tenant.journal().of("PATCH", CONTACTS);
    assert_eq!(tried[0].headers["idempotency-key"], tried[1].headers["idempotency-key"]);
}

#[tokio::test]
async fn it_is_looked_up_again_where_the_tenant_may_be_late() {
    let house = House::start().await;
    house.tenant.faults().add(cut());
    let late = outbox::tests::kinds::Text { late: 3, ..note("c", "x") };
    house.enqueue(&EVERY, "c", 0, late).await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c x", "GET c", "GET c", "GET c", "GET c"]);
    assert_eq!(house.told().await, ["arrived c x"]);
}

#[tokio::test]
async fn what_cannot_be_looked_up_and_must_not_be_repeated_rests_until_a_person_decides() {
    let house = House::start().await;
    house.tenant.faults().add(cut());
    house.once("c", "x").await;
    house.once("c", "y").await;
    house.send();
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c x", "PATCH c y"], "what comes behind it is sent");
    assert_eq!(house.told().await, ["resting c x", "arrived c y"]);
    assert_eq!(house.number("SELECT count(*) FROM outbox WHERE state = 'resting' AND look = 1").await, 1);
    house.dismiss(&ONCE, "c").await;
    assert_eq!(
        house.number("SELECT count(*) FROM outbox WHERE state = 'resting'").await,
        0,
        "it is known now"
    );
}

#[tokio::test]
async fn what_is_in_flight_is_marked_before_it_is_sent_and_not_any_more_when_it_has_ended() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::delay(Duration::from_secs(9)).on("PATCH", CONTACTS));
    house.every("a", "x").await;
    house.once("b", "x").await;
    house.send();
    let both = |entries: &[callboard_simulator::Entry]| {
        entries.iter().filter(|one| one.method == "PATCH").count() == 2
    };
    house.tenant.journal().until(both).await;
    let marked = "SELECT coalesce(sum(json_array_length(numbers)), 0) FROM outbox_in_flight";
    assert_eq!(house.number(marked).await, 2);
    house.done().await;
    assert_eq!(house.number(marked).await, 0);
}

#[tokio::test]
async fn what_waits_goes_on_after_a_restart_as_if_nothing_had_been() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::status(503).on("PATCH", CONTACTS).next(1));
    house.every("c", "x").await;
    house.every("c", "y").await;
    house.send();
    house.until("it was not tried", "SELECT count(*) = 1 FROM outbox WHERE attempts = 1").await;
    let house = house.restart().await;
    house.send();
    house.done().await;
    assert_eq!(
        house.asked(),
        ["PATCH c x", "PATCH c x", "PATCH c y"],
        "and is not looked up: it was refused"
    );
}

#[tokio::test]
async fn a_kind_that_panics_loses_its_message_to_the_dead_letters_and_holds_up_no_other() {
    let house = House::start().await;
    house.every("a", PANICS).await;
    house.every("b", "x").await;
    house.send();
    house.done().await;
    let mut told = house.told().await;
    told.sort();
    assert_eq!(told, ["arrived b x", "dead: connection_settings a panics"]);
}

#[tokio::test]
async fn dead_letters_are_kept_as_long_as_events_and_then_they_go() {
    let house = House::start().await;
    house.every("missing-c", "x").await;
    house.send();
    house.done().await;
    let kept = "SELECT count(*) FROM outbox WHERE state = 'dead'";
    house.clock.advance(Duration::from_hours(24 * 700));
    tidy(&house.engine.kernel).await.unwrap();
    assert_eq!(house.number(kept).await, 1, "a person may still replay it");
    house.clock.advance(Duration::from_hours(24 * 31));
    tidy(&house.engine.kernel).await.unwrap();
    assert_eq!(house.number(kept).await, 0);
}

#[tokio::test]
async fn a_body_that_cannot_be_sent_any_more_is_sent_as_another_under_another_key() {
    let house = House::start().await;
    house.tenant.faults().add(Fault::status(503).on("PATCH", CONTACTS).next(1));
    let until = Some(NOW.parse::<jiff::Timestamp>().unwrap() + SignedDuration::from_millis(1));
    let body = outbox::tests::kinds::Text { until, ..note("c", "x") };
    house.enqueue(&NEWEST, "c", 0, body).await;
    house.send();
    house.until("it was not tried", "SELECT count(*) = 1 FROM outbox WHERE attempts = 1").await;
    house.clock.advance(Duration::from_secs(5));
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c x", "PATCH c x anew"]);
    let tried = house.tenant.journal().of("PATCH", CONTACTS);
    assert_ne!(tried[0].headers["idempotency-key"], tried[1].headers["idempotency-key"]);
}

#[tokio::test]
async fn a_dead_letter_is_replayed_under_a_new_key_and_one_that_may_have_arrived_under_its_own() {
    let house = House::start().await;
    house.every("missing-c", "x").await;
    house.send();
    house.done().await;
    assert_eq!(house.told().await, ["dead: not_found missing-c x"]);
    assert!(house.tenant.put_contacts(vec![callboard_simulator::Contact::new("missing-c")]));
    let begun = house.replay(&EVERY, "missing-c").await;
    assert_eq!(begun.len(), 1);
    house.done().await;
    let tried = house.tenant.journal().of("PATCH", "/api/v2/contacts/missing-c");
    assert_ne!(tried[0].headers["idempotency-key"], tried[1].headers["idempotency-key"]);

    house.tenant.faults().add(cut());
    house.once("c", "x").await;
    house
        .until("it does not rest", "SELECT count(*) = 1 FROM outbox WHERE state = 'waiting' AND look = 1")
        .await;
    house.done().await;
    house.replay(&ONCE, "c").await;
    house.done().await;
    assert_eq!(house.tenant.journal().of("PATCH", "/api/v2/contacts/c").len(), 1, "it is not sent blindly");
}
