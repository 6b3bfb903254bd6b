use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One row of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditRow {
    pub seq: u64,
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who: an account of this machine, or `callboard`.
    pub actor: String,
    /// Through which door: `window`, `browser`, `command_line`, `engine`.
    pub door: String,
    /// What was done, e.g. `schedule.save`.
    pub action: String,
    /// To what, e.g. `schedule/sch_…`.
    pub object: String,
    #[ts(type = "unknown")]
    pub before: Option<serde_json::Value>,
    #[ts(type = "unknown")]
    pub after: Option<serde_json::Value>,
    /// `done`, `refused: …`, `failed: …`.
    pub result: String,
    /// Hex SHA-256 of the row before.
    pub prev_hash: String,
    pub hash: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct AuditFilter {
    /// An object, or what it begins with (`schedule/`).
    pub object: Option<String>,
    pub action: Option<String>,
    pub actor: Option<String>,
    /// Anywhere in action, object, actor, result, before or after.
    pub text: Option<String>,
    #[ts(optional = nullable, type = "string")]
    pub since: Option<Timestamp>,
    #[ts(optional = nullable, type = "string")]
    pub until: Option<Timestamp>,
}

/// Newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct AuditList {
    #[serde(default)]
    #[ts(as = "Option<AuditFilter>", optional)]
    pub filter: AuditFilter,
    pub after: Option<String>,
    pub limit: Option<u32>,
    /// `false` leaves seals out, unless the filter names them: a seal stands for many rows that machines made at once.
    pub seals: Option<bool>,
}

/// One page of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    /// How many rows the filter lets through, over all pages.
    pub total: u64,
    /// Hand this back as `after` for the next page; absent on the last.
    pub next: Option<String>,
    /// How many seals the filter would let through besides, where they were left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub seals_left_out: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditRef {
    pub seq: u64,
}

/// Checks the whole chain; with an anchor also that nothing before it was cut or made anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct AuditVerify {
    /// The text of an anchor that was stored elsewhere.
    pub anchor: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditVerified {
    pub ok: bool,
    pub rows: u64,
    /// Groups of machine-made rows whose seal was recomputed.
    pub seals: u64,
    /// Signed checkpoints that hold.
    pub checkpoints: u64,
    /// The first place that does not hold.
    pub first_bad: Option<AuditFault>,
    /// Why this computer's secret store could not say whether this is the log that was signed, where it could not: a log
    /// that was cut or made anew would look the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub not_compared: Option<String>,
    /// What this verification can and cannot show.
    pub remarks: Vec<String>,
    #[ts(type = "string")]
    pub verified_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditFault {
    pub seq: u64,
    /// `Row 412 was changed: its hash does not fit its content.`
    pub words: String,
}

/// A line to be stored elsewhere: it shows later whether the log before it is still the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditAnchor {
    pub seq: u64,
    pub anchor: String,
    /// Whether it carries a signature; without a secret store it does not.
    pub signed: bool,
}

/// A person's decision that the log is signed with a new key from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditNewKey {
    /// Stands in the log.
    pub why: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    #[default]
    Jsonl,
    Csv,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditExport {
    #[serde(default)]
    pub filter: AuditFilter,
    #[serde(default)]
    pub format: ExportFormat,
}
