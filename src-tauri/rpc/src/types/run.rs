use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, Delivery, RuleRef, RunId, ScheduleId, Verdict, WindowId};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Its windows are on their way to the tenant.
    Submitting,
    /// Submitted; no window is open yet.
    Waiting,
    /// A window is open; or all have ended, and the last figures are awaited (`over_since`).
    Running,
    /// Open, but without progress for longer than the setting; or over, and nobody tells the last figures.
    Stalled,
    /// The expected count was reached.
    Completed,
    /// Every window has ended: "ended, N of M".
    Ended,
    /// Withdrawn by hand.
    Stopped,
    /// No window could be submitted.
    Failed,
    /// Its windows were withdrawn before any began, for an edit or a start now that makes others in their place.
    Superseded,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RunSummary {
    pub id: RunId,
    pub connection: ConnectionId,
    /// The schedule's name, or the campaign's.
    pub name: String,
    pub campaign_id: String,
    pub schedule: Option<ScheduleId>,
    pub state: RunState,
    pub figures: RunFigures,
    /// Since when the tenant tells no figures, and why; absent while it does.
    #[serde(default)]
    pub silent: Option<Silence>,
    /// The figures are old after this; absent where none are asked for now.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub fresh_until: Option<Timestamp>,
    /// Since when no window may dial any more, though the run is not over: its last figures are awaited.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub over_since: Option<Timestamp>,
    /// Completions a minute over the last minutes.
    pub pace: Option<f64>,
    #[ts(type = "string | null")]
    pub eta: Option<Timestamp>,
    /// The zone that is done last, in which the expected end is said.
    #[serde(default)]
    pub eta_zone: Option<String>,
    /// The zone in which times of this run are said: of most contacts.
    pub zone: String,
    /// One sentence on why it does not dial and when it next may; absent while it dials.
    pub why_not_dialling: Option<String>,
    pub stall: Option<Stall>,
    /// E.g. the tenant reported smaller totals than before.
    pub flags: Vec<String>,
    /// Runs of the same campaign that overlap share the tenant's figures.
    pub shares_figures_with: Vec<RunId>,
    /// Completions over the last points, for a line of a few pixels.
    pub spark: Vec<u64>,
    #[ts(type = "string")]
    pub first_start: Timestamp,
    #[ts(type = "string")]
    pub last_end: Timestamp,
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    pub windows: WindowCounts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunFigures {
    pub expected: u64,
    pub completed: u64,
    pub attempted: u64,
    pub connected: u64,
    /// When the tenant last answered with good figures.
    #[ts(type = "string | null")]
    pub as_of: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WindowCounts {
    pub planned: u32,
    pub submitted: u32,
    pub open: u32,
    pub ended: u32,
    /// Failed, unknown or stuck: waits for a decision or a reading.
    pub trouble: u32,
    pub withdrawn: u32,
    pub refused: u32,
}

/// The time since which polls have told nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Silence {
    /// The first poll that failed.
    #[ts(type = "string")]
    pub since: Timestamp,
    /// Why the last one failed.
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Stall {
    #[ts(type = "string")]
    pub since: Timestamp,
    pub cause: StallCause,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StallCause {
    OutsideHours,
    NotStartedAtTenant,
    NoAgents,
    TenantUnreachable,
    Throttled,
    Credentials,
    FiguresWentBackwards,
    Unknown,
}

/// The whole of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Run {
    pub summary: RunSummary,
    pub windows: Vec<RunWindow>,
    pub points: Vec<RunPoint>,
    pub marks: Vec<RunMark>,
    /// The completion webhooks, one per endpoint that listens for it.
    pub deliveries: Vec<Delivery>,
}

/// States of a window: planned → sending → submitted → begun → ended, and what can go wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WindowState {
    Planned,
    Sending,
    Submitted,
    Begun,
    Ended,
    /// By a rule; never sent.
    Refused,
    /// The tenant said no, or its attempts are used up.
    Failed,
    /// The answer was cut off and reading has not told yet.
    Unknown,
    Withdrawing,
    Withdrawn,
    /// It could not be withdrawn.
    Stuck,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RunWindow {
    pub id: WindowId,
    pub zone: String,
    pub place: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    #[ts(type = "string")]
    pub end: Timestamp,
    /// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
    pub words: String,
    pub state: WindowState,
    pub verdict: Verdict,
    pub rule: Option<RuleRef>,
    pub contacts: u64,
    /// The tenant's id.
    pub schedule_id: Option<String>,
    pub attempts: u32,
    /// Why it is refused, failed, unknown or stuck; for the last two, until when it may still dial.
    pub trouble: Option<String>,
    #[ts(type = "string | null")]
    pub next_try: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunPoint {
    #[ts(type = "string")]
    pub at: Timestamp,
    pub completed: u64,
    pub attempted: u64,
    pub connected: u64,
}

/// Something that happened to a run: submitted, throttled, stalled, resumed …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunMark {
    #[ts(type = "string")]
    pub at: Timestamp,
    pub kind: String,
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RunRef {
    pub id: RunId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct RunList {
    pub connection: Option<ConnectionId>,
    pub campaign_id: Option<String>,
    pub schedule: Option<ScheduleId>,
    /// Only those that are not over.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub live: bool,
    pub after: Option<String>,
    pub limit: Option<u32>,
}
