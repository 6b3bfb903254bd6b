//! A map as events meet it: one look a code.

use std::sync::Arc;

use callboard_rpc::types::{DispositionAction, DispositionMap, Severity};
use rustc_hash::FxHashMap;

use super::code;
use super::default_map::{DO_NOT_CALL, UNCLASSIFIED, unclassified};
use super::words::rank;

/// A published map, ready to decide.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) version: u32,
    meanings: Vec<Arc<Meaning>>,
    codes: FxHashMap<String, usize>,
    unclassified: usize,
}

/// What a category is to an event.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each action that can be done; they do not exclude each other"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) category: String,
    pub(super) severity: Severity,
    pub(super) writes: bool,
    pub(super) suppresses: bool,
    pub(super) notifies: bool,
    pub(super) delivers: bool,
}

impl Lookup {
    /// A map without `unclassified`, which cannot be published, is read as if the first map's were there.
    pub(super) fn new(version: u32, map: &DispositionMap) -> Self {
        let fallback = unclassified();
        let missing = !map.categories.iter().any(|one| one.name == UNCLASSIFIED);
        let categories = map.categories.iter().chain(missing.then_some(&fallback));
        let meanings: Vec<_> = categories
            .map(|one| {
                let does = |action| one.actions.contains(&action);
                Arc::new(Meaning {
                    category: one.name.clone(),
                    severity: one.severity,
                    writes: does(DispositionAction::WriteContact),
                    suppresses: does(DispositionAction::SuppressNumber),
                    notifies: does(DispositionAction::Notify),
                    delivers: does(DispositionAction::Deliver),
                })
            })
            .collect();
        let place = |name: &str| meanings.iter().position(|meaning| meaning.category == name);
        let mut codes = FxHashMap::default();
        for one in &map.codes {
            let Some(at) = place(&one.category) else { continue };
            // A map may be older than the one spelling of codes: a line that has it counts before one that has not.
            let spelled = code::as_seen(&one.code);
            if spelled == one.code || !codes.contains_key(&spelled) {
                codes.insert(spelled, at);
            }
        }
        let unclassified = place(UNCLASSIFIED).unwrap_or_default();
        Self { version, meanings, codes, unclassified }
    }

    /// What the map says of a code; `None` where it does not know it. It may have been stored before codes had one
    /// spelling.
    pub(super) fn mapped(&self, code: &str) -> Option<&Arc<Meaning>> {
        let at = match self.codes.get(code) {
            None if !code.is_ascii() => self.codes.get(&code::normalise(code)),
            found => found,
        };
        at.and_then(|at| self.meanings.get(*at))
    }

    /// What an unmapped code is written as.
    pub(super) fn unclassified(&self) -> &Arc<Meaning> {
        // `new` has put one there.
        &self.meanings[self.unclassified]
    }

    /// What a category named in a row does by this map; `None` where it has none of this name any more.
    pub(super) fn of_category(&self, name: &str) -> Option<&Arc<Meaning>> {
        self.meanings.iter().find(|meaning| meaning.category == name)
    }
}

impl Meaning {
    /// Whether it wins a tie as `do_not_call` does.
    pub(super) fn opts_out(&self) -> bool {
        self.category == DO_NOT_CALL || self.suppresses
    }

    /// What it does, in the order of the actions.
    pub(super) fn actions(&self) -> Vec<DispositionAction> {
        let all = [
            (self.writes, DispositionAction::WriteContact),
            (self.suppresses, DispositionAction::SuppressNumber),
            (self.notifies, DispositionAction::Notify),
            (self.delivers, DispositionAction::Deliver),
        ];
        all.into_iter().filter_map(|(does, action)| does.then_some(action)).collect()
    }

    pub(super) fn rank(&self) -> u8 {
        rank(self.severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disposition::default_map::default_map;

    #[test]
    fn a_code_means_what_its_line_says_and_an_unknown_one_is_unclassified() {
        let lookup = Lookup::new(1, &default_map());
        let meaning = lookup.mapped("1002").unwrap();
        assert_eq!((meaning.category.as_str(), meaning.severity), ("do_not_call", Severity::Critical));
        assert!(meaning.opts_out() && meaning.suppresses && meaning.writes);
        assert!(lookup.mapped("9999").is_none());
        assert_eq!(lookup.unclassified().severity, Severity::Low);
        assert!(!lookup.unclassified().opts_out());
    }

    #[test]
    fn a_map_that_is_older_than_the_one_spelling_of_codes_knows_them_by_it() {
        let mut map = default_map();
        map.codes[0].code = "１００１".to_owned();
        map.codes[3].code = "\u{200B}1002".to_owned();
        let lookup = Lookup::new(1, &map);
        assert!(lookup.mapped("1001").unwrap().opts_out());
        assert!(lookup.mapped("1002").unwrap().opts_out(), "the line that is spelled so counts");
        assert!(lookup.mapped("１００１").unwrap().opts_out(), "so does a decision that is as old");
    }

    #[test]
    fn a_map_from_elsewhere_without_unclassified_still_decides() {
        assert_eq!(Lookup::new(1, &DispositionMap::default()).unclassified().category, UNCLASSIFIED);
    }
}
