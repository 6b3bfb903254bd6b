use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Deserialize;

use super::Weekday;

/// A holiday as a law describes it: which day of a year it is, and where it moves to from a weekend.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holiday {
    name: String,
    on: On,
    #[serde(default)]
    observed: Observed,
    #[serde(default)]
    years: Years,
    /// First and last year in which it is one.
    #[serde(default)]
    from: Option<i16>,
    #[serde(default)]
    until: Option<i16>,
}

/// Which day of a year; the fields of the file tell them apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum On {
    /// Days after Easter Sunday, or before it.
    Easter {
        easter: i32,
    },
    /// The nth weekday of a month (-1: the last), or `plus` days after that.
    Nth {
        month: i8,
        weekday: Weekday,
        nth: i8,
        #[serde(default)]
        plus: i32,
    },
    /// The last such weekday on or before a day of a month.
    Until {
        month: i8,
        day: i8,
        weekday: Weekday,
    },
    Day {
        month: i8,
        day: i8,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Observed {
    #[default]
    OnTheDay,
    /// From a Saturday to the Friday before, from a Sunday to the Monday after.
    SatFriSunMon,
    /// From a Sunday to the Monday after.
    SunMon,
    /// To the Monday of its week; from a weekend to the next one.
    Monday,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Years {
    #[default]
    Every,
    Even,
}

impl Holiday {
    /// The day in that year, and the one on which it is observed where that is another; with their names.
    pub(super) fn days(&self, year: i16) -> Vec<(Date, String)> {
        let holds = self.from.is_none_or(|from| from <= year)
            && self.until.is_none_or(|until| year <= until)
            && (self.years == Years::Every || year % 2 == 0);
        let Some(day) = self.on.in_year(year).filter(|_| holds) else { return Vec::new() };
        let observed = self.observed.of(day).map(|date| (date, format!("{}, observed", self.name)));
        [Some((day, self.name.clone())), observed].into_iter().flatten().collect()
    }
}

impl On {
    fn in_year(&self, year: i16) -> Option<Date> {
        match *self {
            Self::Easter { easter: days } => easter(year)?.checked_add(days.days()).ok(),
            Self::Nth { month, weekday, nth, plus } => {
                let month = Date::new(year, month, 1).ok()?;
                let day = month.nth_weekday_of_month(nth, weekday.civil()).ok()?;
                day.checked_add(plus.days()).ok()
            }
            Self::Until { month, day, weekday } => {
                let day = Date::new(year, month, day).ok()?;
                let back = day.weekday().since(weekday.civil());
                day.checked_sub(i32::from(back).days()).ok()
            }
            Self::Day { month, day } => Date::new(year, month, day).ok(),
        }
    }
}

impl Observed {
    fn of(self, day: Date) -> Option<Date> {
        let after_monday = i32::from(day.weekday().to_monday_zero_offset());
        let days = match (self, Weekday::of(day)) {
            (Self::SatFriSunMon, Weekday::Sat) => -1,
            (Self::SatFriSunMon | Self::SunMon, Weekday::Sun) => 1,
            (Self::Monday, Weekday::Sat | Weekday::Sun) => 7 - after_monday,
            (Self::Monday, _) if after_monday > 0 => -after_monday,
            _ => return None,
        };
        day.checked_add(days.days()).ok()
    }
}

/// Easter Sunday of the western churches (the anonymous Gregorian computus).
fn easter(year: i16) -> Option<Date> {
    let year_of = i32::from(year);
    let (golden, century, rest) = (year_of % 19, year_of / 100, year_of % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * to_sunday) / 451;
    let days = moon + to_sunday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}
