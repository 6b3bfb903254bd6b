use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use http::HeaderMap;
use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::settings::Extension;
use crate::stand_in::StandIn;

/// `GET /outbound/campaigns` (an extension).
pub(super) fn routes() -> Router<Arc<StandIn>> {
    Router::new().route("/api/v2/outbound/campaigns", get(list))
}

async fn list(State(stand_in): State<Arc<StandIn>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    stand_in.must_have(Extension::ListCampaigns)?;
    stand_in.tokens.authorize(&headers, super::schedules::SCOPE)?;
    let tenant = stand_in.tenant();
    let campaigns: Vec<_> = tenant
        .campaigns
        .iter()
        .map(|campaign| json!({ "id": campaign.id, "name": campaign.name, "state": campaign.state }))
        .collect();
    Ok(Json(json!({ "campaigns": campaigns })))
}
