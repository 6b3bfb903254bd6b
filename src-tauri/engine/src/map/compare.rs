//! The changes of one map against another.

use std::collections::BTreeMap;

use callboard_rpc::types::{DispositionCategory, DispositionCode, DispositionMap, MapChange};

use crate::kernel::StoredWord;

/// Categories first, then codes, each in its own order; empty where both mean the same.
pub(crate) fn changes(before: &DispositionMap, after: &DispositionMap) -> Vec<MapChange> {
    let categories = |map: &DispositionMap| {
        map.categories.iter().map(|one| (one.name.clone(), category(one))).collect::<BTreeMap<_, _>>()
    };
    let codes = |map: &DispositionMap| {
        map.codes.iter().map(|one| (one.code.clone(), code(one))).collect::<BTreeMap<_, _>>()
    };
    let mut changes = differing("category", &categories(before), &categories(after));
    changes.extend(differing("code", &codes(before), &codes(after)));
    changes
}

fn differing(
    kind: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<MapChange> {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    changed
        .map(|name| MapChange {
            what: format!("{kind} {name}"),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .collect()
}

/// `critical: write_contact, notify`.
fn category(one: &DispositionCategory) -> String {
    let mut actions = one.actions.clone();
    actions.sort_unstable();
    actions.dedup();
    let actions: Vec<_> = actions.into_iter().map(StoredWord::word).collect();
    let actions = if actions.is_empty() { "nothing is done".to_owned() } else { actions.join(", ") };
    format!("{}: {actions}", one.severity.word())
}

/// `do_not_call (Asked not to be called)`.
fn code(one: &DispositionCode) -> String {
    if one.meaning.is_empty() { one.category.clone() } else { format!("{} ({})", one.category, one.meaning) }
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::Severity;

    use super::*;
    use crate::map::default_map::default_map;

    #[test]
    fn two_maps_that_mean_the_same_differ_in_nothing() {
        let mut other = default_map();
        other.codes.reverse();
        other.categories.reverse();
        other.categories[0].actions.reverse();
        assert_eq!(changes(&default_map(), &other), [], "order says nothing");
    }

    #[test]
    fn every_difference_is_named_with_what_was_and_what_will_be() {
        let mut after = default_map();
        after.codes.remove(0);
        after.codes[0].category = "wrong_number".to_owned();
        after.categories[3].severity = Severity::High;
        let told: Vec<_> = changes(&default_map(), &after)
            .into_iter()
            .map(|change| {
                format!("{}: {} → {}", change.what, change.before.unwrap(), change.after.unwrap_or_default())
            })
            .collect();
        assert_eq!(
            told,
            [
                "category wrong_number: low: write_contact, notify, deliver → high: write_contact, notify, deliver",
                "code 1001: do_not_call (Asked not to be called) → ",
                "code 1002: do_not_call (Asked not to be called) → wrong_number (Asked not to be called)",
            ]
        );
    }
}
