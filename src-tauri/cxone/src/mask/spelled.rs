//! A secret in any spelling in which a server may send it back: as it is, percent-encoded (also twice), with a plus
//! for a space, escaped as JSON (also JSON within JSON), as HTML; a long one also in other letter case, in hex, and with
//! what nobody sees between its letters.

mod escaped;
mod hex;
mod unseen;

use self::escaped::lengths;
use super::known::SHORTEST_PART;

/// What is looked for.
pub(super) struct Word {
    letters: Vec<Letter>,
    spellings: Spellings,
}

/// A letter in each case in which it may stand; where there are fewer, the letter itself again.
type Letter = [char; 3];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spellings {
    /// Escaped at most. A short word in any case would be another word.
    Usual,
    /// Escaped, and with what nobody sees or a line break within: base64, whose letter case counts.
    Broken,
    /// In any way.
    Any,
}

impl Word {
    pub(super) fn new(text: &str, spellings: Spellings) -> Self {
        let letters = text.chars().map(|c| if spellings == Spellings::Any { cases(c) } else { [c; 3] });
        Self { letters: letters.collect(), spellings }
    }

    /// Whether `c` can be the beginning of a spelling of the first letter.
    pub(super) fn may_begin_with(&self, c: char) -> bool {
        let Some(first) = self.letters.first() else { return false };
        first.contains(&c)
            || matches!(c, '%' | '\\' | '&')
            || (c == '+' && first.contains(&' '))
            || (self.spellings == Spellings::Any && hex::may_begin(c, first))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// So many bytes of the text are the secret.
    Whole(usize),
    /// The text ends in the middle of it.
    CutOff,
}

/// So many letters are a secret, whatever follows: no text makes the search take longer for its length than this. The
/// rest is hidden as far as it is the secret's too.
const ENOUGH: usize = 256;

/// Whether `text` begins with the word. All ways in which its letters can be read are followed at once, since one text
/// can be read in several (`%25` is a percent sign, or its first letter is).
pub(super) fn at_the_beginning(text: &str, word: &Word) -> Found {
    let mut places = vec![0];
    let mut ends_within = false;
    for (read, letter) in word.letters.iter().enumerate() {
        let mut next: Vec<usize> = Vec::new();
        for place in &places {
            ends_within |= *place == text.len() && read >= SHORTEST_PART;
            let rest = &text[*place..];
            if read > 0 && word.spellings != Spellings::Usual {
                let behind = &rest[unseen::run(rest, word.spellings)..];
                if behind.len() < rest.len() {
                    ends_within |= behind.is_empty() && read >= SHORTEST_PART;
                    read_on(behind, text.len() - behind.len(), letter, word, true, &mut next);
                }
            }
            read_on(rest, *place, letter, word, read > 0, &mut next);
        }
        if next.is_empty() {
            return match places.into_iter().max() {
                _ if ends_within => Found::CutOff,
                Some(length) if read >= ENOUGH => Found::Whole(length),
                _ => Found::Nothing,
            };
        }
        places = next;
    }
    places.into_iter().max().filter(|length| *length > 0).map_or(Found::Nothing, Found::Whole)
}

/// Adds where the text goes on behind each way in which `rest`, which begins at `place`, can be read as the letter.
fn read_on(rest: &str, place: usize, letter: &[char], word: &Word, within: bool, next: &mut Vec<usize>) {
    let mut add = |length: usize| {
        if !next.contains(&(place + length)) {
            next.push(place + length);
        }
    };
    for (index, case) in letter.iter().enumerate() {
        if letter[..index].contains(case) {
            continue;
        }
        lengths(rest, *case).for_each(&mut add);
        if word.spellings == Spellings::Any {
            hex::lengths(rest, *case, within).for_each(&mut add);
        }
    }
}

/// The letter, and what it is in the other case where that is one letter too.
fn cases(letter: char) -> Letter {
    let other = |case: Option<char>| case.unwrap_or(letter);
    [letter, other(one(letter.to_lowercase())), other(one(letter.to_uppercase()))]
}

fn one(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next();
    if letters.next().is_none() { first } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(text: &str, secret: &str) -> Found {
        at_the_beginning(text, &Word::new(secret, Spellings::Usual))
    }

    fn begins_in_any_way(text: &str, secret: &str) -> Found {
        at_the_beginning(text, &Word::new(secret, Spellings::Any))
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let secret = "a /+%\"\\ÿ😀&'b";
        for text in [
            "a /+%\"\\ÿ😀&'b",
            "a+%2F%2B%25%22%5C%C3%BF%F0%9F%98%80%26%27b",
            "a%20%2f%2b%25%22%5c%c3%bf%f0%9f%98%80%26%27b",
            "a%2520%252F%252B%2525%2522%255C%25C3%25BF%25F0%259F%2598%2580%2526%2527b",
            r#"a \/+%\"\\\u00ff\ud83d\ude00&'b"#,
            r#"a \\/+%\\\"\\\\\\u00FF\\uD83D\\uDE00&'b"#,
            "a &#x2F;+%&quot;\\&#255;&#128512;&amp;&#39;b",
        ] {
            assert_eq!(begins(&format!("{text} rest"), secret), Found::Whole(text.len()), "{text}");
        }
    }

    #[test]
    fn a_percent_sign_of_the_secret_itself_is_not_taken_for_an_encoded_one() {
        for text in ["%ab%25", "%25ab%2525", "%2525ab%252525"] {
            assert_eq!(begins(text, "%ab%25"), Found::Whole(text.len()), "{text}");
        }
    }

    #[test]
    fn what_is_another_text_is_not_it() {
        for text in ["", "secre", "secreT-word", "%zz", "sec ret-word", "s%65cret-wor"] {
            assert_ne!(begins(&format!("{text}!"), "secret-word"), Found::Whole(text.len()), "{text}");
        }
    }

    #[test]
    fn a_text_that_ends_within_it_is_told_from_one_that_goes_on_otherwise() {
        assert_eq!(begins("secr", "secret"), Found::CutOff);
        assert_eq!(begins("sec", "secret"), Found::Nothing, "three letters can stand anywhere");
        assert_eq!(begins("secr!", "secret"), Found::Nothing);
    }

    #[test]
    fn a_long_secret_is_found_in_any_letter_case_however_it_is_escaped() {
        let secret = "Käse-Secret/9";
        for text in [
            "KÄSE-SECRET/9",
            "käse-secret/9",
            "kÄsE-%53%65%43ret%2f9",
            "k%c3%84se%2DSECRET%2F9",
            r"K\u00C4SE-SECRET\/9",
            "K&#xc4;SE-SECRET&#47;9",
        ] {
            assert_eq!(
                begins_in_any_way(&format!("{text} rest"), secret),
                Found::Whole(text.len()),
                "{text}"
            );
            assert_ne!(begins(text, secret), Found::Whole(text.len()), "a short one is looked for as it is");
        }
    }

    #[test]
    fn a_long_secret_is_found_with_what_nobody_sees_between_its_letters() {
        for text in [
            "sec\u{200b}ret-word",
            "s\u{feff}e\u{2060}c\u{ad}r\u{200d}\u{200c}et-word",
            r"sec\u200bret-word",
            "sec%E2%80%8Bret-word",
            "sec&#8203;ret&#x200B;-word",
            "sec&ZeroWidthSpace;ret&shy;-word",
            "secret\r\n-word",
        ] {
            assert_eq!(
                begins_in_any_way(&format!("{text} rest"), "secret-word"),
                Found::Whole(text.len()),
                "{text}"
            );
        }
    }

    #[test]
    fn no_text_makes_the_search_long() {
        let secret = format!("{}b", "a".repeat(100_000));
        let found = begins(&"a".repeat(100_000), &secret);
        assert_eq!(found, Found::CutOff, "it ends within");
        let found = begins(&format!("{}c", "a".repeat(300)), &secret);
        assert_eq!(found, Found::Whole(300), "so many letters are no coincidence");
        assert_eq!(begins(&format!("{}c", "a".repeat(200)), &secret), Found::Nothing);
    }
}
