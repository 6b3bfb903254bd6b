use chrono::{Offset as _, TimeZone as _};
use jiff::Timestamp;
use jiff::tz::Offset;

use super::changes::changes_after;
use super::data::{ZoneData, ZoneSource};

/// A name whose clock differs between the data in use and chrono-tz, at the first instant where it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneDifference {
    pub name: &'static str,
    pub first: Timestamp,
    pub ours: Offset,
    /// What chrono-tz (and every program built on it) believes.
    pub theirs: Offset,
}

impl ZoneData {
    /// The names that chrono-tz has on another offset at any time in the `days` after `from`, sorted. Both are
    /// asked once a day and at each of our own clock changes, so a difference of less than a day may be missed.
    /// This is the cross-check shown in About; an hour's difference is a call outside the legal hours.
    pub fn differences_with_chrono_tz(&self, from: Timestamp, days: u16) -> Vec<ZoneDifference> {
        let mut differences: Vec<_> = self
            .zones()
            .filter_map(|(name, zone)| {
                let theirs: chrono_tz::Tz = name.parse().ok()?;
                let until = from.as_second() + i64::from(days) * DAY;
                let daily = (0..=i64::from(days)).map(|day| from.as_second() + day * DAY);
                let changes = changes_after(zone, from)
                    .map(|change| change.at.as_second())
                    .take_while(|at| *at <= until);
                let mut instants: Vec<i64> = daily.chain(changes).collect();
                instants.sort_unstable();
                instants.into_iter().find_map(|second| difference_at(name, zone, theirs, second))
            })
            .collect();
        differences.sort_unstable_by_key(|difference| difference.name);
        differences
    }

    /// What is shown in About: the release, where it came from, and the names that differ in the coming year.
    pub fn about(&self, now: Timestamp) -> callboard_rpc::types::ZoneData {
        let differences = self.differences_with_chrono_tz(now, 366);
        callboard_rpc::types::ZoneData {
            release: self.release().to_owned(),
            source: match self.source() {
                ZoneSource::System(_) => "system".to_owned(),
                ZoneSource::Bundled => "jiff".to_owned(),
            },
            differs_from_names: differences
                .into_iter()
                .map(|difference| difference.name.to_owned())
                .collect(),
        }
    }
}

/// The offset that chrono-tz has for a name at an instant; `None` where it does not know the name.
pub(crate) fn chrono_tz_offset(name: &str, at: Timestamp) -> Option<Offset> {
    offset_of(name.parse().ok()?, at.as_second())
}

fn offset_of(zone: chrono_tz::Tz, second: i64) -> Option<Offset> {
    Offset::from_seconds(zone.timestamp_opt(second, 0).single()?.offset().fix().local_minus_utc()).ok()
}

fn difference_at(
    name: &'static str,
    zone: &jiff::tz::TimeZone,
    chrono_zone: chrono_tz::Tz,
    second: i64,
) -> Option<ZoneDifference> {
    let first = Timestamp::from_second(second).ok()?;
    let ours = zone.to_offset(first);
    let theirs = offset_of(chrono_zone, second)?;
    (ours != theirs).then_some(ZoneDifference { name, first, ours, theirs })
}

const DAY: i64 = 86_400;
