//! The order of work at the door (contract §4): method, Host and Origin, content type and encoding, size while
//! reading, who it is, what it says, on disk, and only then 200.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use callboard_http::HostRule;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::arriving::Arriving;
use super::bodies::{self, Context, Read, Unfit};
use super::intake::{Intake, Verdict};
use super::proof::{self, Proven};
use super::refusal::{Cause, Refusal};
use super::refusals::Refusals;
use super::refused::{Refused, beginning};
use super::roster::{Live, Roster};
use super::self_test::Nonces;
use crate::kernel::Kernel;
use crate::kernel::audit::commitment;

/// What a request finds.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) kernel: Kernel,
    pub(super) roster: Roster,
    pub(super) refusals: Refusals,
    pub(super) intake: Intake,
    pub(super) hosts: Arc<HostRule>,
    /// Whether only this computer can reach it: a proxy or a tunnel hands on what comes from anywhere.
    pub(super) only_here: bool,
    pub(super) nonces: Nonces,
}

/// As much as a body may hold; the door counts too, and answers 413 by itself.
const MOST: usize = 256 * 1024;
/// A sender waits so long at most until it is told whether its event is on disk.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) fn router(gate: Gate) -> Router {
    Router::new().fallback(take).with_state(Arc::new(gate))
}

async fn take(State(gate): State<Arc<Gate>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = place(parts.uri.path());
    let source = path.and_then(|path| gate.roster.find(path));
    // Who asks by a foreign name or from a page is not told which sources there are.
    if let Err(cause) = asked(&parts, &gate.hosts) {
        return gate.refuse(source.as_ref(), cause.into());
    }
    if path == Some(Nonces::PATH) {
        return match gate.self_test(&parts, body).await {
            Ok(()) => StatusCode::OK.into_response(),
            Err(refusal) => gate.refuse(None, refusal),
        };
    }
    let Some(source) = source else {
        return gate.refuse(None, Cause::NoSource.into());
    };
    match gate.judge(&source, &parts, body).await {
        Ok(verdict) => kept(verdict),
        Err(refusal) => gate.refuse(Some(&source), refusal),
    }
}

impl Gate {
    async fn judge(&self, source: &Arc<Live>, parts: &Parts, body: Body) -> Result<Verdict, Refusal> {
        let body = self.read(parts, body).await?;
        let received = self.kernel.clock.now();
        let Proven { id } = proof::check(source, &parts.headers, &body, received, self.only_here)?;
        let context = Context { now: received, region: source.region };
        let read = match id {
            Ok(ref id) => {
                bodies::read(source.kind, &body, context).map(|read| (id.clone(), read)).map_err(unfit)
            }
            Err(cause) => Err(cause.into()),
        };
        let (sender_id, read) =
            read.inspect_err(|refusal| self.keep_refused(source, parts, &body, refusal))?;
        let arriving = self.arriving(source, sender_id, received, read, &body);
        let stored = self.kernel.clock.timeout(PATIENCE, self.intake.take(arriving)).await;
        match stored {
            Ok(Some(Ok(Verdict::IdUsedTwice))) => {
                let refusal = Cause::IdUsedTwice.into();
                self.keep_refused(source, parts, &body, &refusal);
                Err(refusal)
            }
            Ok(Some(Ok(verdict))) => Ok(verdict),
            Ok(None) => Err(Cause::Full.into()),
            Ok(Some(Err(_))) | Err(_) => Err(Cause::Storage.into()),
        }
    }

    /// What is stored of it, ready for the writer.
    fn arriving(
        &self,
        source: &Arc<Live>,
        sender_id: Option<String>,
        received: Timestamp,
        read: Read,
        body: &[u8],
    ) -> Arriving {
        let digest: [u8; 32] = Sha256::digest(body).into();
        let salt = self.kernel.chance.bytes::<16>();
        // What was read as JSON is UTF-8.
        let body = String::from_utf8_lossy(body).into_owned();
        Arriving {
            source: Arc::clone(source),
            sender_id: sender_id.unwrap_or_else(|| hex::encode(digest)),
            received,
            happened: read.happened,
            about: read.about,
            commitment: commitment(&salt, &body),
            digest,
            salt,
            body,
        }
    }

    /// The body of a request whose head is in order.
    async fn read(&self, parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
        form(parts)?;
        let said =
            parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if said.is_some_and(|length: u64| length > MOST as u64) {
            return Err(Cause::TooLarge.into());
        }
        to_bytes(body, MOST).await.map_err(|error| match error.to_string() {
            // The door's own words, and those of the limit above.
            slow if slow.contains("in time") => Cause::TooSlow.into(),
            large if large.contains("larger than") || large.contains("length limit") => {
                Cause::TooLarge.into()
            }
            _ => Refusal {
                cause: Cause::Malformed,
                said: "the body is not framed as HTTP says, or ends too early".to_owned(),
            },
        })
    }

    async fn self_test(&self, parts: &Parts, body: Body) -> Result<(), Refusal> {
        let body = self.read(parts, body).await?;
        self.nonces.came_back(&parts.headers, &body, self.kernel.clock.now())
    }

    fn keep_refused(&self, source: &Live, parts: &Parts, body: &[u8], refusal: &Refusal) {
        self.refusals.keep(Refused {
            source: source.id.clone(),
            connection: source.connection.clone(),
            kind: source.kind,
            sender_id: proof::id_of(&parts.headers).unwrap_or_default().to_owned(),
            received: self.kernel.clock.now(),
            status: refusal.cause.status(),
            reason: refusal.said.clone(),
            bytes: body.len(),
            body: beginning(body),
        });
    }

    fn refuse(&self, source: Option<&Arc<Live>>, refusal: Refusal) -> Response {
        self.refusals.count(source.map(|source| &source.id), refusal.cause, self.kernel.clock.now());
        refusal.into_response()
    }
}

/// What follows `/webhook/`; `/webhook` alone is the path of opt-ins and opt-outs too.
fn place(path: &str) -> Option<&str> {
    if path == "/webhook" {
        return Some("data-action");
    }
    path.strip_prefix("/webhook/").filter(|rest| !rest.is_empty())
}

/// By which method, name and page.
fn asked(parts: &Parts, hosts: &HostRule) -> Result<(), Cause> {
    if parts.method != Method::POST {
        return Err(Cause::Method);
    }
    let mut named = parts.headers.get_all(header::HOST).iter();
    let host = match (named.next(), named.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    // A request line may carry a name of its own; it has to pass as well.
    let target = parts.uri.authority().is_none_or(|authority| hosts.allows(authority.as_str()));
    if !target || !host.is_some_and(|host| hosts.allows(host)) {
        return Err(Cause::Host);
    }
    if parts.headers.contains_key(header::ORIGIN) {
        return Err(Cause::Origin);
    }
    Ok(())
}

/// What kind of body follows.
fn form(parts: &Parts) -> Result<(), Cause> {
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Cause::Encoding);
    }
    if is_json(&parts.headers) { Ok(()) } else { Err(Cause::ContentType) }
}

/// `application/json`; its parameters mean nothing (RFC 8259, 11), and what is not UTF-8 is not read as JSON.
fn is_json(headers: &HeaderMap) -> bool {
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(kind), None) = (all.next().and_then(|kind| kind.to_str().ok()), all.next()) else {
        return false;
    };
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn unfit(unfit: Unfit) -> Refusal {
    match unfit {
        Unfit::Malformed(said) => Refusal { cause: Cause::Malformed, said },
        Unfit::NeverRight(said) => Refusal { cause: Cause::NeverRight, said },
    }
}

fn kept(verdict: Verdict) -> Response {
    let (number, repeated) = match verdict {
        Verdict::Kept(number) => (number, false),
        Verdict::Repeated(number) => (number, true),
        Verdict::IdUsedTwice => return Refusal::from(Cause::IdUsedTwice).into_response(),
    };
    let repeated = if repeated { r#","repeated":true"# } else { "" };
    let mut response = Response::new(Body::from(format!(r#"{{"id":"evt_{number}"{repeated}}}"#)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognised_by_its_type_and_nothing_else_passes() {
        let of = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            is_json(&headers)
        };
        for kind in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\";",
            "application/json; charset=utf8",
            "application/json; charset=ISO-8859-1",
            "application/json ; profile=\"a;b\"; v=1",
        ] {
            assert!(of(kind), "{kind}");
        }
        for kind in
            ["text/plain", "application/jsonp", "application/json-patch+json", "; application/json", ""]
        {
            assert!(!of(kind), "{kind}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn paths_name_a_source_or_nothing() {
        assert_eq!(place("/webhook"), Some("data-action"));
        assert_eq!(place("/webhook/call-result/acme"), Some("call-result/acme"));
        for path in ["/", "/webhook/", "/webhooks/call-result", "/WEBHOOK/event"] {
            assert_eq!(place(path), None, "{path}");
        }
    }
}
