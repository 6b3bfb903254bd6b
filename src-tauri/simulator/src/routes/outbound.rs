use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::outbound::{Asked, NotTaken, Outbound, result};
use crate::routes::json_object;
use crate::routes::keys::{fingerprint, key, repeated};
use crate::settings::{BatchAnswer, Settings};
use crate::stand_in::{StandIn, lock};
use crate::state::Remembered;

const SCOPES: [&str; 2] = ["outbound:contacts:write", "outbound:dnc:write"];

/// Outbound contacts: numbers that may, or may not, be called, in batches.
pub(super) fn routes() -> Router<Arc<StandIn>> {
    Router::new().route("/api/v2/outbound/contacts", post(push))
}

async fn push(
    State(stand_in): State<Arc<StandIn>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    for scope in SCOPES {
        stand_in.tokens.authorize(&headers, scope)?;
    }
    let body = json_object(&headers, &bytes)?;
    let settings = stand_in.settings();
    let Some(contacts) = body.get("contacts").and_then(Value::as_array).filter(|all| !all.is_empty()) else {
        return Err(Refusal::field("contacts", "contacts is missing, empty or no list"));
    };
    if contacts.len() > settings.batch_limit {
        let words = format!("a batch has at most {} contacts", settings.batch_limit);
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, words));
    }
    let print = fingerprint("outbound-contacts", "", &body);
    let mut outbound = lock(&stand_in.outbound);
    let key = key(&headers, &settings);
    if let Some(before) = key.and_then(|key| outbound.answered(key)) {
        return Ok(Json(repeated(before, &print)?).into_response());
    }
    let asked = contacts.iter().map(Asked::read).collect::<Result<Vec<_>, _>>()?;
    let answer = answer(&mut outbound, &settings, &asked)?;
    if let Some(key) = key {
        let status = StatusCode::OK.as_u16();
        outbound.remember(key, Remembered { asked: print, status, body: answer.clone() });
    }
    Ok(Json(answer).into_response())
}

fn answer(outbound: &mut Outbound, settings: &Settings, asked: &[Asked]) -> Result<Value, Refusal> {
    match settings.batch_answer {
        BatchAnswer::EachItem => {
            let mut results = Vec::new();
            for one in asked {
                let outcome = outbound.would_take(one, settings.upsert_without_id);
                if outcome.is_ok() {
                    outbound.take(one);
                }
                results.push(result(one, &outcome));
            }
            // What is left out was done all the same.
            let left_out = settings.results_left_out;
            let told =
                results.into_iter().enumerate().filter(|(at, _)| left_out == 0 || (at + 1) % left_out != 0);
            Ok(json!({ "results": told.map(|(_, result)| result).collect::<Vec<_>>() }))
        }
        BatchAnswer::Whole { names_number } => {
            for one in asked {
                outbound
                    .would_take(one, settings.upsert_without_id)
                    .map_err(|why| refused(one, &why, names_number))?;
            }
            for one in asked {
                outbound.take(one);
            }
            Ok(json!({}))
        }
    }
}

/// Nothing of the batch was taken.
fn refused(asked: &Asked, why: &NotTaken, names_number: bool) -> Refusal {
    match why {
        NotTaken::Bad(why) => Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, *why),
        NotTaken::Known { record } => {
            let words = "there is a record of one of these numbers";
            let refusal = Refusal::new(StatusCode::CONFLICT, words).with("existingRecordId", json!(record));
            if names_number { refusal.with("phoneNumber", json!(asked.number)) } else { refusal }
        }
    }
}
