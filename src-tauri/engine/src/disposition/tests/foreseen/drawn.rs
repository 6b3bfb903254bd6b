//! Random maps, events and publishings.

use callboard_rpc::types::{
    DispositionAction, DispositionCategory, DispositionCode, DispositionMap, Severity,
};
use proptest::prelude::*;

use crate::map::{ACTIONS, SEVERITIES};

pub(super) const CODES: [&str; 5] = ["a", "b", "c", "d", "e"];
const NAMES: [&str; 4] = ["do_not_call", "one", "two", "unclassified"];

/// A severity and a set of actions for each category, and a category for each code that is mapped.
pub(super) type Drawn = (Vec<(usize, Vec<bool>)>, Vec<Option<usize>>);

#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Contact, code, and minutes of the event's own time.
    Arrive(Vec<(usize, usize, i64)>),
    /// Messages leave: some arrive, some are refused, or all stay in flight.
    Send(usize),
    Hold(bool),
    Publish(Drawn, u32),
}

pub(super) fn acts() -> impl Strategy<Value = Vec<Act>> {
    let category = (0..SEVERITIES.len(), prop::collection::vec(any::<bool>(), 4));
    let drawn = (
        prop::collection::vec(category, NAMES.len()),
        prop::collection::vec(prop::option::weighted(0.7, 0..NAMES.len()), CODES.len()),
    );
    let event = (0..3usize, 0..CODES.len(), 0..4i64);
    let act = prop_oneof![
        4 => prop::collection::vec(event, 1..5).prop_map(Act::Arrive),
        3 => (0..4usize).prop_map(Act::Send),
        1 => any::<bool>().prop_map(Act::Hold),
        4 => (drawn, prop_oneof![Just(0u32), Just(30)]).prop_map(|(map, days)| Act::Publish(map, days)),
    ];
    prop::collection::vec(act, 4..12)
}

pub(super) fn map((categories, codes): &Drawn) -> DispositionMap {
    let of = |(name, (severity, does)): (&&str, &(usize, Vec<bool>))| DispositionCategory {
        name: (*name).to_owned(),
        severity: if *name == "unclassified" { Severity::Low } else { SEVERITIES[*severity] },
        actions: built().zip(does).filter_map(|(action, does)| does.then_some(action)).collect(),
    };
    let code = |(code, category): (&&str, &Option<usize>)| {
        let (code, category) = ((*code).to_owned(), NAMES[(*category)?].to_owned());
        Some(DispositionCode { code, category, meaning: String::new() })
    };
    DispositionMap {
        categories: NAMES.iter().zip(categories).map(of).collect(),
        codes: CODES.iter().zip(codes).filter_map(code).collect(),
    }
}

fn built() -> impl Iterator<Item = DispositionAction> {
    ACTIONS.into_iter().filter(|action| *action != DispositionAction::ScheduleCallback)
}
