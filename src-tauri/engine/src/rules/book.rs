use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::sound::{BookError, check, check_switches};
use super::{Jurisdiction, Kind, Rule};

/// The rules in force. Cheap to clone; making one of the house's rows is the only way to change it.
#[derive(Clone, Debug)]
pub struct RuleBook(Arc<Book>);

#[derive(Debug)]
struct Book {
    version: String,
    rules: Vec<Rule>,
    off: Vec<SwitchedOff>,
}

/// A supervisor's decision that a rule does not bind here. Audited by whoever stores it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SwitchedOff {
    pub rule: String,
    /// Never empty.
    pub why: String,
}

impl RuleBook {
    /// The rows that come with the program (`assets/rules/calling-rules.json`).
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }

    /// This book with rules of the house, and without those that were switched off.
    ///
    /// A rule of the house can only make it stricter, since hours are intersected.
    pub fn with_house(&self, house: Vec<Rule>, off: Vec<SwitchedOff>) -> Result<Self, BookError> {
        let mut rules: Vec<Rule> = self.0.rules.iter().filter(|rule| !rule.house).cloned().collect();
        rules.extend(house.into_iter().map(|rule| Rule { house: true, ..rule }));
        check(&rules)?;
        check_switches(&rules, &off)?;
        let version = version_with_house(built_in_version(&self.0.version), &rules, &off);
        Ok(Self(Arc::new(Book { version, rules, off })))
    }

    /// `2026-11-22`; with rows of the house or switches, `2026-11-22+house.` and a digest of them.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Every row, also those that are switched off or only shown, in the file's order.
    pub fn rules(&self) -> &[Rule] {
        &self.0.rules
    }

    /// The reason for which a rule is off.
    pub fn switched_off(&self, rule: &str) -> Option<&str> {
        self.0.off.iter().find(|off| off.rule == rule).map(|off| off.why.as_str())
    }

    /// The rules of every kind that hold on that day for any of the places, least special first.
    ///
    /// `elsewhere` stands for countries in which no built-in rule of hours is in force. So it comes back where
    /// the rule of a country is switched off: a place is never without hours because of one switch.
    pub fn applicable(&self, places: &[Jurisdiction], on: Date) -> Vec<&Rule> {
        self.in_force(on).filter(|rule| places.iter().any(|place| self.applies(rule, place, on))).collect()
    }

    /// The rules of hours that bind one place on a day.
    pub(super) fn hours_of<'a>(
        &'a self,
        place: &'a Jurisdiction,
        on: Date,
    ) -> impl Iterator<Item = &'a Rule> {
        self.in_force(on)
            .filter(move |rule| rule.kind == Kind::Hours && rule.enforced && self.applies(rule, place, on))
    }

    fn in_force(&self, on: Date) -> impl Iterator<Item = &Rule> {
        self.0.rules.iter().filter(move |rule| rule.in_effect(on) && self.switched_off(&rule.id).is_none())
    }

    fn applies(&self, rule: &Rule, place: &Jurisdiction, on: Date) -> bool {
        let elsewhere = rule.jurisdictions.iter().any(|reach| reach == ELSEWHERE);
        rule.covers(place) || (elsewhere && !self.has_own_hours(place, on))
    }

    fn has_own_hours(&self, place: &Jurisdiction, on: Date) -> bool {
        self.in_force(on)
            .any(|rule| rule.kind == Kind::Hours && rule.enforced && !rule.house && rule.covers(place))
    }
}

pub(super) const ELSEWHERE: &str = "elsewhere";

static BUILT_IN: LazyLock<RuleBook> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/rules/calling-rules.json");
    let mut file: File = serde_json::from_str(text).expect("the file is built in, and a test reads it");
    file.rules.iter_mut().for_each(|rule| rule.house = false);
    check(&file.rules).expect("the file is built in, and a test reads it");
    RuleBook(Arc::new(Book { version: file.version, rules: file.rules, off: Vec::new() }))
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    #[allow(dead_code, reason = "for readers of the file")]
    about: String,
    rules: Vec<Rule>,
}

fn built_in_version(version: &str) -> &str {
    version.split_once('+').map_or(version, |(built_in, _)| built_in)
}

/// The same rows give the same version on every machine and in every release (FNV-1a over their JSON).
fn version_with_house(built_in: &str, rules: &[Rule], off: &[SwitchedOff]) -> String {
    let house: Vec<&Rule> = rules.iter().filter(|rule| rule.house).collect();
    if house.is_empty() && off.is_empty() {
        return built_in.to_owned();
    }
    let text = serde_json::to_string(&(house, off)).expect("rules are plain data");
    let digest = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{built_in}+house.{digest:016x}")
}
