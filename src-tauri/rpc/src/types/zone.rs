use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which zone data the program computes with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ZoneData {
    /// IANA release, e.g. `2026e`.
    pub release: String,
    /// `system`, `jiff` or `chrono-tz`.
    pub source: String,
    /// Zones in which chrono-tz, which only gives names, differs from now on.
    pub differs_from_names: Vec<String>,
}

/// A coming change of a zone's clocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ClockChange {
    pub zone: String,
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Local wall time right before and right after, e.g. `2026-03-08 02:00` → `03:00`.
    pub local_before: String,
    pub local_after: String,
    /// E.g. `-05:00`.
    pub offset_before: String,
    pub offset_after: String,
    /// Fires of the expression that this change moves, in words; empty where none.
    pub effect: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PhoneNormalize {
    /// ISO 3166, e.g. `US`; a national number needs it.
    pub region: Option<String>,
    pub raw: String,
}

/// A time as the clocks of a zone show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WallTime {
    /// `2026-11-24T14:05`.
    pub time: String,
    pub zone: String,
}

/// An instant that the engine made of a wall time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Moment {
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// A number as the program understands it; masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PhoneView {
    pub masked: String,
    pub country: Option<String>,
    pub state: Option<String>,
    pub zones: Vec<String>,
    pub repaired: Option<String>,
}
