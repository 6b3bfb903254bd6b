use std::fmt;
use std::str::FromStr;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A minute of the day, `00:00` to `24:00`; the last one is where a day ends, which no clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    pub const MIDNIGHT: Self = Self(0);
    pub const DAYS_END: Self = Self(24 * 60);

    /// The instant at which the clocks of `zone` show it on `date`.
    ///
    /// Where a clock change skips it, the instant right after the gap by as much; where it comes twice, the
    /// first. `None` beyond year 9999.
    pub fn on(self, date: Date, zone: &TimeZone) -> Option<Zoned> {
        if self == Self::DAYS_END {
            return Self::MIDNIGHT.on(date.tomorrow().ok()?, zone);
        }
        let hour = i8::try_from(self.0 / 60).ok()?;
        let minute = i8::try_from(self.0 % 60).ok()?;
        date.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()
    }
}

impl FromStr for TimeOfDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let two_digits = |part: &str| {
            let sound = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            if sound { part.parse::<u16>().ok() } else { None }
        };
        let parts =
            text.split_once(':').and_then(|(hour, minute)| Some((two_digits(hour)?, two_digits(minute)?)));
        match parts {
            Some((hour, minute)) if minute < 60 && hour * 60 + minute <= Self::DAYS_END.0 => {
                Ok(Self(hour * 60 + minute))
            }
            _ => Err(format!("{text:?} is no time of day between 00:00 and 24:00")),
        }
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}
