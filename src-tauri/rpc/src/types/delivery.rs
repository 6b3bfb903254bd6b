use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeliveryId, EndpointId, RunId, SecretText};

/// A receiver of outgoing webhooks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Endpoint {
    pub id: EndpointId,
    pub name: String,
    pub url: String,
    /// Names of events, e.g. `campaign.completed`.
    pub events: Vec<String>,
    pub enabled: bool,
    /// Why the program itself turned it off, e.g. `It answered 410 Gone.`
    pub disabled_because: Option<String>,
    #[ts(type = "string | null")]
    pub last_delivered: Option<Timestamp>,
    #[ts(type = "string | null")]
    pub failing_since: Option<Timestamp>,
    /// How much of the time after which it is turned off it has been failing without a break: 0 to 100.
    pub failing_percent: u32,
    /// After a rotation deliveries carry a signature of the old secret too, until then.
    #[ts(type = "string | null")]
    pub old_secret_until: Option<Timestamp>,
    pub waiting: u64,
    pub dead: u64,
    /// Over the last 24 hours; `failed` counts tries, and none of those that were our own network's fault.
    pub delivered: u64,
    pub failed: u64,
    /// Median of the answers of the last 24 hours.
    pub answer_ms: Option<u32>,
}

/// Adds a receiver, or changes the one named by `id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct EndpointSave {
    pub id: Option<EndpointId>,
    pub name: String,
    pub url: String,
    pub events: Vec<String>,
    pub enabled: bool,
    /// `whsec_…`; absent: one is made, or the old one kept.
    pub secret: Option<SecretText>,
}

/// The signing secret is shown once, when it was made here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EndpointSaved {
    pub endpoint: Endpoint,
    pub secret: Option<SecretText>,
    /// What it waits for in vain, e.g. `This version does not send subscription.state yet.`
    pub warning: Option<String>,
    /// After a rotation: which secrets sign, and until when.
    #[ts(optional = nullable)]
    pub in_force: Option<String>,
}

/// One switch of a receiver; what somebody else changes of it meanwhile stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EndpointSetEnabled {
    pub id: EndpointId,
    pub enabled: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EndpointRef {
    pub id: EndpointId,
}

/// Makes a new signing secret; deliveries carry a signature of the old one too for so many hours (0: no more).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct EndpointRotate {
    pub id: EndpointId,
    /// 0 to 168; absent: 24.
    pub keep_old_hours: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Waiting,
    Delivered,
    /// Its tries are used up, or the receiver is gone; to be replayed by hand.
    Dead,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Delivery {
    pub id: DeliveryId,
    pub event: String,
    pub endpoint: EndpointId,
    pub endpoint_name: String,
    pub url: String,
    pub state: DeliveryState,
    pub run: Option<RunId>,
    #[ts(type = "string")]
    pub created_at: Timestamp,
    #[ts(type = "string | null")]
    pub next_try: Option<Timestamp>,
    pub tries: Vec<DeliveryTry>,
    /// The exact body that is sent.
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeliveryTry {
    #[ts(type = "string")]
    pub at: Timestamp,
    pub status: Option<u16>,
    /// What went wrong, in words.
    pub words: Option<String>,
    pub took_ms: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DeliveryList {
    pub endpoint: Option<EndpointId>,
    pub run: Option<RunId>,
    pub state: Option<DeliveryState>,
    pub after: Option<String>,
    pub limit: Option<u32>,
    /// Phone numbers whole; the audit log tells of it.
    pub reveal: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeliveryReplay {
    pub ids: Vec<DeliveryId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Replayed {
    pub replayed: u64,
}
