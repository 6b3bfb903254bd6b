use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde::Serialize;

use crate::Error;
use crate::dialect::{Dialect, Job, Repeat, Route};

/// A random key for one **intent**, stored before the first send and reused by its retries only.
/// Make it with [`Chance::token`](callboard_clock::Chance::token).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// `None` where `key` could not stand in a header: 1–128 visible ASCII characters are wanted.
    pub fn new(key: impl Into<String>) -> Option<Self> {
        let key = key.into();
        let good = (1..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        good.then_some(Self(key))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One request as a value: what would be sent, before anything is. The token is not part of it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) route: &'static Route,
    /// With the dialect's prefix; ids are encoded.
    pub(crate) path: String,
    pub(crate) body: Option<Bytes>,
    pub(crate) key: Option<IdempotencyKey>,
    /// Must still lie in the future at the moment of sending.
    pub(crate) starts: Option<Timestamp>,
}

impl Request {
    /// `ids` fill the route's braces in order.
    pub(crate) fn new(dialect: &Dialect, job: Job, ids: &[&str]) -> Result<Self, Error> {
        let route = dialect.route(job)?;
        let path = format!("{}{}", dialect.prefix, fill(route.path, ids)?);
        Ok(Self { route, path, body: None, key: None, starts: None })
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let bytes =
            serde_json::to_vec(body).map_err(|why| config(&format!("The body cannot be written: {why}")))?;
        self.body = Some(bytes.into());
        Ok(self)
    }

    pub(crate) fn key(mut self, key: &IdempotencyKey) -> Self {
        self.key = Some(key.clone());
        self
    }

    pub(crate) fn starts(mut self, at: Timestamp) -> Self {
        self.starts = Some(at);
        self
    }

    pub(crate) fn method(&self) -> &Method {
        &self.route.method
    }

    /// A lost answer leaves the outcome unknown.
    pub(crate) fn changes_something(&self) -> bool {
        self.route.repeat == Repeat::Keyed
    }

    /// Whether a 404 can only mean that the route is not there, since no id could be wrong.
    pub(crate) fn names_no_id(&self) -> bool {
        !self.route.path.contains('{')
    }
}

/// Everything but RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn fill(template: &str, ids: &[&str]) -> Result<String, Error> {
    let mut ids = ids.iter();
    let mut path = String::new();
    for segment in template.split('/').skip(1) {
        path.push('/');
        if segment.starts_with('{') {
            path += &encode(ids.next().ok_or_else(|| config("An id is missing"))?)?;
        } else {
            path += segment;
        }
    }
    Ok(path)
}

/// `.` and `..` would be resolved away by every URL parser, also when encoded.
fn encode(id: &str) -> Result<String, Error> {
    match id {
        "" | "." | ".." => Err(config("An id may be neither empty nor dots alone")),
        _ => Ok(utf8_percent_encode(id, SEGMENT).to_string()),
    }
}

fn config(message: &str) -> Error {
    Error::Config { message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CXONE_V2;

    fn path(job: Job, ids: &[&str]) -> Result<String, Error> {
        Request::new(&CXONE_V2, job, ids).map(|request| request.path)
    }

    #[test]
    fn every_id_is_one_segment_whatever_it_holds() {
        assert_eq!(
            path(Job::WithdrawSchedule, &["a/b ?#%", "../x"]).as_deref(),
            Ok("/api/v2/outbound/campaigns/a%2Fb%20%3F%23%25/schedules/..%2Fx")
        );
        assert_eq!(
            path(Job::ListSchedules, &["é"]).as_deref(),
            Ok("/api/v2/outbound/campaigns/%C3%A9/schedules")
        );
    }

    #[test]
    fn an_id_that_a_url_parser_would_swallow_is_refused() {
        for id in ["", ".", ".."] {
            assert!(matches!(path(Job::ListSchedules, &[id]), Err(Error::Config { .. })), "{id:?}");
        }
    }

    #[test]
    fn a_key_can_stand_in_a_header() {
        assert!(IdempotencyKey::new("5f0c").is_some());
        for bad in [String::new(), "a b".into(), "a\r\nX: y".into(), "k".repeat(129)] {
            assert!(IdempotencyKey::new(bad).is_none());
        }
    }
}
