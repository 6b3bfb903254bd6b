use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// `Mon 23 Nov 09:00–13:00 (UTC−05:00)`; with both days where it runs past midnight, both offsets where the clock
/// changes inside, and the year where it is not `today`'s.
pub fn window_words(zone: &TimeZone, start: Timestamp, end: Timestamp, today: Timestamp) -> String {
    let (from, to) = (zone.to_datetime(start), zone.to_datetime(end));
    let to_words = if from.date() == to.date() {
        format!("–{}", clock_words(to))
    } else {
        format!(" – {}", day_and_clock(to, zone, today))
    };
    let (first, last) = (zone.to_offset(start), zone.to_offset(end));
    let offsets = if first == last {
        offset_words(first)
    } else {
        format!("{}, then {}", offset_words(first), offset_words(last))
    };
    format!("{}{to_words} ({offsets})", day_and_clock(from, zone, today))
}

/// `Mon 23 Nov 09:00`, with the year where it is not `today`'s.
pub fn local_words(zone: &TimeZone, at: Timestamp, today: Timestamp) -> String {
    day_and_clock(zone.to_datetime(at), zone, today)
}

/// `UTC−05:00`, with a real minus; `UTC` at zero.
pub fn offset_words(offset: Offset) -> String {
    let minutes = offset.seconds().unsigned_abs() / 60;
    match offset.seconds() {
        0 => "UTC".to_owned(),
        seconds => {
            let sign = if seconds < 0 { '−' } else { '+' };
            format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

/// `2026-11-23T09:00:00-05:00`.
pub(crate) fn local_iso(zone: &TimeZone, at: Timestamp) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `-05:00`.
pub(crate) fn offset_iso(offset: Offset) -> String {
    let minutes = offset.seconds().unsigned_abs() / 60;
    let sign = if offset.is_negative() { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `Mon 23 Nov`, with the year where it is not `today`'s.
pub(crate) fn day_words(at: DateTime, this_year: i16) -> String {
    let day = at.strftime("%a %-d %b");
    if at.year() == this_year { day.to_string() } else { format!("{day} {}", at.year()) }
}

/// `09:00`.
pub(crate) fn clock_words(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

fn day_and_clock(at: DateTime, zone: &TimeZone, today: Timestamp) -> String {
    format!("{} {}", day_words(at, zone.to_datetime(today).year()), clock_words(at))
}

/// `Chicago, Denver and 3 more`.
pub fn some_places(places: &[String]) -> String {
    const NAMED: usize = 3;
    match places.len().checked_sub(NAMED) {
        None | Some(0) => places.join(", "),
        Some(more) => format!("{} and {more} more", places[..NAMED].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_places_are_named_by_the_first_few() {
        let places =
            |names: &[&str]| some_places(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(places(&["Chicago"]), "Chicago");
        assert_eq!(places(&["A", "B", "C"]), "A, B, C");
        assert_eq!(places(&["A", "B", "C", "D", "E"]), "A, B, C and 2 more");
    }
}
