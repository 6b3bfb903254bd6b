//! Names of columns cut into words, and whose numbers a name says they are.

use super::vocabulary::{Names, WORDS};
use crate::kernel::{is_unseen, unaccented};

/// Letters and digits alone, small, without accents.
pub(super) fn bare(name: &str) -> String {
    unaccented(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a name, cut at what is no letter and where a capital follows a small letter; small, without accents.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars().filter(|c| !is_unseen(*c)) {
        let is_mark = matches!(c, '\u{300}'..='\u{36F}');
        if !is_mark && (!c.is_alphabetic() || (small && c.is_uppercase())) {
            words.push(String::new());
        }
        if c.is_alphabetic() || is_mark {
            words.last_mut().expect("there is always one").push(c);
        }
        small = is_mark || c.is_lowercase();
    }
    words.iter().map(|word| bare(word)).filter(|word| !word.is_empty()).collect()
}

/// Whether the name says that its numbers are nobody's to call, or no numbers at all.
pub(super) fn is_other_number(name: &str) -> bool {
    says_any(name, &WORDS.other)
}

/// Whether one of its words is in the list: `Agent Phone`, `agent_phone`, `AgentPhone`, `agentphone`, but not `Daytime`
/// for its `time` nor `Candidate` for its `date`.
pub(super) fn says_any(name: &str, list: &Names) -> bool {
    let words = words(name);
    let belongs = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| WORDS.contact_pair.has(&format!("{before}+{}", words[at])))
    };
    let told = |at: &usize| list.has(&words[*at]) && !belongs(*at);
    (0..words.len()).any(|at| told(&at)) || list.has(without_phone(&bare(name)))
}

/// `agentphone` → `agent`, `faxnumber` → `fax`.
pub(super) fn without_phone(name: &str) -> &str {
    let mut rest = name.trim_matches(|c: char| c.is_ascii_digit());
    loop {
        let cut = WORDS
            .phone_beside
            .iter()
            .find_map(|word| rest.strip_suffix(word).or_else(|| rest.strip_prefix(word)));
        match cut.map(|cut| cut.trim_matches(|c: char| c.is_ascii_digit())).filter(|cut| !cut.is_empty()) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}
