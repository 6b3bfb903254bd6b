use std::borrow::Cow;

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use crate::PhoneError;

/// What a spreadsheet did to a number, and was undone. Shown in the import's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Damage {
    /// Non-breaking spaces, from web pages and exports.
    NoBreakSpace,
    /// Marks that nobody sees: of byte order, of writing direction, of zero width, soft hyphens.
    Invisible,
    /// `="+61255501234"`, which keeps a spreadsheet from counting with it.
    Formula,
    /// `⁺47`, `➕47`, `plus 47`: another sign for +, or a word.
    Plus,
    /// A leading `'`, which tells Excel "this is text".
    Apostrophe,
    /// `4155552671.0`: the column was read as decimals.
    DecimalPoint,
    /// `4.155552671E9`: the column was read as numbers; all digits are still there.
    Scientific,
    /// `Tel.:`, `(home)`: words before or behind the number.
    Words,
    /// `+521…`: the 1 of Mexican mobiles, which was abolished in 2019 and which `WhatsApp` still writes.
    MexicanMobile,
}

impl Damage {
    /// What was done, for the report.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoBreakSpace => "Non-breaking spaces were taken out.",
            Self::Invisible => "Invisible marks were taken out.",
            Self::Formula => "The number was taken out of a spreadsheet's formula.",
            Self::Plus => "Another sign or word for + was written as +.",
            Self::Apostrophe => "A leading apostrophe was taken off.",
            Self::DecimalPoint => "A decimal end (.0) was taken off.",
            Self::Scientific => "Scientific notation was written out; no digit was lost.",
            Self::Words => "Words around the number were cut off; they are never dialled.",
            Self::MexicanMobile => "The 1 after +52 was taken out: Mexico no longer has it.",
        }
    }
}

/// The text as it was before the spreadsheet, and what was undone; borrowed where nothing was.
///
/// A decimal end and scientific notation are undone before the number is read, since libphonenumber takes
/// the point for punctuation: `301234567.0` in Germany would become another valid number.
pub(crate) fn repair(raw: &str) -> Result<(Cow<'_, str>, Vec<Damage>), PhoneError> {
    let mut damage = Vec::new();
    let mut text = without_hard_spaces(raw, &mut damage);
    if text.contains(PLUSES) {
        text = Cow::Owned(text.replace(PLUSES, "+"));
        damage.push(Damage::Plus);
    }
    if let Some(inside) = inside_formula(&text) {
        text = Cow::Owned(inside.trim().to_owned());
        damage.push(Damage::Formula);
    }
    if let Some(rest) = text.trim_start().strip_prefix(['\'', '’', '‘', '`']) {
        text = Cow::Owned(rest.trim().to_owned());
        damage.push(Damage::Apostrophe);
    }
    if let Some(whole) = without_decimal_end(text.trim()) {
        text = Cow::Owned(whole.to_owned());
        damage.push(Damage::DecimalPoint);
    } else if let Some(written_out) = written_out(text.trim())? {
        text = Cow::Owned(written_out);
        damage.push(Damage::Scientific);
    }
    Ok((text, damage))
}

/// Raised, lowered, small and bold, of mathematics and of Hebrew; `＋` is read as it stands.
const PLUSES: [char; 6] = ['⁺', '₊', '﹢', '➕', '∔', '﬩'];

const HARD_SPACES: [char; 3] = ['\u{A0}', '\u{2007}', '\u{202F}'];

fn without_hard_spaces<'a>(raw: &'a str, damage: &mut Vec<Damage>) -> Cow<'a, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(raw.trim());
    }
    let hard = |c: char| HARD_SPACES.contains(&c);
    let (has_hard, has_unseen) = (raw.contains(hard), raw.contains(unseen));
    if !has_hard && !has_unseen {
        return Cow::Borrowed(raw.trim());
    }
    if has_hard {
        damage.push(Damage::NoBreakSpace);
    }
    if has_unseen {
        damage.push(Damage::Invisible);
    }
    let seen = raw.chars().filter(|c| !unseen(*c));
    let soft: String = seen.map(|c| if hard(c) { ' ' } else { c }).collect();
    Cow::Owned(soft.trim().to_owned())
}

/// Characters without a shape: a number that was copied from a page or a chat is often wrapped in them.
fn unseen(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// `="+61255501234"` and `=+61255501234` → what stands in it.
fn inside_formula(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('=')?;
    Some(inside.strip_prefix('"').map_or(inside, |quoted| quoted.strip_suffix('"').unwrap_or(quoted)))
}

/// `4155552671.0` → `4155552671`: seven digits or more, one point, only zeros behind it.
fn without_decimal_end(text: &str) -> Option<&str> {
    let (whole, zeros) = text.split_once('.')?;
    let digits = whole.strip_prefix('+').unwrap_or(whole);
    let is_decimal = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !zeros.is_empty()
        && zeros.bytes().all(|byte| byte == b'0');
    is_decimal.then_some(whole)
}

/// `4.155552671E9` → `4155552671`. `Ok(None)` where this is no scientific notation of seven digits or more.
///
/// `4.15555267E9` is refused, although it may be a number that ends in 0: a rounded one looks the same.
fn written_out(text: &str) -> Result<Option<String>, PhoneError> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok(None) };
    let (sign, mantissa) = match mantissa.strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let shape = !whole.is_empty() && (1..=2).contains(&exponent.len());
    if !shape || !all_digits(whole) || !all_digits(fraction) || !all_digits(exponent) {
        return Ok(None);
    }
    let exponent: usize = exponent.parse().map_err(|_| PhoneError::NotANumber)?;
    if !(7..=15).contains(&(whole.len() + exponent)) {
        return Ok(None);
    }
    let (kept, beyond) = fraction.split_at(exponent.min(fraction.len()));
    if kept.len() < exponent || beyond.bytes().any(|byte| byte != b'0') {
        return Err(PhoneError::DigitsLost);
    }
    Ok(Some(format!("{sign}{whole}{kept}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(raw: &str) -> (String, Vec<Damage>) {
        let (text, damage) = repair(raw).unwrap();
        (text.into_owned(), damage)
    }

    #[test]
    fn a_sound_number_is_left_as_it_is() {
        for sound in ["+14155552671", "(415) 555-2671", "415.555.2671", "1-800-FLOWERS", "５５５ ２６７１"]
        {
            assert_eq!(repaired(sound), (sound.to_owned(), vec![]));
        }
    }

    #[test]
    fn decimals_and_scientific_notation_are_written_out() {
        assert_eq!(repaired("4155552671.0"), ("4155552671".into(), vec![Damage::DecimalPoint]));
        assert_eq!(repaired("+14155552671.00"), ("+14155552671".into(), vec![Damage::DecimalPoint]));
        assert_eq!(repaired("4.155552671E9"), ("4155552671".into(), vec![Damage::Scientific]));
        assert_eq!(repaired("4,155552671E+09"), ("4155552671".into(), vec![Damage::Scientific]));
        assert_eq!(repaired("4.1555526710E9"), ("4155552671".into(), vec![Damage::Scientific]));
        assert_eq!(repaired("41555.52671e5"), ("4155552671".into(), vec![Damage::Scientific]));
    }

    #[test]
    fn a_rounded_number_is_refused_and_never_filled_with_zeros() {
        for rounded in ["4.16E+09", "4.15555267E9", "4E9", "4.1555526715E9", "1.415555E10"] {
            assert_eq!(repair(rounded).unwrap_err(), PhoneError::DigitsLost, "{rounded}");
        }
    }

    #[test]
    fn what_only_looks_like_damage_is_not_touched() {
        for other in ["555.267", "5552671.01", "1E5", "4.1E-9", "12E345", "CAFE2671", "4155552671."] {
            assert_eq!(repaired(other).1, vec![], "{other}");
        }
    }

    #[test]
    fn hard_spaces_and_apostrophes_go_and_are_said() {
        let (text, damage) = repaired("\u{FEFF}'+1\u{A0}415\u{202F}555 2671\u{A0}");
        assert_eq!(text, "+1 415 555 2671");
        assert_eq!(damage, vec![Damage::NoBreakSpace, Damage::Invisible, Damage::Apostrophe]);
        assert_eq!(repaired("'4155552671.0").1, vec![Damage::Apostrophe, Damage::DecimalPoint]);
    }

    #[test]
    fn what_nobody_sees_goes_wherever_it_stands() {
        for unseen in
            ['\u{200B}', '\u{200E}', '\u{202A}', '\u{202C}', '\u{2066}', '\u{2069}', '\u{AD}', '\u{2060}']
        {
            let text = format!("{unseen}+1 415{unseen}555 2671{unseen}");
            assert_eq!(repaired(&text), ("+1 415555 2671".into(), vec![Damage::Invisible]), "{unseen:?}");
        }
    }

    #[test]
    fn every_sign_for_plus_is_one() {
        for sign in PLUSES {
            assert_eq!(repaired(&format!("{sign}47 22")), ("+47 22".into(), vec![Damage::Plus]), "{sign}");
        }
        assert_eq!(repaired("➕\u{FE0F}47"), ("+47".into(), vec![Damage::Invisible, Damage::Plus]));
    }

    #[test]
    fn a_formula_is_opened() {
        assert_eq!(repaired("=\"+61255501234\""), ("+61255501234".into(), vec![Damage::Formula]));
        assert_eq!(repaired("=+61255501234"), ("+61255501234".into(), vec![Damage::Formula]));
    }
}
