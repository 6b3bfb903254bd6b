//! The edge to the crate `cron` (and to chrono, which it is built on): the wall clock, as if it were UTC.

use std::str::FromStr;

use chrono::{DateTime as ChronoDateTime, Utc};
use cron::Schedule;
use jiff::civil::{DateTime, date};
use jiff::tz::Offset;

use super::field::{Field, FieldKind};

/// One schedule of the crate, or two where the day fields mean either-or (the crate knows only AND).
pub(super) struct Wall {
    schedules: Vec<Schedule>,
}

impl Wall {
    pub(super) fn new(fields: &[Field; 5]) -> Self {
        let [minute, hour, day, month, weekday] = fields.map(|field| numbers(&field));
        let both_restrict = !fields[2].starred && !fields[4].starred;
        let lines = if both_restrict {
            vec![
                format!("0 {minute} {hour} {day} {month} *"),
                format!("0 {minute} {hour} * {month} {weekday}"),
            ]
        } else {
            vec![format!("0 {minute} {hour} {day} {month} {weekday}")]
        };
        let schedule =
            |line: &String| Schedule::from_str(line).expect("lists of numbers within their bounds");
        Self { schedules: lines.iter().map(schedule).collect() }
    }

    /// The first match strictly after `wall`; `None` past the year 2100.
    pub(super) fn next_after(&self, wall: DateTime) -> Option<DateTime> {
        // The crate's own end is 2100, and near chrono's last instant it panics.
        if wall.year() > 2100 {
            return None;
        }
        let wall = wall.max(date(1970, 1, 1).at(0, 0, 0, 0));
        let second = Offset::UTC.to_timestamp(wall).ok()?.as_second();
        let after = ChronoDateTime::<Utc>::from_timestamp(second, 0)?;
        let next = self.schedules.iter().filter_map(|schedule| schedule.after(&after).next()).min()?;
        let next = jiff::Timestamp::from_second(next.timestamp()).ok()?;
        Some(Offset::UTC.to_datetime(next))
    }

    /// Whether no date of the calendar from 1970 to 2100 matches.
    pub(super) fn never_comes(&self) -> bool {
        self.next_after(date(1970, 1, 1).at(0, 0, 0, 0)).is_none()
    }
}

/// The field as a list of numbers in the crate's counting, where Sunday is 1; a full field as `*`, which the
/// crate keeps without a set.
fn numbers(field: &Field) -> String {
    if field.is_all() {
        return "*".to_owned();
    }
    let shift = u8::from(field.kind == FieldKind::DayOfWeek);
    field.numbers().map(|n| (n + shift).to_string()).collect::<Vec<_>>().join(",")
}
