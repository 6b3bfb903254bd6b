//! `/_control/…`: what a test or a person tells the stand-in itself. Loopback peers only; not part of any
//! tenant, not in the journal, and switched off by [`crate::Builder::without_control`].

mod contacts;
mod send;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::campaign::Campaign;
use crate::fault::Fault;
use crate::progress::{Figures, figures as counted};
use crate::settings::Settings;
use crate::stand_in::{StandIn, lock};

pub(crate) use send::Begun;

type Here = State<Arc<StandIn>>;

/// | request | does |
/// |---|---|
/// | `GET /_control/journal?since=N` | the requests after the N-th |
/// | `DELETE /_control/journal` | forgets them |
/// | `GET`, `POST`, `DELETE /_control/faults` | lists what waits; adds one, or all of `{"faults":[…]}`; forgets them |
/// | `GET`, `PUT /_control/campaigns` | lists them; puts `{"campaigns":[…]}` in their place |
/// | `GET /_control/campaigns/{id}/figures` | what that campaign has done until now |
/// | `GET /_control/windows` | every window there is or was, but those that were withdrawn before they began |
/// | `GET`, `PUT /_control/contacts` | lists those that were put or changed; puts `{"contacts":[…]}` in their place |
/// | `GET`, `PATCH /_control/settings` | shows them; changes the fields that are named |
/// | `POST`, `GET`, `DELETE /_control/send` | begins to send a [`crate::senders::Plan`] to a listener; reports; stops |
/// | `DELETE /_control/tokens` | revokes every token |
pub(crate) fn router(stand_in: Arc<StandIn>) -> Router {
    Router::new()
        .route("/_control/journal", get(journal).delete(forget_journal))
        .route("/_control/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/_control/campaigns", get(campaigns).put(put_campaigns))
        .route("/_control/campaigns/{id}/figures", get(campaign_figures))
        .route("/_control/windows", get(windows))
        .route("/_control/contacts", get(contacts::contacts).put(contacts::put_contacts))
        .route("/_control/settings", get(settings).patch(change_settings))
        .route("/_control/send", post(send::begin).get(send::report).delete(send::stop))
        .route("/_control/tokens", delete(revoke_tokens))
        .with_state(stand_in)
        .layer(from_fn(only_loopback))
}

async fn only_loopback(ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    if peer.ip().is_loopback() {
        next.run(request).await
    } else {
        Refusal::not_found("no such resource").into_response()
    }
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn journal(State(stand_in): Here, Query(Since { since }): Query<Since>) -> Json<Value> {
    Json(json!({ "entries": stand_in.journal.since(since) }))
}

async fn forget_journal(State(stand_in): Here) -> StatusCode {
    stand_in.journal.clear();
    StatusCode::NO_CONTENT
}

async fn faults(State(stand_in): Here) -> Json<Value> {
    Json(json!({ "faults": stand_in.faults.waiting() }))
}

async fn add_faults(State(stand_in): Here, Json(body): Json<Value>) -> Result<Json<Value>, Refusal> {
    let asked = match body.get("faults") {
        Some(list) => serde_json::from_value::<Vec<Fault>>(list.clone()),
        None => serde_json::from_value::<Fault>(body).map(|fault| vec![fault]),
    };
    let asked = asked.map_err(|error| Refusal::field("faults", error.to_string()))?;
    for fault in asked {
        stand_in.faults.add(fault);
    }
    Ok(faults(State(stand_in)).await)
}

async fn clear_faults(State(stand_in): Here) -> StatusCode {
    stand_in.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Campaigns {
    campaigns: Vec<Campaign>,
}

async fn campaigns(State(stand_in): Here) -> Json<Value> {
    Json(json!({ "campaigns": stand_in.tenant().campaigns }))
}

async fn put_campaigns(State(stand_in): Here, Json(body): Json<Value>) -> Result<Json<Value>, Refusal> {
    let asked: Campaigns =
        serde_json::from_value(body).map_err(|error| Refusal::field("campaigns", error.to_string()))?;
    stand_in.put_campaigns(asked.campaigns)?;
    Ok(campaigns(State(stand_in)).await)
}

async fn campaign_figures(State(stand_in): Here, Path(id): Path<String>) -> Result<Json<Figures>, Refusal> {
    stand_in.figures(&id).map(Json).ok_or_else(|| Refusal::not_found("no such campaign"))
}

async fn windows(State(stand_in): Here) -> Json<Value> {
    Json(json!({ "windows": stand_in.tenant().windows }))
}

async fn settings(State(stand_in): Here) -> Json<Settings> {
    Json(stand_in.settings())
}

async fn change_settings(
    State(stand_in): Here,
    Json(change): Json<Value>,
) -> Result<Json<Settings>, Refusal> {
    let refused = |reason: String| Refusal::field("settings", reason);
    let Value::Object(change) = change else { return Err(refused("an object is needed".to_owned())) };
    let mut kept = lock(&stand_in.settings);
    let mut next = serde_json::to_value(&*kept).map_err(|error| refused(error.to_string()))?;
    if let Some(fields) = next.as_object_mut() {
        fields.extend(change);
    }
    let next: Settings = serde_json::from_value(next).map_err(|error| refused(error.to_string()))?;
    if !next.are_sound() {
        return Err(refused("a value is out of its range".to_owned()));
    }
    kept.clone_from(&next);
    Ok(Json(next))
}

async fn revoke_tokens(State(stand_in): Here) -> StatusCode {
    stand_in.tokens.revoke_all();
    StatusCode::NO_CONTENT
}

impl StandIn {
    /// What a campaign has done until now; `None` where there is no such campaign.
    pub(crate) fn figures(&self, campaign: &str) -> Option<Figures> {
        let tenant = self.tenant();
        let campaign = tenant.campaign(campaign)?;
        Some(counted(campaign, &tenant.windows, tenant.seed, self.clock.now()))
    }

    /// Puts these in place of the campaigns there are; windows of the others stay and dial nobody.
    pub(crate) fn put_campaigns(&self, campaigns: Vec<Campaign>) -> Result<(), Refusal> {
        if !campaigns.iter().all(Campaign::is_sound) {
            return Err(Refusal::field("campaigns", "a campaign has no id, or a number out of its range"));
        }
        self.change(|tenant| {
            tenant.campaigns = campaigns;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use tower::ServiceExt;

    use super::*;
    use crate::builder::Simulator;

    #[tokio::test]
    async fn a_peer_that_is_not_loopback_finds_no_control() {
        let router = router(Arc::new(Simulator::builder().stand_in().unwrap()));
        for (peer, status) in [("192.0.2.7:4000", 404), ("127.0.0.1:4000", 200), ("[::1]:4000", 200)] {
            let mut request = Request::get("/_control/faults").body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), status, "{peer}");
        }
    }
}
