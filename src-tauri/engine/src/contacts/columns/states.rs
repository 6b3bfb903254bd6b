//! Columns of states: what their names say, what their cells say, and what is made of both.

use std::collections::BTreeSet;

use super::names::is_country;
use super::vocabulary::WORDS;
use super::words::{bare, is_other_number, words};
use crate::rules::Jurisdiction;

/// `Home State`, `Mailing State/Province`, `State__c`, `addr1_state`; not `Call State`.
pub(super) fn is_state_name(written: &str) -> bool {
    let name = bare(written);
    let rest = WORDS.address.iter().find_map(|part| name.strip_prefix(part)).unwrap_or(&name);
    let rest = rest.strip_prefix("address").unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    WORDS.state.has(rest) || rest == "stateregion" || {
        let words = words(written);
        let is_state = |word: &String| WORDS.state_word.has(word);
        words.iter().any(is_state) && words.iter().all(|word| is_state(word) || WORDS.state_beside.has(word))
    }
}

/// `Estado`, `Contact State`: a state's name that is as well that of something else.
fn may_name_states(written: &str) -> bool {
    let words = words(written);
    let is_state = |word: &String| WORDS.state_word.has(word) || WORDS.state_abroad.has(word);
    let is_beside = |word: &String| WORDS.state_beside.has(word) || WORDS.state_whose.has(word);
    words.iter().any(is_state) && words.iter().all(|word| is_state(word) || is_beside(word))
}

/// Whether a name may mean states, and as well countries or regions of sales: `Region`, `region_name`, `Region Code`.
pub(super) fn is_region(written: &str) -> bool {
    let name = bare(written);
    let words = words(written);
    let says = words.iter().any(|word| WORDS.region.has(word))
        || WORDS.region.iter().any(|word| name.starts_with(word) || name.ends_with(word));
    says && !is_country(written) && !is_state_name(written) && !is_other_number(written)
}

/// Whether a name says something else whose values look like states.
fn is_no_state(written: &str) -> bool {
    let name = bare(written);
    let words = words(written);
    let says_state = |word: &String| WORDS.state_word.has(word) || WORDS.state_abroad.has(word);
    let is_another = WORDS.state_never.iter().any(|part| name.contains(part))
        || words.iter().any(|word| WORDS.state_never_word.has(word));
    is_another && !words.iter().any(says_state) && !is_region(written)
}

/// Cells that were looked at for states.
#[derive(Clone, Debug, Default)]
pub(super) struct StateCells {
    pub(super) filled: u64,
    pub(super) states: u64,
    /// Different texts that name a state.
    different: BTreeSet<String>,
}

impl StateCells {
    pub(super) fn add(&mut self, text: &str) {
        self.states += 1;
        self.know(text);
    }

    /// A text that names a state, whose cells are counted elsewhere.
    pub(super) fn know(&mut self, text: &str) {
        if self.different.len() < ENOUGH {
            self.different.insert(text.to_lowercase());
        }
    }

    /// At least so many of ten.
    fn share(&self, of_ten: u64) -> bool {
        self.states > 0 && self.states * 10 >= self.filled * of_ten
    }

    /// One text alone, which says something else in most lists.
    fn is_a_word(&self) -> bool {
        self.different.len() == 1 && self.different.iter().all(|text| ALSO_WORDS.contains(&text.as_str()))
    }
}

/// More different texts are not kept.
const ENOUGH: usize = 64;
/// Codes that are answers too: a column of nothing else may hold those.
const ALSO_WORDS: [&str; 4] = ["hi", "in", "ok", "on"];

/// The use of a column that nobody said anything of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its name says states and its cells are some.
    Take,
    /// Only a person can say, in these words.
    Ask(String),
    Note(String),
    Nothing,
}

/// `beside`: another column holds states.
pub(super) fn judge(name: &str, has_name: bool, cells: &StateCells, beside: bool) -> Verdict {
    if !cells.share(2) {
        return Verdict::Nothing;
    }
    let clear = has_name && may_name_states(name);
    let different = cells.different.len();
    if !cells.share(6) {
        let some = different > 1 && (clear || !is_no_state(name));
        return if some { Verdict::Note(in_some_cells(name, cells)) } else { Verdict::Nothing };
    }
    if clear {
        return Verdict::Take;
    }
    if has_name && is_no_state(name) {
        return if different > 2 { Verdict::Note(states_too(name)) } else { Verdict::Nothing };
    }
    if has_name && (cells.is_a_word() || is_other_number(name)) {
        return Verdict::Note(states_too(name));
    }
    Verdict::Ask(like_states(name, beside))
}

/// The question about a column of states.
pub(super) fn like_states(name: &str, beside: bool) -> String {
    if beside {
        return format!(
            "The column “{name}” looks like states too, and is not used: where a contact has a state there, its law \
             counts."
        );
    }
    format!("The column “{name}” looks like states, and no column is chosen for them: their law counts.")
}

pub(super) fn like_a_region(name: &str) -> String {
    format!(
        "The column “{name}” may hold states, or countries, or regions of sales: where it holds states, their law \
         counts."
    )
}

/// The note on a column that somebody chose not to use, or that its name says is another's.
pub(super) fn states_too(name: &str) -> String {
    format!("The column “{name}” looks like states too, and is not used.")
}

fn in_some_cells(name: &str, cells: &StateCells) -> String {
    let (share, name) = (cells.states * 100 / cells.filled.max(1), name);
    format!("The column “{name}” holds states in {share} % of its cells, and is not used.")
}

/// A code or a name of a state of the US or a province of Canada: `KY`, `US-KY`, `Kentucky`.
pub(super) fn is_state(text: &str) -> bool {
    let whole = || Jurisdiction::parse(text).filter(|law| matches!(law.country(), "US" | "CA"));
    text.len() > 1
        && (["US", "CA"].into_iter().any(|country| Jurisdiction::of_state(text, country).is_some())
            || (text.contains('-') && whole().is_some_and(|law| law.state().is_some())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(name: &str, cells: &[&str]) -> Verdict {
        let mut seen = StateCells { filled: cells.len() as u64, ..StateCells::default() };
        cells.iter().filter(|cell| is_state(cell)).for_each(|cell| seen.add(cell));
        judge(name, !name.is_empty(), &seen, false)
    }

    #[test]
    fn a_clear_name_is_a_states_whatever_stands_around_the_word() {
        for name in [
            "State__c",
            "Province / State",
            "addr1_state",
            "State (US)",
            "US State",
            "Bundesland",
            "state_cd",
            "STATE_CODE",
            "Name of State",
            "StateName",
            "Postal Province",
            "MailingStateCode",
        ] {
            assert!(is_state_name(name), "{name}");
        }
        for name in
            ["Call State", "Lead Status", "United States", "Statement", "Estado", "state_id", "Estate"]
        {
            assert!(!is_state_name(name), "{name}");
        }
    }

    #[test]
    fn a_name_that_may_be_a_states_is_taken_where_its_cells_are_states() {
        for name in ["Estado", "Contact State", "Lead State", "état", "Customer Province"] {
            assert_eq!(verdict(name, &["NY", "NY", "NY"]), Verdict::Take, "{name}");
            assert_eq!(verdict(name, &["active", "closed"]), Verdict::Nothing, "{name}");
        }
    }

    #[test]
    fn a_column_of_states_under_any_other_name_is_asked_about() {
        for name in ["", "Where", "Plate State", "geo", "X1", "Territorio"] {
            for cells in [&["NY"][..], &["TX", "TX"], &["NY", "US-AL", "n/a"], &["Québec", "Ontario"]] {
                assert!(matches!(verdict(name, cells), Verdict::Ask(_)), "{name:?} {cells:?}");
            }
        }
        assert!(matches!(verdict("", &["OK", "OK"]), Verdict::Ask(_)), "nothing says what else it is");
    }

    #[test]
    fn what_is_less_sure_is_said_and_what_is_none_is_not() {
        assert!(matches!(verdict("Consent", &["OK", "OK"]), Verdict::Note(_)));
        assert!(matches!(verdict("Agent State", &["NY", "AL"]), Verdict::Note(_)), "somebody else's");
        assert!(matches!(verdict("Where", &["NY", "AL", "", "x", "y", "z"]), Verdict::Note(_)));
        assert!(matches!(verdict("Country", &["CA", "DE", "IN"]), Verdict::Note(_)));
        for (name, cells) in [
            ("First Name", &["Virginia", "Georgia"][..]),
            ("Country", &["CA", "DE"]),
            ("Language", &["DE"]),
            ("Status", &["yes", "no"]),
            ("Reply", &["ON", "off", "off"]),
        ] {
            assert_eq!(verdict(name, cells), Verdict::Nothing, "{name}");
        }
        assert!(matches!(verdict("State Name", &["NY"]), Verdict::Take | Verdict::Ask(_)));
    }

    #[test]
    fn a_region_is_one_in_any_writing() {
        for name in [
            "Region",
            "Address 1 - Region",
            "region_name",
            "Region Code",
            "RegionName",
            "Sales Region",
            "Región",
        ] {
            assert!(is_region(name) && !is_state_name(name), "{name}");
        }
        for name in ["State", "Country/Region", "Regional Manager", "State/Region"] {
            assert!(!is_region(name), "{name}");
        }
    }
}
