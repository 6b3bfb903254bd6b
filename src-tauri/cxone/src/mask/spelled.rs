//! A secret in any spelling in which a server may send it back: as it is, percent-encoded (also twice), with a plus
//! for a space, escaped as JSON (also JSON within JSON), as HTML.

use super::known::SHORTEST_PART;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// So many bytes of the text are the secret.
    Whole(usize),
    /// The text ends in the middle of it.
    CutOff,
}

/// Whether `text` begins with `secret`. All ways in which its letters can be read are followed at once, since one text
/// can be read in several (`%25` is a percent sign, or its first letter is).
pub(super) fn at_the_beginning(text: &str, secret: &[char]) -> Found {
    let Some((first, rest)) = secret.split_first() else { return Found::Nothing };
    let mut places: Vec<usize> = lengths(text, *first).collect();
    let mut ends_within = false;
    for (read, letter) in (1..).zip(rest) {
        let mut next: Vec<usize> = Vec::new();
        for place in places {
            ends_within |= place == text.len() && read >= SHORTEST_PART;
            for length in lengths(&text[place..], *letter) {
                if !next.contains(&(place + length)) {
                    next.push(place + length);
                }
            }
        }
        if next.is_empty() {
            return if ends_within { Found::CutOff } else { Found::Nothing };
        }
        places = next;
    }
    places.into_iter().max().map_or(Found::Nothing, Found::Whole)
}

/// Whether `c` can be the beginning of a spelling of `letter`.
pub(super) fn may_begin(c: char, letter: char) -> bool {
    c == letter || matches!(c, '%' | '\\' | '&') || (letter == ' ' && c == '+')
}

/// How many bytes of the beginning of `text` can be read as `letter`, in each way in which they can.
fn lengths(text: &str, letter: char) -> impl Iterator<Item = usize> {
    let literal = text.starts_with(letter).then_some(letter.len_utf8());
    let plus = (letter == ' ' && text.starts_with('+')).then_some(1);
    let percent = (0..=MOST_ENCODED).filter_map(move |times| percent(text, letter, times));
    [literal, plus, json(text, letter), html(text, letter)].into_iter().flatten().chain(percent)
}

/// `%C3%BF`; `%25C3%25BF` where the percent signs were encoded themselves, so many times.
fn percent(text: &str, letter: char, times: usize) -> Option<usize> {
    let mut rest = text;
    for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
        rest = rest.strip_prefix('%')?;
        for _ in 0..times {
            rest = rest.strip_prefix("25")?;
        }
        let hex = rest.get(..2).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        if u8::from_str_radix(hex, 16).ok()? != byte {
            return None;
        }
        rest = &rest[2..];
    }
    Some(text.len() - rest.len())
}

/// As many times as anybody encodes what is encoded already.
const MOST_ENCODED: usize = 2;

/// `\"`, `\/`, `\u00ff`, a pair of surrogates; behind any number of backslashes.
fn json(text: &str, letter: char) -> Option<usize> {
    let slashes = text.bytes().take_while(|byte| *byte == b'\\').count();
    if slashes == 0 {
        return None;
    }
    if letter == '\\' {
        return (slashes >= 2).then_some(slashes);
    }
    let rest = &text[slashes..];
    let plain = match rest.chars().next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'u' => return unicode(rest, letter).map(|length| slashes + length),
        other => other,
    };
    (plain == letter).then_some(slashes + 1)
}

fn unicode(rest: &str, letter: char) -> Option<usize> {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix('u')?.get(..4)?, 16).ok();
    let first = unit(rest)?;
    let mut units = [0; 2];
    let wanted = letter.encode_utf16(&mut units);
    if first != wanted[0] {
        return None;
    }
    if wanted.len() == 1 {
        return Some(5);
    }
    let behind = rest[5..].trim_start_matches('\\');
    (unit(behind)? == wanted[1]).then_some(rest.len() - behind.len() + 5)
}

/// `&amp;`, `&#39;`, `&#x2F;`.
fn html(text: &str, letter: char) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(10).position(|byte| byte == b';')?;
    let name = name.get(..end)?;
    let read = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    (read == letter).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(text: &str, secret: &str) -> Found {
        at_the_beginning(text, &secret.chars().collect::<Vec<_>>())
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
}
