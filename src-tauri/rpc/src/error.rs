use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub type Result<T> = std::result::Result<T, RpcError>;

/// How every refusal and failure crosses a door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RpcError {
    pub code: Code,
    /// What and why, in a sentence a supervisor would say. No secret, no full phone number.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<String>,
    /// For the window: e.g. `{"field":"cron","start":4,"end":5}` puts the caret at the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub detail: Option<serde_json::Value>,
}

/// What kind of "no" it is; the doors map it to an exit code, a status or words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The input can never be right as it is. `detail.field` names the field where there is one.
    Invalid,
    /// The cron expression is refused; `detail.start`/`detail.end` are byte positions in it.
    CronInvalid,
    NotFound,
    /// It is there already, or changed meanwhile.
    Conflict,
    /// A rule or a state of things forbids it; the message names it.
    Refused,
    /// It would begin calls that nobody has confirmed yet; `detail.windows` lists them, to be sent back as `confirmed`.
    NeedsConfirmation,
    /// The tenant refused the credentials.
    Unauthorized,
    /// The tenant did not grant a scope; the message names it.
    Forbidden,
    /// The tenant answered with a permanent error.
    TenantRefused,
    /// The tenant cannot be reached, is slow or asks us to wait.
    TenantUnreachable,
    /// The tenant cannot do this.
    Absent,
    /// The disk is full, read-only, locked or damaged.
    Storage,
    /// The secret store is missing, locked or does not answer.
    Secrets,
    /// The program is stopping or is not ready.
    Unavailable,
    /// No such command at this version.
    UnknownCommand,
    /// A defect of ours; the log has more.
    Internal,
}

impl RpcError {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, detail: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }

    /// Wrong input in a named field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message).detail(serde_json::json!({ "field": field }))
    }

    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no {what} `{id}`."))
            .hint("It may have been removed meanwhile; look at the list again.")
    }
}

impl std::fmt::Display for RpcError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RpcError {}

impl Code {
    /// The exit code of the command line (see the README's table).
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Refused | Self::NeedsConfirmation | Self::Conflict => 1,
            Self::Invalid | Self::CronInvalid | Self::NotFound | Self::UnknownCommand => 2,
            Self::Unauthorized
            | Self::Forbidden
            | Self::TenantRefused
            | Self::TenantUnreachable
            | Self::Absent => 3,
            Self::Storage | Self::Secrets | Self::Internal => 4,
            Self::Unavailable => 5,
        }
    }

    /// The status of the HTTP door.
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid | Self::CronInvalid => 400,
            Self::NotFound | Self::UnknownCommand => 404,
            Self::Conflict | Self::NeedsConfirmation => 409,
            Self::Refused | Self::Absent => 422,
            Self::Unauthorized | Self::Forbidden | Self::TenantRefused | Self::TenantUnreachable => 502,
            Self::Storage | Self::Secrets | Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}
