//! The checks of a map before it is published.

use std::collections::{HashMap, HashSet};

use callboard_rpc::types::{DispositionCategory, DispositionMap, Severity};
use callboard_rpc::{Code as RpcCode, RpcError};
use serde_json::json;

use super::code::{self, LONGEST};
use super::default_map::UNCLASSIFIED;
use super::words::unavailable;
use crate::kernel::StoredWord as _;

/// The most codes of a map.
pub(crate) const MOST_CODES: usize = 5000;
const MOST_CATEGORIES: usize = 200;
const LONGEST_MEANING: usize = 200;
/// The most faults that one answer names.
const MOST_FAULTS: usize = 50;

/// One thing that is wrong: `codes.3.code`, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: String,
    pub(crate) words: String,
}

/// The map in its one spelling, or everything that is wrong with it: `detail.fields` names each place, `detail.field`
/// the first.
pub(crate) fn check(map: &DispositionMap) -> Result<DispositionMap, RpcError> {
    let map = spelled(map);
    let mut faults = categories(&map.categories);
    faults.extend(codes(&map));
    faults.truncate(MOST_FAULTS);
    match faults.first() {
        None => Ok(map),
        Some(first) => Err(refused(first, &faults)),
    }
}

/// Codes and meanings without white space around them, actions once each and in their order.
pub(crate) fn spelled(map: &DispositionMap) -> DispositionMap {
    let mut map = map.clone();
    for category in &mut map.categories {
        category.name = category.name.trim().to_owned();
        category.actions.sort_unstable();
        category.actions.dedup();
    }
    for code in &mut map.codes {
        code.code = code::as_seen(&code.code);
        code.category = code.category.trim().to_owned();
        code.meaning = code.meaning.trim().to_owned();
    }
    map
}

fn categories(categories: &[DispositionCategory]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if categories.len() > MOST_CATEGORIES {
        faults.push(fault("categories", format!("At most {MOST_CATEGORIES} categories.")));
    }
    let mut seen = HashSet::new();
    for (at, category) in categories.iter().enumerate() {
        let field = |name: &str| format!("categories.{at}.{name}");
        let name = category.name.as_str();
        if name.is_empty() {
            faults.push(fault(field("name"), "A category needs a name."));
        } else if !is_name(name) {
            let words = "A name has 1 to 64 small letters, digits and _, as it is written into the contact.";
            faults.push(fault(field("name"), words));
        } else if !seen.insert(name) {
            faults.push(fault(field("name"), format!("There are two categories `{name}`.")));
        }
        if name == UNCLASSIFIED && category.severity != Severity::Low {
            faults.push(fault(field("severity"), "`unclassified` is always low."));
        }
        for action in &category.actions {
            if let Some(because) = unavailable(*action) {
                let words = format!("`{}` cannot be done yet. {because}", action.word());
                faults.push(fault(field("actions"), words));
            }
        }
    }
    if !categories.iter().any(|category| category.name == UNCLASSIFIED) {
        let words = "`unclassified` must be there: it is what codes without a line are written as.";
        faults.push(fault("categories", words));
    }
    faults
}

fn codes(map: &DispositionMap) -> Vec<Fault> {
    let mut faults = Vec::new();
    if map.codes.len() > MOST_CODES {
        faults.push(fault("codes", format!("At most {MOST_CODES} codes.")));
    }
    let known: HashSet<&str> = map.categories.iter().map(|category| category.name.as_str()).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, one) in map.codes.iter().enumerate() {
        let field = |name: &str| format!("codes.{at}.{name}");
        let text = one.code.as_str();
        if text.is_empty() {
            faults.push(fault(field("code"), "A code cannot be empty."));
        } else if text != code::normalise(text) || text.chars().any(char::is_control) {
            faults.push(fault(field("code"), format!("A code has 1 to {LONGEST} characters on one line.")));
        } else if let Some(first) = seen.insert(text, at) {
            let words = format!("`{text}` is there twice, in lines {} and {}.", first + 1, at + 1);
            faults.push(fault(field("code"), words));
        }
        if one.category.is_empty() {
            faults.push(fault(field("category"), "A code needs a category."));
        } else if !known.contains(one.category.as_str()) {
            faults.push(fault(field("category"), format!("There is no category `{}`.", one.category)));
        }
        if one.meaning.chars().count() > LONGEST_MEANING {
            faults.push(fault(field("meaning"), format!("At most {LONGEST_MEANING} characters.")));
        }
    }
    faults
}

pub(crate) fn is_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=64).contains(&name.len()) && name.bytes().all(good)
}

fn fault(field: impl Into<String>, words: impl Into<String>) -> Fault {
    Fault { field: field.into(), words: words.into() }
}

fn refused(first: &Fault, all: &[Fault]) -> RpcError {
    let more = match all.len() - 1 {
        0 => String::new(),
        1 => " One more thing is wrong.".to_owned(),
        more => format!(" {more} more things are wrong."),
    };
    let fields: Vec<_> =
        all.iter().map(|fault| json!({ "field": fault.field, "message": fault.words })).collect();
    RpcError::new(RpcCode::Invalid, format!("{}{more}", first.words))
        .hint("Correct it in the draft; nothing was published.")
        .detail(json!({ "field": first.field, "fields": fields }))
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::{DispositionAction, DispositionCode};
    use rstest::rstest;

    use super::*;
    use crate::map::default_map::default_map;

    fn code(code: &str, category: &str) -> DispositionCode {
        DispositionCode { code: code.into(), category: category.into(), meaning: String::new() }
    }

    #[rstest]
    #[case::duplicate_after_normalisation(|map: &mut DispositionMap| map.codes.push(code(" 1001 ", "wrong_number")), "codes.9.code")]
    #[case::empty_code(|map: &mut DispositionMap| map.codes.push(code("  ", "wrong_number")), "codes.9.code")]
    #[case::unknown_category(|map: &mut DispositionMap| map.codes.push(code("7", "sold")), "codes.9.category")]
    #[case::no_category(|map: &mut DispositionMap| map.codes.push(code("7", "")), "codes.9.category")]
    #[case::too_long(|map: &mut DispositionMap| map.codes.push(code(&"7".repeat(65), "wrong_number")), "codes.9.code")]
    #[case::empty_name(|map: &mut DispositionMap| map.categories[1].name.clear(), "categories.1.name")]
    #[case::capital_letters(|map: &mut DispositionMap| map.categories[1].name = "Callback".into(), "categories.1.name")]
    #[case::twice(|map: &mut DispositionMap| map.categories[3].name = "do_not_call".into(), "categories.3.name")]
    #[case::unclassified_missing(|map: &mut DispositionMap| { map.categories.pop(); }, "categories")]
    #[case::unclassified_raised(|map: &mut DispositionMap| map.categories[4].severity = Severity::High, "categories.4.severity")]
    #[case::not_built(|map: &mut DispositionMap| map.categories[1].actions.push(DispositionAction::ScheduleCallback), "categories.1.actions")]
    fn a_map_that_cannot_be_is_refused_with_the_place(
        #[case] spoil: fn(&mut DispositionMap),
        #[case] field: &str,
    ) {
        let mut map = default_map();
        spoil(&mut map);
        let error = check(&map).unwrap_err();
        let fields = error.detail.clone().unwrap()["fields"].clone();
        let named = fields.as_array().unwrap().iter().any(|fault| fault["field"] == field);
        assert!(named, "{field} is not among {fields}");
    }

    #[test]
    fn leading_zeros_make_another_code_and_are_no_duplicate() {
        let mut map = default_map();
        map.codes.push(code("01001", "wrong_number"));
        assert!(check(&map).is_ok());
    }

    #[test]
    fn at_most_5000_codes() {
        let mut map = default_map();
        map.codes = (0..MOST_CODES).map(|n| code(&n.to_string(), "wrong_number")).collect();
        assert!(check(&map).is_ok());
        map.codes.push(code("one more", "wrong_number"));
        assert_eq!(check(&map).unwrap_err().detail.unwrap()["field"], "codes");
    }
}
