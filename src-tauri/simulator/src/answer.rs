use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::window::WindowRefused;

/// A "no" of the tenant: `{"status","message",…}`.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
    more: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), more: Map::new(), headers: Vec::new() }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 422, with the field that is at fault.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message).with("field", json!(field))
    }

    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""))
    }

    pub(crate) fn scope_missing(scope: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, format!("the token lacks the scope {scope}"))
            .with("missingScopes", json!([scope]))
    }

    pub(crate) fn throttled(seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too many requests in 60 s")
            .header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// The change could not be written to the state file, so it was not done.
    pub(crate) fn not_kept(error: &std::io::Error) -> Self {
        tracing::error!(%error, "the stand-in's state could not be written");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the state could not be written")
    }

    /// An extension that this tenant does not have.
    pub(crate) fn absent(status: u16) -> Self {
        if status == 405 {
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "this tenant cannot do that")
                .header(header::ALLOW, HeaderValue::from_static("OPTIONS"))
        } else {
            Self::not_found("this tenant has no such resource")
        }
    }

    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl From<WindowRefused> for Refusal {
    fn from(refused: WindowRefused) -> Self {
        Self::field(refused.field, refused.reason)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = self.more;
        body.insert("status".to_owned(), json!(self.status.as_u16()));
        body.insert("message".to_owned(), Value::String(self.message));
        let mut response = (self.status, Json(Value::Object(body))).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}
