//! Why a request is not taken, and what its sender is told.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::signature::NotProven;

/// One refusal: what kind it is, for counting, and the sentence that goes back. It repeats nothing of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) cause: Cause,
    pub(super) said: String,
}

/// The kinds of refusals: few, so that counting them cannot grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Cause {
    NoSource,
    Method,
    Host,
    Origin,
    ContentType,
    Encoding,
    TooLarge,
    TooSlow,
    NotProven(NotProven),
    Token,
    ProvesNothing,
    Id,
    Malformed,
    NeverRight,
    IdUsedTwice,
    /// The queue is full.
    Full,
    /// It could not be stored.
    Storage,
    /// The source's secret cannot be read now.
    Secrets,
}

impl Cause {
    pub(super) fn status(self) -> u16 {
        match self {
            Self::NoSource => 404,
            Self::Method => 405,
            Self::Host => 421,
            Self::Origin => 403,
            Self::ContentType | Self::Encoding => 415,
            Self::TooLarge => 413,
            Self::TooSlow => 408,
            Self::NotProven(_) | Self::Token | Self::ProvesNothing => 401,
            Self::Id | Self::Malformed => 400,
            Self::IdUsedTwice => 409,
            Self::NeverRight => 422,
            Self::Full | Self::Storage | Self::Secrets => 503,
        }
    }

    /// In a sentence, for counts and answers.
    pub(super) fn words(self) -> String {
        match self {
            Self::NoSource => "No source has this path.",
            Self::Method => "Only POST is taken here.",
            Self::Host => "The request calls this listener by a name that it does not have.",
            Self::Origin => "A page in a browser sent it: an Origin header is refused.",
            Self::ContentType => "The content type is application/json.",
            Self::Encoding => "The body is sent as it is: any Content-Encoding is refused.",
            Self::TooLarge => "The body is larger than 256 KiB.",
            Self::TooSlow => "The body did not arrive within 10 seconds.",
            Self::NotProven(why) => return why.to_string(),
            Self::Token => "The bearer token is missing or another one.",
            Self::ProvesNothing => "A source that proves nothing is taken by a loopback listener only.",
            Self::Id => "webhook-id is 1 to 128 characters out of A-Z, a-z, 0-9, _ and -, once.",
            Self::Malformed => "The body is malformed, or a field is missing.",
            Self::NeverRight => "A number or a time can never be right.",
            Self::IdUsedTwice => "This id came before with another body.",
            Self::Full => "More comes in than can be stored; try again shortly.",
            Self::Storage => "It cannot be stored now; try again shortly.",
            Self::Secrets => "The secret of this source cannot be read now; try again shortly.",
        }
        .to_owned()
    }

    /// Seconds after which it is worth trying again, where it is our trouble.
    fn retry_after(self) -> Option<u32> {
        match self {
            Self::Full => Some(1),
            Self::Storage => Some(5),
            Self::Secrets => Some(30),
            _ => None,
        }
    }
}

impl From<Cause> for Refusal {
    fn from(cause: Cause) -> Self {
        Self { said: cause.words(), cause }
    }
}

impl From<NotProven> for Refusal {
    fn from(why: NotProven) -> Self {
        Cause::NotProven(why).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.cause.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, axum::Json(json!({ "error": self.said }))).into_response();
        let headers = response.headers_mut();
        let asked = match self.cause {
            Cause::Method => Some((header::ALLOW, "POST")),
            Cause::Token => Some((header::WWW_AUTHENTICATE, "Bearer")),
            _ => None,
        };
        if let Some((name, value)) = asked {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(seconds) = self.cause.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
