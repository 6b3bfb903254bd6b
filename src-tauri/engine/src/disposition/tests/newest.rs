//! The newest event by its own time is the last at the tenant, whatever is killed or published meanwhile.

use callboard_rpc::command;
use callboard_rpc::types::{DispositionAction, MapCode, MapDraftSave, MapPublish, TrafficState};
use callboard_simulator::Fault;

use super::house::{House, Loops};
use crate::map::default_map;
use crate::outbox::by_hand;

/// As a kill leaves it, or as it is while it is under way: what waits is being sent.
async fn sending(house: &House) {
    assert_eq!(house.write(by_hand::take_all).await.len(), 1);
}

#[tokio::test]
async fn what_was_being_sent_when_we_were_killed_does_not_come_after_the_newer_one() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("c", "2001", 1)]).await;
    house.decided().await;
    sending(&house).await;
    house.events(&[("c", "3001", 2)]).await;
    house.decided().await;
    let house = house.restart(Loops::All).await;
    house.done_in_a_hurry().await;
    assert_eq!(house.category("c").as_deref(), Some("qualified_lead"));
    assert_eq!(house.asked(), ["GET c", "PATCH c qualified_lead"], "the older one may have arrived");
    assert_eq!(house.states().await, [TrafficState::Superseded, TrafficState::Done]);
}

#[tokio::test]
async fn of_events_within_one_millisecond_the_later_one_counts_whenever_it_came() {
    let house = House::start(Loops::WithoutEffects).await;
    let body = |contact: &str, code: &str, at: &str| {
        let body = format!(
            r#"{{"contactId":"{contact}","dispositionCode":"{code}","callResult":"x","timestamp":"{at}"}}"#
        );
        (contact.to_owned(), body, at.parse().unwrap())
    };
    let (early, late) = ("2026-11-23T07:00:00.0001Z", "2026-11-23T07:00:00.000900001Z");
    let bodies = vec![
        body("late first", "3001", late),
        body("late first", "1001", early),
        body("early first", "1001", early),
        body("early first", "3001", late),
        body("the same", "3001", early),
        body("the same", "1001", early),
    ];
    house.bodies(bodies).await;
    house.decided().await;
    let house = house.restart(Loops::All).await;
    house.done_in_a_hurry().await;
    for (contact, category) in
        [("late first", "qualified_lead"), ("early first", "qualified_lead"), ("the same", "do_not_call")]
    {
        let found = house.category(&contact.replace(' ', "%20")).or_else(|| house.category(contact));
        assert_eq!(found.as_deref(), Some(category), "{contact}");
    }
}

#[tokio::test]
async fn what_was_to_be_written_anew_is_not_where_something_newer_came() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("c", "7", 1)]).await;
    house.decided().await;
    sending(&house).await;
    let map = MapCode { connection: None, code: "7".into(), category: "wrong_number".into(), meaning: None };
    house.call(command::DispositionMapCode, map).await.unwrap();
    house.decided().await;
    let anew = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND payload LIKE '%wrong_number%'";
    assert_eq!(house.number(anew).await, 1, "it comes after what is under way");
    house.events(&[("c", "3001", 2)]).await;
    house.decided().await;
    assert_eq!(house.number(anew).await, 0);
    let house = house.restart(Loops::All).await;
    house.done_in_a_hurry().await;
    assert_eq!(house.category("c").as_deref(), Some("qualified_lead"));
    assert_eq!(house.states().await, [TrafficState::Superseded, TrafficState::Done]);
}

#[tokio::test]
async fn what_waits_and_counts_no_more_is_superseded_and_not_sent() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("c", "2001", 1), ("other", "2001", 1)]).await;
    house.decided().await;
    house.events(&[("c", "3001", 2)]).await;
    house.decided().await;
    house
        .write(|write| {
            write.execute_batch(
                "CREATE TEMP TABLE older AS SELECT * FROM outbox WHERE subject = 'c';
                 UPDATE older SET number = 0, key = 'older',
                     payload = json_set(payload, '$.event', 1, '$.category', 'callback_later');
                 INSERT INTO outbox SELECT * FROM older;",
            )?;
            Ok(())
        })
        .await;
    house.begin_effects();
    house.done().await;
    let mut asked = house.asked();
    asked.sort();
    assert_eq!(asked, ["PATCH c qualified_lead", "PATCH other callback_later"]);
    assert_eq!(house.states().await, [TrafficState::Superseded, TrafficState::Done, TrafficState::Done]);
}

#[tokio::test]
async fn the_newer_one_reads_first_where_the_older_may_still_be_on_its_way() {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(Fault::cut().on("PATCH", "/api/v2/contacts/*").next(1));
    house.events(&[("c", "2001", 1)]).await;
    house.decided().await;
    while house.number("SELECT count(*) FROM outbox WHERE state = 'waiting' AND look = 1").await == 0 {
        tokio::task::yield_now().await;
    }
    house.events(&[("c", "3001", 2)]).await;
    house.done_in_a_hurry().await;
    let asked = house.asked();
    assert_eq!(asked, ["PATCH c callback_later", "GET c", "PATCH c qualified_lead"]);
}

#[tokio::test]
async fn what_is_to_be_written_instead_reads_first_where_the_first_try_may_still_be_on_its_way() {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(Fault::cut().on("PATCH", "/api/v2/contacts/*").next(1));
    house.events(&[("c", "7", 1)]).await;
    house.decided().await;
    while house.number("SELECT count(*) FROM outbox WHERE state = 'waiting' AND look = 1").await == 0 {
        tokio::task::yield_now().await;
    }
    let map = MapCode { connection: None, code: "7".into(), category: "wrong_number".into(), meaning: None };
    house.call(command::DispositionMapCode, map).await.unwrap();
    house.done_in_a_hurry().await;
    assert_eq!(house.asked(), ["PATCH c unclassified", "GET c", "PATCH c wrong_number"]);
    assert_eq!(house.states().await, [TrafficState::Done]);
}

#[tokio::test]
async fn the_next_that_writes_reads_first_also_where_one_that_writes_nothing_came_between() {
    let house = House::start(Loops::All).await;
    let mut map = default_map();
    let wrong = map.categories.iter_mut().find(|category| category.name == "wrong_number").unwrap();
    wrong.actions.retain(|action| *action != DispositionAction::WriteContact);
    let save = MapDraftSave { connection: None, map: Some(map), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let publish = MapPublish { connection: None, note: None, over: 1, reapply_days: 0, seen: None };
    house.call(command::DispositionPublish, publish).await.unwrap();
    house.tenant.faults().add(Fault::cut().on("PATCH", "/api/v2/contacts/*").next(1));
    house.events(&[("c", "2001", 1)]).await;
    house.decided().await;
    while house.number("SELECT count(*) FROM outbox WHERE state = 'waiting' AND look = 1").await == 0 {
        tokio::task::yield_now().await;
    }
    house.events(&[("c", "4001", 2)]).await;
    house.decided().await;
    house.events(&[("c", "3001", 3)]).await;
    house.done_in_a_hurry().await;
    assert_eq!(house.asked(), ["PATCH c callback_later", "GET c", "PATCH c qualified_lead"]);
}
