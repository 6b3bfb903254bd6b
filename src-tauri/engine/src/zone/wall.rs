use callboard_rpc::RpcError;
use callboard_rpc::types::WallTime;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

use super::data::ZoneData;
use super::set::place;
use super::words::{clock_words, day_words};

/// The instant at which the clocks of a zone show a time: the first of two where they show it twice. A time that they
/// skip is refused, since no other one was asked for.
pub(crate) fn instant(zones: &ZoneData, wall: &WallTime) -> Result<Timestamp, RpcError> {
    let zone = zones.get(&wall.zone).map_err(|error| RpcError::field("zone", error.to_string()))?;
    let time = read(&wall.time)
        .ok_or_else(|| RpcError::field("time", "A date and a time are needed, such as 2026-11-24T14:05."))?;
    let found = zone.to_ambiguous_timestamp(time);
    if let AmbiguousOffset::Gap { .. } = found.offset() {
        let place = place(zones.written(&wall.zone).unwrap_or(&wall.zone));
        let day = day_words(time, time.year());
        let words =
            format!("The clocks in {place} skip {} on {day}. Choose another time.", clock_words(time));
        return Err(RpcError::field("time", words));
    }
    found.earlier().map_err(|_| RpcError::field("time", "That time is too far away."))
}

/// `2026-11-24T14:05`, with seconds or without, with a blank between or a `T`.
fn read(text: &str) -> Option<DateTime> {
    let text = text.trim().replacen(' ', "T", 1);
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].iter().find_map(|form| DateTime::strptime(form, &text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str, zone: &str) -> Result<String, RpcError> {
        let wall = WallTime { time: time.to_owned(), zone: zone.to_owned() };
        instant(&ZoneData::bundled(), &wall).map(|at| at.to_string())
    }

    #[test]
    fn a_wall_time_is_the_instant_at_which_the_clocks_show_it() {
        assert_eq!(at("2026-11-23T09:30", "America/Chicago").unwrap(), "2026-11-23T15:30:00Z");
        assert_eq!(at("2026-11-23 09:30:00", "asia/kathmandu").unwrap(), "2026-11-23T03:45:00Z");
    }

    #[test]
    fn a_time_that_is_shown_twice_is_the_first_and_one_that_is_skipped_is_refused() {
        assert_eq!(at("2026-11-01T01:30", "America/New_York").unwrap(), "2026-11-01T05:30:00Z");
        let skipped = at("2026-03-08T02:30", "America/New_York").unwrap_err();
        assert_eq!(skipped.message, "The clocks in New York skip 02:30 on Sun 8 Mar. Choose another time.");
        assert_eq!(skipped.detail.unwrap()["field"], "time");
    }

    #[test]
    fn what_is_no_time_or_no_zone_is_refused_under_its_field() {
        for (time, zone, field) in [
            ("2026-11-23", "America/Chicago", "time"),
            ("2026-11-23T09:30Z", "America/Chicago", "time"),
            ("2026-11-23T09:30", "America/Gotham", "zone"),
            ("2026-11-23T09:30", "", "zone"),
        ] {
            assert_eq!(at(time, zone).unwrap_err().detail.unwrap()["field"], field, "{time} {zone}");
        }
    }
}
