use callboard_rpc::types::{JurisdictionCount, RuleRef, Verdict as Word};
use jiff::Timestamp;

use super::asked::Asked;
use super::group::Group;
use crate::rules::{self, Binding, Note, Ruling};

/// What the calling hours make of a window, for all contacts of a zone: the tenant takes one window per zone.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Legal,
    /// It ends earlier than was asked.
    Clamped {
        by: Cause,
    },
    /// It may not start. `legal_again` is when it may, within 400 days.
    Refused {
        by: Cause,
        legal_again: Option<Timestamp>,
    },
}

/// The binding rule, and who causes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    pub rule: RuleRef,
    /// The jurisdictions that would have to be left out for the rule not to bind (joined by commas), with their
    /// contacts. `None` where that is everybody in the zone.
    pub part: Option<JurisdictionCount>,
}

impl Verdict {
    /// The verdict without its reasons, as it crosses a door.
    pub fn word(&self) -> Word {
        match self {
            Self::Legal => Word::Legal,
            Self::Clamped { .. } => Word::Clamped,
            Self::Refused { .. } => Word::Refused,
        }
    }

    /// The binding rule, where one binds.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Legal => None,
            Self::Clamped { by } | Self::Refused { by, .. } => Some(by),
        }
    }
}

/// The verdict, the end that is left (the start where refused), and what was not known when the rules were applied.
/// Who causes it is found by asking again for each jurisdiction alone, only where a rule binds.
pub(super) fn judge(
    asked: &Asked<'_>,
    group: &Group,
    start: Timestamp,
    end: Timestamp,
) -> (Verdict, Timestamp, Vec<Note>) {
    let Ruling { verdict, sentence, notes, .. } = asked.rules.clamp_everywhere(start, end, group.places());
    let words = sentence.unwrap_or_default();
    match verdict {
        rules::Verdict::Legal => (Verdict::Legal, end, notes),
        rules::Verdict::Clamped { end: left, rule } => {
            let left = left.timestamp();
            let closes = |alone: &rules::Verdict| match alone {
                rules::Verdict::Clamped { end, .. } => end.timestamp() <= left,
                _ => false,
            };
            let part = caused_by(asked, group, start, end, closes);
            (Verdict::Clamped { by: Cause { rule: rule_ref(rule, words), part } }, left, notes)
        }
        rules::Verdict::Refused { rule, next_legal } => {
            let refuses = |alone: &rules::Verdict| matches!(alone, rules::Verdict::Refused { .. });
            let part = caused_by(asked, group, start, end, refuses);
            let legal_again = next_legal.map(|next| next.timestamp());
            let by = Cause { rule: rule_ref(rule, words), part };
            (Verdict::Refused { by, legal_again }, start, notes)
        }
    }
}

/// The jurisdictions that bring the verdict about by themselves. `None` where all do, and where none does (two
/// states without a common hour: neither alone is at fault).
fn caused_by(
    asked: &Asked<'_>,
    group: &Group,
    start: Timestamp,
    end: Timestamp,
    brings_it_about: impl Fn(&rules::Verdict) -> bool,
) -> Option<JurisdictionCount> {
    let parts = group.jurisdictions();
    if parts.len() < 2 {
        return None;
    }
    let alone = |index| asked.rules.clamp_everywhere(start, end, &group.places_of(index)).verdict;
    let causes: Vec<_> = (0..parts.len()).filter(|index| brings_it_about(&alone(*index))).collect();
    (!causes.is_empty() && causes.len() < parts.len()).then(|| JurisdictionCount {
        jurisdiction: causes.iter().map(|i| parts[*i].jurisdiction.as_str()).collect::<Vec<_>>().join(", "),
        contacts: causes.iter().map(|i| parts[*i].contacts).sum(),
    })
}

fn rule_ref(binding: Binding, words: String) -> RuleRef {
    RuleRef { id: binding.rule, version: binding.version, source: binding.source, words }
}
