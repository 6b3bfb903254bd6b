use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault_file::Written;
use crate::pattern::PathPattern;

/// Something that goes wrong on purpose: where, how often, and what.
///
/// In JSON (file and control endpoint) flat:
/// `{"method":"POST","path":"/api/v2/**","next":3,"delay_ms":200,"act":"status","status":429,"headers":{"Retry-After":"2"},"body":{}}`.
/// `method` and `path` default to any; `next` (so many requests) or `share` (0..1, by seeded chance), or
/// neither (always). `act` is `pass` (default: only the delay), `status`, `reset`, `cut` (with
/// `after_bytes`), `wrong_json` or `accepted_then` (with `status`). An unknown field is refused, so that a slip does not pass for peace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Fault {
    pub(crate) method: Option<String>,
    pub(crate) path: PathPattern,
    pub(crate) often: Often,
    pub(crate) delay: Duration,
    pub(crate) act: Act,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Often {
    Next(u64),
    Share(f64),
    Always,
}

/// What is done instead of, or to, the honest answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The request is done and answered honestly (late, where there is a delay).
    Pass,
    /// Nothing is done; this is answered.
    Status { status: u16, headers: BTreeMap<String, String>, body: Option<Value> },
    /// Nothing is done; the connection is reset without an answer.
    Reset,
    /// The request is done; its answer breaks off after so many bytes (half of them where not said; with
    /// 0 not even the status arrives).
    Cut { after_bytes: Option<usize> },
    /// The request is done; its answer's body is no JSON.
    WrongJson,
    /// The request is done; this status is answered all the same, as a gateway does that waited too long.
    AcceptedThen { status: u16 },
}

impl Fault {
    /// `act` on every request, until narrowed by the methods below.
    pub fn new(act: Act) -> Self {
        let path = PathPattern::new("/**");
        Self { method: None, path, often: Often::Always, delay: Duration::ZERO, act }
    }

    pub fn status(status: u16) -> Self {
        Self::new(Act::Status { status, headers: BTreeMap::new(), body: None })
    }

    /// A status and the JSON that comes with it.
    pub fn answer(status: u16, body: Value) -> Self {
        Self::new(Act::Status { status, headers: BTreeMap::new(), body: Some(body) })
    }

    /// 429 with this `Retry-After`, as it stands.
    pub fn throttled(retry_after: &str) -> Self {
        let headers = BTreeMap::from([("Retry-After".to_owned(), retry_after.to_owned())]);
        Self::new(Act::Status { status: 429, headers, body: None })
    }

    pub fn delay(delay: Duration) -> Self {
        Self { delay, ..Self::new(Act::Pass) }
    }

    pub fn reset() -> Self {
        Self::new(Act::Reset)
    }

    /// The request is accepted and done, the answer breaks off half way.
    pub fn cut() -> Self {
        Self::new(Act::Cut { after_bytes: None })
    }

    /// The request is accepted and done, no byte of an answer comes.
    pub fn cut_before_answer() -> Self {
        Self::new(Act::Cut { after_bytes: Some(0) })
    }

    /// The request is accepted and done, and answered with this status: `504` after acceptance.
    pub fn accepted_then(status: u16) -> Self {
        Self::new(Act::AcceptedThen { status })
    }

    pub fn wrong_json() -> Self {
        Self::new(Act::WrongJson)
    }

    /// Only requests of this method and path (`*` one segment, `**` any rest).
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_ascii_uppercase());
        self.path = PathPattern::new(path);
        self
    }

    /// Only the next so many of them.
    #[must_use]
    pub fn next(mut self, requests: u64) -> Self {
        self.often = Often::Next(requests);
        self
    }

    /// Only a share of them, 0 to 1, by the stand-in's chance.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.often = Often::Share(share);
        self
    }

    #[must_use]
    pub fn late_by(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl Act {
    /// The word for it, in files and in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Status { .. } => "status",
            Self::Reset => "reset",
            Self::Cut { .. } => "cut",
            Self::WrongJson => "wrong_json",
            Self::AcceptedThen { .. } => "accepted_then",
        }
    }
}
