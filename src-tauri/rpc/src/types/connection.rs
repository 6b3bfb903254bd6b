use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, SecretText};

/// How the client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum TokenStyle {
    /// Id and secret in the form body.
    #[default]
    Form,
    /// HTTP Basic.
    Basic,
    /// Id and secret in a JSON body.
    Json,
}

/// A tenant as it was set up, and how it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Connection {
    pub id: ConnectionId,
    pub settings: ConnectionSettings,
    /// The stand-in tenant on this machine; it is started with the program.
    pub stand_in: bool,
    /// Whether the secret store holds a client secret for it.
    pub has_secret: bool,
    pub health: ConnectionHealth,
    #[ts(type = "string")]
    pub created_at: Timestamp,
}

/// Every field of a connection but the secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ConnectionSettings {
    pub name: String,
    /// `https://HOST`, no path; plain http for loopback only.
    pub base_url: String,
    /// Where another host issues the token.
    pub token_url: Option<String>,
    /// Default `/oauth/token`.
    pub token_path: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<TokenStyle>", optional)]
    pub token_style: TokenStyle,
    /// Space-separated.
    pub scopes: Option<String>,
    pub client_id: String,
    /// ISO 3166; without it a national number is refused.
    pub default_region: Option<String>,
    /// Requests in any 60 s; 0 = no limit of ours; default 100.
    pub rate_limit: Option<u32>,
    pub proxy: Option<String>,
    /// Path of a PEM file.
    pub ca_file: Option<String>,
    pub sms_from: Option<String>,
    pub custom_list_ids: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    Good,
    /// Works, but slower or later than it should: throttled, a breaker is probing.
    Degraded,
    Down,
    /// Nothing was asked yet.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionHealth {
    pub state: HealthState,
    /// In words: `answers in 38 ms`, `waiting until 15:42Z: the tenant asked us to slow down`.
    pub words: String,
    pub latency_ms: Option<u32>,
    #[ts(type = "string | null")]
    pub token_until: Option<Timestamp>,
    #[ts(type = "string | null")]
    pub waiting_until: Option<Timestamp>,
}

/// Adds a tenant, or changes the one named by `id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ConnectionSave {
    pub id: Option<ConnectionId>,
    pub settings: ConnectionSettings,
    /// Goes to the secret store only; absent keeps the one that is there.
    pub client_secret: Option<SecretText>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionRef {
    pub connection: ConnectionId,
}

/// Removes a tenant. Where active schedules or live windows depend on it, nothing is removed without `standing`; the
/// refusal carries [`Dependents`] as its detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ConnectionRemoval {
    pub connection: ConnectionId,
    #[serde(default)]
    pub standing: Option<RemovalTreatment>,
}

/// What becomes of windows that stand at a tenant whose connection is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RemovalTreatment {
    /// Withdrawn first; the connection is removed once they are known to be gone.
    Withdraw,
    /// Left as they are: they dial, and nothing here can withdraw them any more.
    Keep,
}

/// What depends on a connection that is to be removed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Dependents {
    /// Active ones, which stop.
    pub schedules: Vec<DependentSchedule>,
    /// Windows that the tenant may dial in, now or later.
    pub windows: Vec<DependentWindow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DependentSchedule {
    pub id: super::ScheduleId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DependentWindow {
    pub id: super::WindowId,
    pub run: super::RunId,
    pub campaign_id: String,
    pub zone: String,
    pub place: String,
    /// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
    pub words: String,
    /// Until when it dials where it stands.
    #[ts(type = "string")]
    pub end: Timestamp,
    pub state: super::WindowState,
    pub contacts: u64,
}

/// Windows that a removal left behind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionRemoved {
    /// Windows that stand at the tenant, or may: each dials until its end, and nothing here can withdraw it any more.
    pub kept: Vec<DependentWindow>,
}

/// A window that was let stand, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KeptWindow {
    pub id: super::WindowId,
    pub run: super::RunId,
    /// The connection's name, also where it was removed.
    pub connection: String,
    pub campaign_id: String,
    pub zone: String,
    pub place: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    /// It dials until then.
    #[ts(type = "string")]
    pub end: Timestamp,
    /// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
    pub words: String,
    pub state: super::WindowState,
    pub contacts: u64,
    pub why: String,
}

/// A tenant that somebody waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AwaitedTenant {
    pub name: String,
    /// `3 of 16 windows withdrawn; it has not answered for 4 s`
    pub words: String,
}

/// Where a command concerns a tenant: absent means the only one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct MaybeConnection {
    pub connection: Option<ConnectionId>,
}

/// Token first, then one read per job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionTest {
    /// Whether everything that Callboard needs is allowed.
    pub ok: bool,
    pub checks: Vec<ConnectionCheck>,
    pub capabilities: Vec<Capability>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectionCheck {
    /// `token`, `campaigns`, `schedules`, `analytics`.
    pub job: String,
    pub state: CheckState,
    /// The scope that a 403 misses.
    pub scope: Option<String>,
    /// What happened, in words, and what to do.
    pub words: String,
    pub took_ms: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    Allowed,
    /// 403.
    Forbidden,
    /// 404 or 405 on an extension.
    Absent,
    Failed,
    /// Not tried, since an earlier one failed.
    Skipped,
}

/// What a tenant can do, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Capability {
    pub job: String,
    pub support: Support,
    /// How it is emulated, or why it is absent.
    pub words: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    Native,
    Emulated,
    Absent,
    /// Not asked yet.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Campaign {
    pub id: String,
    pub name: String,
    /// As the tenant says it, e.g. `active`.
    pub state: String,
    pub active: bool,
}

/// The tenant's campaigns, where it can list them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Campaigns {
    pub campaigns: Vec<Campaign>,
    /// Where they cannot be listed: why; then the id is typed by hand.
    pub unlisted: Option<String>,
}

/// The stand-in tenant was started, and a campaign runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DemoStarted {
    pub connection: ConnectionId,
    pub schedule: super::ScheduleId,
    pub run: super::RunId,
    pub zones: Vec<String>,
    /// The zone that was put in to be refused, and the sentence that refuses it.
    pub refused: Option<RefusedZone>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RefusedZone {
    pub zone: String,
    pub rule: String,
    pub words: String,
}
