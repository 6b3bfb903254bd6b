use jiff::civil::{self, Date};
use serde::{Deserialize, Serialize};

use super::{Jurisdiction, TimeOfDay};

/// One rule, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "they are columns of the file, each on its own")]
pub struct Rule {
    pub id: String,
    /// Goes up with every change of the row; refusals record it.
    pub version: u32,
    /// `US`, `US-AL`, `*` (everywhere) or `elsewhere` (countries without a built-in row in force).
    pub jurisdictions: Vec<String>,
    /// Which calls it is about.
    pub scope: String,
    pub kind: Kind,
    /// The rule in a sentence, for the page that lists them.
    pub says: String,
    /// For [`Kind::Hours`]: days that are in no row are closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// For [`Kind::Hours`] of a state: nothing stricter than the country's own hours was found there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub federal_only: bool,
    /// Closed on the holidays of the state's calendar ([`super::calendars`]).
    #[serde(default)]
    pub closed_on_holidays: bool,
    /// The numbers of a rule that is not about hours, as its kind needs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<serde_json::Value>,
    /// First day on which it holds; none: it always has.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// Last day on which it holds; none: until further notice.
    #[serde(default)]
    pub effective_until: Option<Date>,
    pub source: String,
    /// The day on which the source itself was looked at; none: taken over from a summary.
    #[serde(default)]
    pub read_on: Option<Date>,
    pub confidence: Confidence,
    #[serde(default)]
    pub counsel_reviewed: bool,
    /// Whether Callboard refuses by it; a rule that is only shown says why in the next field.
    pub enforced: bool,
    #[serde(default)]
    pub not_enforced_because: Option<String>,
    /// Added by a supervisor. The book sets it; what a file says about it does not matter.
    #[serde(default)]
    pub house: bool,
}

/// What a rule is about. Only hours are enforced so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Hours,
    Frequency,
    Abandonment,
    DoNotCall,
    RegistryAge,
    Revocation,
}

/// How far a row may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The text of a law is named as its source.
    LawCited,
    /// Only somebody's summary of the law was read.
    ThirdParty,
    /// Summaries disagree; the row is the stricter one.
    SourcesDiffer,
    /// One summary alone says so, or nothing was found.
    Low,
    /// No law was read: a habit of this house.
    HouseDefault,
}

/// The hours of some days of the week, local time at the called party; a call at `to` is too late.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub days: Vec<Weekday>,
    pub from: TimeOfDay,
    pub to: TimeOfDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Rule {
    /// Whether it holds on that day at all.
    pub fn in_effect(&self, on: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= on)
            && self.effective_until.is_none_or(|until| on <= until)
    }

    /// Whether it names the place, or the country around it. `elsewhere` is the book's to decide.
    pub fn covers(&self, place: &Jurisdiction) -> bool {
        self.jurisdictions.iter().any(|reach| reach == "*" || place.is_within(reach))
    }

    /// The hours of a weekday; `None` where it is closed.
    pub(super) fn hours_on(&self, day: Weekday) -> Option<&Hours> {
        self.hours.iter().find(|hours| hours.days.contains(&day))
    }
}

impl Weekday {
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            civil::Weekday::Monday => Self::Mon,
            civil::Weekday::Tuesday => Self::Tue,
            civil::Weekday::Wednesday => Self::Wed,
            civil::Weekday::Thursday => Self::Thu,
            civil::Weekday::Friday => Self::Fri,
            civil::Weekday::Saturday => Self::Sat,
            civil::Weekday::Sunday => Self::Sun,
        }
    }

    pub(super) fn civil(self) -> civil::Weekday {
        match self {
            Self::Mon => civil::Weekday::Monday,
            Self::Tue => civil::Weekday::Tuesday,
            Self::Wed => civil::Weekday::Wednesday,
            Self::Thu => civil::Weekday::Thursday,
            Self::Fri => civil::Weekday::Friday,
            Self::Sat => civil::Weekday::Saturday,
            Self::Sun => civil::Weekday::Sunday,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Mon => "Monday",
            Self::Tue => "Tuesday",
            Self::Wed => "Wednesday",
            Self::Thu => "Thursday",
            Self::Fri => "Friday",
            Self::Sat => "Saturday",
            Self::Sun => "Sunday",
        }
    }
}
