//! The day of a fire, on the clock that the expression is read on: all fires of a schedule and day are one run.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::{Mode, Occurrence};

/// In each contact's own time the date as written, so that 09:00 in Kiritimati and 09:00 in Honolulu are one day; in
/// same-moment mode the anchor's date, as a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Wall(Date),
    Stretch { from: Timestamp, until: Timestamp },
}

impl Day {
    pub(super) fn of(mode: &Mode, occurrence: Occurrence) -> Self {
        match (occurrence, mode) {
            (Occurrence::Wall { wall, .. }, _) => Self::Wall(wall.date()),
            (Occurrence::Instant(at), Mode::SameMoment(anchor)) => {
                let (_, clock) = anchor.clock();
                let date = clock.to_datetime(at).date();
                let begin = |date: Date| date.to_zoned(clock.clone()).map(|day| day.timestamp());
                let next = date.checked_add(1.day()).and_then(begin);
                Self::Stretch { from: begin(date).unwrap_or(at), until: next.unwrap_or(at) }
            }
            // A start by hand, from a time when the schedule was read on another clock.
            (Occurrence::Instant(at), Mode::ContactTime) => Self::Stretch { from: at, until: at },
        }
    }

    /// Whether a fire belongs to it.
    pub(super) fn holds(self, occurrence: Occurrence) -> bool {
        match (self, occurrence) {
            (Self::Wall(date), Occurrence::Wall { wall, .. }) => wall.date() == date,
            (Self::Stretch { from, until }, Occurrence::Instant(at)) => {
                from <= at && (at < until || at == from)
            }
            _ => false,
        }
    }

    /// Before its first fire on a clock.
    pub(super) fn eve(self, clock: &jiff::tz::TimeZone) -> Option<Timestamp> {
        let begin = match self {
            Self::Wall(date) => date.to_zoned(clock.clone()).ok()?.timestamp(),
            Self::Stretch { from, .. } => from,
        };
        begin.checked_sub(jiff::SignedDuration::from_millis(1)).ok()
    }
}
