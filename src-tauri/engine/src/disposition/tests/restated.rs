//! How an event stands once a map that was published has changed what is still to be done for it.

use callboard_rpc::command;
use callboard_rpc::types::{
    DispositionAction, DispositionMap, MapDraftSave, MapPublish, Severity, TrafficState,
};
use callboard_simulator::{Contact, Fault};

use super::house::{House, Loops, at, maria};
use crate::disposition::replay;
use crate::map::default_map;

async fn publish(house: &House, map: DispositionMap) {
    let save = MapDraftSave { connection: None, map: Some(map), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let publish = MapPublish { connection: None, note: None, over: 1, reapply_days: 30, seen: None };
    house.call(command::DispositionPublish, publish).await.unwrap();
    house.decided().await;
}

/// `1001` is no opt-out any more.
fn milder() -> DispositionMap {
    let mut map = default_map();
    map.codes[0].category = "wrong_number".into();
    map
}

async fn with_number(number: Option<&str>) -> House {
    let contact = Contact::new("c");
    let contact = match number {
        Some(number) => contact.with_phone(number),
        None => contact,
    };
    House::with(Loops::All, 0, |builder| builder.contacts(vec![contact])).await
}

#[tokio::test]
async fn what_was_written_and_is_to_suppress_no_more_is_done() {
    let house = with_number(Some("(415) 555-2671")).await;
    // The number cannot be read, so that suppressing waits.
    house.tenant.faults().add(Fault::status(503).on("GET", "/api/v2/contacts/*"));
    house.events(&[("c", "1001", 1)]).await;
    house
        .until("the contact is not written", |db| {
            let written =
                "SELECT count(*) FROM disposition_outcomes WHERE effect = 'patch' AND outcome = 'done'";
            Ok(db.query_row(written, [], |row| row.get::<_, i64>(0))? == 1)
        })
        .await;
    house.events(&[("c", "3001", 2)]).await;
    publish(&house, milder()).await;
    house.tenant.faults().clear();
    house.done_in_a_hurry().await;
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Done]);
}

#[tokio::test]
async fn what_is_to_suppress_no_more_is_no_dead_letter() {
    let house = with_number(None).await;
    house.events(&[("c", "1001", 1)]).await;
    house.done().await;
    assert_eq!(house.states().await, [TrafficState::Dead], "its number is known to nobody");
    house.events(&[("c", "3001", 2)]).await;
    house.done().await;
    publish(&house, milder()).await;
    house.done().await;
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Done]);
    assert!(house.read(crate::disposition::needs).await.is_empty());
}

#[tokio::test]
async fn a_late_opt_out_that_is_on_the_list_after_all_is_no_dead_letter() {
    let house = with_number(None).await;
    house.events(&[("c", "3001", 2)]).await;
    house.done().await;
    house.events(&[("c", "1001", 1)]).await;
    house.done().await;
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Dead]);
    assert!(house.tenant.put_contacts(vec![Contact::new("c").with_phone("(415) 555-2671")]));
    let mut map = default_map();
    map.categories.iter_mut().find(|one| one.name == "do_not_call").unwrap().severity = Severity::High;
    publish(&house, map).await;
    house.done().await;
    let listed = "SELECT count(*) FROM disposition_outcomes WHERE effect = 'suppress' AND outcome = 'done'";
    assert_eq!(house.number(listed).await, 1);
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Late]);
    let since = house.feed().await.iter().map(|row| row.at).min();
    assert_eq!(since, Some(at(1)), "both are in the feed");
}

/// Until the number was asked for and is known to nobody.
async fn opt_out_is_dead(house: &House) {
    house
        .until("the opt-out is not given up", |db| {
            let dead = "SELECT count(*) FROM outbox WHERE kind = 'disposition.suppress' AND state = 'dead'";
            Ok(db.query_row(dead, [], |row| row.get::<_, i64>(0))? == 1)
        })
        .await;
}

#[tokio::test]
async fn an_opt_out_that_failed_is_not_hidden_by_a_newer_event() {
    let house = with_number(None).await;
    house.tenant.faults().add(Fault::status(503).on("PATCH", "/api/v2/contacts/*"));
    let first = house.events(&[("c", "1001", 1)]).await;
    opt_out_is_dead(&house).await;
    // It takes the place of what was still to be written, and of nothing else.
    house.events(&[("c", "3001", 2)]).await;
    house.decided().await;
    house.tenant.faults().clear();
    house.done_in_a_hurry().await;
    assert_eq!(house.states().await, [TrafficState::Dead, TrafficState::Done]);
    // Once its number is known, what is left of it is that its place was taken.
    assert!(house.tenant.put_contacts(vec![Contact::new("c").with_phone("(415) 555-2671")]));
    assert!(house.write(move |write| replay::revive(write, &maria(), first)).await);
    house.done_in_a_hurry().await;
    assert_eq!(house.states().await, [TrafficState::Superseded, TrafficState::Done]);
}

#[tokio::test]
async fn an_opt_out_that_failed_is_not_hidden_by_what_is_written_after_it() {
    let house = with_number(None).await;
    house.tenant.faults().add(Fault::status(503).on("PATCH", "/api/v2/contacts/*"));
    house.events(&[("c", "4001", 1)]).await;
    house
        .until("nothing was tried", |db| {
            let tried = "SELECT count(*) FROM outbox WHERE attempts > 0";
            Ok(db.query_row(tried, [], |row| row.get::<_, i64>(0))? == 1)
        })
        .await;
    let mut map = default_map();
    let wrong = map.categories.iter_mut().find(|one| one.name == "wrong_number").unwrap();
    wrong.actions.push(DispositionAction::SuppressNumber);
    publish(&house, map).await;
    opt_out_is_dead(&house).await;
    house.tenant.faults().clear();
    house.done_in_a_hurry().await;
    assert_eq!(house.category("c").as_deref(), Some("wrong_number"));
    assert_eq!(house.states().await, [TrafficState::Dead]);
}
