use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::answer::Refusal;
use crate::routes::json_object;
use crate::routes::keys::{fingerprint, key, repeated};
use crate::settings::{Extension, Settings};
use crate::stand_in::StandIn;
use crate::state::{Remembered, Tenant};
use crate::window::{Asked, WindowState};

pub(super) const SCOPE: &str = "outbound:campaign:write";

/// The windows of a campaign: create, list and withdraw (the last two are extensions).
pub(super) fn routes() -> Router<Arc<StandIn>> {
    Router::new()
        .route("/api/v2/outbound/campaigns/{campaign}/schedules", post(create).get(list))
        .route("/api/v2/outbound/campaigns/{campaign}/schedules/{schedule}", delete(withdraw))
}

async fn create(
    State(stand_in): State<Arc<StandIn>>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    stand_in.tokens.authorize(&headers, SCOPE)?;
    let body = json_object(&headers, &bytes)?;
    let settings = stand_in.settings();
    let key = key(&headers, &settings);
    let asked = fingerprint("schedules", &campaign, &body);
    let answer = stand_in.change(|tenant| {
        if let Some(before) = key.and_then(|key| tenant.keys.find(key)) {
            return repeated(before, &asked);
        }
        let answer = make(&stand_in, tenant, &settings, &campaign, &body)?;
        if let Some(key) = key {
            let remembered = Remembered { asked, status: StatusCode::CREATED.as_u16(), body: answer.clone() };
            tenant.keys.remember(key, remembered);
        }
        Ok(answer)
    })?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

fn make(
    stand_in: &StandIn,
    tenant: &mut Tenant,
    settings: &Settings,
    campaign: &str,
    body: &Map<String, Value>,
) -> Result<Value, Refusal> {
    if tenant.campaign(campaign).is_none() {
        return Err(no_campaign());
    }
    let asked = Asked::read(campaign, body)?;
    asked.must_begin_after(stand_in.clock.now())?;
    let id = tenant.new_id("window");
    tenant.windows.push(asked.into_window(id.clone(), campaign, settings.speed));
    Ok(json!({ "id": id }))
}

async fn list(
    State(stand_in): State<Arc<StandIn>>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.must_have(Extension::ListSchedules)?;
    stand_in.tokens.authorize(&headers, SCOPE)?;
    let tenant = stand_in.tenant();
    if tenant.campaign(&campaign).is_none() {
        return Err(no_campaign());
    }
    let now = stand_in.clock.now();
    let windows = tenant.windows.iter().filter(|window| window.campaign_id == campaign);
    let windows: Vec<_> = windows.map(|window| window.to_json(now)).collect();
    Ok(Json(json!({ "schedules": windows })))
}

/// One that has not begun is gone afterwards; one that has begun is ended now; one that is over stays so.
async fn withdraw(
    State(stand_in): State<Arc<StandIn>>,
    Path((campaign, schedule)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    stand_in.must_have(Extension::DeleteSchedule)?;
    stand_in.tokens.authorize(&headers, SCOPE)?;
    let now = stand_in.clock.now();
    stand_in.change(|tenant| {
        let found = tenant.windows.iter().position(|w| w.campaign_id == campaign && w.id == schedule);
        let position = found.ok_or_else(|| Refusal::not_found("no such schedule in this campaign"))?;
        match tenant.windows[position].state(now) {
            WindowState::Pending => drop(tenant.windows.remove(position)),
            WindowState::Active => tenant.windows[position].end_at(now),
            WindowState::Ended => {}
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

fn no_campaign() -> Refusal {
    Refusal::not_found("no such campaign")
}
