use std::time::Duration;

use callboard_simulator::{DEMO_CLIENT_SECRET, Simulator};
use reqwest::Method;
use serde_json::json;

use crate::tenant::{SCHEDULES, Tenant, a_window};

#[tokio::test]
async fn the_journal_holds_what_came_and_what_was_answered() {
    let tenant = Tenant::open().await;
    tenant.create("key-1").await.unwrap();
    tenant.clock.advance(Duration::from_secs(3));
    tenant.ask(Method::GET, &format!("{SCHEDULES}?page=2")).send().await.unwrap();
    let entries = tenant.running.journal().entries();
    assert_eq!(
        (entries[0].method.as_str(), entries[0].path.as_str(), entries[0].status),
        ("POST", SCHEDULES, Some(201))
    );
    assert_eq!(entries[0].body, a_window(), "the body as it was sent");
    assert_eq!(entries[0].headers["idempotency-key"], "key-1");
    assert_eq!((entries[1].query.as_str(), entries[1].seq), ("page=2", 2));
    assert_eq!(entries[1].at.to_string(), "2026-11-23T08:00:03Z");
    assert_eq!(entries[1].monotonic, Duration::from_secs(3));
    assert_eq!(tenant.running.journal().of("POST", "/api/**").len(), 1);
    assert_eq!(tenant.running.journal().since(1), entries[1..]);
}

#[tokio::test]
async fn no_secret_is_in_the_journal_or_in_a_debug_print() {
    let tenant = Tenant::open().await;
    let url = format!("{}/oauth/token", tenant.running.base_url());
    let form = format!("grant_type=client_credentials&client_id=demo&client_secret={DEMO_CLIENT_SECRET}");
    let urlencoded = "application/x-www-form-urlencoded";
    let sent = [
        tenant.http.post(&url).header("Content-Type", urlencoded).body(form.clone()),
        tenant.http.post(&url).basic_auth("demo", Some(DEMO_CLIENT_SECRET)).header("Content-Type", urlencoded).body("grant_type=client_credentials"),
        tenant.http.post(&url).json(&json!({"grant_type": "client_credentials", "client_id": "demo", "client_secret": DEMO_CLIENT_SECRET})),
        tenant.http.post(&url).json(&json!([{"deep": {"Client_Secret": DEMO_CLIENT_SECRET}}])),
        tenant.http.post(&url).body(form.clone()),
        tenant.ask(Method::GET, SCHEDULES),
    ];
    for request in sent {
        request.send().await.unwrap();
    }
    let written = serde_json::to_string(&tenant.running.journal().entries()).unwrap();
    let basic = "ZGVtbzpkZW1vLXNlY3JldA==";
    for secret in [DEMO_CLIENT_SECRET, basic, tenant.token.as_str()] {
        assert!(!written.contains(secret), "{written}");
    }
    assert!(written.contains("Bearer ***") && written.contains("Basic ***"), "that there was one is said");
    let printed = format!("{:?}", Simulator::builder().client("me", "my-own-secret"));
    assert!(!printed.contains("my-own-secret"), "{printed}");
}

#[tokio::test]
async fn a_test_waits_for_a_request_without_sleeping() {
    let tenant = Tenant::open().await;
    let journal = tenant.running.journal().clone();
    let waiting =
        tokio::spawn(
            async move { journal.until(|entries| entries.iter().any(|e| e.status == Some(201))).await },
        );
    tenant.create("key-1").await.unwrap();
    assert_eq!(waiting.await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_most_in_any_minute_is_counted_over_every_minute() {
    let tenant = Tenant::open().await;
    for pause in [0, 30, 29, 1, 200] {
        tenant.clock.advance(Duration::from_secs(pause));
        tenant.ask(Method::GET, SCHEDULES).send().await.unwrap();
    }
    let journal = tenant.running.journal();
    assert_eq!(journal.most_within(Duration::from_mins(1)), 3, "0, 30 and 59 s; 60 s begins another minute");
    assert_eq!(journal.most_within(Duration::from_mins(10)), 5);
}
