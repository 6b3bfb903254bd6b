use crate::rules::Jurisdiction;

/// What the text in a state's place says, beside a country that zone or number name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StateSays {
    /// A state or province whose rules hold.
    Law(Jurisdiction),
    /// Something inside a country whose states have no rules of their own here.
    OfItsCountry,
    /// A state of another country than that of the zone or the number.
    Abroad(Jurisdiction),
    /// No state at all.
    Unknown,
}

/// Reads a state.
///
/// `CA` beside a number of Toronto is no California, nor `WA` beside one of Perth a Washington; but nobody knows what
/// was meant, so it is [`StateSays::Abroad`]. Where the contact names its zone, a code of two letters is its own
/// country's: Milan writes `MI` too.
pub(super) fn read_state(written: &str, country: Option<&str>, zone_is_named: bool) -> StateSays {
    let whole = Jurisdiction::parse(written).filter(|_| written.contains('-'));
    if let Some(law) = whole {
        return if country.is_none_or(|country| country == law.country()) {
            StateSays::Law(law)
        } else {
            StateSays::Abroad(law)
        };
    }
    let (us, canada) = (Jurisdiction::of_state(written, "US"), Jurisdiction::of_state(written, "CA"));
    match country {
        None => us.or(canada).map_or(StateSays::Unknown, StateSays::Law),
        Some("US") => at_home(us, canada),
        Some("CA") => at_home(canada, us),
        Some(other) => match us.or(canada) {
            Some(law) if !is_its_own(written, other, zone_is_named) => StateSays::Abroad(law),
            _ => StateSays::OfItsCountry,
        },
    }
}

fn at_home(here: Option<Jurisdiction>, there: Option<Jurisdiction>) -> StateSays {
    here.map(StateSays::Law).or_else(|| there.map(StateSays::Abroad)).unwrap_or(StateSays::Unknown)
}

fn is_its_own(written: &str, country: &str, zone_is_named: bool) -> bool {
    let is_code = written.chars().filter(|c| c.is_alphanumeric()).count() <= 2;
    (zone_is_named && is_code) || (country == "GE" && written.trim().eq_ignore_ascii_case("georgia"))
}
