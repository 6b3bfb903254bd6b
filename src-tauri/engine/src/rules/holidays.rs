use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The holidays of one state, for the years that are listed; beyond them nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub jurisdiction: String,
    pub first_year: i16,
    pub last_year: i16,
    pub source: String,
    pub read_on: Option<Date>,
    pub confidence: super::Confidence,
    pub counsel_reviewed: bool,
    /// How the dates came about, and what is not in them.
    pub note: String,
    pub days: Vec<Holiday>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub date: Date,
    pub name: String,
}

/// Every calendar that is built in.
pub fn calendars() -> &'static [Calendar] {
    &CALENDARS.calendars
}

/// The calendar of a state, where there is one.
pub(super) fn calendar_of(jurisdiction: &str) -> Option<&'static Calendar> {
    calendars().iter().find(|calendar| calendar.jurisdiction == jurisdiction)
}

impl Calendar {
    /// The holiday's name.
    pub fn holiday(&self, date: Date) -> Option<&str> {
        self.days.iter().find(|day| day.date == date).map(|day| day.name.as_str())
    }

    /// Whether the calendar speaks about that day at all.
    pub fn knows(&self, date: Date) -> bool {
        (self.first_year..=self.last_year).contains(&date.year())
    }
}

static CALENDARS: LazyLock<File> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/rules/holidays.json");
    serde_json::from_str(text).expect("the file is built in, and a test reads it")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "for readers of the file")]
    version: String,
    calendars: Vec<Calendar>,
}
