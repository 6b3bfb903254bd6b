//! Instants as people and other systems write them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;

/// Reasons why a text is no instant. Each has its own sentence, to be shown behind the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoInstant {
    #[error("is no instant; write it with its offset, as in 2026-11-23T09:00:00+01:00")]
    NotRfc3339,
    #[error("has an offset that no clock has; an offset lies between -23:59 and +23:59")]
    Offset,
    #[error("lies beyond the years that can be computed with; take one up to 9998")]
    TooFar,
}

/// An instant of RFC 3339, or of ISO 8601 with a comma before its fraction. Of a fraction, what lies beyond nanoseconds is
/// cut off.
pub fn written_instant(text: &str) -> Result<Timestamp, NoInstant> {
    let text = to_nanoseconds(text.trim());
    let Some(digits) = text.find('T').or_else(|| text.find(['t', ' '])).map(|time| &text[time + 1..]) else {
        return Err(NoInstant::NotRfc3339);
    };
    if let Some(hours) = offset_hours(digits)
        && hours > 23
    {
        return Err(NoInstant::Offset);
    }
    text.parse::<Timestamp>().map_err(|_| {
        // A date and time that a clock can show, whose instant lies beyond.
        let far = text.starts_with("9999-") && offset_hours(digits).is_some() | digits.ends_with(['Z', 'z']);
        let shown = text.get(..19).and_then(|shown| shown.parse::<DateTime>().ok());
        if far && shown.is_some() { NoInstant::TooFar } else { NoInstant::NotRfc3339 }
    })
}

/// Whether a text of ISO 8601 names an offset, rather than the time on some clock.
pub(crate) fn names_offset(text: &str) -> bool {
    let time = text.find(['T', 't', ' ']).map(|time| &text[time + 1..]);
    time.is_some_and(|time| time.contains(['+', '-', '−', 'Z', 'z']))
}

/// Of `09:00:00+25:00`: 25.
fn offset_hours(time: &str) -> Option<u32> {
    let sign = time.find(['+', '-'])?;
    let hours: String = time[sign + 1..].chars().take(2).take_while(char::is_ascii_digit).collect();
    hours.parse().ok()
}

/// RFC 3339 lets a fraction have any number of digits.
fn to_nanoseconds(text: &str) -> Cow<'_, str> {
    const MOST: usize = 9;
    let Some(point) = text.find(['.', ',']) else { return Cow::Borrowed(text) };
    let digits = text[point + 1..].bytes().take_while(u8::is_ascii_digit).count();
    if digits <= MOST {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}{}", &text[..=point + MOST], &text[point + 1 + digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_with_any_fraction_and_with_a_comma() {
        for (written, read) in [
            ("2026-12-01T08:00:00.1234567891234Z", "2026-12-01T08:00:00.123456789Z"),
            ("2026-12-01T08:00:00.1234567890+01:00", "2026-12-01T07:00:00.123456789Z"),
            ("2026-12-01T08:00:00,5Z", "2026-12-01T08:00:00.5Z"),
            ("2026-12-01T08:00:00,1234567899Z", "2026-12-01T08:00:00.123456789Z"),
            ("2026-12-01 08:00:00Z", "2026-12-01T08:00:00Z"),
            ("2026-12-01T08:00:00-12:00", "2026-12-01T20:00:00Z"),
            (" 2026-12-01T08:00:00+23:59 ", "2026-11-30T08:01:00Z"),
            ("9998-12-31T23:59:59Z", "9998-12-31T23:59:59Z"),
        ] {
            assert_eq!(written_instant(written).map(|at| at.to_string()).as_deref(), Ok(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused_with_what_is_wrong_with_it() {
        for (written, why) in [
            ("2026-12-01T08:00:00+25:00", NoInstant::Offset),
            ("2026-12-01T08:00:00-24:00", NoInstant::Offset),
            ("9999-12-31T23:59:59Z", NoInstant::TooFar),
            ("9999-12-31T00:00:00-10:00", NoInstant::TooFar),
            ("9999-12-31T23:59:59", NoInstant::NotRfc3339),
            ("2026-12-01T08:00:00", NoInstant::NotRfc3339),
            ("2026-02-30T08:00:00Z", NoInstant::NotRfc3339),
            ("2026-12-01", NoInstant::NotRfc3339),
            ("+12026-12-01T08:00:00Z", NoInstant::NotRfc3339),
            ("99999-12-01T08:00:00Z", NoInstant::NotRfc3339),
            ("nonsense.", NoInstant::NotRfc3339),
            ("ü,T+é", NoInstant::NotRfc3339),
            ("", NoInstant::NotRfc3339),
        ] {
            assert_eq!(written_instant(written), Err(why), "{written}");
        }
    }

    #[test]
    fn a_time_on_some_clock_names_no_offset() {
        assert!(names_offset("2026-12-01T08:00:00+25:00") && names_offset("2026-12-01T08:00Z"));
        assert!(!names_offset("2026-12-01T08:00:00") && !names_offset("2026-12-01"));
    }
}
