use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RunId, WindowState};

/// The rule that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleRef {
    pub id: String,
    pub version: u32,
    /// `47 CFR 64.1200(c)(1)`.
    pub source: String,
    /// `Denver may not be called before 08:00 there (47 CFR 64.1200(c)(1)).`
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Rules {
    pub version: String,
    pub rules: Vec<Rule>,
    /// Said wherever rules are shown: none was reviewed by counsel.
    pub remark: String,
    /// After a change that was to withdraw or shorten: what stands all the same, or may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Forbidden>>", optional)]
    pub still_standing: Vec<Forbidden>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub struct Rule {
    pub id: String,
    pub version: u32,
    pub jurisdictions: Vec<String>,
    /// In a sentence.
    pub words: String,
    pub source: String,
    pub read_on: Option<String>,
    /// How far the row may be trusted, in words.
    #[serde(default)]
    pub confidence: String,
    /// Nothing stricter than the federal hours was found for this state.
    #[serde(default)]
    pub federal_hours_only: bool,
    pub counsel_reviewed: bool,
    /// Whether the program acts on it, or only shows it yet.
    pub enforced: bool,
    pub not_enforced_because: Option<String>,
    /// Of the house, rather than shipped.
    pub house: bool,
    /// Switched off, with this reason.
    pub off_because: Option<String>,
}

/// A stricter rule of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct HouseRule {
    /// Lower-case words with hyphens, e.g. `no-uk`.
    pub id: String,
    /// `GB`, `US-FL`, or `*` for everywhere.
    pub jurisdictions: Vec<String>,
    /// 0 = Sunday … 6 = Saturday; empty: every day.
    pub days: Vec<u8>,
    /// `HH:MM`; both absent: no calls at all on these days.
    pub from: Option<String>,
    pub to: Option<String>,
    pub why: String,
    /// What becomes of that which stands and the rule forbids; needed where there is any.
    #[serde(default)]
    pub standing: Option<RuleTreatment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct RuleOff {
    pub id: String,
    pub why: String,
    #[serde(default)]
    pub standing: Option<RuleTreatment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct RuleNamed {
    pub id: String,
    #[serde(default)]
    pub standing: Option<RuleTreatment>,
}

/// What becomes of that which stands when a rule forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleTreatment {
    /// Taken back, also what has begun.
    Withdraw,
    /// Ended where the rule's hours end; taken back where nothing of it is allowed.
    Shorten,
    /// Left as it is, and on the Board until somebody decides.
    Keep,
}

/// A change of the rules that is only tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct RuleTrial {
    /// Rules of the house that would be added, or get a new version.
    #[serde(default)]
    #[ts(as = "Option<Vec<HouseRule>>", optional)]
    pub add: Vec<HouseRule>,
    /// One that would be switched on again.
    #[serde(default)]
    pub on: Option<String>,
    /// One that would be switched off.
    #[serde(default)]
    pub off: Option<String>,
}

/// What stands and would be forbidden.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleEffect {
    /// `This forbids 1 submitted window, 318 contacts: Kolkata.`; empty where it forbids nothing that stands.
    pub sentence: String,
    pub contacts: u64,
    pub forbidden: Vec<Forbidden>,
}

/// Something that stands and that a rule forbids, wholly or in part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Forbidden {
    pub kind: ForbiddenKind,
    pub id: String,
    pub run: Option<RunId>,
    pub campaign_id: String,
    pub zone: String,
    pub place: String,
    #[ts(type = "string")]
    pub start: Timestamp,
    #[ts(type = "string")]
    pub end: Timestamp,
    /// `Mon 23 Nov 09:00–13:00 (UTC+05:30)`.
    pub words: String,
    pub state: WindowState,
    pub contacts: u64,
    pub rule: RuleRef,
    /// Where it can be shortened and its begin is forbidden: from when on it is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string", optional)]
    pub allowed_from: Option<Timestamp>,
    /// Where it can be shortened: until when it is allowed.
    #[ts(type = "string | null")]
    pub allowed_until: Option<Timestamp>,
    /// What was decided about it and is being carried out; absent where nobody has decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub decided: Option<RuleTreatment>,
    /// Why that has not succeeded yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub trouble: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ForbiddenKind {
    /// A calling window at the tenant.
    Window,
}

/// What becomes of things that stand in spite of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleDecision {
    pub ids: Vec<String>,
    pub standing: RuleTreatment,
}
