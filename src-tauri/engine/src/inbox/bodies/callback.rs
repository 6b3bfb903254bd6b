use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::fields::{Fields, never};
use super::{Context, Read, Unfit};
use crate::zone::{names_offset, written_instant};

/// `{"phoneNumber","requestedStart","requestedEnd","campaignId","language"}`; the request has no time of its own, so
/// it happened when it came.
pub(super) fn read(fields: &Fields, context: Context) -> Result<Read, Unfit> {
    fields.short("campaignId", 128)?;
    if fields.optional("language").is_some() {
        fields.short("language", 35)?;
    }
    let number = fields.number("phoneNumber", context)?;
    let start = Moment::read(fields, "requestedStart")?;
    let end = Moment::read(fields, "requestedEnd")?;
    if end.earliest() <= start.earliest() {
        return Err(never("requestedEnd", "is not after requestedStart"));
    }
    if end.latest() < context.now {
        return Err(never("requestedEnd", "lies in the past"));
    }
    Ok(Read { about: number.reveal(), happened: context.now })
}

/// A time of ISO 8601: with an offset, or as a clock shows it where the contact is.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Exact(Timestamp),
    Local(DateTime),
}

impl Moment {
    fn read(fields: &Fields, name: &str) -> Result<Self, Unfit> {
        let text = fields.text(name)?.trim();
        // One whose offset is wrong is no local time: it would be read hours beside what was meant.
        if names_offset(text) {
            return written_instant(text).map(Self::Exact).map_err(|why| never(name, &why.to_string()));
        }
        text.parse().map(Self::Local).map_err(|_| never(name, "is not a time of ISO 8601"))
    }

    /// The instant at which it may be that time first anywhere on earth.
    fn earliest(self) -> Timestamp {
        self.at(14)
    }

    /// And last.
    fn latest(self) -> Timestamp {
        self.at(-12)
    }

    fn at(self, hours: i8) -> Timestamp {
        match self {
            Self::Exact(at) => at,
            Self::Local(local) => {
                let zone = TimeZone::fixed(jiff::tz::offset(hours));
                zone.to_timestamp(local).unwrap_or(Timestamp::MAX)
            }
        }
    }
}
