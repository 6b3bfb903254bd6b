use super::{digit, mask};

/// Masks every phone number in a text: log lines, a tenant's answer, an error.
///
/// A run of seven digits or more, with single separators between them, is taken for a number; where in
/// doubt it is masked, since a number that shows is worse than a total that does not. Left alone are instants
/// (`2026-11-23T08:00:00.123Z`), UUIDs and hexadecimal ids of 32 characters and more.
pub fn mask_in_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let token_starts = !before.is_ascii_alphanumeric();
        let (taken, masked) = match () {
            () if token_starts && let Some(length) = spared(rest) => (length, None),
            () => match run(rest) {
                Some((length, digits)) if digits >= FEWEST => (length, Some(mask(&rest[..length]))),
                Some((length, _)) => (length, None),
                None => (next.len_utf8(), None),
            },
        };
        out.push_str(masked.as_deref().unwrap_or(&rest[..taken]));
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    out
}

/// Local numbers have seven digits; what is shorter is a count, a port, a code.
const FEWEST: usize = 7;

const SEPARATORS: [char; 12] =
    [' ', '-', '.', '(', ')', '/', '\u{A0}', '\u{202F}', '\u{2010}', '\u{2011}', '\u{2013}', '\u{FF0D}'];

/// A run of digits from the beginning of `text`: its length in bytes up to its last digit, and its digits.
fn run(text: &str) -> Option<(usize, usize)> {
    let plus = text.chars().next().filter(|c| matches!(c, '+' | '＋')).map_or(0, char::len_utf8);
    let (mut length, mut digits, mut gap) = (0, 0, 0);
    for (at, c) in text[plus..].char_indices() {
        if digit(c).is_some() {
            (length, digits, gap) = (plus + at + c.len_utf8(), digits + 1, 0);
        } else if SEPARATORS.contains(&c) && gap < 3 && (digits > 0 || plus > 0) {
            gap += 1;
        } else {
            break;
        }
    }
    (digits > 0).then_some((length, digits))
}

/// The length of an instant or an id at the beginning of `text`; none of them can be a number.
fn spared(text: &str) -> Option<usize> {
    instant(text.as_bytes()).or_else(|| id(text.as_bytes()))
}

/// `2026-11-23`, `2026-11-23T08:00`, `2026-11-23 08:00:00.123456789`.
fn instant(bytes: &[u8]) -> Option<usize> {
    let mut length = matches(bytes, b"dddd-dd-dd").filter(|_| is_calendar_day(bytes))?;
    let time = |pattern: &[u8], length: usize| {
        matches(&bytes[length..], pattern).map_or(length, |more| length + more)
    };
    let hour = time(b"Tdd:dd", length).max(time(b" dd:dd", length));
    if hour > length {
        length = time(b":dd", hour);
        if bytes.get(length) == Some(&b'.') {
            length += 1 + bytes[length + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count().min(9);
        }
    }
    let ends = bytes.get(length).is_none_or(|byte| !byte.is_ascii_digit() && *byte != b'-');
    ends.then_some(length)
}

fn is_calendar_day(bytes: &[u8]) -> bool {
    let two = |at: usize| (bytes[at] - b'0') * 10 + bytes[at + 1] - b'0';
    matches!(two(0), 19..=21) && (1..=12).contains(&two(5)) && (1..=31).contains(&two(8))
}

/// A UUID, or 32 hexadecimal digits and more of which one is a letter.
fn id(bytes: &[u8]) -> Option<usize> {
    let hex = |run: &[u8]| run.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let groups = [(0, 8), (9, 4), (14, 4), (19, 4), (24, 12)];
    let is_uuid = bytes.len() >= 36
        && groups.iter().all(|(at, length)| hex(&bytes[*at..at + length]) == *length)
        && [8, 13, 18, 23].iter().all(|dash| bytes[*dash] == b'-');
    let length = if is_uuid { 36 } else { Some(hex(bytes)).filter(|length| *length >= 32)? };
    let has_letter = bytes[..length].iter().any(u8::is_ascii_alphabetic);
    let ends = bytes.get(length).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (has_letter && ends).then_some(length)
}

/// How long `pattern` is where `bytes` begin with it; `d` stands for a digit.
fn matches(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    let fits = bytes.len() >= pattern.len()
        && bytes.iter().zip(pattern).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        });
    fits.then_some(pattern.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_sentence_is_masked_in_any_writing() {
        let cases = [
            ("refused +14155552671: busy", "refused +1 415 ***-**71: busy"),
            ("call (415) 555-2671 now", "call (*****71 now"),
            (r#"{"phoneNumber":"+4917212345678"}"#, r#"{"phoneNumber":"+49 *****78"}"#),
            ("tel:+1-415-555-2671;ext=5", "tel:+1 415 ***-**71;ext=5"),
            ("from=%2B14155552671", "from=%2B*****71"),
            ("id4155552671x", "id*****71x"),
            ("ring ＋４９ １７２ １２３４５６７８.", "ring +49 *****78."),
        ];
        for (text, expected) in cases {
            assert_eq!(mask_in_text(text), expected);
        }
    }

    #[test]
    fn instants_ids_and_small_figures_stay_readable() {
        for text in [
            "2026-11-23T08:00:00.123456789Z took 1500 ms",
            "at 2026-11-23 08:00:00+05:30, port 127.0.0.1:8080",
            "run 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "key 0f3a9c61b2d84e75a1c0ffee12345678",
            "answered 200, 65536 bytes",
        ] {
            assert_eq!(mask_in_text(text), text);
        }
    }

    #[test]
    fn what_imitates_an_instant_or_an_id_is_still_a_number() {
        for text in ["+2026-11-23 4155", "2026-13-23 555", "2026-11-2345", "41555526714155552671415555267112"]
        {
            let masked = mask_in_text(text);
            assert!(masked.contains("*****"), "{text} became {masked}");
        }
    }
}
