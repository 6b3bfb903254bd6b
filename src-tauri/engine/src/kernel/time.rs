use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// An instant as it stands in a column: milliseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ms(pub Timestamp);

impl Ms {
    pub fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The instant, cut to what a column can hold, so that what was written equals what is read.
    pub fn cut(at: Timestamp) -> Timestamp {
        Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
    }
}

impl ToSql for Ms {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.millis()))
    }
}

impl FromSql for Ms {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let millis = value.as_i64()?;
        Timestamp::from_millisecond(millis).map(Self).map_err(|_| FromSqlError::OutOfRange(millis))
    }
}
