use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One outbound campaign of the stand-in, with the people it has to call and the pace at which it does.
///
/// Pace and people are read whenever figures are asked for: change them before the first window, or the
/// past changes with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub state: CampaignState,
    /// How many people are called in each IANA zone.
    #[serde(default)]
    pub contacts: BTreeMap<String, u64>,
    /// How many are called in each zone that `contacts` does not name. Missing: 50 where `contacts` is
    /// empty, so that a fresh campaign dials wherever a window opens; otherwise nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts_elsewhere: Option<u64>,
    /// Calls begun in a minute, in each zone with an open window, at speed 1. 0 is a campaign without
    /// agents: open, and still.
    #[serde(default = "a_call_a_second")]
    pub calls_per_minute: f64,
    /// The mean length of a call at speed 1; each takes between half and one and a half of it.
    #[serde(default = "half_a_minute")]
    pub call_seconds: f64,
    /// The share of attempts that reach a person, 0 to 1.
    #[serde(default = "most")]
    pub connect_share: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CampaignState {
    #[default]
    Active,
    /// Takes windows and does not dial.
    Inactive,
}

impl Campaign {
    /// An active campaign at the usual pace.
    pub fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            state: CampaignState::Active,
            contacts: BTreeMap::new(),
            contacts_elsewhere: None,
            calls_per_minute: a_call_a_second(),
            call_seconds: half_a_minute(),
            connect_share: most(),
        }
    }

    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.state = CampaignState::Inactive;
        self
    }

    /// `people` are called in `zone`.
    #[must_use]
    pub fn with_contacts(mut self, zone: &str, people: u64) -> Self {
        self.contacts.insert(zone.to_owned(), people);
        self
    }

    /// How many people this campaign calls in `zone`.
    pub fn people_in(&self, zone: &str) -> u64 {
        let elsewhere = self.contacts_elsewhere.unwrap_or(if self.contacts.is_empty() { 50 } else { 0 });
        self.contacts.get(zone).copied().unwrap_or(elsewhere)
    }

    /// Whether its numbers make sense: an id, a pace and a length that are not negative, a share in 0..=1.
    pub(crate) fn is_sound(&self) -> bool {
        !self.id.is_empty()
            && self.calls_per_minute.is_finite()
            && self.calls_per_minute >= 0.0
            && self.call_seconds.is_finite()
            && self.call_seconds >= 0.0
            && (0.0..=1.0).contains(&self.connect_share)
    }
}

/// What a fresh stand-in offers.
pub(crate) fn samples() -> Vec<Campaign> {
    vec![
        Campaign::new("renewals", "Autumn renewals"),
        Campaign::new("welcome", "Welcome calls"),
        Campaign::new("survey", "Satisfaction survey"),
        Campaign::new("winback", "Win back").inactive(),
    ]
}

fn a_call_a_second() -> f64 {
    60.0
}

fn half_a_minute() -> f64 {
    30.0
}

fn most() -> f64 {
    0.62
}
