use std::collections::HashSet;
use std::fmt;

use super::book::ELSEWHERE;
use super::{Jurisdiction, Kind, Rule, SwitchedOff};

/// Why the house's rows were not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookError {
    DuplicateId(String),
    UnknownRule(String),
    NoReason(String),
    NoHours(String),
    EmptyHours(String),
    DayTwice(String),
    UnknownJurisdiction { rule: String, jurisdiction: String },
}

/// Refuses rows that make no sense, before anything is decided by them.
pub(super) fn check(rules: &[Rule]) -> Result<(), BookError> {
    let mut ids = HashSet::new();
    for rule in rules {
        if !ids.insert(rule.id.as_str()) {
            return Err(BookError::DuplicateId(rule.id.clone()));
        }
        check_reach(rule)?;
        if rule.kind == Kind::Hours {
            check_hours(rule)?;
        }
    }
    Ok(())
}

pub(super) fn check_switches(rules: &[Rule], off: &[SwitchedOff]) -> Result<(), BookError> {
    for switch in off {
        if !rules.iter().any(|rule| rule.id == switch.rule) {
            return Err(BookError::UnknownRule(switch.rule.clone()));
        }
        if switch.why.trim().is_empty() {
            return Err(BookError::NoReason(switch.rule.clone()));
        }
    }
    Ok(())
}

fn check_reach(rule: &Rule) -> Result<(), BookError> {
    let known = |reach: &str| reach == "*" || reach == ELSEWHERE || Jurisdiction::parse(reach).is_some();
    match rule.jurisdictions.iter().find(|reach| !known(reach)) {
        Some(reach) => {
            Err(BookError::UnknownJurisdiction { rule: rule.id.clone(), jurisdiction: reach.clone() })
        }
        None => Ok(()),
    }
}

fn check_hours(rule: &Rule) -> Result<(), BookError> {
    let mut days = HashSet::new();
    // A rule of the house may close a place altogether; for a built-in one that would be a slip.
    if rule.hours.is_empty() && !rule.house {
        return Err(BookError::NoHours(rule.id.clone()));
    }
    if rule.hours.iter().any(|hours| hours.from >= hours.to) {
        return Err(BookError::EmptyHours(rule.id.clone()));
    }
    let all_days = rule.hours.iter().flat_map(|hours| &hours.days);
    if all_days.into_iter().any(|day| !days.insert(day)) {
        return Err(BookError::DayTwice(rule.id.clone()));
    }
    Ok(())
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateId(id) => write!(f, "There are two rules with the id {id}."),
            Self::UnknownRule(id) => write!(f, "There is no rule {id} that could be switched off."),
            Self::NoReason(id) => write!(f, "The rule {id} is switched off only with a reason."),
            Self::NoHours(id) => write!(f, "The rule {id} is about hours and names none."),
            Self::EmptyHours(id) => write!(f, "The rule {id} has hours that end before they begin."),
            Self::DayTwice(id) => write!(f, "The rule {id} names a day of the week twice."),
            Self::UnknownJurisdiction { rule, jurisdiction } => {
                write!(f, "The rule {rule} names {jurisdiction:?}, which is no country and no state.")
            }
        }
    }
}

impl std::error::Error for BookError {}
