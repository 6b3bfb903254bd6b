//! Masking: the country, a North American area code, and the last two digits stay; nothing else does.

mod text;

pub use text::mask_in_text;

/// `+14155552671` → `+1 415 ***-**71`, `+4917212345678` → `+49 *****78`, `4155552671` → `*****71`.
///
/// Spaces, dashes and the script of the digits do not matter: the same number always gives the same mask, so
/// that log lines about one number can be found together. The count of digits is hidden too.
pub fn mask(raw: &str) -> String {
    let digits: String = raw.chars().filter_map(digit).collect();
    let begins_with_plus = raw.trim_start().starts_with(['+', '＋']);
    match digits.len() {
        8..=15 if begins_with_plus => masked(&digits),
        4.. => format!("*****{}", last_two(&digits)),
        _ => "*****".to_owned(),
    }
}

/// The mask of a number's digits, calling code first.
pub(crate) fn masked(digits: &str) -> String {
    if digits.len() == 11 && digits.starts_with('1') {
        return format!("+1 {} ***-**{}", &digits[1..4], last_two(digits));
    }
    format!("+{} *****{}", &digits[..calling_code_length(digits)], last_two(digits))
}

/// The digit's value as an ASCII digit: Latin, full-width, Arabic-Indic or extended Arabic-Indic.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

fn last_two(digits: &str) -> &str {
    &digits[digits.len() - 2..]
}

/// One, two or three digits, as the ITU gave them out (E.164, annex).
fn calling_code_length(digits: &str) -> usize {
    const TWO: [&str; 42] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "86", "90", "91", "92", "93", "94",
    ];
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        _ if TWO.contains(&&digits[..2]) || digits.starts_with("95") || digits.starts_with("98") => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_mask_however_it_is_written() {
        for written in ["+14155552671", "+1 (415) 555-2671", " +1.415.555.2671", "＋１４１５５５５２６７１"]
        {
            assert_eq!(mask(written), "+1 415 ***-**71");
        }
        assert_eq!(mask("+4917212345678"), "+49 *****78");
        assert_eq!(mask("+353 85 012 3456"), "+353 *****56");
        assert_eq!(mask("٠١٢٣٤٥٦٧٨٩"), "*****89");
    }

    #[test]
    fn too_little_to_hide_is_hidden_whole() {
        for short in ["", "911", "+49", "abc"] {
            assert_eq!(mask(short), "*****");
        }
    }
}
