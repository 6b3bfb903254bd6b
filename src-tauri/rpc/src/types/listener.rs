use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, SecretText, SourceId};

/// What a source sends; each kind has a path and a body of its own (contract §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// `{"contactId","dispositionCode","callResult","timestamp"}`
    CallResult,
    /// `{"phoneNumber","eventName":"optIn"|"optOut","timestamp","metadata"?}`
    DataAction,
    /// `{"phoneNumber","requestedStart","requestedEnd","campaignId","language"}`
    Callback,
    /// `{"id","eventType","subscriptionId"?,"timestamp","data"}`: kept and shown as it came.
    Event,
}

/// How a source proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum SourceAuth {
    /// Standard Webhooks: every request is signed.
    Signature,
    /// `Authorization: Bearer`, for senders that cannot sign.
    Bearer,
    /// Nothing; only on a loopback listener.
    None,
}

/// Who may send events here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Source {
    pub id: SourceId,
    pub name: String,
    pub kind: SourceKind,
    pub connection: ConnectionId,
    pub connection_name: String,
    /// `/webhook/call-result`, or `/webhook/call-result/NAME` for a second one of the kind.
    pub path: String,
    pub auth: SourceAuth,
    /// How far a signature's time may lie from now, in seconds.
    pub tolerance_seconds: u32,
    pub enabled: bool,
    /// Whether its secret is in the secret store; true where it needs none.
    pub has_secret: bool,
    /// After a rotation the old secret is taken until then.
    #[ts(type = "string | null")]
    pub old_secret_until: Option<Timestamp>,
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// The newest request that proved who it is, also where it was a repetition or refused.
    #[ts(type = "string | null")]
    pub last_seen: Option<Timestamp>,
    /// The newest time during which nothing could be heard although this source was set up.
    pub gap: Option<ListenerGap>,
    /// Over the last 24 hours.
    pub received: u64,
    pub repeated: u64,
    pub refused: Vec<RefusalCount>,
}

/// Requests of one source that were refused for one reason, over the last 24 hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RefusalCount {
    /// The HTTP status that was answered.
    pub status: u16,
    /// In words: `The signature does not fit.`
    pub reason: String,
    pub count: u64,
    #[ts(type = "string")]
    pub last: Timestamp,
}

/// A time in which the listener could not hear: the program was not running, or the computer slept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ListenerGap {
    #[ts(type = "string")]
    pub from: Timestamp,
    #[ts(type = "string")]
    pub until: Timestamp,
}

/// Adds a source, or changes the one named by `id`; kind and path of one that exists stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct SourceSave {
    pub id: Option<SourceId>,
    pub name: String,
    pub kind: SourceKind,
    pub connection: ConnectionId,
    pub auth: SourceAuth,
    /// Absent: 300.
    pub tolerance_seconds: Option<u32>,
    pub enabled: bool,
    /// `whsec_…`, or for `bearer` a token of 24 to 256 visible characters; absent: one is made, or the old one kept.
    pub secret: Option<SecretText>,
}

/// The secret is shown once, when it was made here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceSaved {
    pub source: Source,
    pub secret: Option<SecretText>,
    /// After a rotation: which secrets are taken, and until when.
    #[ts(optional = nullable)]
    pub in_force: Option<String>,
}

/// One switch of a source; what somebody else changes of it meanwhile stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceSetEnabled {
    pub id: SourceId,
    pub enabled: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceRef {
    pub id: SourceId,
}

/// Makes a new secret; the old one is taken for so many hours more (0: it ends at once).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct SourceRotate {
    pub id: SourceId,
    /// 0 to 168; absent: 24.
    pub keep_old_hours: Option<u32>,
}

/// The door at which webhooks come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Listener {
    pub settings: ListenerSettings,
    pub state: ListenerState,
    /// Where it listens now, e.g. `127.0.0.1:8080`.
    pub address: Option<String>,
    /// Whether requests are encrypted.
    pub tls: bool,
    pub reach: ListenerReach,
    /// In a sentence: what can reach it; or why it does not listen and what to do.
    pub words: String,
    /// Since when it is in this state.
    #[ts(type = "string | null")]
    pub since: Option<Timestamp>,
    /// What a supervisor should know before others rely on it.
    pub warnings: Vec<String>,
    pub sources: u32,
    /// Over the last 60 s.
    pub events_per_minute: u32,
    /// Age in seconds of the oldest event that is kept and not yet done with.
    pub oldest_waiting_seconds: Option<f64>,
    /// Refused requests that named no source, over the last 24 hours.
    pub refused: Vec<RefusalCount>,
    pub self_test: Option<SelfTest>,
}

/// What a supervisor chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ListenerSettings {
    pub enabled: bool,
    /// `ADDRESS:PORT`; by default `127.0.0.1:8080`. Any but loopback needs certificate and key.
    pub address: String,
    /// Path of a PEM file with the certificate chain.
    pub tls_cert: Option<String>,
    /// Path of a PEM file with its private key.
    pub tls_key: Option<String>,
    /// Where senders reach it, through a reverse proxy or a tunnel of the supervisor's: `https://HOST[/PATH]`.
    pub public_url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListenerState {
    Off,
    Listening,
    /// It should listen and cannot; it is tried again.
    Failing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListenerReach {
    /// Programs on this computer only.
    ThisComputer,
    /// This network.
    ThisNetwork,
    /// Whoever reaches the public address, through the supervisor's own reverse proxy or tunnel.
    PublicAddress,
}

/// A signed nonce that was sent to the listener's public address, or where there is none to its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SelfTest {
    #[ts(type = "string")]
    pub at: Timestamp,
    pub url: String,
    pub came_back: bool,
    pub took_ms: Option<u32>,
    /// What happened, and what to do where it did not come back.
    pub words: String,
}
