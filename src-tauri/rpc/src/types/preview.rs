use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, ContactSetId, FireMode, RuleRef};

/// What an expression would mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct PreviewArgs {
    pub cron: String,
    pub mode: FireMode,
    pub connection: Option<ConnectionId>,
    /// The zones and counts of a contact list …
    pub contacts: Option<ContactSetId>,
    /// … and/or zones by name.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub zones: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub left_out: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub holidays: Vec<String>,
    /// Default: now.
    #[ts(optional = nullable, type = "string")]
    pub from: Option<Timestamp>,
    /// Fires a zone; default 4, at most 100.
    pub count: Option<u32>,
    pub duration_minutes: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Preview {
    /// `At 09:00 on Monday, Wednesday and Friday.`
    pub sentence: String,
    /// What the day and time buttons show; absent where they cannot show this expression.
    pub buttons: Option<CronButtons>,
    pub warnings: Vec<String>,
    /// The local days or moments over the columns of the grid.
    pub columns: Vec<String>,
    /// The occurrence of each column. A row's fire stands under the column of its own occurrence: just after
    /// 09:00 in one zone and before it in another, their first fires are different days.
    pub column_keys: Vec<String>,
    pub rows: Vec<PreviewRow>,
    pub totals: PreviewTotals,
    pub zone_release: String,
    pub rules_version: String,
}

/// The part of cron that buttons can show: some weekdays, some times a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CronButtons {
    /// 0 = Sunday … 6 = Saturday.
    pub days: Vec<u8>,
    /// `HH:MM`, ascending.
    pub times: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PreviewRow {
    /// As in [`super::ContactGroup::zone`].
    pub zone: String,
    /// `New York`.
    pub place: String,
    pub contacts: u64,
    pub jurisdictions: Vec<JurisdictionCount>,
    pub fires: Vec<PreviewFire>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JurisdictionCount {
    pub jurisdiction: String,
    pub contacts: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Legal,
    /// Shorter than asked for, by a rule.
    Clamped,
    Refused,
}

/// Something about a fire that a supervisor would not expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The asked wall time does not exist that day; it runs right after the gap.
    Gap,
    /// The wall time happens twice; the first is taken.
    Overlap,
    ClockChangesInside,
    /// Another offset than today's.
    OffsetDiffers,
    /// Another calendar day than the anchor's.
    OtherDay,
    /// The zone's law differs between the releases of zone data at hand.
    LawChanged,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PreviewFire {
    /// The wall time as written, or the instant in same-moment mode.
    pub occurrence: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    /// After clamping; equal to `start` where refused.
    #[ts(type = "string")]
    pub end: Timestamp,
    /// `2026-11-23T09:00:00-05:00`.
    pub local_start: String,
    pub local_end: String,
    /// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
    pub words: String,
    pub verdict: Verdict,
    /// The binding rule where clamped or refused.
    pub rule: Option<RuleRef>,
    /// Contacts that cause it, where only some jurisdictions of the zone do.
    pub caused_by: Option<JurisdictionCount>,
    /// Nothing but federal hours was applied to some of these contacts: nothing stricter was found for their state,
    /// or the state is not known.
    #[serde(default)]
    pub federal_hours_only: bool,
    pub marks: Vec<Mark>,
    /// Each mark in a sentence.
    pub mark_words: Vec<String>,
}

/// Over the first fire of every zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PreviewTotals {
    pub legal: u64,
    pub clamped: u64,
    pub refused: u64,
    pub needs_zone: u64,
    /// Contacts of groups that somebody left out.
    #[serde(default)]
    #[ts(as = "Option<u64>", optional)]
    pub left_out: u64,
    #[ts(type = "string | null")]
    pub first_start: Option<Timestamp>,
    #[ts(type = "string | null")]
    pub last_start: Option<Timestamp>,
}

/// Coming clock changes and what they do to an expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ClockChangesArgs {
    pub cron: String,
    pub mode: FireMode,
    pub zones: Vec<String>,
}
