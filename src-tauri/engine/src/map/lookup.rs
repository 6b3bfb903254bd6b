//! A map as events meet it: one access a code.

use std::sync::Arc;

use callboard_rpc::types::{DispositionAction, DispositionCategory, DispositionMap, Severity};
use rustc_hash::FxHashMap;

use super::default_map::{DO_NOT_CALL, UNCLASSIFIED, unclassified};
use super::words::rank;

/// A map, and the policy for codes that it does not have.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) lookup: Arc<Lookup>,
    /// Unmapped events are held, not written.
    pub(crate) hold: bool,
}

/// A map, ready to decide.
#[derive(Debug)]
pub(crate) struct Lookup {
    pub(crate) version: u32,
    meanings: Vec<Arc<Meaning>>,
    codes: FxHashMap<String, usize>,
    unclassified: usize,
}

/// A category as events meet it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each action that can be done; they do not exclude each other"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) category: String,
    pub(crate) severity: Severity,
    pub(crate) writes: bool,
    pub(crate) suppresses: bool,
    pub(crate) notifies: bool,
    pub(crate) delivers: bool,
}

impl Lookup {
    /// A map without `unclassified`, which cannot be published, is read as if the first map's were there.
    pub(crate) fn new(version: u32, map: &DispositionMap) -> Self {
        let fallback = unclassified();
        let missing = !map.categories.iter().any(|one| one.name == UNCLASSIFIED);
        let categories = map.categories.iter().chain(missing.then_some(&fallback));
        let meanings: Vec<_> = categories.map(|one| Arc::new(Meaning::of(one))).collect();
        let place = |name: &str| meanings.iter().position(|meaning| meaning.category == name);
        let codes =
            map.codes.iter().filter_map(|one| Some((one.code.clone(), place(&one.category)?))).collect();
        let unclassified = place(UNCLASSIFIED).unwrap_or_default();
        Self { version, meanings, codes, unclassified }
    }

    /// The meaning of a code; `None` where the map does not have it.
    pub(crate) fn mapped(&self, code: &str) -> Option<&Arc<Meaning>> {
        self.codes.get(code).and_then(|at| self.meanings.get(*at))
    }

    /// The meaning of an unmapped code that is written.
    pub(crate) fn unclassified(&self) -> &Arc<Meaning> {
        // `new` has put one there.
        &self.meanings[self.unclassified]
    }

    /// The meaning of a category; `None` where this map has none of the name.
    pub(crate) fn of_category(&self, name: &str) -> Option<&Arc<Meaning>> {
        self.meanings.iter().find(|meaning| meaning.category == name)
    }
}

impl Meaning {
    fn of(category: &DispositionCategory) -> Self {
        let does = |action| category.actions.contains(&action);
        Self {
            category: category.name.clone(),
            severity: category.severity,
            writes: does(DispositionAction::WriteContact),
            suppresses: does(DispositionAction::SuppressNumber),
            notifies: does(DispositionAction::Notify),
            delivers: does(DispositionAction::Deliver),
        }
    }

    /// Whether it wins a tie as `do_not_call` does.
    pub(crate) fn opts_out(&self) -> bool {
        self.category == DO_NOT_CALL || self.suppresses
    }

    /// The actions, in their order.
    pub(crate) fn actions(&self) -> Vec<DispositionAction> {
        let all = [
            (self.writes, DispositionAction::WriteContact),
            (self.suppresses, DispositionAction::SuppressNumber),
            (self.notifies, DispositionAction::Notify),
            (self.delivers, DispositionAction::Deliver),
        ];
        all.into_iter().filter_map(|(does, action)| does.then_some(action)).collect()
    }

    pub(crate) fn rank(&self) -> u8 {
        rank(self.severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::default_map::default_map;

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
    fn a_map_from_elsewhere_without_unclassified_still_decides() {
        assert_eq!(Lookup::new(1, &DispositionMap::default()).unclassified().category, UNCLASSIFIED);
    }
}
