use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::kernel::unaccented;

/// Whose rules hold: a country (`DE`), or a state of the US or a province of Canada (`US-AL`, `CA-ON`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Jurisdiction(String);

/// A state was written that no country in question has. Never fall back to the country's rules then: they are
/// laxer than the state's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownState(pub String);

impl Jurisdiction {
    /// `US`, `us-al`, `CA-ON`. Territories of the US (`PR`, `GU`, `VI`, `AS`, `MP`, `UM`) are under its federal
    /// rules and become `US-PR` and so on. `None` where this is no code, or no state that is known.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_uppercase();
        let (country, state) = match code.split_once('-') {
            Some((country, state)) => (country, Some(state)),
            None => (code.as_str(), None),
        };
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        match state {
            Some(_) => STATES.codes.contains_key(code.as_str()).then_some(Self(code)),
            None if TERRITORIES.contains(&country) => Some(Self(format!("US-{country}"))),
            None => Some(Self(code)),
        }
    }

    /// By the zone alone: its country, from IANA's table; `None` for `UTC` and the like, which are no place.
    ///
    /// A zone of the US does not say the state (`America/Chicago` lies in twenty), so only federal hours can be
    /// applied to it; the ruling then carries [`super::Note::StateUnknown`].
    pub fn of_zone(zone: &str) -> Option<Self> {
        ZONE_COUNTRIES.get(zone).and_then(|country| Self::parse(country))
    }

    /// A state of the US or a province of Canada (`country`: `US`, `CA`) by its code or its name, in any usual writing:
    /// `KY`, `Kentucky`, `N.Y.`, `Québec`, `Washington, D.C.`.
    pub fn of_state(written: &str, country: &'static str) -> Option<Self> {
        STATES.find(country, written)
    }

    /// `US` of `US-AL`.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// `US-AL`, where it is a state.
    pub fn state(&self) -> Option<&str> {
        (self.0.len() > 2).then_some(self.0.as_str())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_within(&self, reach: &str) -> bool {
        reach == self.0 || reach == self.country()
    }
}

/// Codes and names of a country's states that are known here, in the file's order.
pub(super) fn states_of(country: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    state_rows().filter(move |(code, _)| code.starts_with(country))
}

fn state_rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../../../assets/rules/states.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

const TERRITORIES: [&str; 6] = ["AS", "GU", "MP", "PR", "UM", "VI"];

static STATES: LazyLock<States> = LazyLock::new(States::load);

struct States {
    codes: HashMap<&'static str, &'static str>,
    names: HashMap<(&'static str, String), &'static str>,
}

impl States {
    fn load() -> Self {
        Self {
            codes: state_rows().collect(),
            names: state_rows()
                .map(|(code, name)| ((&code[..2], bare(name)), code))
                .chain(ALSO_CALLED.iter().map(|(name, code)| ((&code[..2], (*name).to_owned()), *code)))
                .collect(),
        }
    }

    fn find(&self, country: &'static str, written: &str) -> Option<Jurisdiction> {
        let bare = bare(written);
        match self.names.get(&(country, bare.clone())) {
            Some(code) => Some(Jurisdiction((*code).to_owned())),
            None => Jurisdiction::parse(&format!("{country}-{bare}")),
        }
    }
}

/// Names that no list of codes has, as [`bare`] leaves them.
const ALSO_CALLED: [(&str, &str); 13] = [
    ("washingtondc", "US-DC"),
    ("washingtonstate", "US-WA"),
    ("newyorkstate", "US-NY"),
    ("usvirginislands", "US-VI"),
    ("virginislands", "US-VI"),
    ("pei", "CA-PE"),
    ("newfoundland", "CA-NL"),
    ("newfoundlandlabrador", "CA-NL"),
    ("nf", "CA-NL"),
    ("labrador", "CA-NL"),
    ("pq", "CA-QC"),
    ("yukonterritory", "CA-YT"),
    ("yk", "CA-YT"),
];

/// Small letters alone, without accents: `Québec` (also with its accent as a sign of its own) is `quebec`.
fn bare(written: &str) -> String {
    unaccented(written).chars().filter(char::is_ascii_alphanumeric).collect()
}

static ZONE_COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/zones/zone-country.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

impl TryFrom<String> for Jurisdiction {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or_else(|| format!("{code:?} is no country and no state"))
    }
}

impl From<Jurisdiction> for String {
    fn from(place: Jurisdiction) -> Self {
        place.0
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for UnknownState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no state of the US and no province of Canada: write its code, such as US-KY.",
            self.0
        )
    }
}

impl std::error::Error for UnknownState {}
