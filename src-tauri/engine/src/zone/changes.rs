use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::data::ZoneData;
use super::name::ZoneError;

/// One change of a zone's clock: at `at`, `wall_before` becomes `wall_after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetChange {
    pub at: Timestamp,
    pub before: Offset,
    pub after: Offset,
    /// The wall clock that would have been shown at `at` (02:00 in New York in March).
    pub wall_before: DateTime,
    /// The wall clock that is shown at `at` (03:00).
    pub wall_after: DateTime,
}

impl ZoneData {
    /// The clock changes of a zone in the `months` after `from` (12 for the builder's list), in order. Changes of
    /// name only, which leave the clock where it is, are not among them.
    pub fn offset_changes(
        &self,
        zone: &str,
        from: Timestamp,
        months: u32,
    ) -> Result<Vec<OffsetChange>, ZoneError> {
        let zone = self.get(zone)?;
        let until = from
            .to_zoned(TimeZone::UTC)
            .checked_add(i64::from(months).months())
            .map_or(Timestamp::MAX, |end| end.timestamp());
        Ok(changes_after(&zone, from).take_while(|change| change.at <= until).collect())
    }
}

/// The changes of a zone's offset strictly after `from`, in order, for as long as the calendar goes.
pub(crate) fn changes_after(zone: &TimeZone, from: Timestamp) -> impl Iterator<Item = OffsetChange> {
    let mut before = zone.to_offset(from);
    zone.following(from).filter_map(move |transition| {
        let (at, after) = (transition.timestamp(), transition.offset());
        let change = OffsetChange {
            at,
            before,
            after,
            wall_before: before.to_datetime(at),
            wall_after: after.to_datetime(at),
        };
        before = after;
        (change.before != change.after).then_some(change)
    })
}
