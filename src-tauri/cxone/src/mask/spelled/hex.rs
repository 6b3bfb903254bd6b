//! Bytes as two hex digits each: `7365`, `73:65`, `73 65`, `\\x73\\x65`, `0x73, 0x65`.

/// Whether `c` can be the beginning of the letter in hex.
pub(super) fn may_begin(c: char, letter: &[char]) -> bool {
    c == '0' || letter.iter().any(|case| c.to_digit(16) == Some(u32::from(first_byte(*case) >> 4)))
}

/// How many bytes of the beginning of `text` are the letter in hex. Between letters something may stand that parts them.
pub(super) fn lengths(text: &str, letter: char, within: bool) -> impl Iterator<Item = usize> {
    let parted = if within { parting(text) } else { 0 };
    let at_once = bytes(text, letter);
    let behind =
        if parted == 0 { None } else { bytes(&text[parted..], letter).map(|length| parted + length) };
    [at_once, behind].into_iter().flatten()
}

fn bytes(text: &str, letter: char) -> Option<usize> {
    let mut rest = text;
    for (index, byte) in letter.encode_utf8(&mut [0; 4]).bytes().enumerate() {
        if index > 0 {
            rest = &rest[parting(rest)..];
        }
        rest = rest.strip_prefix("\\x").or_else(|| rest.strip_prefix("0x")).unwrap_or(rest);
        let two = rest.get(..2).filter(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        if u8::from_str_radix(two, 16).ok()? != byte {
            return None;
        }
        rest = &rest[2..];
    }
    Some(text.len() - rest.len())
}

/// The length of what may part two bytes.
fn parting(text: &str) -> usize {
    let sign = text.bytes().next().is_some_and(|byte| matches!(byte, b':' | b'-' | b',' | b' '));
    let space = sign && text.as_bytes().get(1) == Some(&b' ');
    usize::from(sign) + usize::from(space)
}

fn first_byte(letter: char) -> u8 {
    letter.encode_utf8(&mut [0; 4]).as_bytes()[0]
}

#[cfg(test)]
mod tests {
    use crate::mask::spelled::{Found, Spellings, Word, at_the_beginning};

    #[test]
    fn a_long_secret_is_found_in_hex() {
        let secret = "Käse-Secret/9";
        let pairs: Vec<String> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        let in_hex = |prefix: &str, between: &str| {
            let pairs: Vec<String> = pairs.iter().map(|pair| format!("{prefix}{pair}")).collect();
            pairs.join(between)
        };
        for text in [
            in_hex("", ""),
            in_hex("", "").to_uppercase(),
            in_hex("", ":"),
            in_hex("", " ").to_uppercase(),
            in_hex("", "-"),
            in_hex("\\x", ""),
            in_hex("0x", ", "),
        ] {
            let word = Word::new(secret, Spellings::Any);
            assert!(text.starts_with(|c| word.may_begin_with(c)), "{text}");
            assert_eq!(at_the_beginning(&format!("{text}!"), &word), Found::Whole(text.len()), "{text}");
            let another = text.replace("65", "66");
            assert_eq!(at_the_beginning(&another, &word), Found::Nothing, "{another}");
        }
    }
}
