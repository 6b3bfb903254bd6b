use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::{Act, Fault, Often};
use crate::pattern::PathPattern;

/// The text of a fault file: `{"faults":[…]}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    pub faults: Vec<Fault>,
}

/// Why a fault cannot be acted out.
#[derive(Debug, thiserror::Error)]
pub enum FaultRefused {
    #[error("the fault file {path} could not be read: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("the fault file {path} is not understood: {source}")]
    NotUnderstood { path: String, source: serde_json::Error },
    #[error("{0}")]
    Senseless(&'static str),
}

impl Faults {
    /// Reads a fault file.
    pub fn load(path: &Path) -> Result<Self, FaultRefused> {
        let name = path.display().to_string();
        let text =
            std::fs::read(path).map_err(|source| FaultRefused::Unreadable { path: name.clone(), source })?;
        serde_json::from_slice(&text).map_err(|source| FaultRefused::NotUnderstood { path: name, source })
    }
}

/// A fault as it stands in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_bytes: Option<usize>,
}

impl TryFrom<Written> for Fault {
    type Error = FaultRefused;

    fn try_from(written: Written) -> Result<Self, FaultRefused> {
        let often = match (written.next, written.share) {
            (None, None) => Often::Always,
            (Some(next), None) => Often::Next(next),
            (None, Some(share)) if (0.0..=1.0).contains(&share) => Often::Share(share),
            (None, Some(_)) => return Err(FaultRefused::Senseless("`share` lies between 0 and 1")),
            (Some(_), Some(_)) => {
                return Err(FaultRefused::Senseless("`next` and `share` exclude each other"));
            }
        };
        let name = written.act.as_deref().unwrap_or("pass");
        let names_more = written.body.is_some() || !written.headers.is_empty();
        if name != "status" && (names_more || (written.status.is_some() && name != "accepted_then")) {
            return Err(FaultRefused::Senseless("`status`, `headers` and `body` need `\"act\":\"status\"`"));
        }
        let act = match name {
            "pass" => Act::Pass,
            "status" => status_act(written.status, written.headers, written.body)?,
            "reset" => Act::Reset,
            "cut" => Act::Cut { after_bytes: written.after_bytes },
            "wrong_json" => Act::WrongJson,
            "accepted_then" => Act::AcceptedThen { status: sendable_status(written.status)? },
            _ => {
                return Err(FaultRefused::Senseless(
                    "`act` is pass, status, reset, cut, wrong_json or accepted_then",
                ));
            }
        };
        Ok(Self {
            method: written.method.map(|method| method.to_ascii_uppercase()),
            path: PathPattern::new(written.path.as_deref().unwrap_or("/**")),
            often,
            delay: Duration::from_millis(written.delay_ms.unwrap_or(0)),
            act,
        })
    }
}

fn sendable_status(status: Option<u16>) -> Result<u16, FaultRefused> {
    status
        .filter(|status| (200..=599).contains(status) && StatusCode::from_u16(*status).is_ok())
        .ok_or(FaultRefused::Senseless("`status` is a number from 200 to 599"))
}

fn status_act(
    status: Option<u16>,
    headers: BTreeMap<String, String>,
    body: Option<Value>,
) -> Result<Act, FaultRefused> {
    let status = sendable_status(status)?;
    let sendable = headers.iter().all(|(name, value)| {
        HeaderName::try_from(name.as_str()).is_ok() && HeaderValue::try_from(value.as_str()).is_ok()
    });
    sendable
        .then_some(Act::Status { status, headers, body })
        .ok_or(FaultRefused::Senseless("a header of the fault cannot be sent"))
}

impl From<Fault> for Written {
    fn from(fault: Fault) -> Self {
        let mut written = Self {
            method: fault.method,
            path: Some(fault.path.as_str().to_owned()),
            act: Some(fault.act.name().to_owned()),
            ..Self::default()
        };
        match fault.often {
            Often::Next(next) => written.next = Some(next),
            Often::Share(share) => written.share = Some(share),
            Often::Always => {}
        }
        if !fault.delay.is_zero() {
            written.delay_ms = u64::try_from(fault.delay.as_millis()).ok();
        }
        match fault.act {
            Act::Status { status, headers, body } => {
                (written.status, written.headers, written.body) = (Some(status), headers, body);
            }
            Act::Cut { after_bytes } => written.after_bytes = after_bytes,
            Act::AcceptedThen { status } => written.status = Some(status),
            Act::Pass | Act::Reset | Act::WrongJson => {}
        }
        written
    }
}
