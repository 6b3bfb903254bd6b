use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::holiday_rule::Holiday;

/// The holidays of one jurisdiction: where they were read, the rules they follow, and their dates in the years for
/// which they are computed; beyond those nothing is known.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub jurisdiction: String,
    pub source: String,
    pub read_on: Option<Date>,
    pub confidence: super::Confidence,
    pub counsel_reviewed: bool,
    /// How the days came about, and what is not in them.
    pub note: String,
    /// In order; both the day itself and the one on which it is observed.
    pub days: BTreeMap<Date, String>,
}

/// Every calendar that is built in.
pub fn calendars() -> &'static [Calendar] {
    &CALENDARS
}

/// The calendar of a jurisdiction, where there is one.
pub(super) fn calendar_of(jurisdiction: &str) -> Option<&'static Calendar> {
    calendars().iter().find(|calendar| calendar.jurisdiction == jurisdiction)
}

const FIRST_YEAR: i16 = 2020;
const LAST_YEAR: i16 = 2099;

impl Calendar {
    /// The holiday's name.
    pub fn holiday(&self, date: Date) -> Option<&str> {
        self.days.get(&date).map(String::as_str)
    }

    /// Whether the calendar speaks about that day at all.
    pub fn knows(&self, date: Date) -> bool {
        (FIRST_YEAR..=LAST_YEAR).contains(&date.year())
    }

    fn of(written: Written) -> Self {
        let mut days = BTreeMap::new();
        // A New Year's Day can be observed in the year before.
        for holiday in &written.days {
            for (date, name) in (FIRST_YEAR..=LAST_YEAR + 1).flat_map(|year| holiday.days(year)) {
                if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
                    days.entry(date).or_insert(name);
                }
            }
        }
        Self {
            jurisdiction: written.jurisdiction,
            source: written.source,
            read_on: written.read_on,
            confidence: written.confidence,
            counsel_reviewed: written.counsel_reviewed,
            note: written.note,
            days,
        }
    }
}

static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/rules/holidays.json");
    let file: File = serde_json::from_str(text).expect("the file is built in, and a test reads it");
    file.calendars.into_iter().map(Calendar::of).collect()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "for readers of the file")]
    version: String,
    #[allow(dead_code, reason = "for readers of the file")]
    about: String,
    calendars: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    jurisdiction: String,
    source: String,
    read_on: Option<Date>,
    confidence: super::Confidence,
    counsel_reviewed: bool,
    note: String,
    days: Vec<Holiday>,
}
