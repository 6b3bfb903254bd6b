use std::collections::BTreeMap;
use std::time::Duration;

use callboard_phone::E164;
use callboard_rpc::types::{NeedKind, StepState, TraceKind, TrafficState};
use callboard_rpc::{Caller, command};
use callboard_simulator::{Contact, Fault};

use super::house::{House, Loops, maria};
use crate::audit::{Question, verify};
use crate::disposition::replay;
use crate::dnc;
use crate::outbox::by_hand;

const PATCH: &str = "PATCH";
const CONTACTS: &str = "/api/v2/contacts/*";

#[tokio::test]
async fn a_disposition_stands_at_the_tenant_in_our_own_words() {
    let house = House::start(Loops::All).await;
    let first = house.events(&[("c-1", "\" 3001\"", 61)]).await;
    house.done().await;
    assert_eq!(house.category("c-1").as_deref(), Some("qualified_lead"));
    let log = house.tenant.contact("c-1").unwrap().custom["last_audit_log"].clone();
    assert_eq!(log, "[2026-11-23T01:01:00Z] Disposition 3001 mapped to qualified_lead");
    assert_eq!(house.states().await, [TrafficState::Done]);
    let told: Vec<_> = house.trace(first).await.iter().map(|step| (step.kind, step.state)).collect();
    let expected = [
        (TraceKind::Decided, StepState::Done),
        (TraceKind::Effect, StepState::Done),
        (TraceKind::Routed, StepState::Skipped),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn the_newer_of_two_is_the_last_at_the_tenant_for_every_contact() {
    let house = House::start(Loops::All).await;
    let contacts: Vec<String> = (0..300).map(|n| format!("c{n}")).collect();
    // The newer one comes first for every third contact, and is decided after the older in the other slices.
    let (early, late): (Vec<_>, Vec<_>) = contacts
        .iter()
        .enumerate()
        .map(|(n, contact)| {
            let (older, newer) = ((contact.as_str(), "2001", 1), (contact.as_str(), "3001", 2));
            if n % 3 == 0 { (newer, older) } else { (older, newer) }
        })
        .unzip();
    for (early, late) in early.chunks(50).zip(late.chunks(50)) {
        house.events(early).await;
        house.events(late).await;
    }
    house.done().await;
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let mut keys: BTreeMap<String, u32> = BTreeMap::new();
    for entry in house.tenant.journal().entries() {
        let Some(contact) = entry.path.strip_prefix("/api/v2/contacts/") else { continue };
        let category = entry.body["custom"]["disposition_category"].as_str().unwrap().to_owned();
        last.insert(contact.to_owned(), category);
        *keys.entry(entry.headers["idempotency-key"].clone()).or_default() += 1;
    }
    assert_eq!(last.len(), 300);
    assert!(last.values().all(|category| category == "qualified_lead"), "{last:?}");
    assert!(keys.values().all(|times| *times == 1), "each intent once");
    let late = house.states().await.into_iter().filter(|state| *state == TrafficState::Late).count();
    assert_eq!(late, 100, "the older ones that came after are kept and shown as late");
}

#[tokio::test]
async fn a_contact_that_the_tenant_does_not_know_is_a_dead_letter_that_can_be_replayed() {
    let house = House::start(Loops::All).await;
    let first = house.events(&[("missing-1", "2001", 1), ("there", "2001", 1)]).await;
    house.done().await;
    assert_eq!(house.states().await, [TrafficState::Dead, TrafficState::Done], "others go on");
    let step = house.trace(first).await.into_iter().find(|step| step.kind == TraceKind::Effect).unwrap();
    assert!(step.state == StepState::Failed && step.words.contains("does not know it"), "{}", step.words);
    assert!(house.tenant.put_contacts(vec![Contact::new("missing-1")]));
    house.write(move |write| replay::revive(write, &maria(), first)).await;
    house.done().await;
    assert_eq!(house.category("missing-1").as_deref(), Some("callback_later"));
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Done]);
    assert_eq!(house.number("SELECT count(*) FROM audit WHERE action = 'disposition.replay'").await, 1);
    let tried = house.tenant.journal().of(PATCH, "/api/v2/contacts/missing-1");
    let keys: Vec<_> = tried.iter().map(|entry| &entry.headers["idempotency-key"]).collect();
    assert_ne!(keys[0], keys[1], "a tenant may answer an old key with the old refusal");
}

#[tokio::test]
async fn a_replay_does_not_write_what_something_newer_has_replaced() {
    let house = House::start(Loops::All).await;
    let first = house.events(&[("missing-1", "2001", 1)]).await;
    house.done().await;
    assert!(house.tenant.put_contacts(vec![Contact::new("missing-1")]));
    house.events(&[("missing-1", "3001", 2)]).await;
    house.done().await;
    let begun = house.write(move |write| replay::revive(write, &maria(), first)).await;
    assert!(!begun, "nothing of it is done");
    house.done().await;
    assert_eq!(house.category("missing-1").as_deref(), Some("qualified_lead"));
    assert_eq!(house.states().await, [TrafficState::Superseded, TrafficState::Done]);
}

#[tokio::test]
async fn a_cut_answer_is_read_before_anything_is_repeated() {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(Fault::cut().on(PATCH, CONTACTS).next(1));
    house.events(&[("c", "2001", 1)]).await;
    house.done_in_a_hurry().await;
    assert_eq!(house.asked(), ["PATCH c callback_later", "GET c"], "it stood there");
    assert_eq!(house.states().await, [TrafficState::Done]);
}

#[tokio::test]
async fn a_request_that_never_arrived_is_repeated_under_its_key() {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(Fault::reset().on(PATCH, CONTACTS).next(2));
    house.events(&[("c", "2001", 1)]).await;
    house.done_in_a_hurry().await;
    assert_eq!(house.category("c").as_deref(), Some("callback_later"));
    let tried = house.tenant.journal().of(PATCH, "/api/v2/contacts/c");
    assert_eq!(tried.len(), 3);
    assert!(tried.iter().all(|one| one.headers["idempotency-key"] == tried[0].headers["idempotency-key"]));
    let reads = house.asked().iter().filter(|asked| asked.starts_with("GET")).count();
    assert_eq!(reads, 2, "each time it is read first");
}

#[tokio::test]
async fn what_a_crash_left_half_sent_is_read_first_and_has_its_effect_once() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "2001", 1), ("b", "3001", 1)]).await;
    house.decided().await;
    // As a kill leaves it: a is at the tenant and the outcome was not stored, b never left.
    assert_eq!(house.write(by_hand::take_all).await.len(), 2);
    let written = Contact::new("a")
        .with_custom("disposition_category", "callback_later")
        .with_custom("last_audit_log", "[2026-11-23T00:01:00Z] Disposition 2001 mapped to callback_later");
    assert!(house.tenant.put_contacts(vec![written]));
    let house = house.restart(Loops::All).await;
    house.done_in_a_hurry().await;
    let mut asked = house.asked();
    asked.sort();
    assert_eq!(asked, ["GET a", "GET b", "PATCH b qualified_lead"]);
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Done]);
}

#[tokio::test]
async fn a_do_not_call_puts_the_contacts_number_on_the_list() {
    let house = House::with(Loops::All, 0, |builder| {
        builder.contacts(vec![
            Contact::new("known").with_phone("(415) 555-2671"),
            Contact::new("none"),
            Contact::new("bad").with_phone("12"),
        ])
    })
    .await;
    let first = house.events(&[("known", "1001", 5), ("none", "1001", 5), ("bad", "1001", 5)]).await;
    house.done().await;
    let of = house.connection.clone();
    let number = E164::from_stored("+14155552671").unwrap();
    let state = house.read(move |db| dnc::state(db, &of, number)).await.unwrap();
    assert_eq!((state.direction, state.at), (dnc::Direction::Out, super::house::at(5)));
    let all = house.states().await;
    assert_eq!(all, [TrafficState::Done, TrafficState::Dead, TrafficState::Dead]);
    let words = |steps: Vec<callboard_rpc::types::TraceStep>| {
        steps.into_iter().map(|step| step.words).collect::<Vec<_>>().join("\n")
    };
    let known = words(house.trace(first).await);
    assert!(known.contains("+1 415 ***-**71 is on the do-not-call list."), "{known}");
    assert!(!known.contains("5552671"), "numbers are masked");
    let none = words(house.trace(first + 1).await);
    assert!(
        none.contains("Not on the do-not-call list: the tenant knows no number of this contact."),
        "{none}"
    );
    let unknown = house
        .number("SELECT count(*) FROM disposition_outcomes WHERE outcome = 'dead: number unknown'")
        .await;
    assert_eq!(unknown, 2, "counted");
    assert!(house.category("none").is_some(), "the contact is written all the same");
    let needs = house.read(crate::disposition::needs).await;
    let dead = needs.iter().find(|need| need.kind == NeedKind::DeadEvents).unwrap();
    assert_eq!(dead.title, "What 2 events do failed for good");
    assert!(dead.detail.starts_with("Not on the do-not-call list: "), "{}", dead.detail);
    // Mended at the tenant, and done again.
    let mended = ["none", "bad"].map(|id| Contact::new(id).with_phone("(415) 555-2672"));
    assert!(house.tenant.put_contacts(mended.to_vec()));
    house
        .write(move |write| {
            replay::revive(write, &maria(), first + 1)?;
            replay::revive(write, &maria(), first + 2)
        })
        .await;
    house.done().await;
    let of = house.connection.clone();
    let number = E164::from_stored("+14155552672").unwrap();
    assert!(house.read(move |db| dnc::state(db, &of, number)).await.is_some());
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
}

#[tokio::test]
async fn opt_outs_go_first_however_late_they_come() {
    let house = House::with(Loops::WithoutEffects, 20, |builder| builder).await;
    let rest: Vec<String> = (0..60).map(|n| format!("r{n:02}")).collect();
    let rest: Vec<_> = rest.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&rest).await;
    house.events(&[("o1", "1001", 1), ("o2", "1001", 1), ("o3", "1001", 1)]).await;
    house.decided().await;
    house.begin_effects();
    house.done_in_a_hurry().await;
    let asked = house.asked();
    let last = asked.iter().rposition(|asked| asked.contains(" o")).unwrap();
    // Who got a permit at the same moment may arrive in any order, so the minute is what counts.
    assert!(last < 19, "all 6 requests for opt-outs are among the 19 of the first minute: {asked:?}");
    let rest: Vec<_> = asked.iter().filter(|asked| asked.starts_with("PATCH r")).collect();
    assert_eq!(rest.len(), 60);
    // One that is on its way when the minute ends arrives behind a few of the next.
    let early = rest[..13].iter().all(|asked| asked.as_str() < "PATCH r17");
    assert!(early, "the rest of that minute is the first that came: {rest:?}");
    assert!(house.tenant.journal().most_within(Duration::from_mins(1)) <= 20);
}

#[tokio::test]
async fn a_tenant_that_takes_30_a_minute_loses_none_and_is_not_asked_without_end() {
    let house = House::with(Loops::All, 0, |builder| builder.rate_limit(30)).await;
    let all: Vec<String> = (0..100).map(|n| format!("c{n}")).collect();
    let all: Vec<_> = all.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&all).await;
    house.done_in_a_hurry().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done), "none is lost");
    let asked = house.asked().len();
    assert!(asked < 300, "{asked} requests for 100 contacts");
}

#[tokio::test]
async fn a_tenant_that_is_down_for_an_hour_gets_a_bounded_number_of_requests_and_then_all_of_it() {
    let house = House::start(Loops::All).await;
    house.tenant.faults().add(Fault::status(503).on(PATCH, CONTACTS));
    let all: Vec<String> = (0..20).map(|n| format!("c{n}")).collect();
    let all: Vec<_> = all.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&all).await;
    house.decided().await;
    for _ in 0..240 {
        house.clock.advance(Duration::from_secs(15));
        for _ in 0..20 {
            house.live().await;
        }
    }
    let while_down = house.asked().len();
    assert!((20..800).contains(&while_down), "{while_down} requests in an hour");
    assert_eq!(house.live().await, 20, "none is given up");
    let oldest = house.read(crate::disposition::queue).await;
    assert_eq!((oldest.waiting, oldest.oldest), (20, Some(super::house::NOW.parse().unwrap())));
    let listed = crate::status::status(&house.engine).await.unwrap().waiting;
    let effects = listed.iter().find(|row| row.kind == "disposition.effects").unwrap();
    assert_eq!((effects.waiting, effects.dead, effects.oldest), (20, 0, oldest.oldest), "and status says so");
    assert!(effects.next.is_some() && effects.last_error.is_some(), "{effects:?}");
    house.tenant.faults().clear();
    house.done_in_a_hurry().await;
    assert!(house.states().await.iter().all(|state| *state == TrafficState::Done));
}

#[tokio::test]
async fn outcomes_are_sealed_many_at_once_and_the_log_holds() {
    let house = House::start(Loops::All).await;
    let all: Vec<String> = (0..200).map(|n| format!("c{n}")).collect();
    let all: Vec<_> = all.iter().map(|contact| (contact.as_str(), "3001", 1)).collect();
    house.events(&all).await;
    house.done().await;
    let outcomes = house.number("SELECT count(*) FROM disposition_outcomes WHERE outcome = 'done'").await;
    let seals = house
        .number(
            "SELECT count(*) FROM audit WHERE action = 'audit.seal' AND object LIKE 'sealed/dispositions/%'",
        )
        .await;
    assert_eq!(outcomes, 200);
    assert!((1..=100).contains(&seals), "{seals} seals over 200 outcomes");
    // The events of these tests were not sealed by the inbox.
    house.write(|write| Ok(write.execute("DELETE FROM events", []).map(drop)?)).await;
    let first_bad = |db: &rusqlite::Connection| {
        let now = super::house::NOW.parse().unwrap();
        Ok(verify(db, &Question::alone(now))?.first_bad)
    };
    assert_eq!(house.read(first_bad).await, None);
    house
        .write(|write| {
            write.execute("UPDATE disposition_outcomes SET outcome = 'dead' WHERE number = 7", [])?;
            Ok(())
        })
        .await;
    assert!(house.read(first_bad).await.is_some(), "an outcome that was changed is found");
}

#[tokio::test]
async fn where_the_house_says_so_a_contact_is_read_first() {
    let house = House::start(Loops::All).await;
    let set = callboard_rpc::types::SettingSet {
        key: "disposition.read_first".into(),
        value: serde_json::json!(1),
    };
    callboard_rpc::Handle::<command::SettingsSet>::handle(&house.engine, &Caller::engine(), set)
        .await
        .unwrap();
    house.events(&[("c", "2001", 1)]).await;
    house.done().await;
    assert_eq!(house.asked(), ["GET c", "PATCH c callback_later"]);
}

#[tokio::test]
async fn a_map_that_changes_what_an_event_means_writes_it_anew() {
    let house = House::start(Loops::All).await;
    house.events(&[("c", "7", 1)]).await;
    house.done().await;
    assert_eq!(house.category("c").as_deref(), Some("unclassified"));
    assert_eq!(house.states().await, [TrafficState::Unmapped]);
    let map = callboard_rpc::types::MapCode {
        connection: None,
        code: "7".into(),
        category: "wrong_number".into(),
        meaning: None,
    };
    house.call(command::DispositionMapCode, map).await.unwrap();
    house.done().await;
    assert_eq!(house.category("c").as_deref(), Some("wrong_number"));
    assert_eq!(house.states().await, [TrafficState::Done]);
}

#[tokio::test]
async fn a_do_not_call_stands_on_the_list_with_its_whole_time() {
    let house = House::with(Loops::All, 0, |builder| {
        builder.contacts(vec![Contact::new("known").with_phone("(415) 555-2671")])
    })
    .await;
    let at: jiff::Timestamp = "2026-11-23T07:00:00.000123456Z".parse().unwrap();
    let body = format!(r#"{{"contactId":"known","dispositionCode":1001,"timestamp":"{at}"}}"#);
    house.bodies(vec![("known".to_owned(), body, at)]).await;
    house.done().await;
    let (of, number) = (house.connection.clone(), E164::from_stored("+14155552671").unwrap());
    let state = house.read(move |db| dnc::state(db, &of, number)).await.unwrap();
    assert_eq!(
        (state.direction, state.at),
        (dnc::Direction::Out, at),
        "what lies below a millisecond orders it"
    );
}
