use std::sync::atomic::Ordering;
use std::time::Duration;

use callboard_rpc::Handle;
use callboard_rpc::command::EndpointRotateCommand;
use callboard_rpc::types::{Delivery, DeliveryState, EndpointRotate};

use super::house::{House, newest_secret};
use super::receiver::{Act, Receiver};
use super::sending::signature_holds;
use crate::delivery::answer::Outcome;
use crate::delivery::settle::settle;
use crate::delivery::{DELAYS, TRIES};
use crate::signature::SigningSecret;

/// Promises 6 and 19.
#[tokio::test]
async fn a_receiver_that_fails_for_ever_is_tried_nine_times_under_one_id_and_then_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let acts = [Act::status(500), Act::Reset, Act::status(404), Act::status(409), Act::status(503)];
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that(acts).await);
    house.endpoint(&receiver.url()).await;
    let id = house.announce("spring").await.remove(0);
    for tries in 1..=TRIES as usize {
        let heard = receiver.next().await;
        assert_eq!(heard.headers["webhook-id"], id.as_str(), "one id for all tries");
        assert!(signature_holds(&heard), "each try is signed for its own time");
        let delivery = house.delivery_once(|one| one.tries.len() == tries).await;
        if let Some(base) = DELAYS.get(tries - 1) {
            assert_eq!(delivery.state, DeliveryState::Waiting);
            let wait = house.to_next_try().await.as_secs_f64() / base.as_secs_f64();
            assert!((0.799..=1.201).contains(&wait), "try {tries}: {wait} of {base:?}");
        }
    }
    let delivery = house.delivery_once(|one| one.state == DeliveryState::Dead).await;
    assert_eq!((delivery.next_try, delivery.tries[1].status), (None, None));
    assert!(
        delivery.tries[1].words.as_ref().unwrap().contains("broke the connection"),
        "{:?}",
        delivery.tries[1]
    );
    house.manual.advance(Duration::from_hours(100));
    while house.count("SELECT count(*) FROM tasks WHERE kind = 'delivery.send'").await > 0 {
        tokio::task::yield_now().await; // the lane is about to find that nothing is left to do
    }
    assert_eq!(receiver.connections.load(Ordering::SeqCst), TRIES as usize);
    let endpoint = house.endpoints().await.remove(0);
    assert_eq!((endpoint.waiting, endpoint.dead), (0, 1));
    assert_eq!(endpoint.failing_since, Some("2026-11-23T08:00:00Z".parse().unwrap()));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'delivery.dead'").await, 1);
    assert_eq!(house.count("SELECT count(*) FROM notices WHERE link = '/runs/run_1'").await, 1);
}

#[tokio::test]
async fn a_dead_letter_is_replayed_under_its_old_id_and_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut acts = vec![Act::status(500); 9];
    acts.push(Act::status(200));
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that(acts).await);
    house.endpoint(&receiver.url()).await;
    let id = house.announce("spring").await.remove(0);
    assert!(house.replay(std::slice::from_ref(&id)).await.is_err(), "it is not dead yet");
    for tries in 1..=9 {
        receiver.next().await;
        let delivery = house.delivery_once(|one| one.tries.len() == tries).await;
        if delivery.next_try.is_some() {
            house.to_next_try().await;
        }
    }
    assert_eq!(house.replay(std::slice::from_ref(&id)).await.unwrap().replayed, 1);
    assert_eq!(receiver.next().await.headers["webhook-id"], id.as_str());
    let delivery = house.delivery_once(|one| one.state == DeliveryState::Delivered).await;
    assert_eq!(delivery.tries.len(), 10);
    assert!(house.replay(&[id]).await.is_err(), "what arrived is not sent again");
    assert_eq!(
        house.count("SELECT count(*) FROM audit WHERE action = 'delivery.replay' AND actor = 'maria'").await,
        1
    );
}

#[tokio::test]
async fn retry_after_as_a_date_is_a_floor() {
    let dir = tempfile::tempdir().unwrap();
    let header = "retry-after: Mon, 23 Nov 2026 08:10:00 GMT";
    let acts = [Act::with_header(429, header, "slow down"), Act::status(200)];
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that(acts).await);
    house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    let delivery = house.delivery_once(|one| one.tries.len() == 1).await;
    assert_eq!(delivery.next_try, Some("2026-11-23T08:10:00Z".parse().unwrap()));
    assert!(delivery.tries[0].words.as_ref().unwrap().contains("slow down"));
    house.to_next_try().await;
    house.delivery_once(|one| one.state == DeliveryState::Delivered).await;
}

#[tokio::test]
async fn gone_turns_the_endpoint_off_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) =
        (House::at(dir.path()), Receiver::that([Act::status(500), Act::status(410)]).await);
    house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    house.delivery_once(|one| one.tries.len() == 1).await;
    let second = house.announce("autumn").await.remove(0);
    let all = house.once(|all| all.iter().all(|one| one.state == DeliveryState::Dead)).await;
    assert_eq!(all.len(), 2, "what waited is given up too");
    let endpoint = house.endpoints().await.remove(0);
    assert!(!endpoint.enabled && endpoint.disabled_because.unwrap().contains("410 Gone"));
    assert_eq!(endpoint.failed, 2, "what was given up with it was never asked of it");
    assert!(house.announce("winter").await.is_empty(), "nothing more is written for it");
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'endpoint.turn_off'").await, 1);
    assert_eq!(
        house.count("SELECT count(*) FROM notices").await,
        1,
        "one thing happened, and it is told once"
    );
    let refused = house.replay(&[second]).await.unwrap_err();
    assert!(refused.to_string().contains("turned off"), "{refused}");
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let inside = Receiver::that_accepts().await;
    for status in [301, 302, 303, 307, 308] {
        let dir = dir.path().join(status.to_string());
        let house = House::at(&dir);
        let header = format!("location: {}", inside.url());
        let mut receiver = Receiver::that([Act::with_header(status, &header, "")]).await;
        house.endpoint(&receiver.url()).await;
        house.announce("spring").await;
        receiver.next().await;
        let delivery = house.delivery_once(|one| one.tries.len() == 1).await;
        assert_eq!((delivery.state, delivery.tries[0].status), (DeliveryState::Waiting, Some(status)));
        assert!(delivery.tries[0].words.as_ref().unwrap().contains("redirect"));
    }
    assert_eq!(inside.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn of_an_endless_answer_a_little_is_read_and_the_status_counts() {
    let dir = tempfile::tempdir().unwrap();
    for (folder, status, state) in [("a", 200, DeliveryState::Delivered), ("b", 503, DeliveryState::Waiting)]
    {
        let house = House::at(&dir.path().join(folder));
        let mut receiver = Receiver::that([Act::Endless(format!("HTTP/1.1 {status} Word\r\n\r\n"))]).await;
        house.endpoint(&receiver.url()).await;
        house.announce("spring").await;
        receiver.next().await;
        let delivery = house.delivery_once(|one| one.tries.len() == 1).await;
        assert_eq!(
            (delivery.state, delivery.tries[0].status),
            (state, Some(status)),
            "and no clock was moved for it"
        );
        assert!(delivery.tries[0].words.as_ref().is_none_or(|words| words.len() < 500));
    }
}

#[tokio::test]
async fn a_slow_receiver_has_fifteen_seconds_also_for_the_end_of_its_answer() {
    let dir = tempfile::tempdir().unwrap();
    let half = "HTTP/1.1 503 Word\r\ncontent-length: 100\r\n\r\nhalf".to_owned();
    let acts = [Act::Hang, Act::Answer(half)];
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that(acts).await);
    house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    house.manual.advance(Duration::from_secs(14));
    assert_eq!(house.deliveries().await[0].tries.len(), 0, "a second is left");
    house.manual.advance(Duration::from_secs(1));
    let delivery = house.delivery_once(|one| one.tries.len() == 1).await;
    assert!(delivery.tries[0].words.as_ref().unwrap().contains("within 15 s"));
    assert_eq!(delivery.tries[0].took_ms, 15_000);
    house.to_next_try().await;
    receiver.next().await;
    let delivery = house.delivery_once(|one| one.tries.len() == 2).await;
    assert_eq!(delivery.tries[1].status, Some(503), "an answer that breaks off has told its status");
}

#[tokio::test]
async fn what_a_receiver_says_is_kept_without_numbers_and_secrets() {
    let dir = tempfile::tempdir().unwrap();
    let body = format!("no contact +14155552671 for {}", super::house::SECRET);
    let (house, mut receiver) =
        (House::at(dir.path()), Receiver::that([Act::with_header(422, "x: y", &body)]).await);
    house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    receiver.next().await;
    let words = house.delivery_once(|one| one.tries.len() == 1).await.tries[0].words.clone().unwrap();
    assert_eq!(words, "It answered 422. It said: no contact +1 415 ***-**71 for [secret]");
}

#[tokio::test]
async fn a_receiver_that_refuses_connections_is_charged_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    // Ports of receivers that have gone: this computer's network is not to blame.
    let gone = async || {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", socket.local_addr().unwrap())
    };
    house.endpoint(&gone().await).await;
    house.endpoint(&gone().await).await;
    house.announce("spring").await;
    let all = house.once(|all| all.iter().all(|one| one.tries.len() == 1)).await;
    let words: Vec<&str> = all.iter().map(|one| one.tries[0].words.as_deref().unwrap()).collect();
    assert!(words.iter().all(|words| words.contains("nothing listens there")), "{words:?}");
    assert!(house.endpoints().await.iter().all(|one| one.failing_since.is_some() && one.failed == 1));
}

#[tokio::test]
async fn what_our_own_network_kept_from_leaving_is_not_the_receivers_failure() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let receiver = Receiver::that(vec![Act::Hang]).await;
    let endpoint = house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    house.announce("summer").await;
    let due = house.due(&endpoint).await;
    for _ in 0..20 {
        let (due, words) = (due.clone(), "There is no way out.".to_owned());
        let outcome = Outcome::NotSent { words };
        house
            .engine
            .kernel
            .db
            .write(move |write| settle(write, &due, outcome, Duration::ZERO))
            .await
            .unwrap();
    }
    let endpoint = house.endpoints().await.remove(0);
    assert_eq!((endpoint.failing_since, endpoint.failed, endpoint.waiting), (None, 0, 2));
    let all = house.deliveries().await;
    assert!(
        all.iter().all(|one| one.next_try.unwrap() >= house.engine.clock().now() + Duration::from_mins(1))
    );
    assert_eq!(all.iter().map(|one| one.tries.len()).sum::<usize>(), 1, "said once, not each minute");
}

/// Promise 6.
#[tokio::test]
async fn what_cannot_leave_for_five_days_is_given_up_and_what_comes_then_has_its_own_time() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let receiver = Receiver::that_accepts().await;
    let endpoint = house.endpoint(&receiver.url()).await;
    // What cannot be signed cannot leave.
    house.engine.secrets.remove(&newest_secret(&endpoint.id)).await.unwrap();
    house.announce("spring").await;
    house.announce("summer").await;
    let now = || house.engine.clock().now();
    let mut rounds = 0;
    loop {
        let looked =
            |one: &Delivery| one.state == DeliveryState::Dead || one.next_try.is_some_and(|at| at > now());
        let all = house.once(|all| all.iter().all(looked)).await;
        let Some(next) = all.iter().filter_map(|one| one.next_try).min() else { break };
        house.manual.advance(next.duration_since(now()).try_into().unwrap());
        rounds += 1;
    }
    assert!((1_400..1_500).contains(&rounds), "{rounds} rounds in five days, five minutes apart at last");
    let failed = house.endpoints().await.remove(0);
    assert_eq!((failed.enabled, failed.failing_since, failed.failed, failed.dead), (true, None, 0, 2));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'delivery.dead'").await, 2);
    assert_eq!(house.count("SELECT count(*) FROM notices").await, 1);
    house.announce("autumn").await;
    house.once(|all| all[0].tries.len() == 1).await;
    assert_eq!(house.deliveries().await[0].state, DeliveryState::Waiting);
    assert_eq!(receiver.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn five_days_of_failures_are_told_at_their_marks_and_turn_the_endpoint_off() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let receiver = Receiver::that(vec![Act::Hang]).await;
    let endpoint = house.endpoint(&receiver.url()).await;
    house.announce("spring").await;
    let due = house.due(&endpoint).await;
    let fail = async || {
        let due = due.clone();
        let outcome = Outcome::Failed { status: Some(500), words: "It answered 500.".to_owned(), wish: None };
        house
            .engine
            .kernel
            .db
            .write(move |write| settle(write, &due, outcome, Duration::ZERO))
            .await
            .unwrap();
    };
    let mut seen = Vec::new();
    for day in 0..=5 {
        for _ in 0..4 {
            fail().await;
        }
        let told = house.count("SELECT count(*) FROM notices WHERE title LIKE '%takes no delivery'").await;
        let endpoint = house.endpoints().await.remove(0);
        seen.push((day, told, endpoint.failing_percent, endpoint.enabled));
        house.manual.advance(Duration::from_hours(24));
    }
    assert_eq!(
        seen,
        [
            (0, 0, 0, true),
            (1, 0, 20, true),
            (2, 0, 40, true),
            (3, 1, 60, true),
            (4, 2, 80, true),
            (5, 2, 100, false)
        ]
    );
    let endpoint = house.endpoints().await.remove(0);
    assert!(endpoint.disabled_because.unwrap().contains("5 days"));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'endpoint.turn_off'").await, 1);
    assert_eq!(house.count("SELECT count(*) FROM notices WHERE title LIKE '%was turned off'").await, 1);
}

#[tokio::test]
async fn both_secrets_of_a_rotation_sign_for_its_time() {
    let dir = tempfile::tempdir().unwrap();
    let (house, mut receiver) = (House::at(dir.path()), Receiver::that(vec![Act::status(200); 3]).await);
    let endpoint = house.endpoint(&receiver.url()).await;
    let asked = EndpointRotate { id: endpoint.id.clone(), keep_old_hours: Some(2) };
    let saved =
        Handle::<EndpointRotateCommand>::handle(&house.engine, &super::house::caller(), asked).await.unwrap();
    let new = SigningSecret::parse(&saved.secret.unwrap().0).unwrap();
    let old = SigningSecret::parse(super::house::SECRET).unwrap();
    house.announce("spring").await;
    let heard = receiver.next().await;
    let at: i64 = heard.headers["webhook-timestamp"].parse().unwrap();
    let id = &heard.headers["webhook-id"];
    let both = format!("{} {}", new.sign(id, at, &heard.body), old.sign(id, at, &heard.body));
    assert_eq!(heard.headers["webhook-signature"], both);
    house.delivery_once(|one| one.state == DeliveryState::Delivered).await;
    house.manual.advance(Duration::from_hours(3));
    while house.count("SELECT count(*) FROM tasks WHERE kind = 'delivery.old_secret'").await > 0 {
        tokio::task::yield_now().await; // its time is over, and nothing need be sent for it to be forgotten
    }
    let kept = house.engine.secrets.get(&newest_secret(&endpoint.id)).await.unwrap();
    assert!(kept.is_none(), "it is taken out of the secret store");
    assert_eq!(house.endpoints().await[0].old_secret_until, None);
    house.announce("summer").await;
    let heard = receiver.next().await;
    let at: i64 = heard.headers["webhook-timestamp"].parse().unwrap();
    assert_eq!(heard.headers["webhook-signature"], new.sign(&heard.headers["webhook-id"], at, &heard.body));
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE action = 'endpoint.rotate'").await, 1);
}
