use reqwest::Method;
use serde_json::{Value, json};

use crate::tenant::{SCHEDULES, Tenant};

impl Tenant {
    async fn control(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.http.request(method, format!("{}/_control/{path}", self.running.base_url()));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }
}

#[tokio::test]
async fn faults_are_asked_for_and_forgotten_over_the_wire() {
    let tenant = Tenant::open().await;
    let fault = json!({"act": "status", "status": 503, "next": 5});
    let (status, listed) = tenant.control(Method::POST, "faults", Some(fault)).await;
    assert_eq!((status, &listed["faults"][0]["next"]), (200, &json!(5)));
    assert_eq!(tenant.ask(Method::GET, SCHEDULES).send().await.unwrap().status(), 503);
    assert_eq!(tenant.control(Method::GET, "faults", None).await.1["faults"][0]["next"], 4, "one is used up");
    assert_eq!(tenant.control(Method::DELETE, "faults", None).await.0, 204);
    assert_eq!(tenant.ask(Method::GET, SCHEDULES).send().await.unwrap().status(), 200);
    let slip = json!({"faults": [{"act": "explode"}]});
    assert_eq!(tenant.control(Method::POST, "faults", Some(slip)).await.0, 422, "a slip is refused");
}

#[tokio::test]
async fn the_journal_is_read_over_the_wire_and_does_not_hold_its_readers() {
    let tenant = Tenant::open().await;
    tenant.create("key-1").await.unwrap();
    tenant.ask(Method::GET, SCHEDULES).send().await.unwrap();
    let (_, read) = tenant.control(Method::GET, "journal?since=1", None).await;
    assert_eq!(read["entries"].as_array().unwrap().len(), 1);
    assert_eq!(read["entries"][0]["status"], 200);
    assert_eq!(tenant.control(Method::DELETE, "journal", None).await.0, 204);
    assert!(tenant.running.journal().entries().is_empty());
}

#[tokio::test]
async fn campaigns_are_put_and_senseless_ones_refused() {
    let tenant = Tenant::open().await;
    let asked = json!({"campaigns": [{"id": "q4", "name": "Q4", "contacts": {"Asia/Tokyo": 12}}]});
    assert_eq!(tenant.control(Method::PUT, "campaigns", Some(asked)).await.0, 200);
    assert_eq!(tenant.running.campaigns()[0].people_in("Asia/Tokyo"), 12);
    assert_eq!(
        tenant.running.campaigns()[0].people_in("Europe/Paris"),
        0,
        "contacts name every zone there is"
    );
    for senseless in [json!({"id": "", "name": "x"}), json!({"id": "a", "name": "x", "connect_share": 2})] {
        let asked = json!({"campaigns": [senseless]});
        assert_eq!(tenant.control(Method::PUT, "campaigns", Some(asked)).await.0, 422);
    }
    assert_eq!(tenant.running.campaigns()[0].id, "q4", "a refusal changes nothing");
}

#[tokio::test]
async fn settings_change_field_by_field() {
    let tenant = Tenant::open().await;
    let change = json!({"absent": {"schedules.list": 405}, "keys": "ignored"});
    let (status, settings) = tenant.control(Method::PATCH, "settings", Some(change)).await;
    assert_eq!((status, &settings["token_seconds"]), (200, &json!(3600)), "the rest stays");
    assert_eq!(tenant.ask(Method::GET, SCHEDULES).send().await.unwrap().status(), 405);
    for slip in [json!({"keyz": "ignored"}), json!({"speed": 0}), json!({"absent": {"schedules.list": 500}})]
    {
        assert_eq!(tenant.control(Method::PATCH, "settings", Some(slip)).await.0, 422);
    }
}

#[tokio::test]
async fn revoked_tokens_are_refused() {
    let tenant = Tenant::open().await;
    assert_eq!(tenant.control(Method::DELETE, "tokens", None).await.0, 204);
    assert_eq!(tenant.ask(Method::GET, SCHEDULES).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn without_control_there_is_none_and_a_foreign_name_opens_nothing() {
    let tenant = Tenant::with(callboard_simulator::Builder::without_control).await;
    assert_eq!(tenant.control(Method::GET, "journal", None).await.0, 404);
    let foreign = tenant.ask(Method::GET, SCHEDULES).header("Host", "evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), 421);
}
