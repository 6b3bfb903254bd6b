//! A statement about a number with its time, packed into one integer whose order is that of precedence.

use std::time::Duration;

use callboard_rpc::RpcError;
use jiff::Timestamp;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use crate::kernel::Result;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// May be called.
    In,
    /// Must not be called.
    Out,
}

/// A direction with its time, to the nanosecond. The greater of two is the one that holds: the newer, and at equal times
/// the opt-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said(i64);

/// The year 2000.
const FIRST: Timestamp = Timestamp::constant(946_684_800, 0);
/// An event may lie so far ahead: clocks differ.
const AHEAD: Duration = Duration::from_mins(5);
/// Half of the nanoseconds that there is room for: 73 years. Those since 2000 less these are packed.
const HALF: i64 = 1 << 61;
/// The last two bits: the direction.
const IN: i64 = 1;
pub(super) const OUT: i64 = 2;

impl Said {
    /// Refused where `at` lies before 2000 or more than 5 min ahead of `now`: it would lose, or win, for ever.
    pub(super) fn new(direction: Direction, at: Timestamp, now: Timestamp) -> Result<Self> {
        if at < FIRST {
            return Err(RpcError::field("timestamp", "A time before 2000 is not taken.").into());
        }
        if at > now + AHEAD {
            let words = "A time more than 5 minutes ahead is not taken.";
            return Err(RpcError::field("timestamp", words).into());
        }
        let since = i64::try_from(at.duration_since(FIRST).as_nanos()).ok().filter(|since| *since < 2 * HALF);
        let since = since.ok_or_else(|| RpcError::field("timestamp", "A time after 2146 is not taken."))?;
        let bits = if direction == Direction::Out { OUT } else { IN };
        Ok(Self((since - HALF) * 4 + bits))
    }

    pub(super) fn direction(self) -> Direction {
        if self.0 & 3 == OUT { Direction::Out } else { Direction::In }
    }

    pub(super) fn at(self) -> Timestamp {
        let since = (self.0 >> 2) + HALF;
        FIRST + Duration::from_nanos(since.unsigned_abs())
    }

    /// As it is stored.
    pub(super) fn packed(self) -> i64 {
        self.0
    }

    /// Takes back what [`Said::packed`] gave; `None` where that says no direction.
    pub(super) fn unpack(packed: i64) -> Option<Self> {
        let since = (packed >> 2) + HALF;
        ((IN..=OUT).contains(&(packed & 3)) && (0..2 * HALF).contains(&since)).then_some(Self(packed))
    }
}

/// A row of a list: a statement, or that the list takes its own statements before it back. The greater of two is the one
/// that holds; at equal times a statement stands over what takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed(i64);

impl Listed {
    /// That the list says nothing of the number any more. Times as for [`Said::new`].
    pub(super) fn retraction(at: Timestamp, now: Timestamp) -> Result<Self> {
        Said::new(Direction::In, at, now).map(|said| Self(said.0 - IN))
    }

    /// The statement; `None` where it takes others back.
    pub(super) fn says(self) -> Option<Said> {
        Said::unpack(self.0)
    }

    pub(super) fn at(self) -> Timestamp {
        Said(self.0).at()
    }

    /// As it is stored.
    pub(super) fn packed(self) -> i64 {
        self.0
    }

    /// Takes back what [`Listed::packed`] gave.
    pub(super) fn unpack(packed: i64) -> Option<Self> {
        let since = (packed >> 2) + HALF;
        ((0..=OUT).contains(&(packed & 3)) && (0..2 * HALF).contains(&since)).then_some(Self(packed))
    }
}

impl From<Said> for Listed {
    fn from(said: Said) -> Self {
        Self(said.0)
    }
}

impl ToSql for Listed {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Listed {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let packed = value.as_i64()?;
        Self::unpack(packed).ok_or(FromSqlError::OutOfRange(packed))
    }
}

impl ToSql for Said {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Said {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let packed = value.as_i64()?;
        Self::unpack(packed).ok_or(FromSqlError::OutOfRange(packed))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    proptest! {
        #[test]
        fn packing_keeps_the_time_the_direction_and_the_order(
            one in 0..80_i64 * 366 * 86_400, fine in 0..1_000_000_000, other in 0..80_i64 * 366 * 86_400,
            out: bool, other_out: bool,
        ) {
            let direction = |out| if out { Direction::Out } else { Direction::In };
            let now = at("2099-01-01T00:00:00Z");
            let time = Timestamp::new(FIRST.as_second() + one, fine).unwrap();
            let other = Timestamp::new(FIRST.as_second() + other, 0).unwrap();
            let said = Said::new(direction(out), time, now).unwrap();
            prop_assert_eq!((said.at(), said.direction()), (time, direction(out)));
            prop_assert_eq!(Said::unpack(said.packed()), Some(said));
            let second = Said::new(direction(other_out), other, now).unwrap();
            prop_assert_eq!(said.cmp(&second), (time, direction(out)).cmp(&(other, direction(other_out))));
        }
    }

    #[test]
    fn a_time_that_would_win_or_lose_for_ever_is_refused() {
        let now = at("2026-11-23T08:00:00Z");
        let said = |time| Said::new(Direction::Out, at(time), now);
        assert!(said("2000-01-01T00:00:00Z").is_ok() && said("2026-11-23T08:05:00Z").is_ok());
        assert!(said("1999-12-31T23:59:59.999999999Z").is_err());
        assert!(said("2026-11-23T08:05:00.000000001Z").is_err());
    }

    #[test]
    fn a_list_takes_back_what_it_said_before_and_not_what_it_says_at_that_time() {
        let now = at("2026-11-23T08:00:00Z");
        let out = |time| Listed::from(Said::new(Direction::Out, at(time), now).unwrap());
        let back = Listed::retraction(at("2026-11-20T00:00:00Z"), now).unwrap();
        assert!(out("2026-11-19T23:59:59.999999999Z") < back && back < out("2026-11-20T00:00:00Z"));
        assert_eq!((back.says(), back.at()), (None, at("2026-11-20T00:00:00Z")));
        assert_eq!(Listed::unpack(back.packed()), Some(back));
        assert_eq!(Said::unpack(back.packed()), None);
        assert_eq!(out("2026-11-20T00:00:00Z").says().map(Said::direction), Some(Direction::Out));
    }

    #[test]
    fn what_is_no_statement_is_not_taken_from_storage() {
        for packed in [0, 3, 4, -4] {
            assert_eq!(Said::unpack(packed), None, "{packed}");
        }
    }
}
