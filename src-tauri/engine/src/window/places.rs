//! Where the people of a window may be, as it is stored with it: so that the rules can judge it anew when they change.

use callboard_rpc::types::{RuleRef, Verdict};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::row::Window;
use crate::rules::{Jurisdiction, Place, RuleBook, Verdict as Law};
use crate::zone::ZoneData;

/// One zone where they may live, and whose rules hold for them there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    pub zone: String,
    /// `US-AL`, `GB`; all of them hold.
    pub jurisdictions: Vec<String>,
}

/// People of a window who live in one group of zones under one law, as their list counts them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// `America/Chicago|America/New_York` where they may live in either.
    pub zones: String,
    /// `US-AL`; `US-FL|US-KY` where both hold.
    pub jurisdiction: String,
    pub contacts: u64,
}

/// The part of a window that the rules allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its begin, where that is later than the window's.
    pub(super) from: Option<Timestamp>,
    pub(super) until: Timestamp,
}

impl Part {
    /// Its begin, where the window's own is `start`.
    pub(super) fn begin(&self, start: Timestamp) -> Timestamp {
        self.from.map_or(start, |from| from.max(start))
    }
}

/// What the rules say of a window.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Judged {
    Legal,
    /// It has to end earlier.
    Until(Timestamp, RuleRef),
    /// It has to begin later, and may have to end earlier.
    Later {
        from: Timestamp,
        until: Timestamp,
        rule: RuleRef,
    },
    /// Nobody may be called in it, or in what is left of it.
    Never(RuleRef),
}

impl Judged {
    pub(super) fn rule(&self) -> Option<&RuleRef> {
        match self {
            Self::Legal => None,
            Self::Until(_, rule) | Self::Later { rule, .. } | Self::Never(rule) => Some(rule),
        }
    }

    /// The first part that is allowed, where the whole is not.
    pub(super) fn part(&self) -> Option<Part> {
        match self {
            Self::Legal | Self::Never(_) => None,
            Self::Until(until, _) => Some(Part { from: None, until: *until }),
            Self::Later { from, until, .. } => Some(Part { from: Some(*from), until: *until }),
        }
    }

    /// Of the window as it stands: one whose start is forbidden is refused, whatever part of it could be kept.
    pub(super) fn verdict(&self) -> Verdict {
        match self {
            Self::Legal => Verdict::Legal,
            Self::Until(..) => Verdict::Clamped,
            Self::Later { .. } | Self::Never(_) => Verdict::Refused,
        }
    }
}

/// Judges what is left of a window: from its start, or from `now` where it has begun.
pub(super) fn judge(row: &Window, rules: &RuleBook, zones: &ZoneData, now: Timestamp) -> Judged {
    let start = row.start.max(now);
    if row.end <= start {
        return Judged::Legal;
    }
    let places = places(row, zones);
    let ruling = rules.clamp_everywhere(start, row.end, &places);
    let words = ruling.sentence.unwrap_or_default();
    let named = |binding: crate::rules::Binding| RuleRef {
        id: binding.rule,
        version: binding.version,
        source: binding.source,
        words,
    };
    match ruling.verdict {
        Law::Legal => Judged::Legal,
        Law::Clamped { end, rule } => Judged::Until(end.timestamp(), named(rule)),
        Law::Refused { rule, next_legal } => {
            let from = next_legal.map(|at| at.timestamp()).filter(|from| *from < row.end);
            let later = from.and_then(|from| {
                let until = match rules.clamp_everywhere(from, row.end, &places).verdict {
                    Law::Legal => row.end,
                    Law::Clamped { end, .. } => end.timestamp(),
                    Law::Refused { .. } => return None,
                };
                Some((from, until))
            });
            match later {
                Some((from, until)) => Judged::Later { from, until, rule: named(rule) },
                None => Judged::Never(named(rule)),
            }
        }
    }
}

fn places(row: &Window, zones: &ZoneData) -> Vec<Place> {
    let stored = if row.places.is_empty() { by_zone(row) } else { row.places.clone() };
    let place = |there: Whereabouts| {
        let zone = zones.get(&there.zone).ok()?;
        Some(Place {
            zone,
            jurisdictions: there.jurisdictions.iter().filter_map(|code| known(code)).collect(),
        })
    };
    stored.into_iter().filter_map(place).collect()
}

/// A state that the book does not know any more still lies in its country.
fn known(code: &str) -> Option<Jurisdiction> {
    Jurisdiction::parse(code).or_else(|| Jurisdiction::parse(code.get(..2)?))
}

/// A row of an older program says its zones alone: the law of their countries holds.
fn by_zone(row: &Window) -> Vec<Whereabouts> {
    let names = row.zones.split([',', '|']).map(str::trim).filter(|name| !name.is_empty());
    let whereabouts = |zone: &str| Whereabouts {
        zone: zone.to_owned(),
        jurisdictions: Jurisdiction::of_zone(zone).iter().map(ToString::to_string).collect(),
    };
    names.map(whereabouts).collect()
}
