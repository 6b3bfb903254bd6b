//! More comes than the tenant takes, or it turns us away.

use std::collections::BTreeMap;
use std::time::Duration;

use callboard_rpc::command::{ConnectionList, ConnectionSaveCommand, ConnectionTestCommand};
use callboard_rpc::types::{ConnectionRef, ConnectionSave, NeedKind, Nothing, SecretText, TrafficState};
use callboard_simulator::{DEMO_CLIENT_SECRET, Fault};
use jiff::{SignedDuration, Timestamp};

use super::house::{House, Loops, asked, maria};
use crate::disposition::replay;

const SECONDS: i64 = 30;
const EACH_SECOND: i64 = 20;

/// The number in `PATCH r0042 …` or `PATCH o0042 …`.
fn number(asked: &str) -> i64 {
    asked.split(' ').nth(1).and_then(|contact| contact[1..].parse().ok()).expect("a contact of this test")
}

/// When each contact was written, in the order in which it was.
fn written(house: &House, kind: &str) -> Vec<(i64, Timestamp)> {
    let entries = house.tenant.journal().entries();
    let of = entries.iter().filter(|entry| entry.status == Some(200)).filter_map(|entry| {
        let asked = asked(entry).filter(|asked| asked.starts_with(&format!("PATCH {kind}")))?;
        Some((number(&asked), entry.at))
    });
    of.collect()
}

#[tokio::test]
async fn three_a_second_are_taken_while_twenty_come_and_opt_outs_do_not_wait_for_the_rest() {
    let house = House::with(Loops::All, 0, |builder| builder.rate_limit(180)).await;
    let begin = house.engine.clock().now();
    for second in 0..SECONDS {
        let contacts: Vec<String> = (second * EACH_SECOND..(second + 1) * EACH_SECOND)
            .map(|n| if n % EACH_SECOND == 0 { format!("o{n:04}") } else { format!("r{n:04}") })
            .collect();
        let events: Vec<_> = contacts
            .iter()
            .map(|contact| (contact.as_str(), if contact.starts_with('o') { "1001" } else { "3001" }, 1))
            .collect();
        house.events(&events).await;
        house.clock.advance(Duration::from_secs(1));
        house.decided().await;
    }
    let queue = house.read(crate::disposition::queue).await;
    let age = house.engine.clock().now().duration_since(queue.oldest.expect("some wait"));
    assert!(queue.waiting > 300 && age >= SignedDuration::from_secs(1), "{queue:?}");
    house.done_in_a_hurry().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done), "none is lost");

    let (outs, rest) = (written(&house, "o"), written(&house, "r"));
    let lengths = [outs.len(), rest.len()].map(|length| i64::try_from(length).unwrap());
    assert_eq!(lengths, [SECONDS, SECONDS * (EACH_SECOND - 1)]);
    let came = |n: i64| begin + SignedDuration::from_secs(n / EACH_SECOND);
    let longest =
        |of: &[(i64, Timestamp)]| of.iter().map(|(n, at)| at.duration_since(came(*n))).max().unwrap();
    let (out, other) = (longest(&outs), longest(&rest));
    assert!(out <= SignedDuration::from_secs(130), "an opt-out waited {out:?}");
    assert!(other > out * 2, "{other:?} beside {out:?}");
    // What is under way at once may arrive in any order.
    for (place, (n, _)) in rest.iter().enumerate() {
        let before = rest[..place].iter().filter(|(earlier, _)| earlier > n).count();
        assert!(before <= 64, "r{n} was overtaken by {before}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_taken_any_more_is_fetched_once_for_all_and_nothing_is_lost() {
    let house = House::start(Loops::WithoutEffects).await;
    let contacts: Vec<String> = (0..100).map(|n| format!("r{n}")).collect();
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&[("r-first", "3001", 1)]).await;
    house.decided().await;
    house.begin_effects();
    house.done().await;
    house.tenant.revoke_tokens();
    house.events(&events).await;
    house.done().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
    assert_eq!(house.tenant.journal().of("POST", "/**/token").len(), 2, "the first, and one refresh");
}

#[tokio::test]
async fn a_hundred_refusals_of_every_token_lose_nothing() {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(Fault::status(401).on("PATCH", "/api/v2/contacts/*").next(100));
    let contacts: Vec<String> = (0..150).map(|n| format!("r{n}")).collect();
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&events).await;
    house.done_in_a_hurry().await;
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for state in house.states().await {
        *states.entry(format!("{state:?}")).or_default() += 1;
    }
    assert_eq!(states, BTreeMap::from([("Done".to_owned(), 150)]));
}

#[tokio::test]
async fn credentials_that_are_refused_hold_everything_until_they_are_changed() {
    let house = House::start(Loops::All).await;
    for method in ["GET", "PATCH"] {
        house.tenant.faults().add(Fault::status(401).on(method, "/api/v2/contacts/*"));
    }
    let contacts: Vec<String> = (0..400).map(|n| format!("r{n}")).collect();
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&events).await;
    house.events(&[("o1", "1001", 1)]).await;
    house.decided().await;
    for _ in 0..60 {
        house.clock.advance(Duration::from_mins(1));
        for _ in 0..50 {
            house.live().await;
        }
    }
    let refused = house.asked().len();
    assert!((64..200).contains(&refused), "{refused} requests in an hour for 401 events");
    assert_eq!(house.live().await, 402, "none is given up: a number is to be learnt too");
    let oldest = "SELECT max(attempts) FROM outbox";
    assert_eq!(house.number(oldest).await, 0, "and no event is charged with it");
    house.tenant.faults().clear();
    let mut all = house.call(ConnectionList, Nothing {}).await.unwrap();
    let connection = all.pop().unwrap();
    let save = ConnectionSave {
        id: Some(connection.id),
        settings: connection.settings,
        client_secret: Some(SecretText(DEMO_CLIENT_SECRET.into())),
    };
    house.call(ConnectionSaveCommand, save).await.unwrap();
    house.done().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
}

#[tokio::test]
async fn a_token_that_is_not_to_be_had_for_a_moment_costs_no_try_and_then_all_of_it_goes() {
    let house = House::start(Loops::All).await;
    let begin = house.engine.clock().now();
    house.tenant.faults().add(Fault::throttled("5").on("POST", "/oauth/token").next(1));
    let contacts: Vec<String> = (0..20).map(|n| format!("r{n}")).collect();
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&events).await;
    house.decided().await;
    while house.number("SELECT count(*) FROM outbox_paused").await == 0 {
        tokio::task::yield_now().await;
    }
    for _ in 0..200 {
        house.live().await;
    }
    assert_eq!(house.number("SELECT max(attempts) FROM outbox").await, 0, "no event is charged with it");
    assert_eq!(house.tenant.journal().of("POST", "/oauth/token").len(), 1, "and not again before the time");
    house.done_in_a_hurry().await;
    let took = house.engine.clock().now().duration_since(begin);
    assert!(took < SignedDuration::from_secs(90), "{took:?}");
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
}

/// Refused until everything waits for the credentials; the board says so.
async fn turned_away(house: &House) {
    for method in ["GET", "PATCH"] {
        house.tenant.faults().add(Fault::status(401).on(method, "/api/v2/contacts/*"));
    }
    let contacts: Vec<String> = (0..40).map(|n| format!("r{n}")).collect();
    let events: Vec<_> = contacts.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&events).await;
    house.decided().await;
    let held = "SELECT count(*) * (SELECT count(*) FROM outbox_paused) FROM outbox
                WHERE state = 'waiting' AND NOT EXISTS (SELECT 1 FROM outbox_in_flight)";
    house
        .until("an effect does not wait for the credentials", move |db| {
            Ok(db.query_row(held, [], |row| row.get::<_, i64>(0))? == 40)
        })
        .await;
    let needs = house.read(crate::outbox::needs).await;
    let titles: Vec<_> = needs.iter().map(|need| (need.kind, need.title.as_str())).collect();
    let title = "Acme: 40 effects wait, since the tenant refuses the credentials";
    assert_eq!(titles, [(NeedKind::ConnectionTrouble, title)]);
    house.tenant.faults().clear();
}

#[tokio::test]
async fn a_connection_that_passes_its_test_lets_go_what_waits_for_its_credentials() {
    let house = House::start(Loops::All).await;
    turned_away(&house).await;
    let of = ConnectionRef { connection: house.connection.clone() };
    let found = house.call(ConnectionTestCommand, of).await.unwrap();
    assert!(found.ok, "{found:?}");
    house.done().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
    assert!(house.read(crate::outbox::needs).await.is_empty());
}

#[tokio::test]
async fn the_first_that_is_taken_again_lets_all_others_go_also_after_a_restart() {
    let house = House::start(Loops::All).await;
    turned_away(&house).await;
    let house = house.restart(Loops::WithoutEffects).await;
    let one = "UPDATE outbox_paused SET until = 0";
    house.write(|write| Ok(write.execute(one, []).map(drop)?)).await;
    house.begin_effects();
    house.done().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
    assert!(house.read(crate::outbox::needs).await.is_empty());
}

#[tokio::test]
async fn what_comes_while_credentials_are_refused_waits_too_and_is_not_asked_for() {
    let house = House::start(Loops::All).await;
    for method in ["GET", "PATCH"] {
        house.tenant.faults().add(Fault::status(401).on(method, "/api/v2/contacts/*"));
    }
    house.events(&[("first", "3001", 1)]).await;
    house
        .until("it is not refused", |db| {
            let refused = "SELECT count(*) FROM outbox_paused";
            Ok(db.query_row(refused, [], |row| row.get::<_, i64>(0))? == 1)
        })
        .await;
    let asked = house.asked().len();
    let later: Vec<String> = (0..30).map(|n| format!("l{n}")).collect();
    let events: Vec<_> = later.iter().map(|contact| (contact.as_str(), "1001", 2)).collect();
    house.events(&events).await;
    house.decided().await;
    for _ in 0..200 {
        house.live().await;
    }
    assert_eq!(house.asked().len(), asked, "not one request for what came since");
    for minute in 0..30 {
        house.clock.advance(Duration::from_mins(1));
        for _ in 0..20 {
            house.live().await;
        }
        assert!(house.asked().len() < asked + 150, "{} in {minute} minutes", house.asked().len());
    }
    house.tenant.faults().clear();
    house.done_in_a_hurry().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
}

#[tokio::test]
async fn an_effect_of_an_old_event_waits_for_credentials_as_long_as_any_other() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("c", "3001", 1)]).await;
    house.decided().await;
    house.clock.advance(Duration::from_hours(24 * 20));
    house
        .write(|write| {
            Ok(write.execute("UPDATE outbox SET enqueued = enqueued + 24 * 3600000 * 20", []).map(drop)?)
        })
        .await;
    let oldest = house.read(crate::disposition::queue).await.oldest;
    assert_eq!(oldest, Some(house.engine.clock().now()), "nothing has waited since its event came in");
    house.tenant.faults().add(Fault::status(401).on("PATCH", "/api/v2/contacts/*"));
    house.begin_effects();
    house
        .until("it is not refused", |db| {
            let refused = "SELECT count(*) FROM outbox_paused";
            Ok(db.query_row(refused, [], |row| row.get::<_, i64>(0))? == 1)
        })
        .await;
    assert_eq!(house.live().await, 1, "it was armed now, whenever its event came in");
}

#[tokio::test]
async fn what_is_replayed_while_credentials_are_refused_waits_too_and_is_not_asked_for() {
    let house = House::start(Loops::All).await;
    let unknown: Vec<String> = (0..20).map(|n| format!("missing-{n}")).collect();
    let events: Vec<_> = unknown.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    let first = house.events(&events).await;
    house.done().await;
    house.tenant.faults().add(Fault::status(401).on("PATCH", "/api/v2/contacts/*"));
    house.events(&[("first", "3001", 1)]).await;
    house
        .until("it is not refused", |db| {
            let refused = "SELECT count(*) FROM outbox_paused";
            Ok(db.query_row(refused, [], |row| row.get::<_, i64>(0))? == 1)
        })
        .await;
    let asked = house.asked().len();
    house
        .write(move |write| {
            (first..first + 20).try_for_each(|event| replay::revive(write, &maria(), event).map(drop))
        })
        .await;
    for _ in 0..200 {
        house.live().await;
    }
    assert_eq!(house.live().await, 21);
    assert_eq!(house.asked().len(), asked, "not one request for what was replayed");
}

#[tokio::test]
async fn an_effect_that_hangs_at_the_tenant_is_said_and_one_that_waits_for_a_permit_is_not() {
    let house = House::with(Loops::All, 1, |builder| builder).await;
    let slow = Fault::delay(Duration::from_hours(1));
    house.tenant.faults().add(slow.on("PATCH", "/api/v2/**"));
    house.events(&[("a", "1001", 1), ("b", "1001", 1)]).await;
    // The clock runs faster than the disk: only tasks are judged.
    let hangs = || {
        let all = house.engine.kernel.watchdog.hangs();
        all.into_iter().filter(|hang| hang.what.is_some()).collect::<Vec<_>>()
    };
    let hang = loop {
        if let Some(hang) = hangs().pop() {
            break hang;
        }
        house.clock.advance(Duration::from_secs(1));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        house.live().await;
    };
    assert_eq!(hang.part, "an attempt of the outbox");
    assert!(hang.what.as_deref().is_some_and(|what| what.starts_with("disposition.patch ")), "{hang:?}");
    house.clock.advance(Duration::from_mins(10));
    let parts: Vec<_> = hangs().into_iter().map(|hang| hang.part).collect();
    assert_eq!(parts, ["an attempt of the outbox"], "the others wait for the only permit");
}
