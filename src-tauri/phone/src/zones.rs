use rlibphonenumber::PHONE_NUMBER_UTIL;

use crate::parse::structured;
use crate::places::{self, PLACES, Prefix};
use crate::{E164, Region};

/// The zones where a number may ring, by the number alone. Names are IANA's of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ZonesOf {
    One(&'static str),
    /// A call is legal only where every one of them is inside its hours.
    Several(&'static [&'static str]),
    /// Held and reported; never dialled on a guess.
    Unknown {
        why: WhyUnknown,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhyUnknown {
    /// `+1 800`, `+1 500`: the area code belongs to no place.
    NoPlace,
    /// Most mobiles of a country with several clocks: nothing in the number says which.
    WholeCountry,
    /// `+800`, `+882`, `+979`, satellites: a plan of the whole world, under nobody's law.
    NoCountry,
    /// No row of the map begins like this number.
    NotMapped,
    /// The plan of its country does not list it, so nothing is known of where it rings.
    NotListed,
}

/// The zone of a number: for North America all zones of its numbering area, elsewhere those of its longest
/// known prefix; a mobile, which lives in no place, has the zone of its country where that has one clock.
///
/// Ask only where neither the contact's own zone nor its state is known: people move, and take numbers along.
pub fn zones(number: &E164) -> ZonesOf {
    if let Some(code) = number.area_code() {
        return PLACES.area(code).map_or(unknown(WhyUnknown::NoPlace), |area| known(&area.zones));
    }
    if is_of_no_country(*number) {
        return unknown(WhyUnknown::NoCountry);
    }
    match prefix_of(*number) {
        Some(prefix) if prefix.whole_country => unknown(WhyUnknown::WholeCountry),
        Some(prefix) => known(&prefix.zones),
        None => unknown(WhyUnknown::NotMapped),
    }
}

/// The state or province by the area code, `US-CA` or `CA-ON`; `None` elsewhere and where it names several.
pub fn state(number: &E164) -> Option<&'static str> {
    match states(number) {
        [one] => Some(one),
        _ => None,
    }
}

/// Every state that the area code lies in: three for 867, two for 902, none outside the US and Canada.
pub fn states(number: &E164) -> &'static [&'static str] {
    let area = number.area_code().and_then(|code| PLACES.area(code));
    area.map_or(&[], |area| &area.states)
}

/// The country whose plan the number is in; `None` for world-wide plans.
pub fn country(number: &E164) -> Option<Region> {
    let region = PHONE_NUMBER_UTIL.get_region_for_number(&structured(*number)?)?;
    (region != rlibphonenumber::Region::World).then_some(Region(region))
}

/// Whether it is in a plan of the whole world.
fn is_of_no_country(number: E164) -> bool {
    structured(number).is_some_and(|parsed| {
        let region = PHONE_NUMBER_UTIL.get_region_for_country_code(parsed.country_code);
        region == Some(rlibphonenumber::Region::World)
    })
}

/// The release of the map from numbers to zones and states, `phonenumbers 9.0.42`.
pub fn zone_data_release() -> &'static str {
    places::release()
}

impl WhyUnknown {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoPlace => {
                "The area code belongs to no place (toll-free or personal), so the zone is unknown."
            }
            Self::WholeCountry => {
                "The number belongs to a whole country with several time zones, so its zone is unknown."
            }
            Self::NoCountry => {
                "An international number of no country (+800, +870, +882, +979) does not say where it rings."
            }
            Self::NotMapped => "The map of numbers knows no zone for this number.",
            Self::NotListed => {
                "No such number is in use: the length may be right, the range is not assigned."
            }
        }
    }
}

/// A number that is bound to a place is looked up whole, any other by its calling code alone.
fn prefix_of(number: E164) -> Option<&'static Prefix> {
    let parsed = structured(number)?;
    if PHONE_NUMBER_UTIL.is_number_geographical(&parsed) {
        return PLACES.longest_prefix(number.digits());
    }
    PLACES.longest_prefix(u64::try_from(parsed.country_code).ok()?)
}

pub(crate) fn known(zones: &'static [&'static str]) -> ZonesOf {
    match zones {
        [] => unknown(WhyUnknown::NotMapped),
        [one] => ZonesOf::One(one),
        several => ZonesOf::Several(several),
    }
}

pub(crate) fn unknown(why: WhyUnknown) -> ZonesOf {
    ZonesOf::Unknown { why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> E164 {
        E164::from_stored(text).unwrap()
    }

    fn zones_of(text: &str) -> ZonesOf {
        zones(&number(text))
    }

    #[test]
    fn a_north_american_number_has_every_zone_of_its_area_code() {
        assert_eq!(zones_of("+14155552671"), ZonesOf::One("America/Los_Angeles"));
        assert_eq!(
            zones_of("+18505552671"),
            ZonesOf::Several(&["America/Chicago", "America/New_York"]),
            "Tallahassee and Pensacola share 850, and new exchanges fall back to either"
        );
        assert_eq!(zones_of("+14412345678"), ZonesOf::One("Atlantic/Bermuda"), "islands have their own code");
    }

    #[test]
    fn an_answer_for_a_whole_country_of_several_clocks_is_unknown() {
        let why = |text| match zones_of(text) {
            ZonesOf::Unknown { why } => Some(why),
            _ => None,
        };
        assert_eq!(why("+18005552671"), Some(WhyUnknown::NoPlace), "libphonenumber would say 42 zones");
        assert_eq!(why("+61412345678"), Some(WhyUnknown::WholeCountry), "an Australian mobile");
        assert_eq!(why("+79161234567"), Some(WhyUnknown::WholeCountry), "the map's 79 is not Moscow alone");
        assert_eq!(why("+34612345678"), Some(WhyUnknown::WholeCountry), "the Canaries are an hour behind");
        assert_eq!(why("+80012345678"), Some(WhyUnknown::NoCountry));
    }

    #[test]
    fn a_mobile_of_a_country_with_one_clock_has_its_zone() {
        assert_eq!(zones_of("+4917212345678"), ZonesOf::One("Europe/Berlin"));
        assert_eq!(zones_of("+447400123456"), ZonesOf::One("Europe/London"));
        assert_eq!(zones_of("+353850123456"), ZonesOf::One("Europe/Dublin"));
        assert_eq!(zones_of("+918123456789"), ZonesOf::One("Asia/Kolkata"));
    }

    #[test]
    fn a_landline_abroad_has_the_zone_of_its_prefix() {
        assert_eq!(zones_of("+61255501234"), ZonesOf::One("Australia/Sydney"));
        assert_eq!(zones_of("+34922123456"), ZonesOf::One("Atlantic/Canary"));
    }

    #[test]
    fn the_state_comes_from_the_area_code() {
        let cases = [
            ("+14155552671", Some("US-CA")),
            ("+12705552671", Some("US-KY")),
            ("+12035552671", Some("US-CT")),
            ("+14165552671", Some("CA-ON")),
            ("+17875552671", Some("US-PR")),
            ("+19025552671", None),
            ("+18005552671", None),
            ("+14412345678", None),
            ("+4917212345678", None),
        ];
        for (text, expected) in cases {
            assert_eq!(state(&number(text)), expected, "{text}");
        }
        assert_eq!(states(&number("+19025552671")), ["CA-NS", "CA-PE"]);
    }

    #[test]
    fn the_country_is_the_plans_and_not_the_calling_codes() {
        let cases =
            [("+14155552671", "US"), ("+14165552671", "CA"), ("+14412345678", "BM"), ("+447624123456", "IM")];
        for (text, expected) in cases {
            assert_eq!(country(&number(text)).map(|region| region.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(country(&number("+80012345678")), None);
    }
}
