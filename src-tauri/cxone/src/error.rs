use jiff::Timestamp;

use crate::{Job, SettingsError};

/// A phone number that the tenant named. It is a person's: it is compared, and not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedNumber(pub(crate) String);

impl std::fmt::Debug for NamedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NamedNumber")
    }
}

/// What a caller can decide about a call that did not succeed.
///
/// Every text in here is masked and bounded already: it may be shown, stored and logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection, a reset, a timeout, 408 or 5xx: worth another try, not before `not_before`.
    #[error("{message}")]
    Transient { message: String, status: Option<u16>, not_before: Option<Timestamp> },

    /// 429. `until` where the tenant named a time (at most 15 min ahead).
    #[error("The tenant asked us to slow down{}", until_words(*until))]
    RateLimited { until: Option<Timestamp> },

    /// An earlier 429 holds everybody back until then. Nothing was sent.
    #[error("The tenant asked us to wait{} (Retry-After); nothing was sent", until_words(Some(*until)))]
    Paused { until: Timestamp },

    /// The credentials are refused, also with a fresh token. Never retried.
    #[error("The tenant refused the credentials{}", tail(message))]
    Unauthorized { message: String },

    /// The token endpoint grants no token, for a reason other than the credentials: it refuses, redirects, fails, or
    /// something else answers in its place. Nothing was sent, and nothing that waits for a token is to blame: it waits.
    #[error("No token is granted: {message}")]
    NoToken { message: String, not_before: Option<Timestamp> },

    /// 403: the client lacks `scope` (contract §1).
    #[error("The tenant does not allow this: the scope {scope} is missing{}", tail(message))]
    Forbidden { scope: String, message: String },

    /// 404. On an extension (`maybe_absent`) the route itself may be what is missing.
    #[error("The tenant does not know it{}", tail(message))]
    NotFound { message: String, maybe_absent: bool },

    /// An extension that this tenant does not offer: do without it.
    #[error("This tenant cannot do this: {}", job.words())]
    Absent { job: Job },

    /// 409. `existing` is the record that the tenant named, `number` the one contact of a batch that it is about.
    #[error("The tenant has a conflicting record{}", tail(message))]
    Conflict { message: String, existing: Option<String>, number: Option<NamedNumber> },

    /// Any other refusal: permanent. The tenant's own words.
    #[error("The tenant answered {status}{}", tail(message))]
    Rejected { status: u16, message: String },

    /// The request left, and what became of it cannot be known: the answer was cut off, or a 2xx lacked
    /// what it promises. Read before repeating.
    #[error("It is not known whether the tenant did it: {message}")]
    Unknown { message: String },

    /// 408 or 5xx to a POST that makes something: a gateway may say so after the tenant took it. Read before repeating,
    /// not before `not_before`.
    #[error("{message}, and may have done it all the same")]
    Doubtful { message: String, status: u16, not_before: Option<Timestamp> },

    /// A read was answered with something that is not what the contract says. Nothing has changed.
    #[error("The tenant's answer could not be read: {message}")]
    Unreadable { message: String },

    /// The tenant failed five times in a row and is left alone until `until`. Nothing was sent.
    #[error("The tenant is left alone for a moment after repeated failures")]
    BreakerOpen { until: Timestamp },

    /// The start lay in the past when it was about to be sent. Nothing was sent.
    #[error("The start time {start} has passed before it could be sent")]
    TooLate { start: Timestamp },

    /// The secret store did not give the secret. Nothing was sent.
    #[error("The client secret could not be read: {reason}")]
    SecretUnavailable { reason: String, not_before: Option<Timestamp> },

    /// The connection, or what was to be sent, can never work as it is. Nothing was sent.
    #[error("{message}")]
    Config { message: String },
}

impl Error {
    /// Stable: doors, tests and the window's texts go by it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Transient { .. } | Self::Doubtful { .. } => "tenant_unavailable",
            Self::RateLimited { .. } => "rate_limited",
            Self::Paused { .. } => "paused",
            Self::Unauthorized { .. } => "credentials_refused",
            Self::NoToken { .. } => "no_token",
            Self::Forbidden { .. } => "scope_missing",
            Self::NotFound { .. } => "not_found",
            Self::Absent { .. } => "capability_absent",
            Self::Conflict { .. } => "conflict",
            Self::Rejected { .. } => "rejected",
            Self::Unknown { .. } => "outcome_unknown",
            Self::Unreadable { .. } => "unreadable_answer",
            Self::BreakerOpen { .. } => "breaker_open",
            Self::TooLate { .. } => "too_late",
            Self::SecretUnavailable { .. } => "secret_unavailable",
            Self::Config { .. } => "connection_settings",
        }
    }

    /// What happened, as one sentence with its full stop.
    pub fn sentence(&self) -> String {
        let words = self.to_string();
        if words.ends_with(['.', '!', '?']) { words } else { format!("{words}.") }
    }

    /// Said of what failed for a time and is tried again by itself.
    pub const TRIED_AGAIN: &str = "It is tried again while Callboard runs.";

    /// What becomes of work that is tried again after this, in plain words; nothing where the hint says it.
    pub fn goes_on(&self) -> Option<&'static str> {
        match self {
            Self::Transient { .. } => Some(Self::TRIED_AGAIN),
            Self::RateLimited { .. } | Self::Paused { .. } => Some("It goes on then, while Callboard runs."),
            _ => None,
        }
    }

    /// What a supervisor can do about it, in plain words; true also of work that is given up.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Transient { status: None, .. } => {
                "Check the network, the address, the proxy and the certificate authority in the connection's settings."
            }
            Self::Transient { .. } => {
                "The tenant has trouble of its own: ask those who run it where it lasts."
            }
            Self::RateLimited { .. } | Self::Paused { .. } => {
                "If this stays, lower the connection's requests per minute, or ask who else uses this tenant."
            }
            Self::Unauthorized { .. } => {
                "Enter the client id and secret again in Settings, Connections, and test the connection."
            }
            Self::NoToken { .. } => {
                "Check the token address, its path and style in Settings, Connections, and the proxy. What waits for a token goes on once one is granted, while Callboard runs."
            }
            Self::Forbidden { .. } => "Ask the tenant's administrator to grant this scope to the client id.",
            Self::NotFound { .. } => "Check the id: it may have been deleted at the tenant.",
            Self::Absent { .. } => "Callboard does without it where it can; the connection's page says how.",
            Self::Conflict { .. } => "Look at the record at the tenant, and decide which one is right.",
            Self::Rejected { .. } => "Repeating it will not help. Correct what the tenant names.",
            Self::Unknown { .. } | Self::Doubtful { .. } => {
                "It is not repeated blindly. Callboard reads from the tenant what became of it, where it can."
            }
            Self::Unreadable { .. } => {
                "Check the address: a proxy or a login page may answer in the tenant's place."
            }
            Self::BreakerOpen { .. } => {
                "One request is tried soon; when it succeeds, everything goes on, while Callboard runs."
            }
            Self::TooLate { .. } => "Choose a later start, or run it now.",
            Self::SecretUnavailable { .. } => {
                "What waits for it goes on once the secret can be read, while Callboard runs."
            }
            Self::Config { .. } => "Correct it in the connection's settings.",
        }
    }

    /// The earliest time at which another try makes sense, where one was named.
    pub fn not_before(&self) -> Option<Timestamp> {
        match self {
            Self::Transient { not_before, .. }
            | Self::Doubtful { not_before, .. }
            | Self::SecretUnavailable { not_before, .. }
            | Self::NoToken { not_before, .. } => *not_before,
            Self::RateLimited { until } => *until,
            Self::BreakerOpen { until } | Self::Paused { until } => Some(*until),
            _ => None,
        }
    }

    /// Whether the tenant may have done it although this is no success: only then must be read before repeating.
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Doubtful { .. })
    }

    /// Whether nothing was even tried, because we hold back by ourselves or have no token: a task that counts its
    /// attempts need not count this one.
    pub fn is_held_back(&self) -> bool {
        self.lacks_a_token() || matches!(self, Self::Paused { .. } | Self::BreakerOpen { .. })
    }

    /// Whether a token is missing that could be granted at any time, and nothing was sent: the connection's trouble, and
    /// never that of what waits. Refused credentials are [`Error::Unauthorized`], since only a person mends those.
    pub fn lacks_a_token(&self) -> bool {
        matches!(self, Self::NoToken { .. } | Self::SecretUnavailable { .. })
    }

    /// Whether a later try of the very same thing can succeed without anybody changing anything.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Transient { .. }
                | Self::RateLimited { .. }
                | Self::Paused { .. }
                | Self::Unreadable { .. }
                | Self::BreakerOpen { .. }
                | Self::SecretUnavailable { .. }
                | Self::NoToken { .. }
        )
    }
}

impl From<SettingsError> for Error {
    fn from(error: SettingsError) -> Self {
        Self::Config { message: error.to_string() }
    }
}

fn until_words(until: Option<Timestamp>) -> String {
    until.map(|until| until.strftime(" until %H:%M:%SZ").to_string()).unwrap_or_default()
}

fn tail(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(": {message}") }
}
