use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

/// An instant and the offset that it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    pub(crate) offset: Offset,
}

/// Reads RFC 3339 and nothing wider: jiff's own parser also takes a space for the `T`, a missing colon
/// or a zone in brackets, and a tenant does not.
pub(crate) fn parse(text: &str) -> Option<Moment> {
    let (local, offset) = match text.strip_suffix('Z') {
        Some(local) => (local, Offset::UTC),
        None => {
            text.split_at_checked(text.len().checked_sub(6)?).map(|(l, o)| Some((l, offset_of(o)?)))??
        }
    };
    let local = local.as_bytes();
    let shape = b"0000-00-00T00:00:00";
    let shaped = local.len() >= shape.len()
        && local.iter().zip(shape).all(|(a, b)| if *b == b'0' { a.is_ascii_digit() } else { a == b });
    let fraction = local.get(shape.len()..)?;
    let fraction_is_one = match fraction {
        [] => true,
        [b'.', digits @ ..] => (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    (shaped && fraction_is_one).then_some(())?;
    Some(Moment { at: text.parse().ok()?, offset })
}

fn offset_of(text: &str) -> Option<Offset> {
    let bytes = text.as_bytes();
    let [sign @ (b'+' | b'-'), a, b, b':', c, d] = bytes else { return None };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let (hours, minutes) = (digit(a)? * 10 + digit(b)?, digit(c)? * 10 + digit(d)?);
    (hours < 24 && minutes < 60).then_some(())?;
    let seconds = hours * 3600 + minutes * 60;
    Offset::from_seconds(if *sign == b'-' { -seconds } else { seconds }).ok()
}

/// An IANA zone by its exact name, as each of the two releases at hand knows it.
///
/// Two, because the machine's zoneinfo and the one built in may differ by a release, and a stand-in that
/// held only one for true would refuse a client that rightly uses the other.
#[derive(Clone, Debug)]
pub(crate) struct Zone(Vec<TimeZone>);

impl Zone {
    pub(crate) fn named(name: &str) -> Option<Self> {
        static BUNDLED: OnceLock<TimeZoneDatabase> = OnceLock::new();
        let bundled = BUNDLED.get_or_init(TimeZoneDatabase::bundled);
        let known = [bundled, jiff::tz::db()].into_iter().filter_map(|database| database.get(name).ok());
        let exact: Vec<_> =
            known.filter(|zone| zone.iana_name() == Some(name) && name != "Etc/Unknown").collect();
        (!exact.is_empty()).then_some(Self(exact))
    }

    /// Whether the zone has this offset at that instant.
    pub(crate) fn agrees_with(&self, moment: Moment) -> bool {
        self.0.iter().any(|zone| zone.to_offset(moment.at) == moment.offset)
    }

    /// `at`, written with the zone's offset.
    pub(crate) fn write(&self, at: Timestamp) -> String {
        at.to_zoned(self.0[0].clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rfc_3339_is_a_moment() {
        for text in ["2026-11-23T09:00:00-05:00", "2026-11-23T14:00:00Z", "2026-11-23T14:00:00.125+00:00"] {
            assert!(parse(text).is_some(), "{text} is RFC 3339");
        }
        for text in [
            "2026-11-23T09:00:00",
            "2026-11-23 09:00:00-05:00",
            "2026-11-23T09:00-05:00",
            "2026-11-23T09:00:00-0500",
            "2026-11-23T09:00:00-05:00[America/New_York]",
            "2026-11-23T25:00:00-05:00",
            "2026-02-30T09:00:00-05:00",
            "2026-11-23T09:00:00.-05:00",
            "20261123T090000Z",
            "ü",
            "",
        ] {
            assert_eq!(parse(text), None, "{text} is not");
        }
    }

    #[test]
    fn a_zone_is_known_by_its_exact_name() {
        assert!(Zone::named("America/New_York").is_some());
        for name in ["america/new_york", "Local", "", "America/Gotham", "Etc/Unknown"] {
            assert!(Zone::named(name).is_none(), "{name:?} is no IANA name");
        }
    }
}
