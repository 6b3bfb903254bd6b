//! A letter as it is, or escaped: percent-encoded, in JSON, in HTML.

/// How many bytes of the beginning of `text` can be read as `letter`, in each way in which they can.
pub(super) fn lengths(text: &str, letter: char) -> impl Iterator<Item = usize> {
    let first = text.as_bytes().first().copied();
    let literal = text.starts_with(letter).then_some(letter.len_utf8());
    let plus = (letter == ' ' && first == Some(b'+')).then_some(1);
    let escaped = match first {
        Some(b'\\') => json(text, letter),
        Some(b'&') => html(text, letter),
        _ => None,
    };
    let times = if first == Some(b'%') { MOST_ENCODED + 1 } else { 0 };
    let percent = (0..times).filter_map(move |times| percent(text, letter, times));
    [literal, plus, escaped].into_iter().flatten().chain(percent)
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
