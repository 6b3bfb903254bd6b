//! When a delivery is tried again: a pure decision.

use std::time::Duration;

use jiff::Timestamp;

/// How long after each failure: 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; about 28 h in all (contract §5).
pub const DELAYS: [Duration; 8] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(10),
];

/// How often a delivery is tried at most, until a person replays it.
pub const TRIES: u32 = 9;

/// A receiver that asks for more than this is asked again after this.
pub(super) const LONGEST_WISH: Duration = Duration::from_hours(24);

/// The delay after the `failures`-th failure in a row, ±20 % by `unit` in `0.0..1.0`, and no sooner than the
/// receiver wished; `None` where the tries are used up.
pub(super) fn delay(failures: u32, unit: f64, wish: Option<Duration>) -> Option<Duration> {
    let base = DELAYS.get(usize::try_from(failures.checked_sub(1)?).ok()?)?;
    Some(base.mul_f64(0.8 + 0.4 * unit.clamp(0.0, 1.0)).max(wish.unwrap_or_default()))
}

/// `Retry-After` in seconds or as an HTTP date. Nonsense (negative, fractional, past) counts as not said.
pub(super) fn wish(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    let asked = if header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds is still a wish for very long.
        (!header.is_empty()).then(|| Duration::from_secs(header.parse().unwrap_or(u64::MAX)))?
    } else {
        // HTTP dates reach a day further than a timestamp does.
        match Timestamp::try_from(httpdate::parse_http_date(header).ok()?) {
            Ok(date) => Duration::try_from(date.duration_since(now)).ok()?,
            Err(_) => Duration::MAX,
        }
    };
    (!asked.is_zero()).then(|| asked.min(LONGEST_WISH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_the_contracts_within_a_fifth() {
        for (failures, base) in (1..).zip(DELAYS) {
            assert_eq!(delay(failures, 0.0, None), Some(base.mul_f64(0.8)));
            assert_eq!(delay(failures, 0.5, None), Some(base));
            assert!(delay(failures, 0.999, None).unwrap() < base.mul_f64(1.2));
        }
    }

    #[test]
    fn after_the_last_try_there_is_none() {
        assert_eq!(delay(TRIES, 0.5, None), None);
        assert_eq!(
            delay(TRIES, 0.5, Some(Duration::from_secs(1))),
            None,
            "also where the receiver wishes one"
        );
        assert_eq!(delay(u32::MAX, 0.5, None), None);
    }

    #[test]
    fn a_wish_is_a_floor_and_not_a_ceiling() {
        let wish = Some(Duration::from_mins(1));
        assert_eq!(delay(1, 0.5, wish), wish);
        assert_eq!(delay(4, 0.5, wish), Some(DELAYS[3]));
    }

    #[test]
    fn wishes_are_read_as_seconds_or_dates_and_nonsense_is_none() {
        let now = "2026-11-23T08:00:00Z".parse().unwrap();
        let of = |header| wish(header, now);
        assert_eq!(of("120"), Some(Duration::from_mins(2)));
        assert_eq!(of("Mon, 23 Nov 2026 08:02:00 GMT"), Some(Duration::from_mins(2)));
        assert_eq!(of("99999999999999999999999"), Some(LONGEST_WISH));
        assert_eq!(of("Sat, 23 Nov 2126 08:02:00 GMT"), Some(LONGEST_WISH));
        assert_eq!(of("Fri, 31 Dec 9999 23:59:59 GMT"), Some(LONGEST_WISH));
        for nonsense in ["", " ", "0", "-5", "1.5", "NaN", "soon", "Mon, 23 Nov 2020 08:02:00 GMT", "१२"]
        {
            assert_eq!(of(nonsense), None, "{nonsense}");
        }
    }
}
