use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BoardTraffic, HealthState, NextFire, NoticeId, RunSummary, Trouble};

/// "What do I have to do now?"
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Board {
    /// Nothing was ever set up: offer the stand-in tenant and the three steps to a real one.
    pub fresh: bool,
    pub needs: Vec<Need>,
    pub running: Vec<RunSummary>,
    /// Today and tomorrow, soonest first.
    pub next: Vec<NextFire>,
    pub health: Vec<HealthLine>,
    pub traffic: BoardTraffic,
    pub counts: NavCounts,
    pub trouble: Vec<Trouble>,
    #[ts(type = "string")]
    pub now: Timestamp,
}

/// Something that waits for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Need {
    pub kind: NeedKind,
    /// The missed fire, run, delivery, schedule or connection it is about.
    pub subject: String,
    /// `Spring renewals 09:00 missed in Chicago, Denver`.
    pub title: String,
    /// `Laptop asleep 08:52–09:31 · legal until 20:00 there`.
    pub detail: String,
    #[ts(type = "string")]
    pub since: Timestamp,
    /// A place in the window.
    pub link: String,
    /// Ids for the buttons, e.g. of all missed fires of the line.
    pub ids: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    MissedFires,
    FailedWindows,
    StalledRun,
    DeadDeliveries,
    FailingEndpoint,
    PausedSchedule,
    MovedFires,
    ConnectionTrouble,
    SecretStore,
    /// The listener should listen and cannot.
    ListenerTrouble,
    /// Events whose effects failed for good.
    DeadEvents,
    /// Calling windows that stand in spite of a rule.
    ForbiddenWindows,
    /// Opt-outs that a tenant has not confirmed in time.
    LateOptOuts,
    /// Disposition codes that no map knows.
    UnmappedCodes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HealthLine {
    /// `tenant Acme EU`, `deliveries`, `audit`.
    pub name: String,
    pub state: HealthState,
    pub words: String,
    pub link: String,
}

/// What waits on each page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NavCounts {
    pub board: u32,
    pub schedules: u32,
    pub runs: u32,
    pub dispositions: u32,
    pub traffic: u32,
    pub settings: u32,
    pub notices: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NoticesRead {
    /// Empty: all.
    pub ids: Vec<NoticeId>,
}
