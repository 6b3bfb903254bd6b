use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Delivery;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// An event that came in.
    Received,
    /// A delivery that goes out.
    Sent,
}

/// How far an event or a delivery got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum TrafficState {
    /// Committed, its effects are under way.
    Received,
    /// Committed; nothing more is to be done with it.
    Kept,
    /// Its effects are all done.
    Done,
    /// Its disposition code is not in the map.
    Unmapped,
    /// Unmapped and held: nothing is written until the code is mapped.
    Held,
    /// Older than what is known of its contact: kept and not applied.
    Late,
    /// A newer event of the same contact took its place before it was applied.
    Superseded,
    /// The sender proved who it is, and the content can never be right.
    Refused,
    /// An effect failed for good.
    Dead,
    /// A delivery that is not there yet.
    Waiting,
    Delivered,
}

/// One line of the list: an event that came in, or a delivery that goes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TrafficRow {
    /// `evt_…`, `ref_…` (refused) or `msg_…`.
    pub id: String,
    pub direction: Direction,
    /// When it came in, or was written to be sent.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// `call-result`, `data-action`, `callback`, `event`; or the name of an outgoing event.
    pub kind: String,
    /// Name of its source or endpoint.
    pub party: String,
    /// Id of its source or endpoint, for filters.
    pub party_id: String,
    pub state: TrafficState,
    /// What it is about: a contact, a masked number, a run.
    pub about: String,
    /// Why it is as it is, e.g. the reason of a refusal or the last try's words.
    pub words: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct TrafficList {
    pub direction: Option<Direction>,
    pub state: Option<TrafficState>,
    pub kind: Option<String>,
    /// Id of a source or an endpoint.
    pub party: Option<String>,
    /// The beginning of a contact id or of the sender's own id; numbers are found by all their digits.
    pub q: Option<String>,
    #[ts(optional = nullable, type = "string")]
    pub since: Option<Timestamp>,
    pub after: Option<String>,
    pub limit: Option<u32>,
    /// Phone numbers whole; the audit log tells of it.
    pub reveal: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct TrafficRef {
    pub id: String,
    /// Phone numbers whole; the audit log tells of it.
    pub reveal: Option<bool>,
}

/// One event from its arrival to its last effect, or one delivery with what caused it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Trace {
    pub row: TrafficRow,
    /// In the order in which they happen; those to come have no time.
    pub steps: Vec<TraceStep>,
    /// The bytes, numbers masked; absent once they were dropped (`event.body_days`) or erased.
    pub body: Option<String>,
    pub bytes: u64,
    /// The sender's own id of it: `webhook-id`, or a digest where it sends none.
    pub sender_id: Option<String>,
    /// Where it goes out: all tries.
    pub delivery: Option<Delivery>,
    /// What it caused, or what caused it.
    pub related: Vec<TrafficRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TraceStep {
    pub kind: TraceKind,
    pub state: StepState,
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// One sentence.
    pub words: String,
    /// A place in the window.
    pub link: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TraceKind {
    /// The last byte of the request was here.
    Received,
    /// It was on disk, and was acknowledged.
    Committed,
    /// A map version or a rule said what it means.
    Decided,
    /// Something was done because of it.
    Effect,
    /// It was handed to who listens to its severity.
    Routed,
    /// A delivery was written to be sent.
    Announced,
    /// A delivery was tried.
    Tried,
    Delivered,
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    Waiting,
    Failed,
    /// Not to be done: the sentence says why.
    Skipped,
}

/// Dead letters that failed for one reason at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeadCause {
    pub direction: Direction,
    /// Id of the source or endpoint; with `cause` it names the group for a replay.
    pub party_id: String,
    pub party: String,
    /// In words, as the last try said it.
    pub cause: String,
    pub count: u64,
    #[ts(type = "string")]
    pub oldest: Timestamp,
    #[ts(type = "string")]
    pub newest: Timestamp,
    /// Why they cannot be replayed now, e.g. the receiver is turned off.
    pub blocked: Option<String>,
}

/// All dead letters of one cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeadCauseRef {
    pub direction: Direction,
    pub party_id: String,
    pub cause: String,
}

/// Brings dead letters back: those named, and all of a cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct TrafficReplay {
    pub ids: Vec<String>,
    pub cause: Option<DeadCauseRef>,
}

/// The Board's tile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct BoardTraffic {
    pub listening: bool,
    pub sources: u32,
    /// Events that came in during the last 60 s.
    pub events_per_minute: u32,
    /// The last 60 minutes, oldest first.
    pub events_by_minute: Vec<u32>,
    pub oldest_waiting_seconds: Option<f64>,
    /// Dead letters of both directions.
    pub dead_letters: u64,
}
