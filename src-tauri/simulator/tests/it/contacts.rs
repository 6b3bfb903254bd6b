use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::load::{Load, request, run};
use callboard_simulator::{Contact, Fault};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::tenant::Tenant;

impl Tenant {
    async fn note(&self, id: &str, category: &str, key: &str) -> reqwest::Result<Response> {
        let path = format!("/api/v2/contacts/{id}");
        let body = json!({ "custom": { "disposition_category": category } });
        self.ask(Method::PATCH, &path).header("Idempotency-Key", key).json(&body).send().await
    }
}

fn category(contact: &Contact) -> &str {
    contact.custom.get("disposition_category").map_or("", String::as_str)
}

#[tokio::test]
async fn a_contact_that_is_asked_for_is_there_and_always_the_same() {
    let tenant = Tenant::with(|builder| builder.seed(5)).await;
    let read =
        async |id: &str| tenant.ask(Method::GET, &format!("/api/v2/contacts/{id}")).send().await.unwrap();
    let first: Value = read("ada").await.json().await.unwrap();
    assert_eq!(first["phone"]["phoneNumber"], tenant.running.contact("ada").unwrap().phone.unwrap());
    let other = Tenant::with(|builder| builder.seed(5)).await;
    assert_eq!(other.running.contact("ada"), tenant.running.contact("ada"), "seed and id decide");
    assert_eq!(read("missing-ada").await.status(), 404, "the prefix stands for those who are not there");
    assert_eq!(read(&"x".repeat(129)).await.status(), 404, "no id is so long");
    assert!(tenant.running.contacts().is_empty(), "reading keeps nothing");
    tenant.running.change_settings(|settings| settings.missing_prefix.clear());
    assert_eq!(read("missing-ada").await.status(), 200);
    tenant.running.change_settings(|settings| settings.contacts_on_demand = false);
    assert_eq!(read("ada").await.status(), 404, "only those that were listed are there");
}

#[tokio::test]
async fn contacts_are_put_over_the_wire_and_senseless_ones_refused() {
    let tenant = Tenant::open().await;
    let url = format!("{}/_control/contacts", tenant.running.base_url());
    let put = async |contacts: Value| {
        let body = json!({ "contacts": contacts });
        tenant.http.put(&url).json(&body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(put(json!([{"id": "missing-1", "phone": "+12125550100", "custom": {"x": "1"}}])).await, 200);
    let listed = Contact::new("missing-1").with_phone("+12125550100").with_custom("x", "1");
    assert_eq!(tenant.running.contact("missing-1"), Some(listed.clone()), "who is listed is there");
    for senseless in [json!([{"id": ""}]), json!([{"phone": "1"}]), json!([{"id": "a", "x": 1}]), json!(7)] {
        assert_eq!(put(senseless).await, 422);
    }
    assert_eq!(tenant.running.contacts(), [listed], "a refusal changes nothing");
}

#[tokio::test]
async fn changes_and_their_keys_are_found_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    let first = Tenant::with(|builder| builder.state_file(&file)).await;
    first.note("ada", "callback_later", "key-1").await.unwrap();
    first.clock.advance(Duration::from_secs(1));
    first.note("ada", "do_not_call", "key-2").await.unwrap();
    first.note("bob", "wrong_number", "key-3").await.unwrap();
    let kept = first.running.contacts();
    assert_eq!(kept[0].updated.to_string(), "2026-11-23T08:00:01Z", "the time of its last change");

    // Not stopped: what is on the disk now is what a killed program leaves.
    let second = Tenant::with(|builder| builder.state_file(&file).seed(2)).await;
    assert_eq!(second.running.contacts(), kept);
    assert_eq!(second.running.contact("eve"), first.running.contact("eve"), "the first seed goes on");
    assert_eq!(second.note("ada", "callback_later", "key-1").await.unwrap().status(), 200);
    assert_eq!(category(&second.running.contact("ada").unwrap()), "do_not_call", "answered, not done again");
    assert_eq!(second.note("ada", "wrong_number", "key-1").await.unwrap().status(), 409);
}

#[tokio::test]
async fn a_change_is_answered_only_after_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    std::fs::create_dir(&gone).unwrap();
    let tenant = Tenant::with(|builder| builder.state_file(gone.join("tenant.json"))).await;
    tenant.note("ada", "do_not_call", "key-1").await.unwrap();
    std::fs::remove_dir_all(&gone).unwrap();
    assert_eq!(tenant.note("bob", "do_not_call", "key-2").await.unwrap().status(), 500, "it cannot be kept");
    assert_eq!(tenant.running.contacts().len(), 1, "so it was not done");
    std::fs::create_dir(&gone).unwrap();
    assert_eq!(tenant.note("bob", "do_not_call", "key-2").await.unwrap().status(), 200, "the retry is");
    let kept = std::fs::read_to_string(gone.join("tenant.json.contacts")).unwrap();
    assert!(kept.contains("\"ada\"") && kept.contains("\"bob\""), "and all of them are on the disk: {kept}");
}

#[tokio::test]
async fn a_cut_change_was_done_and_a_refused_one_was_not() {
    let tenant = Tenant::open().await;
    let path = "/api/v2/contacts/*";
    tenant.running.faults().add(Fault::status(503).on("PATCH", path).next(1));
    assert_eq!(tenant.note("ada", "do_not_call", "key-1").await.unwrap().status(), 503);
    assert!(tenant.running.contacts().is_empty());
    tenant.running.faults().add(Fault::cut().on("PATCH", path).next(1));
    let whole = match tenant.note("ada", "do_not_call", "key-1").await {
        Ok(answer) => answer.bytes().await.map(|_| ()),
        Err(error) => Err(error),
    };
    assert!(whole.is_err(), "the client cannot know");
    assert_eq!(category(&tenant.running.contact("ada").unwrap()), "do_not_call", "until it reads");
}

/// A tenant that held up its callers would be measured instead of them.
#[tokio::test]
async fn thousands_of_changes_are_kept_and_all_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    let tenant = Tenant::with(|builder| builder.state_file(&file)).await;
    let bearer = format!("Bearer {}", tenant.token);
    let change = |n: usize| {
        let category = if n < 2_000 { "callback_later" } else { "do_not_call" };
        let body = json!({ "custom": { "disposition_category": category } }).to_string();
        let headers = [
            ("authorization", bearer.clone()),
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", format!("key-{n}")),
        ];
        let path = format!("/api/v2/contacts/contact-{:04}", n % 2_000);
        request("PATCH", &path, &tenant.running.address().to_string(), &headers, body.as_bytes())
    };
    let load = Load {
        address: tenant.running.address(),
        connections: 16,
        requests: (0..4_000).map(change).collect(),
        limit: Duration::from_mins(5),
    };
    let measured = run(&load, &Clock::system()).await;
    assert_eq!(measured.statuses, BTreeMap::from([(200, 4_000)]));
    let seen = tenant.running.journal().of("PATCH", "/api/v2/contacts/*");
    let keys: BTreeSet<_> = seen.iter().map(|entry| entry.headers["idempotency-key"].as_str()).collect();
    assert_eq!(keys.len(), 4_000, "none was pushed out");
    let again = Tenant::with(|builder| builder.state_file(&file)).await;
    assert_eq!(again.running.contacts().len(), 2_000);
    assert!(
        again.running.contacts().iter().all(|contact| category(contact) == "do_not_call"),
        "the later holds"
    );
}
