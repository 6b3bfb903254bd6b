//! Every number of a cell.
//!
//! Cast. [`numbers_in`] reads a cell of a do-not-call list: mostly one number, sometimes two (`310-555-0199 /
//! 310-555-0177`). A cell that is no number as a whole is searched with the matcher, which takes listed numbers alone; it
//! is refused all the same where something stands beside them that nobody understood ([`RefusedCell::suggestion`]).

use rlibphonenumber::PhoneNumber;
use rlibphonenumber::phonenumber_matcher::{Leniency, PHONE_MATCHER_FACTORY, PhoneNumberMatch};

use crate::parse::e164_of;
use crate::{E164, Parsed, PhoneError, Region, possible, words};

/// The demand on a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A number that may not be called: *possible* is enough, also where the plan does not list it.
    Possible,
    /// A number that may be called again: the plan must list it.
    Listed,
}

/// A cell that is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct RefusedCell {
    #[source]
    pub error: PhoneError,
    /// A number that stands in it, for a person to decide.
    pub suggestion: Option<E164>,
}

/// The numbers of a cell in the order in which they stand there, at least one. An extension stands beside its number and
/// is no part of it.
pub fn numbers_in(
    raw: &str,
    region: Option<Region>,
    wanted: Wanted,
) -> Result<impl Iterator<Item = Parsed>, RefusedCell> {
    let error = match possible(raw, region) {
        Ok(parsed) if parsed.listed || wanted == Wanted::Possible => return Ok(Numbers::One(Some(parsed))),
        Ok(_) => return Err(RefusedCell { error: PhoneError::NotValid, suggestion: None }),
        Err(error) => error,
    };
    if !may_hold_others(error) {
        return Err(RefusedCell { error, suggestion: None });
    }
    let found: Vec<PhoneNumberMatch<'_>> = PHONE_MATCHER_FACTORY
        .create_matcher(raw, Leniency::Valid, TRIES, region.map(|region| region.0))
        .collect();
    let numbers: Vec<Parsed> = found.iter().filter_map(|found| parsed(&found.number)).collect();
    match numbers.first() {
        Some(_) if is_searched(error) && nothing_else(raw, &found) => {
            Ok(Numbers::Several(numbers.into_iter()))
        }
        first => Err(RefusedCell { error, suggestion: first.map(|parsed| parsed.e164) }),
    }
}

enum Numbers {
    One(Option<Parsed>),
    Several(std::vec::IntoIter<Parsed>),
}

impl Iterator for Numbers {
    type Item = Parsed;

    fn next(&mut self) -> Option<Parsed> {
        match self {
            Self::One(number) => number.take(),
            Self::Several(numbers) => numbers.next(),
        }
    }
}

/// Whether a cell that is refused so can be more than one number, or a number beside something else.
fn may_hold_others(error: PhoneError) -> bool {
    is_searched(error)
        || matches!(error, PhoneError::WordBeside | PhoneError::Masked | PhoneError::NeedsRegion)
}

fn is_searched(error: PhoneError) -> bool {
    matches!(
        error,
        PhoneError::NotANumber
            | PhoneError::UnknownCallingCode
            | PhoneError::TooLong
            | PhoneError::MoreThanFifteenDigits
            | PhoneError::NotValid
            | PhoneError::Letters
            | PhoneError::TwoNumbers
    )
}

fn parsed(number: &PhoneNumber) -> Option<Parsed> {
    let e164 = e164_of(number).ok()?;
    let extension = number.extension.clone().filter(|digits| !digits.is_empty());
    Some(Parsed { e164, listed: true, extension, repaired: Vec::new() })
}

/// Whether nothing stands beside the numbers but known words and two digits at most (`1) 310-555-0199`).
fn nothing_else(raw: &str, found: &[PhoneNumberMatch<'_>]) -> bool {
    let mut from = 0;
    let mut beside = String::new();
    for number in found {
        let before = &raw[from..number.start];
        if !number.raw_string.starts_with('+') && is_led_by_digits(before) {
            return false;
        }
        beside.push_str(before);
        beside.push(' ');
        from = number.end();
    }
    beside.push_str(&raw[from..]);
    let digits = beside.chars().filter(|c| c.is_numeric()).count();
    digits <= DIGITS_BESIDE && words::between_numbers(&beside)
}

/// Whether digits stand before a national number: they may be its calling code, and it another country's (`44 2079466123`).
/// A mark of a list (`1)`, `#2`) is none.
fn is_led_by_digits(before: &str) -> bool {
    let Some(last) = before.rfind(char::is_numeric) else { return false };
    let (digits, behind) = before.split_at(last + before[last..].chars().next().map_or(0, char::len_utf8));
    let marked = behind.trim_start().starts_with(')')
        || digits.trim_end_matches(char::is_numeric).trim_end().ends_with('#');
    !marked
}

/// Digits that may stand beside the numbers of a cell: more may be a number that was not understood.
const DIGITS_BESIDE: usize = 2;
/// Places that look like a number and are none before the search ends.
const TRIES: u64 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, wanted: Wanted) -> Result<Vec<String>, RefusedCell> {
        Ok(numbers_in(raw, Region::new("US"), wanted)?.map(|parsed| parsed.e164.reveal()).collect())
    }

    fn numbers(raw: &str) -> Vec<String> {
        let out = read(raw, Wanted::Possible);
        out.unwrap_or_else(|refused| panic!("{raw}: {refused:?}"))
    }

    #[test]
    fn a_cell_of_one_number_is_that_number() {
        assert_eq!(numbers("(310) 555-0199 (cell)"), ["+13105550199"]);
        assert_eq!(numbers("310-555-0199 ext. 12"), ["+13105550199"], "listed without its extension");
        assert_eq!(numbers("4155552671.0"), ["+14155552671"]);
    }

    #[test]
    fn two_numbers_of_a_cell_are_two() {
        for two in [
            "310-555-0199 / 310-555-0177",
            "310-555-0199; 310-555-0177",
            "310-555-0199 or 310-555-0177",
            "310-555-0199 (home), 310-555-0177 (cell)",
            "1) 310-555-0199 2) 310-555-0177",
            "+1 310 555 0199 x12 / +1 310 555 0177",
        ] {
            assert_eq!(numbers(two), ["+13105550199", "+13105550177"], "{two}");
        }
    }

    #[test]
    fn an_opt_out_of_a_number_that_is_not_listed_counts_and_an_opt_in_does_not() {
        assert_eq!(numbers("(699) 310-3309"), ["+16993103309"], "the whole cell, and no part of it");
        let refused = read("(699) 310-3309", Wanted::Listed).unwrap_err();
        assert_eq!(refused, RefusedCell { error: PhoneError::NotValid, suggestion: None });
        assert_eq!(read("(310) 555-0199", Wanted::Listed).unwrap(), ["+13105550199"]);
    }

    #[test]
    fn what_stands_beside_a_number_and_was_not_understood_refuses_the_cell_with_a_suggestion() {
        let suggested = E164::from_stored("+13105550199");
        for (raw, error) in [
            ("310-555-0199 / 4711", PhoneError::NotValid),
            ("310-555-0199 and ask for Norway 47 22", PhoneError::Letters),
            ("310-555-0199 Norway", PhoneError::WordBeside),
            ("310-555-0199 / 310-555-XXXX", PhoneError::Masked),
        ] {
            let refused = read(raw, Wanted::Possible).unwrap_err();
            assert_eq!(refused.suggestion, suggested, "{raw}: {refused:?}");
            assert_eq!(refused.error, error, "{raw}");
        }
    }

    #[test]
    fn a_foreign_number_without_its_plus_is_no_number_of_here() {
        for raw in [
            "44 2079466123",
            "49 3012345678",
            "49 (301) 2345678",
            "91 8123456789",
            "7 9162345678",
            "86 13012345678",
            "44/2079466123",
            "cell 310-555-0199 or 44 2079466123",
        ] {
            assert!(read(raw, Wanted::Possible).is_err(), "{raw}: somebody else would be put on the list");
        }
        assert_eq!(numbers("#1 310-555-0199, #2 310-555-0177"), ["+13105550199", "+13105550177"]);
    }

    #[test]
    fn what_is_broken_is_never_searched() {
        for (raw, error) in [
            ("4.15555E+09", PhoneError::DigitsLost),
            ("-3105550199", PhoneError::Negative),
            ("", PhoneError::Empty),
            ("310-555-O199", PhoneError::LetterForDigit),
            ("555-0199", PhoneError::NotValid),
            ("none", PhoneError::NotANumber),
        ] {
            assert_eq!(read(raw, Wanted::Possible), Err(RefusedCell { error, suggestion: None }), "{raw}");
        }
    }

    #[test]
    fn a_national_number_is_guessed_of_no_country() {
        let refused = numbers_in("310-555-0199", None, Wanted::Possible).err();
        assert_eq!(refused, Some(RefusedCell { error: PhoneError::NeedsRegion, suggestion: None }));
        let both: Vec<_> =
            numbers_in("+1 310 555 0199 / +49 30 123456", None, Wanted::Possible).unwrap().collect();
        assert_eq!(both.len(), 2);
    }
}
