//! How arguments are written.

use callboard_engine::zone::written_instant;
use jiff::SignedDuration;

/// `4h`, `90m`, `1h30m`, `45s`, `PT4H`; longer than nothing.
pub(crate) fn duration(text: &str) -> Result<SignedDuration, String> {
    let duration: SignedDuration =
        text.trim().parse().map_err(|_| "write it as 4h, 90m or 1h30m".to_owned())?;
    if duration.is_positive() { Ok(duration) } else { Err("it must be longer than nothing".to_owned()) }
}

/// The same in whole minutes, as windows and ages are counted.
pub(crate) fn minutes(text: &str) -> Result<u32, String> {
    let seconds = duration(text)?.as_secs_f64();
    let whole = duration(text)?.as_secs();
    if whole % 60 != 0 || seconds.fract() != 0.0 {
        return Err("whole minutes are counted".to_owned());
    }
    u32::try_from(whole / 60).map_err(|_| "that is too long".to_owned())
}

/// Whole seconds, 0 allowed.
pub(crate) fn seconds(text: &str) -> Result<u32, String> {
    if text.trim() == "0" {
        return Ok(0);
    }
    u32::try_from(duration(text)?.as_secs()).map_err(|_| "that is too long".to_owned())
}

/// An instant with its offset: `2026-11-23T09:00:00+01:00`.
pub(crate) fn instant(text: &str) -> Result<jiff::Timestamp, String> {
    written_instant(text).map_err(|why| format!("it {why}"))
}

/// A single date and time on a wall clock, `2026-12-08 10:00`, as a schedule says it.
pub(crate) fn moment(text: &str) -> Result<String, String> {
    let text = text.trim().replacen(' ', "T", 1);
    let moment = jiff::civil::DateTime::strptime("%Y-%m-%dT%H:%M", &text).map_err(|_| {
        "write it as 2026-12-08 10:00: it is each contact's local time, or with --same-moment that zone's"
            .to_owned()
    })?;
    Ok(format!("@once {}", moment.strftime("%Y-%m-%dT%H:%M")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_people_write_them() {
        assert_eq!(minutes("4h"), Ok(240));
        assert_eq!(minutes("1h30m"), Ok(90));
        assert_eq!(minutes("PT4H"), Ok(240));
        assert_eq!(seconds("0"), Ok(0));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "4", "-4h", "0h", "h", "4 years", "90s", "1h1ms", "99999999999h"] {
            assert!(minutes(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_moment_is_a_date_and_a_time_and_nothing_else() {
        assert_eq!(moment("2026-12-08 10:00").unwrap(), "@once 2026-12-08T10:00");
        assert_eq!(moment("2026-12-08T10:00").unwrap(), "@once 2026-12-08T10:00");
        for text in
            ["2026-12-08", "10:00", "2026-02-30 10:00", "2026-12-08 25:00", "2026-12-08T10:00Z", "soon"]
        {
            assert!(moment(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_instant_needs_its_offset() {
        assert!(instant("2026-11-23T09:00:00").is_err(), "whose nine o'clock?");
        assert_eq!(instant("2026-11-23T09:00:00+01:00").unwrap().to_string(), "2026-11-23T08:00:00Z");
        assert!(instant("2026-11-23T09:00:00+25:00").unwrap_err().contains("no clock has"));
        assert!(instant("9999-12-31T23:59:59Z").unwrap_err().contains("up to 9998"));
    }
}
