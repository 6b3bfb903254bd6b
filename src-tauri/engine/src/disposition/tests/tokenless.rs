//! No token is to be had: the connection's trouble, and never an event's.

use std::time::Duration;

use callboard_rpc::command::{BoardShow, ConnectionList, ConnectionSaveCommand};
use callboard_rpc::types::{ConnectionSave, HealthState, NeedKind, Nothing, SecretText, TrafficState};
use callboard_simulator::Fault;
use serde_json::json;

use super::house::{House, Loops};

const OPT_OUTS: usize = 20;
/// Each of them is written into the contact, and learns the number.
const EFFECTS: i64 = 40;

/// Twenty opt-outs come while the token endpoint answers so; they wait for days, and all arrive once it is mended.
async fn all_wait_and_all_arrive(fault: Fault, said: &str) {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(fault.on("POST", "/oauth/token"));
    let contacts = all_wait(&house, 7, said).await;
    let asked = house.tenant.journal().of("POST", "/oauth/token").len();
    assert!((2..1000).contains(&asked), "it is asked again, and not all the time: {asked} in a week");
    house.tenant.faults().clear();
    all_arrive(&house, &contacts).await;
}

/// The opt-outs come, and none is given up for as many days.
async fn all_wait(house: &House, days: u32, said: &str) -> Vec<String> {
    let contacts: Vec<String> = (0..OPT_OUTS).map(|n| format!("o{n}")).collect();
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "1001", 1)).collect();
    house.events(&events).await;
    house.decided().await;
    for hour in 0..24 * days {
        house.clock.advance(Duration::from_hours(1));
        for _ in 0..10 {
            assert_eq!(house.live().await, EFFECTS, "one was given up in hour {hour}");
        }
    }
    assert_eq!(house.number("SELECT max(attempts) FROM outbox").await, 0, "and no event is charged with it");
    house
        .until("an effect does not wait", |db| {
            let waiting = "SELECT count(*) - (SELECT count(*) FROM outbox_in_flight) FROM outbox
                WHERE state = 'waiting'";
            Ok(db.query_row(waiting, [], |row| row.get::<_, i64>(0))? == EFFECTS)
        })
        .await;
    let need = house.read(crate::outbox::needs).await.remove(0);
    assert_eq!(need.kind, NeedKind::ConnectionTrouble);
    assert_eq!(need.title, "Acme: 40 effects wait, since no token is granted");
    assert!(need.detail.contains(said), "{}", need.detail);
    let health = house.call(ConnectionList, Nothing {}).await.unwrap().remove(0).health;
    assert_eq!(health.state, HealthState::Down);
    assert!(health.words.starts_with("No token is granted: ") && health.words.contains(said), "{health:?}");
    let board = house.call(BoardShow, Nothing {}).await.unwrap();
    assert!(board.health.iter().any(|line| line.words.contains(said)), "{:?}", board.health);
    contacts
}

async fn all_arrive(house: &House, contacts: &[String]) {
    house.done_in_a_hurry().await;
    assert_eq!(house.states().await, [TrafficState::Done; OPT_OUTS]);
    assert!(contacts.iter().all(|one| house.category(one).as_deref() == Some("do_not_call")));
    assert!(house.read(crate::outbox::needs).await.is_empty(), "and nothing is said of it any more");
}

#[tokio::test]
async fn opt_outs_wait_while_the_token_endpoint_forbids() {
    all_wait_and_all_arrive(Fault::answer(403, json!({"message": "blocked"})), "answered 403: blocked").await;
}

#[tokio::test]
async fn opt_outs_wait_while_the_token_endpoint_is_not_found() {
    all_wait_and_all_arrive(Fault::status(404), "/oauth/token answered 404").await;
}

#[tokio::test]
async fn opt_outs_wait_while_the_token_endpoint_redirects() {
    all_wait_and_all_arrive(Fault::status(307), "answered 307: it is redirected elsewhere").await;
}

#[tokio::test]
async fn opt_outs_wait_while_something_else_answers_in_the_token_endpoints_place() {
    all_wait_and_all_arrive(Fault::answer(200, json!({"login": "here"})), "holds no access_token").await;
}

#[tokio::test]
async fn opt_outs_wait_while_the_token_endpoint_asks_for_time() {
    all_wait_and_all_arrive(Fault::status(429), "/oauth/token answered 429").await;
}

#[tokio::test]
async fn opt_outs_wait_while_the_token_endpoint_breaks_the_connection() {
    all_wait_and_all_arrive(Fault::reset(), "/oauth/token cannot be reached: ").await;
}

#[tokio::test]
async fn opt_outs_wait_for_two_days_while_nobody_listens_where_tokens_are_issued() {
    let house = House::start(Loops::All).await;
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let settings = json!({
        "name": "Acme", "base_url": house.tenant.base_url(), "client_id": callboard_simulator::DEMO_CLIENT_ID,
        "rate_limit": 0, "default_region": "US", "token_url": format!("http://127.0.0.1:{port}/oauth/token"),
    });
    let save = ConnectionSave {
        id: Some(house.connection.clone()),
        settings: serde_json::from_value(settings).unwrap(),
        client_secret: Some(SecretText(callboard_simulator::DEMO_CLIENT_SECRET.into())),
    };
    house.call(ConnectionSaveCommand, save).await.unwrap();
    let contacts = all_wait(&house, 2, "/oauth/token cannot be reached: no connection").await;
    let there = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let tenant = house.tenant.base_url().strip_prefix("http://").unwrap().to_owned();
    let forwarding = tokio::spawn(async move {
        while let Ok((mut asking, _)) = there.accept().await {
            let mut tenant = tokio::net::TcpStream::connect(&tenant).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut asking, &mut tenant).await });
        }
    });
    all_arrive(&house, &contacts).await;
    assert_eq!(house.number("SELECT count(*) FROM outbox WHERE state = 'dead'").await, 0);
    forwarding.abort();
}

#[tokio::test]
async fn credentials_that_are_refused_for_a_week_cost_no_event() {
    let house = House::start(Loops::All).await;
    let refused = Fault::answer(401, json!({"error": "invalid_client"})).on("POST", "/oauth/token");
    house.tenant.faults().add(refused);
    house.events(&[("o1", "1001", 1)]).await;
    house.decided().await;
    for _ in 0..24 * 7 {
        house.clock.advance(Duration::from_hours(1));
        for _ in 0..10 {
            assert_eq!(house.live().await, 2, "it is a person who mends them, and no event is to blame");
        }
    }
}
