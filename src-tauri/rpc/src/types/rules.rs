use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleOff {
    pub id: String,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleNamed {
    pub id: String,
}
