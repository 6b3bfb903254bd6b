//! Dates as lists write them.
//!
//! Cast: [`read`] makes a [`When`] of a cell; [`evidence`] tells what a cell says of the order of day and month.
//!
//! ```text
//! 2026-11-25               the start of that day, UTC
//! 2026-11-25T10:15:00-05:00, 2026-11-25 10:15, 20261125
//! 25/04/2026, 4.3.2026, 04-25-2026 1:30 PM
//! 25 Nov 2026, Nov 25, 2026, 25-Nov-2026
//! 46000                    days of a spreadsheet
//! ```

mod clock;
mod months;
mod parts;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::DateOrder;
use parts::Parts;

/// A date that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) at: Timestamp,
    pub(super) date: Date,
    /// It has a time of day without an offset, which is taken for UTC.
    pub(super) no_offset: bool,
}

/// Why a cell is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    NoDate,
    /// `25/04/26`: of which century is never guessed.
    TwoDigitYear,
    /// `03/04/2026`, and the order of day and month is not known.
    OrderOpen,
}

/// What a cell says of the order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    Decides(DateOrder),
    /// It has a day and a month that could be either.
    Open,
    Nothing,
}

/// Reads a cell. `is_1904`: the days of its workbook are counted from 1904.
pub(super) fn read(cell: &str, order: Option<DateOrder>, is_1904: bool) -> Result<When, Bad> {
    let (parts, rest) = parts::split(cell.trim()).ok_or(Bad::NoDate)?;
    let date = match parts {
        Parts::Known { year, month, day } => civil(year, month, day)?,
        Parts::Numbers { first, second, year, by_dots } => {
            let order = match order {
                Some(order) => order,
                // Whoever writes points writes the day first.
                None if by_dots || first == second => DateOrder::DayFirst,
                None => decided(first, second).ok_or(Bad::OrderOpen)?,
            };
            match order {
                DateOrder::DayFirst => civil(year, second, first)?,
                DateOrder::MonthFirst => civil(year, first, second)?,
            }
        }
        Parts::ShortYear => return Err(Bad::TwoDigitYear),
        Parts::Days { whole, of_a_day } => return serial(whole, of_a_day, is_1904),
    };
    let (time, offset) = clock::read(rest).ok_or(Bad::NoDate)?;
    let at = offset.unwrap_or(Offset::UTC).to_timestamp(date.to_datetime(time.unwrap_or(Time::midnight())));
    let at = at.map_err(|_| Bad::NoDate)?;
    Ok(When { at, date, no_offset: time.is_some() && offset.is_none() })
}

/// What the cell says of the order of day and month in its column.
pub(super) fn evidence(cell: &str) -> Evidence {
    match parts::split(cell.trim()) {
        Some((Parts::Numbers { first, second, by_dots, .. }, _)) => match decided(first, second) {
            Some(order) => Evidence::Decides(order),
            None if by_dots || first == second || first > 12 => Evidence::Nothing,
            None => Evidence::Open,
        },
        _ => Evidence::Nothing,
    }
}

/// Whether a cell of an unknown column is a date; a number alone may be anything.
pub(super) fn is_clear(cell: &str) -> bool {
    let is_number = cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_day = || cell.len() == 8 && (cell.starts_with("19") || cell.starts_with("20"));
    is_date(cell) && (!is_number || is_day() || cell.bytes().filter(|byte| *byte == b'.').count() == 2)
}

/// Whether a cell can be a date in either order.
pub(super) fn is_date(cell: &str) -> bool {
    [DateOrder::DayFirst, DateOrder::MonthFirst].iter().any(|order| read(cell, Some(*order), false).is_ok())
}

fn decided(first: u8, second: u8) -> Option<DateOrder> {
    match (first, second) {
        (13..=31, 1..=12) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

fn civil(year: i16, month: u8, day: u8) -> Result<Date, Bad> {
    let small = |number: u8| i8::try_from(number).map_err(|_| Bad::NoDate);
    Date::new(year, small(month)?, small(day)?).map_err(|_| Bad::NoDate)
}

const MILLIS_OF_A_DAY: f64 = 86_400_000.0;

/// Days since the end of 1899 (with a 29 February 1900 that never was), or since 1904.
fn serial(days: i64, of_a_day: f64, is_1904: bool) -> Result<When, Bad> {
    let first = if is_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) };
    let start = Offset::UTC.to_timestamp(first.to_datetime(Time::midnight())).map_err(|_| Bad::NoDate)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a part of a day has fewer than 86,400,001 milliseconds"
    )]
    let millis = (of_a_day * MILLIS_OF_A_DAY).round() as i64;
    let since = jiff::SignedDuration::from_hours(days * 24) + jiff::SignedDuration::from_millis(millis);
    let at = start.checked_add(since).map_err(|_| Bad::NoDate)?;
    Ok(When { at, date: Offset::UTC.to_datetime(at).date(), no_offset: millis > 0 })
}
