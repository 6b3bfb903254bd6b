use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use callboard_http::HangUp;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::answer::Refusal;
use crate::fault::Act;
use crate::journal::Arrived;
use crate::mask;
use crate::stand_in::StandIn;

/// Every request to the tenant passes here: it is written down, struck by a fault or throttled, done,
/// and its answer spoilt where that was asked for.
pub(crate) async fn pass(State(stand_in): State<Arc<StandIn>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // The door limits the size; it answers 413 whatever is said here.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Refusal::new(StatusCode::BAD_REQUEST, "the body did not arrive").into_response();
    };
    let seq = stand_in.journal.arrived(Arrived {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: mask::headers(&parts.headers),
        body: mask::body(&parts.headers, &bytes),
    });
    let struck = stand_in.faults.strike(parts.method.as_str(), parts.uri.path());
    let (delay, act) = struck.clone().unwrap_or((Duration::ZERO, Act::Pass));
    if struck.is_some() {
        stand_in.journal.struck(seq, act.name());
    }
    let delay = delay + Duration::from_millis(stand_in.settings().latency_ms);
    if !delay.is_zero() {
        stand_in.clock.sleep(delay).await;
    }
    let request = Request::from_parts(parts, Body::from(bytes));
    let response = match act {
        Act::Reset => HangUp.into_response(),
        Act::Status { status, headers, body } => instead(status, &headers, body),
        act => spoil(honest(&stand_in, request, next).await, &act).await,
    };
    if response.extensions().get::<HangUp>().is_none() {
        stand_in.journal.answered(seq, response.status().as_u16());
    }
    response
}

async fn honest(stand_in: &StandIn, request: Request, next: Next) -> Response {
    match stand_in.take_permit() {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

fn instead(status: u16, headers: &BTreeMap<String, String>, body: Option<Value>) -> Response {
    let mut response = match body {
        Some(body) => axum::Json(body).into_response(),
        None => Body::empty().into_response(),
    };
    // Both were checked when the fault was read; a fault built in code may hold what cannot be sent.
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

async fn spoil(response: Response, act: &Act) -> Response {
    match act {
        Act::Cut { after_bytes: Some(0) } => HangUp.into_response(),
        Act::Cut { after_bytes } => {
            let (mut parts, bytes) = read(response).await;
            let whole = bytes.len();
            let sent = bytes.slice(..after_bytes.unwrap_or(whole / 2).min(whole));
            // One byte is promised that never comes, so that an answer without a body is cut as well.
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.max(sent.len() + 1)));
            if parts.status == StatusCode::NO_CONTENT {
                return HangUp.into_response(); // a 204 has no body to cut: it does not arrive at all
            }
            Response::from_parts(parts, breaking_off(sent))
        }
        Act::AcceptedThen { status } => instead(*status, &BTreeMap::new(), None),
        Act::WrongJson => {
            let (mut parts, bytes) = read(response).await;
            parts.headers.remove(header::CONTENT_LENGTH);
            let half = String::from_utf8_lossy(&bytes[..bytes.len() / 2]).into_owned();
            Response::from_parts(parts, Body::from(format!("{half}<html>")))
        }
        _ => response,
    }
}

async fn read(response: Response) -> (http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    // Our own routes answer from memory; there is nothing to fail.
    (parts, to_bytes(body, usize::MAX).await.unwrap_or_default())
}

/// Sends `sent`, lets it reach the wire, and breaks off.
fn breaking_off(sent: Bytes) -> Body {
    Body::from_stream(futures_util::stream::unfold(Some(sent), |step| async move {
        let broken = std::io::Error::other("cut on request");
        match step {
            Some(sent) if !sent.is_empty() => Some((Ok(sent), Some(Bytes::new()))),
            Some(_) => {
                tokio::task::yield_now().await; // what was sent is flushed meanwhile
                Some((Err(broken), None))
            }
            None => None,
        }
    }))
}
