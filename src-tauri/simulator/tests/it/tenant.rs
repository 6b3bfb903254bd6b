use std::sync::Arc;

use callboard_clock::ManualClock;
use callboard_simulator::{ALL_SCOPES, Builder, Campaign, Running, Simulator};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub(crate) const NOW: &str = "2026-11-23T08:00:00Z";
pub(crate) const SCHEDULES: &str = "/api/v2/outbound/campaigns/renewals/schedules";

/// A stand-in at [`NOW`], and what a test needs to talk to it.
pub(crate) struct Tenant {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) running: Running,
    pub(crate) token: String,
    pub(crate) http: reqwest::Client,
}

impl Tenant {
    pub(crate) async fn open() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(set_up: impl FnOnce(Builder) -> Builder) -> Self {
        Self::at(NOW, set_up).await
    }

    pub(crate) async fn at(now: &str, set_up: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = ManualClock::starting_at(now.parse().unwrap());
        let builder = Simulator::builder()
            .clock(clock.clock())
            .campaigns(vec![Campaign::new("renewals", "Autumn renewals").with_contacts("Europe/Berlin", 20)]);
        let running = set_up(builder).start("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let token = running.issue_token(&ALL_SCOPES.join(" "));
        Self { clock, running, token, http: reqwest::Client::new() }
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.running.base_url())).bearer_auth(&self.token)
    }

    /// Creates [`a_window`] with this key.
    pub(crate) async fn create(&self, key: &str) -> reqwest::Result<Response> {
        self.ask(Method::POST, SCHEDULES).header("Idempotency-Key", key).json(&a_window()).send().await
    }
}

/// In Berlin from 09:10 to 10:10: it begins ten minutes after [`NOW`].
pub(crate) fn a_window() -> Value {
    json!({
        "campaignId": "renewals",
        "startTime": "2026-11-23T09:10:00+01:00",
        "endTime": "2026-11-23T10:10:00+01:00",
        "timezone": "Europe/Berlin",
        "scheduleType": "ONE_TIME",
    })
}

pub(crate) async fn id_of(answer: Response) -> String {
    answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
}
