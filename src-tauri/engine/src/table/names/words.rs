//! Names of columns cut into words, and whose numbers a name says they are.

use super::vocabulary::{Names, WORDS};
use crate::kernel::{is_unseen, unaccented};

/// Letters and digits alone, small, without accents.
pub(crate) fn bare(name: &str) -> String {
    unaccented(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a name, cut at what is no letter and where a capital follows a small letter; small, without accents.
pub(crate) fn words(name: &str) -> Vec<String> {
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
pub(crate) fn is_other_number(name: &str) -> bool {
    says_any(name, &WORDS.other)
}

/// Whether one of its words is in the list: `Agent Phone`, `agent_phone`, `AgentPhone`, `agentphone`, but not `Daytime`
/// for its `time` nor `Candidate` for its `date`.
pub(crate) fn says_any(name: &str, list: &Names) -> bool {
    let words = words(name);
    let belongs = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| WORDS.contact_pair.has(&format!("{before}+{}", words[at])))
    };
    let told = |at: &usize| list.has(&words[*at]) && !belongs(*at);
    (0..words.len()).any(|at| told(&at)) || list.has(without_phone(&bare(name)))
}

/// `agentphone` → `agent`, `faxnumber` → `fax`.
pub(crate) fn without_phone(name: &str) -> &str {
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

/// Whether the name says phone numbers: `Phone Numbers`, `Phone 1 - Value`, `Mobile Phone 2`, `number1`, `Daytime Phone`; not `Phone 1 - Type`.
pub(crate) fn is_phone(written: &str) -> bool {
    let name = &bare(written);
    if WORDS.phone.has(name) {
        return true;
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < name.len() && (WORDS.phone.has(stem) || WORDS.phone_numbered.has(stem)) {
        return true;
    }
    let says = WORDS.phone_part.iter().any(|part| name.contains(part))
        || words(written).iter().any(|word| WORDS.phone_word.has(word));
    says && !is_other_number(written) && !is_about_phones(written, name)
}

fn is_about_phones(written: &str, name: &str) -> bool {
    let rest = without_phone(name);
    let ends = |word: &str| word.len() > 3 && rest.ends_with(word) && !rest.ends_with("account");
    says_any(written, &WORDS.phone_about)
        || WORDS.phone_about.iter().any(ends)
        || WORDS.phone_never.iter().any(|word| name.contains(word))
        || name.ends_with("ext")
}
