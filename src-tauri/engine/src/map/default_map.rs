//! The first map of every connection (contract §6).

use callboard_rpc::types::{
    DispositionAction, DispositionCategory, DispositionCode, DispositionMap, Severity,
};

/// The category of unmapped events that are written; every map has it, and it is low.
pub(crate) const UNCLASSIFIED: &str = "unclassified";
/// The category that wins ties, whatever its severity.
pub(crate) const DO_NOT_CALL: &str = "do_not_call";

const NORMAL: [DispositionAction; 3] =
    [DispositionAction::WriteContact, DispositionAction::Notify, DispositionAction::Deliver];

pub(crate) fn default_map() -> DispositionMap {
    let mut suppressing = NORMAL.to_vec();
    suppressing.insert(1, DispositionAction::SuppressNumber);
    let category = |name: &str, severity, actions: &[DispositionAction]| DispositionCategory {
        name: name.to_owned(),
        severity,
        actions: actions.to_vec(),
    };
    let code = |code: &str, category: &str, meaning: &str| DispositionCode {
        code: code.to_owned(),
        category: category.to_owned(),
        meaning: meaning.to_owned(),
    };
    DispositionMap {
        categories: vec![
            category(DO_NOT_CALL, Severity::Critical, &suppressing),
            category("callback_later", Severity::Medium, &NORMAL),
            category("qualified_lead", Severity::Medium, &NORMAL),
            category("wrong_number", Severity::Low, &NORMAL),
            unclassified(),
        ],
        codes: vec![
            code("1001", DO_NOT_CALL, "Asked not to be called"),
            code("1002", DO_NOT_CALL, "Asked not to be called"),
            code("1003", DO_NOT_CALL, "Asked not to be called"),
            code("2001", "callback_later", "Asked to be called later"),
            code("2002", "callback_later", "Asked to be called later"),
            code("3001", "qualified_lead", "Is interested"),
            code("3002", "qualified_lead", "Is interested"),
            code("3003", "qualified_lead", "Is interested"),
            code("4001", "wrong_number", "Somebody else's number"),
        ],
    }
}

pub(crate) fn unclassified() -> DispositionCategory {
    DispositionCategory { name: UNCLASSIFIED.to_owned(), severity: Severity::Low, actions: NORMAL.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::validate::check;

    #[test]
    fn the_first_map_is_the_contracts_and_can_be_published_as_it_is() {
        let map = default_map();
        assert_eq!(check(&map).unwrap(), map);
        let of = |wanted: &str| {
            let codes = map.codes.iter().filter(|code| code.category == wanted);
            codes.map(|code| code.code.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(DO_NOT_CALL), ["1001", "1002", "1003"]);
        assert_eq!(of("callback_later"), ["2001", "2002"]);
        assert_eq!(of("qualified_lead"), ["3001", "3002", "3003"]);
        assert_eq!(of("wrong_number"), ["4001"]);
        let severities: Vec<_> = map.categories.iter().map(|category| category.severity).collect();
        let expected = [Severity::Critical, Severity::Medium, Severity::Medium, Severity::Low, Severity::Low];
        assert_eq!(severities, expected);
    }
}
