use std::time::Duration;

use callboard_simulator::{Fault, Faults, IdempotencyKeys};
use reqwest::Method;
use serde_json::{Value, json};

use crate::tenant::{SCHEDULES, Tenant, id_of};

const ANY_CAMPAIGN: &str = "/api/v2/outbound/campaigns/*/schedules";

#[tokio::test]
async fn a_status_is_answered_so_often_and_nothing_is_done() {
    let tenant = Tenant::open().await;
    tenant.running.faults().add(Fault::throttled("7").on("POST", ANY_CAMPAIGN).next(2));
    for _ in 0..2 {
        let answer = tenant.create("key-1").await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["retry-after"]),
            (429, &"7".parse().unwrap())
        );
    }
    assert!(tenant.running.windows().is_empty(), "a refused request makes nothing");
    assert_eq!(tenant.create("key-1").await.unwrap().status(), 201, "the third is honest");
    assert!(tenant.running.faults().waiting().is_empty(), "the fault is used up");
}

#[tokio::test]
async fn a_fault_keeps_to_its_route() {
    let tenant = Tenant::open().await;
    tenant.running.faults().add(Fault::status(503).on("GET", ANY_CAMPAIGN));
    assert_eq!(tenant.create("key-1").await.unwrap().status(), 201, "another method");
    let list = tenant.ask(Method::GET, "/api/v2/outbound/campaigns").send().await.unwrap();
    assert_eq!(list.status(), 200, "another path");
    assert_eq!(tenant.ask(Method::GET, SCHEDULES).send().await.unwrap().status(), 503);
}

#[tokio::test]
async fn a_delay_is_waited_on_the_clock_that_was_handed_in() {
    let tenant = Tenant::open().await;
    tenant.running.faults().add(Fault::delay(Duration::from_mins(5)).next(1));
    let asked = tokio::spawn(tenant.ask(Method::GET, SCHEDULES).send());
    while tenant.clock.sleepers() == 0 {
        tokio::task::yield_now().await;
    }
    tenant.clock.advance(Duration::from_secs(299));
    tokio::task::yield_now().await;
    assert!(!asked.is_finished(), "a second is left");
    tenant.clock.advance(Duration::from_secs(1));
    assert_eq!(asked.await.unwrap().unwrap().status(), 200, "late, and honest");
}

#[tokio::test]
async fn a_reset_answers_nothing_and_does_nothing() {
    let tenant = Tenant::open().await;
    tenant.running.faults().add(Fault::reset().next(1));
    assert!(tenant.create("key-1").await.is_err(), "the connection is gone");
    assert!(tenant.running.windows().is_empty(), "and nothing was done");
    let entry = &tenant.running.journal().entries()[0];
    assert_eq!((entry.status, entry.fault), (None, Some("reset")), "the journal says so");
}

#[tokio::test]
async fn a_cut_answer_was_done_and_its_key_finds_it_again() {
    for fault in [Fault::cut(), Fault::cut_before_answer()] {
        let tenant = Tenant::open().await;
        tenant.running.faults().add(fault.on("POST", ANY_CAMPAIGN).next(1));
        let whole = match tenant.create("key-1").await {
            Ok(answer) => answer.bytes().await,
            Err(error) => Err(error),
        };
        assert!(whole.is_err(), "the client does not get the whole answer");
        let made = tenant.running.windows();
        assert_eq!(made.len(), 1, "the request was accepted");
        let id = id_of(tenant.create("key-1").await.unwrap()).await;
        assert_eq!(id, made[0].id, "the same key is answered with what it made");
        assert_eq!(tenant.running.windows().len(), 1, "and makes no second");
    }
}

#[tokio::test]
async fn half_an_answer_reaches_the_client_before_the_cut() {
    let tenant = Tenant::open().await;
    tenant.running.faults().add(Fault::cut().next(1));
    let mut answer = tenant.create("key-1").await.unwrap();
    assert_eq!(answer.status(), 201, "the head arrived");
    assert!(!answer.chunk().await.unwrap().unwrap().is_empty(), "and some of the body");
    assert!(answer.chunk().await.is_err(), "and then no more");
}

#[tokio::test]
async fn a_tenant_that_ignores_keys_makes_a_second_window() {
    let tenant = Tenant::open().await;
    tenant.running.change_settings(|settings| settings.keys = IdempotencyKeys::Ignored);
    tenant.create("key-1").await.unwrap();
    tenant.create("key-1").await.unwrap();
    assert_eq!(tenant.running.windows().len(), 2, "which is why a client reads before it repeats");
}

#[tokio::test]
async fn wrong_json_comes_with_the_right_status_after_the_work_was_done() {
    let tenant = Tenant::open().await;
    tenant.running.faults().add(Fault::wrong_json().next(1));
    let answer = tenant.create("key-1").await.unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.json::<Value>().await.is_err(), "nobody can read it");
    assert_eq!(tenant.running.windows().len(), 1);
}

#[tokio::test]
async fn a_status_after_acceptance_comes_when_the_work_was_done_and_can_be_written_in_a_file() {
    let tenant = Tenant::open().await;
    let fault: Fault = serde_json::from_str(r#"{"next":1,"act":"accepted_then","status":504}"#).unwrap();
    assert_eq!(fault, Fault::accepted_then(504).next(1));
    tenant.running.faults().add(fault);
    assert_eq!(tenant.create("key-1").await.unwrap().status(), 504);
    assert_eq!(tenant.running.windows().len(), 1, "it stands there, whatever the answer says");
    let without = serde_json::from_str::<Fault>(r#"{"act":"accepted_then"}"#);
    assert!(without.is_err(), "which status is said");
}

#[tokio::test]
async fn a_share_strikes_about_that_many_and_the_same_ones_for_the_same_seed() {
    let mut stories = Vec::new();
    for _ in 0..2 {
        let tenant = Tenant::with(|builder| builder.seed(42)).await;
        tenant.running.faults().add(Fault::status(500).share(0.3));
        let mut story = Vec::new();
        for _ in 0..200 {
            story.push(tenant.ask(Method::GET, SCHEDULES).send().await.unwrap().status().as_u16());
        }
        let struck = story.iter().filter(|status| **status == 500).count();
        assert!((40..=80).contains(&struck), "{struck} of 200 are about 30 %");
        stories.push(story);
    }
    assert_eq!(stories[0], stories[1], "a test can be repeated");
}

#[tokio::test]
async fn the_limit_holds_in_any_sixty_seconds() {
    let tenant = Tenant::with(|builder| builder.rate_limit(2)).await;
    let read = async || tenant.ask(Method::GET, SCHEDULES).send().await.unwrap();
    assert_eq!(read().await.status(), 200);
    tenant.clock.advance(Duration::from_secs(40));
    assert_eq!(read().await.status(), 200);
    let refused = read().await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "20", "the first leaves the minute then");
    tenant.clock.advance(Duration::from_secs(20));
    assert_eq!(read().await.status(), 200, "one place is free");
    assert_eq!(read().await.status(), 429, "and no second: the minute slides, it does not start anew");
}

#[test]
fn a_fault_file_is_read_and_a_slip_in_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faults.json");
    let load = |value: Value| {
        std::fs::write(&path, value.to_string()).unwrap();
        Faults::load(&path)
    };
    let good = json!({"faults": [
        {"method": "post", "path": ANY_CAMPAIGN, "next": 3, "delay_ms": 200,
         "act": "status", "status": 429, "headers": {"Retry-After": "2"}, "body": {"message": "slow down"}},
        {"share": 0.1, "act": "reset"},
        {"path": "/oauth/**", "act": "cut", "after_bytes": 5, "next": 1},
        {"delay_ms": 50},
    ]});
    let read = load(good).unwrap();
    assert_eq!(read.faults[1], Fault::reset().share(0.1));
    assert_eq!(read.faults[3], Fault::delay(Duration::from_millis(50)));
    let again: Faults = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
    assert_eq!(again, read, "what is written is read as it was");
    for (slip, why) in [
        (json!({"faults": [{"nxet": 3, "act": "reset"}]}), "an unknown field"),
        (json!({"faults": [{"act": "explode"}]}), "an unknown act"),
        (json!({"faults": [{"act": "status"}]}), "a status without its number"),
        (json!({"faults": [{"act": "reset", "status": 500}]}), "a status that would not be sent"),
        (json!({"faults": [{"act": "reset", "next": 1, "share": 0.5}]}), "two ways to say how often"),
        (json!({"faults": [{"act": "reset", "share": 1.5}]}), "more than all"),
        (
            json!({"faults": [{"act": "status", "status": 429, "headers": {"a b": "c"}}]}),
            "a header that is none",
        ),
        (json!([]), "no object"),
    ] {
        let refused = load(slip).expect_err(why).to_string();
        assert!(refused.contains("faults.json"), "the file is named: {refused}");
    }
}
