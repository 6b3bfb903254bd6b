use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ConnectionId;

/// The wish of a number's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum DncDirection {
    /// May be called.
    In,
    /// Must not be called.
    Out,
}

/// A person puts a number on the do-not-call list, or takes it off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncAdd {
    /// The only one where it is absent.
    pub connection: Option<ConnectionId>,
    /// In any writing; a national one is read by the connection's default region.
    pub number: String,
    pub direction: DncDirection,
    /// Why: 1 to 500 characters.
    pub reason: String,
}

/// A number of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncNumber {
    /// The only one where it is absent.
    pub connection: Option<ConnectionId>,
    /// In any writing.
    pub number: String,
}

/// All that is known of a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncLookup {
    pub connection: ConnectionId,
    /// Masked.
    pub number: String,
    /// Whether the plan of its country lists it.
    pub in_plan: bool,
    /// What holds now; absent where nothing was ever said of it.
    pub holds: Option<DncHolds>,
    /// What the tenant has confirmed last.
    pub confirmed: Option<DncConfirmed>,
    /// How far telling the tenant is; absent where there is nothing to tell.
    pub push: Option<DncPush>,
    /// Newest first.
    pub events: Vec<DncEvent>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncHolds {
    pub direction: DncDirection,
    #[ts(type = "string")]
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncConfirmed {
    pub direction: DncDirection,
    /// When the tenant confirmed it.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The tenant's id of the number, where it told one.
    pub record: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncPush {
    pub state: DncPushState,
    #[ts(type = "string")]
    pub since: Timestamp,
}

/// How far telling the tenant of a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DncPushState {
    /// Its turn has not come.
    Waiting,
    /// A request of it is being made, or repeated.
    Sending,
    /// The tenant refuses it.
    Dead,
}

/// One statement about a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncEvent {
    /// Absent: a list takes back what it said before.
    pub direction: Option<DncDirection>,
    /// The time of the request itself.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Where it comes from: `webhook`, `disposition`, `person`, `import` or `release`.
    pub source: String,
    /// The source of webhooks or the person, by name.
    pub who: String,
    /// The list, its file and the line, of an import.
    pub file: Option<String>,
    /// The last day on which it is to hold, as the file says: no opt-out ends by itself.
    #[ts(type = "string | null")]
    pub expiry: Option<jiff::civil::Date>,
    pub reason: Option<String>,
    /// The event that said so, as `inbox show` takes it.
    pub event: Option<String>,
    #[ts(type = "string")]
    pub received: Timestamp,
    /// `waiting`, `confirmed`, `late`, `superseded`, `dead` or `removed`; of an import `counts`, or `taken_back` where it was
    /// undone or another edition took its place.
    pub outcome: String,
    #[ts(type = "string | null")]
    pub sent: Option<Timestamp>,
    /// When the tenant confirmed it, or it ended otherwise.
    #[ts(type = "string | null")]
    pub ended: Option<Timestamp>,
    pub words: Option<String>,
}

/// The effect of a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncAdded {
    /// `false` where something newer is known of the number: kept, and nothing changed.
    pub holds: bool,
    pub lookup: DncLookup,
}

/// How far the tenant is told of numbers, those of imports among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncStatus {
    pub connection: ConnectionId,
    /// Numbers whose turn has not come.
    pub waiting: u64,
    /// Numbers of which a request is being made, or repeated.
    pub sending: u64,
    /// Numbers that the tenant refuses.
    pub dead: u64,
    /// When the oldest request was received that the tenant has not confirmed.
    #[ts(type = "string | null")]
    pub oldest: Option<Timestamp>,
    /// Requests of today (UTC) that the tenant has confirmed.
    pub confirmed_today: u64,
    /// Seconds from the arrival to the confirmation; half of them took no longer.
    pub median_seconds: Option<u64>,
    /// Why the last request failed that is to be repeated, while numbers wait.
    pub trouble: Option<String>,
}
