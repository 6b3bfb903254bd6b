use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::routes::json_object;
use crate::settings::ExpiresIn;
use crate::stand_in::StandIn;
use crate::tokens::ALL_SCOPES;

/// The token endpoint on both paths. It takes id and secret in the form, as HTTP Basic, or in JSON.
pub(super) fn routes() -> Router<Arc<StandIn>> {
    Router::new().route("/oauth/token", post(issue)).route("/api/v2/oauth/token", post(issue))
}

/// The fields of a urlencoded form; `None` where it is malformed or says a field twice.
pub(crate) fn form_fields(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut fields = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let said_before = fields.insert(decoded(name)?, decoded(value)?).is_some();
        (!said_before).then_some(())?;
    }
    Some(fields)
}

/// RFC 6749 §5.2 knows these; `invalid_client` is 401, the others 400.
#[derive(Clone, Copy, Debug)]
enum TokenRefused {
    InvalidRequest,
    InvalidClient,
    InvalidScope,
    UnsupportedGrantType,
}

async fn issue(
    State(stand_in): State<Arc<StandIn>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, TokenRefused> {
    let fields = fields(&headers, &bytes)?;
    let (id, secret) = credentials(&headers, &fields)?;
    if id != stand_in.client.id || secret != stand_in.client.secret {
        return Err(TokenRefused::InvalidClient);
    }
    match fields.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => return Err(TokenRefused::UnsupportedGrantType),
        None => return Err(TokenRefused::InvalidRequest),
    }
    let scopes = scopes(fields.get("scope").map(String::as_str).unwrap_or_default())?;
    let settings = stand_in.settings();
    let token = stand_in.tokens.issue(scopes, &settings);
    let mut body = json!({ "access_token": token, "token_type": "Bearer" });
    match settings.expires_in {
        ExpiresIn::Number => body["expires_in"] = json!(settings.token_seconds),
        ExpiresIn::Text => body["expires_in"] = json!(settings.token_seconds.to_string()),
        ExpiresIn::Zero => body["expires_in"] = json!(0),
        ExpiresIn::Missing => {}
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

fn fields(headers: &HeaderMap, bytes: &[u8]) -> Result<BTreeMap<String, String>, TokenRefused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return form_fields(bytes).ok_or(TokenRefused::InvalidRequest);
    }
    let object = json_object(headers, bytes).map_err(|_| TokenRefused::InvalidRequest)?;
    let text = |(name, value)| match value {
        Value::String(text) => Ok((name, text)),
        _ => Err(TokenRefused::InvalidRequest),
    };
    object.into_iter().map(text).collect()
}

/// Id and secret out of the one place where they are; saying them twice is refused (RFC 6749 §2.3).
fn credentials(
    headers: &HeaderMap,
    fields: &BTreeMap<String, String>,
) -> Result<(String, String), TokenRefused> {
    let in_body = fields.get("client_id").zip(fields.get("client_secret"));
    match (headers.get(header::AUTHORIZATION), in_body) {
        (Some(_), Some(_)) => Err(TokenRefused::InvalidRequest),
        (Some(value), None) => basic(value).ok_or(TokenRefused::InvalidClient),
        (None, Some((id, secret))) => Ok((id.clone(), secret.clone())),
        (None, None) => Err(TokenRefused::InvalidClient),
    }
}

/// Both halves are urlencoded before they are joined (RFC 6749 §2.3.1).
fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let encoded = value.to_str().ok()?.strip_prefix("Basic ")?;
    let joined = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    Some((decoded(id)?, decoded(secret)?))
}

/// All that the client may have where it asks for none.
fn scopes(asked: &str) -> Result<BTreeSet<String>, TokenRefused> {
    let asked: Vec<_> = asked.split_whitespace().collect();
    if asked.iter().any(|scope| !ALL_SCOPES.contains(scope)) {
        return Err(TokenRefused::InvalidScope);
    }
    let granted = if asked.is_empty() { ALL_SCOPES.to_vec() } else { asked };
    Ok(granted.into_iter().map(str::to_owned).collect())
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

impl IntoResponse for TokenRefused {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        };
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"tenant\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
        }
        response
    }
}
