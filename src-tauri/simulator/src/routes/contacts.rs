use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::answer::Refusal;
use crate::contact::asked_fields;
use crate::routes::json_object;
use crate::routes::keys::{fingerprint, key, repeated};
use crate::settings::{ContactUpdate, Settings};
use crate::stand_in::{StandIn, lock};
use crate::state::Remembered;

const READ: [&str; 2] = ["contact:read", "outbound:contact:read"];
const WRITE: &str = "contact:write";

/// One contact: read it, and note something of it.
pub(super) fn routes() -> Router<Arc<StandIn>> {
    Router::new().route("/api/v2/contacts/{contact}", get(read).patch(update))
}

async fn read(
    State(stand_in): State<Arc<StandIn>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.tokens.authorize_any(&headers, &READ)?;
    let found = lock(&stand_in.contacts).find(&id, &stand_in.settings());
    Ok(Json(found.ok_or_else(no_contact)?.to_json()))
}

async fn update(
    State(stand_in): State<Arc<StandIn>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    stand_in.tokens.authorize_any(&headers, &[WRITE])?;
    let body = json_object(&headers, &bytes)?;
    let asked = Asked { fields: asked_fields(&body)?, print: fingerprint("contacts", &id, &body) };
    let settings = stand_in.settings();
    let answer = note(&stand_in, &settings, &id, key(&headers, &settings), asked)?;
    Ok(match settings.contact_update {
        ContactUpdate::Body => Json(answer).into_response(),
        ContactUpdate::NoContent => StatusCode::NO_CONTENT.into_response(),
    })
}

struct Asked {
    fields: BTreeMap<String, String>,
    print: String,
}

fn note(
    stand_in: &StandIn,
    settings: &Settings,
    id: &str,
    key: Option<&str>,
    asked: Asked,
) -> Result<Value, Refusal> {
    let mut contacts = lock(&stand_in.contacts);
    if let Some(before) = key.and_then(|key| contacts.answered(key)) {
        return repeated(before, &asked.print);
    }
    let mut contact = contacts.find(id, settings).ok_or_else(no_contact)?;
    contact.change(asked.fields, stand_in.clock.now());
    let answer = contact.changed_json();
    let key = key.map(|key| {
        let status = StatusCode::OK.as_u16();
        (key.to_owned(), Remembered { asked: asked.print, status, body: answer.clone() })
    });
    contacts.keep(contact, key).map_err(|error| Refusal::not_kept(&error))?;
    Ok(answer)
}

fn no_contact() -> Refusal {
    Refusal::not_found("no such contact")
}
