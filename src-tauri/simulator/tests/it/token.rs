use std::time::Duration;

use callboard_simulator::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, ExpiresIn};
use reqwest::Method;
use serde_json::{Value, json};

use crate::tenant::{SCHEDULES, Tenant};

async fn ask(tenant: &Tenant, scope: &str) -> Value {
    let body = json!({
        "grant_type": "client_credentials",
        "client_id": DEMO_CLIENT_ID,
        "client_secret": DEMO_CLIENT_SECRET,
        "scope": scope,
    });
    tenant.ask_token(&body).await
}

impl Tenant {
    async fn ask_token(&self, body: &Value) -> Value {
        let url = format!("{}/oauth/token", self.running.base_url());
        self.http.post(url).json(body).send().await.unwrap().json().await.unwrap()
    }

    async fn read_with(&self, token: &Value) -> u16 {
        let request = self.http.get(format!("{}{SCHEDULES}", self.running.base_url()));
        request.bearer_auth(token.as_str().unwrap()).send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn a_token_is_honoured_until_its_life_is_over_and_not_a_moment_longer() {
    let tenant = Tenant::open().await;
    let answer = ask(&tenant, "").await;
    tenant.clock.advance(Duration::from_secs(3599));
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 200, "a second is left");
    tenant.clock.advance(Duration::from_secs(1));
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 401, "its hour is over");
}

#[tokio::test]
async fn a_token_whose_life_is_not_said_is_honoured_for_300_seconds() {
    let tenant = Tenant::open().await;
    tenant.running.change_settings(|settings| settings.expires_in = ExpiresIn::Missing);
    let answer = ask(&tenant, "").await;
    tenant.clock.advance(Duration::from_secs(299));
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 200);
    tenant.clock.advance(Duration::from_secs(1));
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 401, "a missing value counts as 300");
}

#[tokio::test]
async fn a_token_with_a_life_of_zero_is_honoured_once() {
    let tenant = Tenant::open().await;
    tenant.running.change_settings(|settings| settings.expires_in = ExpiresIn::Zero);
    let answer = ask(&tenant, "").await;
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 200);
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 401, "use once means once");
}

#[tokio::test]
async fn a_token_may_do_what_it_was_asked_for_and_nothing_else() {
    let tenant = Tenant::open().await;
    let answer = ask(&tenant, "analytics:read").await;
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 403, "schedules need another scope");
    let answer = ask(&tenant, "analytics:read outbound:campaign:write").await;
    assert_eq!(tenant.read_with(&answer["access_token"]).await, 200);
}

#[tokio::test]
async fn requests_that_rfc_6749_refuses_are_refused_by_its_words() {
    let tenant = Tenant::open().await;
    let whole = json!({"grant_type": "password", "client_id": "demo", "client_secret": "demo-secret"});
    assert_eq!(tenant.ask_token(&whole).await["error"], "unsupported_grant_type");
    let without = json!({"client_id": "demo", "client_secret": "demo-secret"});
    assert_eq!(tenant.ask_token(&without).await["error"], "invalid_request");
    let url = format!("{}/oauth/token", tenant.running.base_url());
    let form = "grant_type=client_credentials&client_id=demo&client_secret=demo-secret";
    let twice = tenant.http.post(&url).basic_auth("demo", Some("demo-secret"));
    let twice = twice.header("Content-Type", "application/x-www-form-urlencoded").body(form).send().await;
    assert_eq!(twice.unwrap().status(), 400, "credentials are said in one place");
}

#[tokio::test]
async fn an_unknown_path_is_404_and_a_wrong_method_405_with_allow() {
    let tenant = Tenant::open().await;
    let nowhere = tenant.ask(Method::GET, "/api/v2/nowhere").send().await.unwrap();
    assert_eq!(nowhere.status(), 404);
    let put = tenant.ask(Method::PUT, SCHEDULES).send().await.unwrap();
    assert_eq!(put.status(), 405);
    assert!(put.headers().contains_key("allow"), "405 says what would be allowed");
}
