use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, ContactSetId, FailedWindow, PassedOver, RuleRef, RunId, ScheduleId, Verdict};

/// Whose clock the cron expression is read on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum FireMode {
    /// 09:00 means 09:00 where the contact is.
    ContactTime,
    /// One moment for all: evaluated in `zone`, shown in the others.
    SameMoment { zone: String },
}

/// What a supervisor decides about a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ScheduleDraft {
    pub name: String,
    pub campaign_id: String,
    pub contacts: Option<ContactSetId>,
    /// Five fields, a name such as `@daily`, or `@once 2026-12-08T10:00` for a single moment; at most 256 bytes.
    pub cron: String,
    pub mode: FireMode,
    /// Elapsed minutes of a window; default 240.
    pub duration_minutes: u32,
    /// What is done when a window of the campaign and zone is still open at the next fire.
    pub overlap: Overlap,
    pub misfire: Misfire,
    /// ISO dates on which it does not fire, by the contact's local calendar.
    pub holidays: Vec<String>,
    /// A start is put off by a random part of this, within the window; 0 = none.
    pub jitter_seconds: u32,
    /// Pauses itself after so many failed fires in a row; 0 = never.
    pub pause_after_failures: u32,
    /// Expected completions; default: the contacts in the submitted windows.
    pub expected: Option<u64>,
    /// Groups that are left out, as `zone` or `zone/jurisdiction`.
    pub left_out: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The new one does not start.
    #[default]
    Skip,
    Allow,
}

/// What is done with a fire that the program slept through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "policy", rename_all = "snake_case")]
pub enum Misfire {
    /// It goes to the tray of missed fires.
    Skip,
    /// One late start inside the legal window, where it is not older than this.
    Late { max_age_minutes: u32 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ScheduleSave {
    /// Absent: a new one.
    pub id: Option<ScheduleId>,
    pub connection: Option<ConnectionId>,
    pub draft: ScheduleDraft,
    /// Kept without being active: nothing is submitted until it is resumed.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub paused: bool,
    /// Windows that a person has seen and lets go out; asked for by `needs_confirmation`.
    #[serde(default)]
    #[ts(as = "Option<Vec<ConfirmedWindow>>", optional)]
    pub confirmed: Vec<ConfirmedWindow>,
}

impl ScheduleSave {
    /// A new schedule, to be active, with nothing confirmed yet.
    pub fn new(connection: Option<ConnectionId>, draft: ScheduleDraft) -> Self {
        Self { id: None, connection, draft, paused: false, confirmed: Vec::new() }
    }
}

/// A window as a person has seen it before confirming: one that goes to the tenant as soon as a schedule is active, or
/// one that is withdrawn for a start now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConfirmedWindow {
    pub campaign_id: String,
    pub zone: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    #[ts(type = "string")]
    pub end: Timestamp,
    pub contacts: u64,
}

/// What `needs_confirmation` carries as its detail: the windows that would go out, or be withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AsksFor {
    pub windows: Vec<ConfirmedWindow>,
}

/// A saved schedule that is to be active or to start now, with the windows that a person confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduleGo {
    pub id: ScheduleId,
    #[serde(default)]
    #[ts(as = "Option<Vec<ConfirmedWindow>>", optional)]
    pub confirmed: Vec<ConfirmedWindow>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleState {
    Active,
    Paused,
    /// Its one moment (`@once …`) has passed; nothing of it is to come.
    Done,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Schedule {
    pub id: ScheduleId,
    pub connection: ConnectionId,
    pub connection_name: String,
    pub draft: ScheduleDraft,
    pub state: ScheduleState,
    /// Why it paused itself; absent where a person did.
    pub paused_because: Option<String>,
    /// The cron expression in English.
    pub sentence: String,
    /// Contacts of its list; absent without a list.
    pub contacts: Option<u64>,
    pub zones: u32,
    /// The next fires over all its zones, soonest first.
    pub next: Vec<NextFire>,
    pub last_run: Option<RunId>,
    /// Zone data with which its instants were last computed.
    pub zone_release: String,
    /// Instants that newer zone data moved, until someone has looked; nothing fires meanwhile.
    pub moved: Vec<MovedFire>,
    /// Zones in which a window that should be gone may still dial, and until when: after a pause or a change that
    /// could not be confirmed. Nothing new starts there meanwhile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<FailedWindow>>", optional)]
    pub blocked: Vec<FailedWindow>,
    /// Windows of it that a person started and that are open, in a sentence each: they go on as they began, whatever is
    /// changed about the schedule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub going_on: Vec<String>,
    /// Starts to come that do not happen: their day was stopped by hand, another window of the campaign is there, or what
    /// was decided of them is no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<PassedOver>>", optional)]
    pub passed_over: Vec<PassedOver>,
    #[ts(type = "string")]
    pub created_at: Timestamp,
    #[ts(type = "string")]
    pub updated_at: Timestamp,
}

/// The traces of a removed schedule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ScheduleRemoved {
    /// Windows that could not be withdrawn, or not yet, and until when they may dial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<FailedWindow>>", optional)]
    pub still_dialling: Vec<FailedWindow>,
    /// Windows of it that are open, in a sentence each: they go on as they began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub going_on: Vec<String>,
}

/// A fire that newer zone data puts at another instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MovedFire {
    pub zone: String,
    pub occurrence: String,
    #[ts(type = "string")]
    pub was: Timestamp,
    #[ts(type = "string")]
    pub is: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NextFire {
    pub schedule: ScheduleId,
    pub name: String,
    pub zone: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    #[ts(type = "string")]
    pub end: Timestamp,
    /// E.g. `Mon 23 Nov 09:00`.
    pub local_start: String,
    pub contacts: u64,
    pub verdict: Verdict,
    pub rule: Option<RuleRef>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScheduleRef {
    pub id: ScheduleId,
}

/// The week calendar: every window between two instants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CalendarArgs {
    #[ts(type = "string")]
    pub from: Timestamp,
    #[ts(type = "string")]
    pub until: Timestamp,
}
