use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MissedId, ScheduleId};

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

/// Starts missed fires at a later instant instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MissedMove {
    pub ids: Vec<MissedId>,
    #[ts(type = "string")]
    pub to: Timestamp,
}
