use callboard_simulator::{BatchAnswer, Fault};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::tenant::Tenant;

const PATH: &str = "/api/v2/outbound/contacts";

impl Tenant {
    async fn push(&self, contacts: Value, key: &str) -> reqwest::Result<Response> {
        let body = json!({ "contacts": contacts });
        self.ask(Method::POST, PATH).header("Idempotency-Key", key).json(&body).send().await
    }

    fn numbers(&self) -> Vec<String> {
        self.running.outbound_contacts().into_iter().map(|contact| contact.phone_number).collect()
    }
}

fn out(number: &str) -> Value {
    json!({ "phone": { "phoneNumber": number }, "dnc": { "doNotCall": true, "optOutDate": "2026-11-23T07:00:00Z" } })
}

#[tokio::test]
async fn each_contact_of_a_batch_has_its_own_result_and_a_bad_one_spoils_no_other() {
    let tenant = Tenant::open().await;
    let batch = json!([out("+14155550101"), out("12"), out("+14155550102")]);
    let answer: Value = tenant.push(batch, "key-1").await.unwrap().json().await.unwrap();
    let told: Vec<_> =
        answer["results"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(told, [200, 422, 200]);
    assert_eq!(tenant.numbers(), ["+14155550101", "+14155550102"]);
    let kept = tenant.running.outbound_contacts().remove(0);
    assert!(kept.do_not_call && kept.opt_out_date.as_deref() == Some("2026-11-23T07:00:00Z"));
}

#[tokio::test]
async fn a_known_number_is_written_only_as_a_change_of_its_record() {
    let tenant = Tenant::open().await;
    tenant.push(json!([out("+14155550101")]), "key-1").await.unwrap();
    let again: Value =
        tenant.push(json!([out("+14155550101")]), "key-2").await.unwrap().json().await.unwrap();
    let record = again["results"][0]["existingRecordId"].clone();
    assert_eq!(again["results"][0]["status"], 409);
    let mut change = out("+14155550101");
    change["existingRecordId"] = record;
    change["updateMode"] = json!("upsert");
    let changed: Value = tenant.push(json!([change]), "key-3").await.unwrap().json().await.unwrap();
    assert_eq!(changed["results"][0]["status"], 200);
    assert_eq!(tenant.running.outbound_contacts()[0].writes, 2);
}

#[tokio::test]
async fn a_batch_that_is_taken_whole_or_not_at_all_is_refused_for_one_contact() {
    let tenant = Tenant::open().await;
    let whole = |names_number| {
        tenant.running.change_settings(move |settings| {
            settings.batch_answer = BatchAnswer::Whole { names_number };
        });
    };
    whole(false);
    assert_eq!(tenant.push(json!([out("+14155550101"), out("12")]), "key-1").await.unwrap().status(), 422);
    assert!(tenant.numbers().is_empty(), "nothing of it was taken");
    assert_eq!(tenant.push(json!([out("+14155550101")]), "key-2").await.unwrap().status(), 200);
    let conflict = async |key| {
        let answer = tenant.push(json!([out("+14155550102"), out("+14155550101")]), key).await.unwrap();
        assert_eq!(answer.status(), 409);
        answer.json::<Value>().await.unwrap()
    };
    let unnamed = conflict("key-3").await;
    assert!(unnamed["existingRecordId"].is_string() && unnamed.get("phoneNumber").is_none());
    whole(true);
    assert_eq!(conflict("key-4").await["phoneNumber"], "+14155550101");
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_413_and_one_that_was_answered_is_answered_again() {
    let tenant = Tenant::open().await;
    tenant.running.change_settings(|settings| settings.batch_limit = 1);
    assert_eq!(
        tenant.push(json!([out("+14155550101"), out("+14155550102")]), "key-1").await.unwrap().status(),
        413
    );
    let once = json!([out("+14155550101")]);
    let first: Value = tenant.push(once.clone(), "key-2").await.unwrap().json().await.unwrap();
    let again: Value = tenant.push(once, "key-2").await.unwrap().json().await.unwrap();
    assert_eq!((first, tenant.running.outbound_contacts()[0].writes), (again, 1));
    assert_eq!(tenant.push(json!([out("+14155550103")]), "key-2").await.unwrap().status(), 409);
    for senseless in [json!([]), json!([{}]), json!([{ "phone": { "phoneNumber": "+14155550104" } }])] {
        assert_eq!(tenant.push(senseless, "key-3").await.unwrap().status(), 422);
    }
}

#[tokio::test]
async fn what_is_cut_or_left_out_of_the_results_was_taken_all_the_same() {
    let tenant = Tenant::open().await;
    tenant.running.change_settings(|settings| settings.results_left_out = 2);
    let answer: Value = tenant
        .push(json!([out("+14155550101"), out("+14155550102"), out("+14155550103")]), "key-1")
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["results"].as_array().unwrap().len(), 2);
    tenant.running.faults().add(Fault::cut_before_answer().on("POST", PATH).next(1));
    assert!(tenant.push(json!([out("+14155550104")]), "key-2").await.is_err(), "the client cannot know");
    assert_eq!(tenant.numbers().len(), 4);
}
