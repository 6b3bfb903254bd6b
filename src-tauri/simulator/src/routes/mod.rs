//! The tenant's own endpoints, one file a resource.

mod analytics;
mod campaigns;
mod contacts;
mod keys;
mod outbound;
mod schedules;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use crate::answer::Refusal;
use crate::gate;
use crate::stand_in::StandIn;

pub(crate) use token::form_fields;

pub(crate) fn router(stand_in: Arc<StandIn>) -> Router {
    Router::new()
        .merge(token::routes())
        .merge(campaigns::routes())
        .merge(schedules::routes())
        .merge(analytics::routes())
        .merge(contacts::routes())
        .merge(outbound::routes())
        .fallback(|| async { Refusal::not_found("no such resource") })
        .with_state(Arc::clone(&stand_in))
        .layer(from_fn_with_state(stand_in, gate::pass))
}

/// The object in a JSON body, or 415 or 400.
fn json_object(headers: &HeaderMap, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body is not application/json"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Refusal::new(StatusCode::BAD_REQUEST, "the body is not a JSON object")),
    }
}
