use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::holidays::calendar_of;
use super::{Confidence, Jurisdiction, Rule, RuleBook, TimeOfDay, Weekday, words};

/// Which rule set a limit: enough to find it again after the book has changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Binding {
    pub rule: String,
    pub version: u32,
    pub source: String,
    pub confidence: Confidence,
    pub counsel_reviewed: bool,
    /// The place whose rule it is; none for what holds everywhere.
    pub jurisdiction: Option<Jurisdiction>,
}

/// The hours in which every rule of every place allows a call on one local day; `to` is too late.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct DayWindow {
    pub date: Date,
    pub from: TimeOfDay,
    pub to: TimeOfDay,
    pub from_by: Binding,
    pub to_by: Binding,
}

/// No call on that day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Refusal {
    pub date: Date,
    pub by: Binding,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The rule is closed on that day of the week.
    Weekday,
    Holiday(String),
    /// This rule ends its hours (`to`) before `opens_by` begins its own (`from`).
    NoCommonHour {
        to: TimeOfDay,
        from: TimeOfDay,
        opens_by: Box<Binding>,
    },
    /// Nobody said where the call goes.
    NoPlace,
}

impl RuleBook {
    /// When a contact may be called on a local day: the strictest of all rules of all its places.
    ///
    /// Give every place that may be the contact's: the state of the number and that of the address. Where
    /// two rules set the same edge, the more general one is named. The dates are those of the contact's zone.
    pub fn allowed(&self, places: &[Jurisdiction], date: Date) -> Result<DayWindow, Refusal> {
        if places.is_empty() {
            return Err(Refusal { date, by: Binding::own("place-unknown"), why: Why::NoPlace });
        }
        let mut day = DayWindow {
            date,
            from: TimeOfDay::MIDNIGHT,
            to: TimeOfDay::DAYS_END,
            from_by: Binding::own("one-day"),
            to_by: Binding::own("one-day"),
        };
        for place in places {
            for rule in self.hours_of(place, date) {
                day.narrow(rule, place)?;
            }
        }
        day.or_no_common_hour()
    }
}

impl DayWindow {
    /// The instants of both edges in a zone, the clock changes of that day included.
    pub fn in_zone(&self, zone: &TimeZone) -> Option<(Zoned, Zoned)> {
        Some((self.from.on(self.date, zone)?, self.to.on(self.date, zone)?))
    }

    fn narrow(&mut self, rule: &Rule, place: &Jurisdiction) -> Result<(), Refusal> {
        let by = || Binding::of(rule, place);
        if let Some(holiday) = holiday(rule, place, self.date) {
            return Err(Refusal { date: self.date, by: by(), why: Why::Holiday(holiday.to_owned()) });
        }
        let Some(hours) = rule.hours_on(Weekday::of(self.date)) else {
            return Err(Refusal { date: self.date, by: by(), why: Why::Weekday });
        };
        if hours.from > self.from {
            (self.from, self.from_by) = (hours.from, by());
        }
        if hours.to < self.to {
            (self.to, self.to_by) = (hours.to, by());
        }
        Ok(())
    }

    fn or_no_common_hour(self) -> Result<Self, Refusal> {
        if self.from < self.to {
            return Ok(self);
        }
        let why = Why::NoCommonHour { to: self.to, from: self.from, opens_by: Box::new(self.from_by) };
        Err(Refusal { date: self.date, by: self.to_by, why })
    }
}

impl Refusal {
    /// `Chicago (US-AL) may not be called on a Sunday (dropcowboy.com/state-compliance).`
    pub fn sentence(&self, place: &str) -> String {
        words::refused_day(self, place)
    }
}

impl Binding {
    pub(super) fn of(rule: &Rule, place: &Jurisdiction) -> Self {
        let named =
            |reach: &String| Jurisdiction::parse(reach).filter(|reach| place.is_within(reach.as_str()));
        Self {
            rule: rule.id.clone(),
            version: rule.version,
            source: rule.source.clone(),
            confidence: rule.confidence,
            counsel_reviewed: rule.counsel_reviewed,
            jurisdiction: rule.jurisdictions.iter().find_map(named),
        }
    }

    /// What no law says and Callboard keeps to itself: a window belongs to one day and to a place.
    pub(super) fn own(rule: &str) -> Self {
        Self {
            rule: rule.to_owned(),
            version: 1,
            source: "Callboard".to_owned(),
            confidence: Confidence::HouseDefault,
            counsel_reviewed: false,
            jurisdiction: None,
        }
    }
}

/// The holiday on which a rule is closed: the calendars are the states' whose rule it is.
fn holiday(rule: &Rule, place: &Jurisdiction, date: Date) -> Option<&'static str> {
    if !rule.closed_on_holidays {
        return None;
    }
    calendar_of(place.as_str())?.holiday(date)
}
