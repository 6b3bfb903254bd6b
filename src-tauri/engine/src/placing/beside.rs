//! What stands beside a number in its cell: a word that is passed over and said, or a person\'s wish not to be called.

use std::collections::BTreeSet;

use callboard_phone::{Damage, Region, possible};

use super::Refusal;
use crate::kernel::unaccented;

/// Words that were passed over.
#[derive(Debug, Default)]
pub(super) struct Beside {
    rows: u64,
    words: BTreeSet<String>,
    others: bool,
}

/// A name may stand beside a number too, and no name is kept.
const USUAL: [&str; 34] = [
    "home",
    "work",
    "cell",
    "mobile",
    "mob",
    "main",
    "desk",
    "fax",
    "tel",
    "phone",
    "office",
    "other",
    "direct",
    "day",
    "daytime",
    "evening",
    "night",
    "business",
    "company",
    "private",
    "personal",
    "primary",
    "secondary",
    "landline",
    "whatsapp",
    "sms",
    "text",
    "h",
    "w",
    "c",
    "m",
    "privat",
    "casa",
    "handy",
];
/// As words, whatever stands between them.
const WISHES: [&[&str]; 22] = [
    &["do", "not", "call"],
    &["don", "t", "call"],
    &["dont", "call"],
    &["never", "call"],
    &["not", "to", "be", "called"],
    &["no", "calls"],
    &["no", "call"],
    &["stop", "calling"],
    &["do", "not", "contact"],
    &["don", "t", "contact"],
    &["dont", "contact"],
    &["do", "not", "dial"],
    &["do", "not", "phone"],
    &["don", "t", "phone"],
    &["do", "not", "ring"],
    &["donotcall"],
    &["dnc"],
    &["opt", "out"],
    &["opted", "out"],
    &["optout"],
    &["unsubscribed"],
    &["unsubscribe"],
];

/// A refusal where the cell says that nobody may call there.
pub(super) fn wish(written: &str) -> Result<(), Refusal> {
    if !written.contains(char::is_alphabetic) {
        return Ok(());
    }
    let words = words(written);
    let said = WISHES.iter().find(|wish| words.windows(wish.len()).any(|found| found.iter().eq(wish.iter())));
    match said {
        Some(wish) => {
            let wish = wish.join(" ").replace("don t", "don’t");
            Err(Refusal::invalid(&format!(
                "Beside the number stands “{wish}”: nobody is called against it. Put the number on the list of those \
                 that are not to be called."
            )))
        }
        None => Ok(()),
    }
}

impl Beside {
    /// Counts a row that is placed; its cells are those that hold a letter.
    pub(super) fn count<'c>(&mut self, cells: impl Iterator<Item = &'c str>, region: Option<Region>) {
        let mut seen = false;
        for cell in cells {
            let cut = possible(cell, region).is_ok_and(|number| number.repaired.contains(&Damage::Words));
            if !cut {
                continue;
            }
            seen = true;
            for word in words(cell) {
                if USUAL.contains(&word.as_str()) {
                    self.words.insert(word);
                } else if !EXTENSION.contains(&word.as_str()) {
                    self.others = true;
                }
            }
        }
        self.rows += u64::from(seen);
    }

    pub(super) fn note(&self) -> Option<String> {
        let rows = match self.rows {
            0 => return None,
            1 => "1 row".to_owned(),
            rows => format!("{rows} rows"),
        };
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        if self.others {
            words.push(if words.is_empty() { "words that may be names" } else { "and others" });
        }
        Some(format!("In {rows} words beside the number were passed over: {}.", words.join(", ")))
    }
}

const EXTENSION: [&str; 6] = ["x", "xt", "ext", "extn", "extension", "e"];

fn words(text: &str) -> Vec<String> {
    let small = unaccented(text);
    small.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_not_to_be_called_is_seen_in_every_writing() {
        for text in [
            "212-555-1234 do not call",
            "212-555-1234 (Do Not Call!)",
            "212-555-1234 - don't call",
            "212-555-1234 don’t call",
            "212-555-1234 DNC",
            "DNC 212-555-1234",
            "212-555-1234 opt-out",
            "212-555-1234 opted out 2024",
            "DO_NOT_CALL",
        ] {
            let reason = wish(text).unwrap_err().reason;
            assert!(reason.contains("nobody is called against it"), "{text}: {reason}");
        }
        for text in
            ["212-555-1234 home", "1-800-CALL-NOW", "212-555-1234 (call first)", "n/a", "1-800-OPTICAL"]
        {
            assert_eq!(wish(text), Ok(()), "{text}");
        }
    }
}
