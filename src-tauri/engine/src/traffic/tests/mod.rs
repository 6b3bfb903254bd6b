mod growing;

use std::time::Duration;

use callboard_rpc::command::{
    BoardShow, DeliveryListCommand, EndpointRemove, EndpointSaveCommand, TrafficDead, TrafficListCommand,
    TrafficReplayCommand, TrafficShow,
};
use callboard_rpc::types::{
    DeadCauseRef, DeliveryList, Direction, EndpointRef, EndpointSave, Nothing, SourceKind, StepState,
    TraceKind, TrafficList, TrafficRef, TrafficReplay, TrafficState,
};
use serde_json::json;

use crate::delivery::announce;
use crate::inbox::tests::house::{House, call_result};
use crate::kernel::Ms;

async fn list(house: &House, asked: TrafficList) -> Vec<(String, TrafficState)> {
    let page = house.ask(TrafficListCommand, asked).await.unwrap();
    page.rows.into_iter().map(|row| (row.id, row.state)).collect()
}

/// Three events, a refused one, and a delivery about the second event that was given up.
async fn traffic() -> (House, String) {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let opt = house.sender(SourceKind::DataAction).await;
    for number in 1..=2 {
        house
            .send(&sender, &format!("msg_{number}"), &call_result(&format!("c-{number}"), house.now()))
            .await;
        house.pass(Duration::from_secs(1)).await;
    }
    let out = json!({ "phoneNumber": "+14155552671", "eventName": "optOut", "timestamp": house.now() });
    house.send(&opt, "msg_out", &out.to_string()).await;
    house.send(&sender, "msg_bad", "{}").await;
    house.pass(Duration::from_secs(6)).await;
    let save = EndpointSave {
        id: None,
        name: "CRM".to_owned(),
        url: "https://hooks.example.com/in".to_owned(),
        events: vec!["disposition.routed".to_owned()],
        enabled: true,
        secret: None,
    };
    house.ask(EndpointSaveCommand, save).await.unwrap();
    let sent = house.engine.kernel.db.write(|write| {
        let sent = announce(write, "disposition.routed", "evt_2", &json!({ "phone": "+14155552671" }), None)?;
        let id = sent[0].to_string();
        write.execute("UPDATE deliveries SET state = 'dead', next_try = NULL", [])?;
        write.execute(
            "INSERT INTO delivery_tries (delivery, at, status, words, took)
             VALUES (?1, ?2, 500, 'It answered 500: it is in trouble itself. It said: x7', 12)",
            rusqlite::params![id, Ms(write.now())],
        )?;
        Ok(id)
    });
    let sent = sent.await.unwrap();
    (house, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn events_refused_ones_and_deliveries_are_one_list_newest_first() {
    let (house, sent) = traffic().await;
    let all = list(&house, TrafficList::default()).await;
    let ids: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids[0], sent);
    assert_eq!(
        {
            let mut rest = ids[1..3].to_vec();
            rest.sort_unstable();
            rest
        },
        ["evt_3", "ref_1"],
        "of one instant"
    );
    assert_eq!(ids[3..], ["evt_2", "evt_1"]);
    for limit in 1..=3 {
        assert_eq!(in_pages(&house, limit).await, all, "pages leave nothing out and repeat nothing");
    }
}

async fn in_pages(house: &House, limit: u32) -> Vec<(String, TrafficState)> {
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let asked = TrafficList { limit: Some(limit), after: after.clone(), ..TrafficList::default() };
        let page = house.ask(TrafficListCommand, asked).await.unwrap();
        assert_eq!(page.total, 5);
        paged.extend(page.rows.into_iter().map(|row| (row.id, row.state)));
        after = page.next;
        if after.is_none() {
            return paged;
        }
    }
}

/// Two that came at once can be stored in either order, and a clock can be set back.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_misses_an_event_that_was_stored_in_another_order_than_it_came() {
    let (house, _) = traffic().await;
    let minute = "UPDATE events SET received = received + 60000 * (4 - number)";
    house.engine.kernel.db.write(move |write| Ok(write.execute(minute, [])?)).await.unwrap();
    let all = list(&house, TrafficList::default()).await;
    for limit in 1..=3 {
        assert_eq!(in_pages(&house, limit).await, all);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_part_the_list_and_numbers_are_found_but_never_shown() {
    let (house, sent) = traffic().await;
    let ids = async |asked: TrafficList| {
        list(&house, asked).await.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    let asked = TrafficList::default;
    assert_eq!(ids(TrafficList { direction: Some(Direction::Sent), ..asked() }).await, [sent.as_str()]);
    assert_eq!(ids(TrafficList { state: Some(TrafficState::Refused), ..asked() }).await, ["ref_1"]);
    assert_eq!(ids(TrafficList { state: Some(TrafficState::Dead), ..asked() }).await, [sent.as_str()]);
    assert_eq!(ids(TrafficList { kind: Some("data-action".to_owned()), ..asked() }).await, ["evt_3"]);
    assert_eq!(ids(TrafficList { q: Some("c-2".to_owned()), ..asked() }).await, ["evt_2"]);
    assert_eq!(ids(TrafficList { q: Some("msg_out".to_owned()), ..asked() }).await, ["evt_3"]);
    let by_number = TrafficList { q: Some("1 (415) 555-2671".to_owned()), ..asked() };
    let found = house.ask(TrafficListCommand, by_number).await.unwrap();
    assert_eq!((found.rows[0].id.as_str(), found.rows[0].about.as_str()), ("evt_3", "+1 415 ***-**71"));
    for id in ["evt_3", sent.as_str()] {
        let trace = house.ask(TrafficShow, TrafficRef { id: id.to_owned(), reveal: None }).await.unwrap();
        let text = serde_json::to_string(&trace).unwrap();
        assert!(text.contains("***-**71") && !text.contains("4155552671"), "{text}");
    }
    let since = Some(house.now() - jiff::SignedDuration::from_secs(3));
    assert_eq!(ids(TrafficList { since, direction: Some(Direction::Received), ..asked() }).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_shown_whole_only_where_that_was_asked_for_and_a_row_tells_of_it() {
    let (house, sent) = traffic().await;
    let told = "SELECT count(*) FROM audit WHERE action = 'number.reveal'";
    let rows = async || {
        house.engine.kernel.db.read(move |db| Ok(db.query_row(told, [], |row| row.get::<_, i64>(0))?)).await
    };
    let deliveries = async |reveal| {
        let asked = DeliveryList { reveal, ..DeliveryList::default() };
        serde_json::to_string(&house.ask(DeliveryListCommand, asked).await.unwrap()).unwrap()
    };
    let masked = deliveries(None).await;
    assert!(!masked.contains("4155552671") && masked.contains("***-**71"), "{masked}");
    assert_eq!(rows().await.unwrap(), 0);
    assert!(deliveries(Some(true)).await.contains("4155552671"));
    let list = TrafficList { reveal: Some(true), ..TrafficList::default() };
    let list = house.ask(TrafficListCommand, list).await.unwrap();
    assert!(list.rows.iter().any(|row| row.about == "+14155552671"), "{list:?}");
    let shown = TrafficRef { id: sent.clone(), reveal: Some(true) };
    assert!(house.ask(TrafficShow, shown).await.unwrap().body.unwrap().contains("4155552671"));
    assert_eq!(rows().await.unwrap(), 3, "each is an act of its own");
    let who = "SELECT actor || ' ' || object || ' ' || after FROM audit WHERE action = 'number.reveal' ORDER BY seq DESC";
    let last =
        house.engine.kernel.db.read(move |db| Ok(db.query_row(who, [], |row| row.get::<_, String>(0))?));
    let last = last.await.unwrap();
    assert!(last.contains(&format!("traffic/{sent}")) && last.contains("traffic.show"), "{last}");
    assert!(!last.contains("4155552671"), "the row itself holds none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_runs_from_arrival_to_where_it_ends() {
    let (house, sent) = traffic().await;
    let show = async |id: &str| house.ask(TrafficShow, TrafficRef { id: id.to_owned(), reveal: None }).await;
    let event = show("evt_2").await.unwrap();
    let kinds: Vec<_> = event.steps.iter().map(|step| (step.kind, step.state)).collect();
    assert_eq!(kinds[..2], [(TraceKind::Received, StepState::Done), (TraceKind::Committed, StepState::Done)]);
    assert!(kinds.contains(&(TraceKind::Delivered, StepState::Failed)), "{kinds:?}");
    assert_eq!(event.related[0].id, sent);
    let delivery = show(&sent).await.unwrap();
    assert_eq!(delivery.related[0].id, "evt_2", "and back to what caused it");
    assert_eq!(delivery.steps[0].link.as_deref(), Some("/traffic?open=evt_2"));
    let refused = show("ref_1").await.unwrap();
    assert!(refused.steps[1].words.contains("contactId is missing"), "{:?}", refused.steps);
    assert!(show("evt_99").await.is_err() && show("nonsense").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_told_apart_by_cause_and_replayed_by_it() {
    let (house, sent) = traffic().await;
    let causes = house.ask(TrafficDead, Nothing {}).await.unwrap();
    assert_eq!(causes.len(), 1);
    assert_eq!((causes[0].count, causes[0].cause.as_str()), (1, "It answered 500: it is in trouble itself."));
    let board = house.ask(BoardShow, Nothing {}).await.unwrap();
    assert_eq!((board.traffic.dead_letters, board.counts.traffic, board.traffic.listening), (1, 1, true));
    assert_eq!(board.traffic.events_by_minute.iter().sum::<u32>(), 3);
    let cause = DeadCauseRef {
        direction: Direction::Sent,
        party_id: causes[0].party_id.clone(),
        cause: causes[0].cause.clone(),
    };
    let replay = TrafficReplay { ids: Vec::new(), cause: Some(cause) };
    assert_eq!(house.ask(TrafficReplayCommand, replay).await.unwrap().replayed, 1);
    assert!(house.ask(TrafficDead, Nothing {}).await.unwrap().is_empty());
    let again = house.ask(TrafficReplayCommand, TrafficReplay { ids: vec![sent], cause: None }).await;
    assert!(again.unwrap_err().to_string().contains("is"), "what is on its way is not a dead letter");
    let event = TrafficReplay { ids: vec!["evt_1".to_owned()], cause: None };
    assert!(
        house.ask(TrafficReplayCommand, event).await.unwrap_err().to_string().contains("not a dead letter")
    );
    assert!(house.ask(TrafficReplayCommand, TrafficReplay::default()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_cause_are_those_to_one_receiver_whatever_it_said_and_no_others() {
    let (house, first) = traffic().await;
    let written = house.engine.kernel.db.write(|write| {
        let words = [
            Some("It answered 500: it is in trouble itself. It said: y8"),
            Some("It answered 404."),
            None,
        ];
        let mut ids = Vec::new();
        for (number, words) in words.iter().enumerate() {
            let subject = format!("evt_2/{number}");
            let id = announce(write, "disposition.routed", &subject, &json!({}), None)?[0].to_string();
            write.execute(
                "INSERT INTO delivery_tries (delivery, at, words, took) SELECT ?1, 0, ?2, 1 WHERE ?2 IS NOT NULL",
                rusqlite::params![id, words],
            )?;
            ids.push(id);
        }
        write.execute("UPDATE deliveries SET state = 'dead', next_try = NULL", [])?;
        Ok(ids)
    });
    let ids = written.await.unwrap();
    let causes = house.ask(TrafficDead, Nothing {}).await.unwrap();
    let found: Vec<(u64, &str)> = causes.iter().map(|one| (one.count, one.cause.as_str())).collect();
    assert_eq!(found[0], (2, "It answered 500: it is in trouble itself."));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.contains(&(1, "It answered 404.")) && found.contains(&(1, "")), "{found:?}");
    let cause = DeadCauseRef {
        direction: Direction::Sent,
        party_id: causes[0].party_id.clone(),
        cause: causes[0].cause.clone(),
    };
    let of_cause = house.engine.kernel.db.read(move |db| super::dead::of_cause(db, &cause)).await.unwrap();
    assert_eq!(of_cause, [first, ids[0].clone()], "oldest first");

    assert_eq!(house.engine.kernel.db.read(super::dead_letters).await.unwrap(), 4);
    let removed = EndpointRef { id: causes[0].party_id.as_str().into() };
    house.ask(EndpointRemove, removed).await.unwrap();
    assert_eq!(house.engine.kernel.db.read(super::dead_letters).await.unwrap(), 0, "nobody can replay them");
    let causes = house.ask(TrafficDead, Nothing {}).await.unwrap();
    assert!(causes.iter().all(|one| one.blocked.as_deref() == Some("The receiver was removed.")));
    assert_eq!((causes.len(), causes[0].party.as_str()), (3, "CRM"));
}
