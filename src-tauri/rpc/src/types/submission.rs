use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConfirmedWindow, ConnectionId, RuleRef, RunId, ScheduleDraft, ScheduleId, Verdict};

/// What is to be submitted: a saved schedule, or one that is not saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct SubmitArgs {
    pub connection: Option<ConnectionId>,
    pub schedule: Option<ScheduleId>,
    pub draft: Option<ScheduleDraft>,
    /// Start in 5 s wherever it is legal now, rather than at the next fire.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub now: bool,
}

/// Every request that would be sent; nothing is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Plan {
    pub requests: Vec<PlannedRequest>,
    pub refused: Vec<RefusedWindow>,
    /// E.g. the campaign is inactive at the tenant.
    pub warnings: Vec<String>,
    pub contacts: ContactTotals,
    /// Scheduled starts that a start now takes the place of: withdrawn first, once a person has confirmed them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ConfirmedWindow>>", optional)]
    pub withdraws: Vec<ConfirmedWindow>,
    pub zone_release: String,
    pub rules_version: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PlannedRequest {
    pub action: PlannedAction,
    pub method: String,
    pub path: String,
    #[ts(type = "unknown")]
    pub body: Option<serde_json::Value>,
    pub zone: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    #[ts(type = "string")]
    pub end: Timestamp,
    /// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
    pub words: String,
    pub contacts: u64,
    pub verdict: Verdict,
    pub rule: Option<RuleRef>,
    /// Nothing but federal hours was applied to some of these contacts, as in a preview.
    #[serde(default)]
    pub federal_hours_only: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlannedAction {
    Create,
    Withdraw,
    /// It stands at the tenant already; nothing is sent.
    Keep,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RefusedWindow {
    pub zone: String,
    pub contacts: u64,
    pub rule: Option<RuleRef>,
    /// `Denver may not be called before 08:00 there (47 CFR 64.1200(c)(1)).`
    pub words: String,
    #[ts(type = "string | null")]
    pub legal_again: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactTotals {
    pub legal: u64,
    pub clamped: u64,
    pub refused: u64,
    pub needs_zone: u64,
    pub invalid: u64,
    /// Of groups that somebody left out.
    #[serde(default, skip_serializing_if = "is_none")]
    #[ts(as = "Option<u64>", optional)]
    pub left_out: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// What came of a submission; partial failure is visible and can be repeated without doubles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SubmitReport {
    pub run_id: RunId,
    pub submitted: Vec<SubmittedWindow>,
    pub failed: Vec<FailedWindow>,
    pub refused: Vec<RefusedWindow>,
    pub contacts: ContactTotals,
    /// What the verdicts rest on: states with federal hours only, defaults of the house, holidays that are not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub warnings: Vec<String>,
    /// Starts of the schedule that a start now covers: they do not happen again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<PassedOver>>", optional)]
    pub passed_over: Vec<PassedOver>,
}

/// A start of a schedule that does not happen, and why: mostly another window of the campaign is open then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PassedOver {
    pub zone: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    /// `The start at Tue 1 Dec 09:00 (New York) is passed over: a window is open there until 12:52.`
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SubmittedWindow {
    pub zone: String,
    /// The tenant's id.
    pub schedule_id: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    #[ts(type = "string")]
    pub end: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FailedWindow {
    /// Its row here, by which a view follows it; absent for a window that has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub window: Option<super::WindowId>,
    pub zone: String,
    pub state: super::WindowState,
    pub words: String,
    /// When it will be tried again by itself.
    #[ts(type = "string | null")]
    pub next_try: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct StopNow {
    pub connection: Option<ConnectionId>,
    pub campaign_id: String,
}

/// What "stop now" could withdraw, a zone a window, and what still dials.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct StopReport {
    pub withdrawn: Vec<String>,
    pub still_dialling: Vec<FailedWindow>,
    /// Why the tenant's own list could not be read: what was not made here may stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unread: Option<String>,
    /// Starts of the stopped runs that were still to come and do not happen either.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[ts(as = "Option<u64>", optional)]
    pub cancelled: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
