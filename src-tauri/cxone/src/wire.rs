use std::error::Error as _;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, Proxy, RequestBuilder, Response};
use url::Url;

use crate::mask::Known;
use crate::settings::{Addresses, ConnectionSettings, SettingsError, is_loopback};
use crate::{Error, Roots, mask, retry};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Shorter than the minute after which servers and load balancers usually hang up: a POST that meets a
/// connection as it is closed ends as "unknown".
const LONGEST_IDLE: Duration = Duration::from_secs(45);
/// More than any list of a tenant; keeps memory flat whatever is sent to us.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

/// The one place that touches the network. Knows no token and no retry.
#[derive(Clone, Debug)]
pub(crate) struct Wire(Client);

/// What came back, whole. For other than 2xx at most 64 KiB of the body, and what came of it if it was cut.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why nothing whole came back; masked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No connection: the tenant has seen nothing.
    NotSent(String),
    /// The request left, or may have; no whole answer came.
    Cut(String),
}

impl Wire {
    /// Pools and keeps connections, follows no redirect, repeats nothing by itself.
    pub(crate) fn new(settings: &ConnectionSettings, addresses: &Addresses) -> Result<Self, Error> {
        let mut builder = Client::builder()
            .user_agent(concat!("Callboard/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(LONGEST_IDLE)
            .tcp_keepalive(Duration::from_mins(1));
        if is_loopback(&addresses.base) && is_loopback(&addresses.token) {
            builder = builder.no_proxy();
        } else if let Some(proxy) = &addresses.proxy {
            builder =
                builder.proxy(Proxy::all(proxy.as_str()).map_err(|why| refused("proxy", &root_cause(&why)))?);
        }
        let own = authorities(settings)?;
        // Plain http needs no certificates, and is to work where there are none.
        builder = if addresses.base.scheme() == "http" && addresses.token.scheme() == "http" {
            builder.tls_certs_only(own)
        } else {
            Roots::of_this_machine().trusted_by(builder, own)
        };
        let client = builder.build().map_err(|why| Error::Config {
            message: format!("Encryption could not be set up: {}", root_cause(&why)),
        })?;
        Ok(Self(client))
    }

    pub(crate) fn request(&self, method: Method, url: Url, timeout: Duration) -> RequestBuilder {
        self.0.request(method, url).timeout(timeout)
    }
}

/// Sends, and reads the answer to its end.
pub(crate) async fn send(request: RequestBuilder) -> Result<Answer, Failure> {
    let response = request.send().await.map_err(|why| failure(&why))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body =
        if response.status().is_success() { whole(response).await? } else { beginning(response).await };
    Ok(Answer { status, headers, body })
}

impl Answer {
    pub(crate) fn retry_after(&self) -> Option<&str> {
        self.headers.get(RETRY_AFTER)?.to_str().ok()
    }

    /// When a 429 or a 503 allows the next request, where it says so.
    pub(crate) fn not_before(&self, now: Timestamp) -> Option<Timestamp> {
        matches!(self.status, 429 | 503).then(|| retry::retry_after(self.retry_after()?, now))?
    }

    /// The same of a 503 alone: a floor as for a 429.
    pub(crate) fn retry_after_503(&self, now: Timestamp) -> Option<Timestamp> {
        (self.status == 503).then(|| retry::retry_after(self.retry_after()?, now))?
    }
}

async fn whole(mut response: Response) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|why| Failure::Cut(describe(&why)))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(Failure::Cut("the answer is larger than 8 MiB".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The status says what to do already, so a body that is cut off is taken as far as it came.
async fn beginning(mut response: Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = mask::LONGEST - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break;
        }
    }
    body.freeze()
}

fn failure(why: &reqwest::Error) -> Failure {
    if why.is_connect() || why.is_builder() {
        Failure::NotSent(describe(why))
    } else {
        Failure::Cut(describe(why))
    }
}

fn describe(why: &reqwest::Error) -> String {
    let kind = match () {
        () if why.is_connect() && why.is_timeout() => "no connection within 5 s",
        () if why.is_connect() => "no connection",
        () if why.is_timeout() => "no answer in time",
        () => "the connection broke",
    };
    format!("{kind} ({})", root_cause(why))
}

/// The innermost error: the outer ones repeat the address, ids included.
fn root_cause(why: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = why;
    let mut source = why.source();
    while let Some(inner) = source {
        cause = inner;
        source = inner.source();
    }
    let text =
        cause.downcast_ref::<reqwest::Error>().map_or_else(|| cause.to_string(), |_| "request failed".into());
    mask::mask(&text, &Known::default())
}

fn authorities(settings: &ConnectionSettings) -> Result<Vec<Certificate>, Error> {
    let Some(file) = &settings.ca_file else { return Ok(Vec::new()) };
    let pem = std::fs::read(file).map_err(|why| refused("ca_file", &format!("cannot be read ({why})")))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|why| refused("ca_file", &root_cause(&why)))?;
    if found.is_empty() { Err(refused("ca_file", "holds no certificate in PEM form")) } else { Ok(found) }
}

fn refused(field: &'static str, message: &str) -> Error {
    SettingsError { field, message: message.to_owned() }.into()
}
