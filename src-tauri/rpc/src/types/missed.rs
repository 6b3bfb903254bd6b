use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MissedId, RuleRef, ScheduleId, Verdict, WallTime};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedFire {
    pub id: MissedId,
    pub schedule: ScheduleId,
    pub name: String,
    pub zone: String,
    pub place: String,
    pub occurrence: String,
    #[ts(type = "string")]
    pub due: Timestamp,
    /// `The program was not running from 08:52 to 09:31.`
    pub reason: String,
    /// While it may still be started by hand.
    #[ts(type = "string | null")]
    pub legal_until: Option<Timestamp>,
    pub contacts: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedRef {
    pub ids: Vec<MissedId>,
}

/// Another start for missed fires.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedMove {
    pub ids: Vec<MissedId>,
    pub to: StartAt,
}

/// A later start. A wall time is made an instant by the engine alone: only its zone data counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum StartAt {
    Instant {
        #[ts(type = "string")]
        instant: Timestamp,
    },
    /// So many minutes from now.
    In {
        minutes: u32,
    },
    Local(WallTime),
}

/// What moving missed fires would do; nothing is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedPlan {
    #[ts(type = "string")]
    pub start: Timestamp,
    pub zones: Vec<MissedStart>,
}

/// The window of one zone of one schedule, if its missed fire starts then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedStart {
    pub schedule: ScheduleId,
    pub name: String,
    pub zone: String,
    pub place: String,
    pub contacts: u64,
    /// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`; where it is refused, its start alone.
    pub words: String,
    pub verdict: Verdict,
    /// The binding rule where shortened or refused.
    pub rule: Option<RuleRef>,
}
