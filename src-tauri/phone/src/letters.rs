//! Letters in a number: vanity numbers, words beside it, masks, and an O for a zero.
//!
//! libphonenumber turns three letters or more into digits wherever they stand, and drops fewer: a mask becomes a
//! number (`212-555-XXXX`), a word is dialled, and an O for a zero loses a digit. So letters are looked at first.

use std::borrow::Cow;

use rlibphonenumber::PHONE_NUMBER_UTIL;

use crate::{Damage, PhoneError, Region, words};

/// The text without the words around its number; borrowed where there were none. Refused where letters or a mask
/// stand in the number itself, unless they are a North American vanity number.
pub(crate) fn settle<'a>(
    text: Cow<'a, str>,
    region: Option<Region>,
    damage: &mut Vec<Damage>,
) -> Result<Cow<'a, str>, PhoneError> {
    if plainly_written(&text) {
        return Ok(text);
    }
    let parts = Parts::of(&text);
    if !parts.number.contains(char::is_numeric) {
        return Ok(text); // no number at all, and refused as that
    }
    refuse_lead(parts.lead)?;
    let international = parts.is_international();
    if let Some(signed) = parts.with_plus_for_a_word() {
        damage.push(Damage::Plus);
        return settle(Cow::Owned(signed), region, damage);
    }
    if !international {
        words::refuse_unknown(parts.lead)?;
    }
    refuse_odd_digits_and_signs(parts.number)?;
    if parts.number.contains(['*', '•']) || ["##", "__", "??"].iter().any(|mask| parts.number.contains(mask))
    {
        return Err(PhoneError::Masked);
    }
    let extension = parts.extension(international)?;
    let (number, rest) = match &extension {
        Some((number, rest, _)) => (*number, rest.as_ref()),
        None => (parts.number, parts.rest),
    };
    if !number.contains(char::is_alphabetic) {
        if !international {
            words::refuse_unknown(behind_last_digit(number))?;
        }
        let words_before_extension = extension.as_ref().is_some_and(|(.., words)| *words);
        if parts.lead.contains(char::is_alphabetic) || words_before_extension {
            damage.push(Damage::Words);
        }
        let as_written = rest.is_empty() || text.ends_with(rest);
        return Ok(if as_written { text } else { Cow::Owned(format!("{}{number}{rest}", parts.scheme)) });
    }
    if is_vanity(number) {
        return if is_north_american(number, region) { Ok(text) } else { Err(PhoneError::Letters) };
    }
    let whole = without_last_words(number, international)?;
    damage.push(Damage::Words);
    Ok(Cow::Owned(format!("{}{whole}{rest}", parts.scheme)))
}

/// `Tel.: ` + `030 123456 (home)` + ` ext. 7`.
struct Parts<'a> {
    /// `tel:`, which is no word but RFC 3966.
    scheme: &'a str,
    /// Before the first digit or plus; libphonenumber passes over it.
    lead: &'a str,
    number: &'a str,
    /// The extension, or the parameters of RFC 3966.
    rest: &'a str,
}

/// The number before its extension, the extension as libphonenumber finds it, and whether words were cut off.
type Extended<'a> = (&'a str, Cow<'a, str>, bool);

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let scheme = text.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("tel:")).unwrap_or_default();
        let body = &text[scheme.len()..];
        let start = body.find(|c: char| c.is_numeric() || is_plus(c)).unwrap_or(body.len());
        let (lead, number) = body.split_at(start);
        let (number, rest) = number.split_at(ends(number));
        Self { scheme, lead, number, rest }
    }

    /// Whether the number begins with a plus, so that no word beside it can tell another country.
    fn is_international(&self) -> bool {
        self.number.starts_with(is_plus)
    }

    /// `plus 47 22551234`, `intl. 47 …` → `+47 22551234`.
    fn with_plus_for_a_word(&self) -> Option<String> {
        let meant = !self.is_international() && words::mean_plus(self.lead);
        meant.then(|| format!("{}+{}{}", self.scheme, self.number, self.rest))
    }

    /// The number, its extension as libphonenumber finds it, and whether words stood between that are cut off.
    fn extension(&self, international: bool) -> Result<Option<Extended<'a>>, PhoneError> {
        let Some((bare, label, digits)) = with_extension(self.number) else { return Ok(None) };
        let letters: String =
            label.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        if is_mask(&letters) {
            return Err(PhoneError::Masked);
        }
        let words = !EXTENSION.contains(&letters.as_str());
        if words && !international {
            words::refuse_unknown(label)?;
        }
        let rest = if letters.is_empty() {
            Cow::Borrowed(&self.number[bare.len()..])
        } else {
            Cow::Owned(format!(" ext. {digits}"))
        };
        Ok(Some((bare, rest, words)))
    }
}

/// Where `;phone-context=…`, `;ext=…` or `;isub=…` begins, or a second number of which libphonenumber takes the first
/// only (`212-555-1234 / x89`).
fn ends(number: &str) -> usize {
    let parameters = [";phone-context=", ";ext=", ";isub="].into_iter().filter_map(|name| number.find(name));
    let slashes = number.match_indices(['/', '\\']).map(|(at, _)| at);
    let second = slashes.filter(|at| number[at + 1..].trim_start_matches(' ').starts_with('x'));
    parameters.chain(second).min().unwrap_or(number.len())
}

/// The number up to its last digit, what stands between, and the digits that libphonenumber takes for an extension.
fn with_extension(number: &str) -> Option<(&str, &str, String)> {
    // Which region it is does not matter to the extension; that of a national number may not be known.
    let read = PHONE_NUMBER_UTIL.parse(number, Some(rlibphonenumber::Region::US)).ok()?;
    let digits = read.extension.filter(|digits| !digits.is_empty())?;
    let before = &number[..number.rfind(&digits)?];
    let last = before.rfind(char::is_numeric)?;
    let (bare, label) = before.split_at(last + before[last..].chars().next()?.len_utf8());
    Some((bare, label, digits))
}

/// A word before the number is passed over; a letter that touches its first digit may be a digit that was mistyped.
fn refuse_lead(lead: &str) -> Result<(), PhoneError> {
    let letters: Vec<char> = lead.chars().filter(|c| c.is_alphabetic()).collect();
    let touches = lead.chars().next_back().is_some_and(char::is_alphabetic);
    match letters[..] {
        [] => Ok(()),
        [only] if LOOK_LIKE_DIGITS.contains(&only) => Err(PhoneError::LetterForDigit),
        _ if touches && letters.last().is_some_and(|last| LOOK_LIKE_DIGITS.contains(last)) => {
            Err(PhoneError::LetterForDigit)
        }
        _ if touches => Err(PhoneError::Letters),
        _ => Ok(()),
    }
}

/// An area code in digits, then seven letters or digits of which three or more letters stand together.
fn is_vanity(number: &str) -> bool {
    let plain: Vec<char> = number.chars().filter(|c| c.is_alphanumeric()).collect();
    let national = match plain.len() {
        11 if plain[0] == '1' => &plain[1..],
        10 => &plain[..],
        _ => return false,
    };
    let (area, line) = national.split_at(3);
    let letters: String = line.iter().skip_while(|c| c.is_ascii_digit()).collect();
    let word = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    area.iter().all(char::is_ascii_digit)
        && word.len() >= 3
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !is_mask(word)
        && !words::are_plain_words(&word.to_ascii_lowercase())
}

fn is_north_american(number: &str, region: Option<Region>) -> bool {
    match number.chars().next() {
        Some(first) if is_plus(first) => number.chars().find(|c| c.is_numeric()) == Some('1'),
        // Without a region the number is refused for that, in words of its own.
        _ => region.is_none_or(|region| region.calling_code() == 1),
    }
}

/// `212-555-1234 home` → `212-555-1234`.
fn without_last_words(number: &str, international: bool) -> Result<&str, PhoneError> {
    let last = number
        .rfind(char::is_numeric)
        .map_or(0, |at| at + number[at..].chars().next().map_or(0, char::len_utf8));
    let (digits, words) = number.split_at(last);
    let letters: String = words.chars().filter(|c| c.is_alphabetic()).collect();
    if digits.contains(char::is_alphabetic) {
        return Err(among_digits(digits));
    }
    if words.chars().next().is_some_and(char::is_alphabetic) {
        return Err(among_digits(words));
    }
    if is_mask(&letters) {
        return Err(PhoneError::Masked);
    }
    if letters.len() == 1 && letters.contains(LOOK_LIKE_DIGITS) {
        return Err(PhoneError::LetterForDigit);
    }
    // A stump would be another number than the one that was written with letters.
    let enough = digits.chars().filter(|c| c.is_numeric()).count() >= FEWEST;
    if !enough {
        return Err(PhoneError::Letters);
    }
    if !international {
        words::refuse_unknown(words)?;
    }
    Ok(digits.trim_end_matches(['(', '[', ' ']))
}

fn behind_last_digit(number: &str) -> &str {
    number.rsplit_once(char::is_numeric).map_or(number, |(_, behind)| behind)
}

fn among_digits(text: &str) -> PhoneError {
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    if is_mask(&letters) {
        PhoneError::Masked
    } else if letters.chars().all(|c| LOOK_LIKE_DIGITS.contains(&c)) {
        PhoneError::LetterForDigit
    } else {
        PhoneError::Letters
    }
}

/// One letter, twice or more often: `XXXX`, `nnnn`. No word is spelt so.
fn is_mask(letters: &str) -> bool {
    let mut all = letters.chars().map(|c| c.to_ascii_lowercase());
    let first = all.next();
    letters.chars().count() > 1 && all.all(|c| Some(c) == first)
}

/// Nothing but digits, a plus before them and marks between: no letter, no mask, no sign that could mean a plus.
fn plainly_written(text: &str) -> bool {
    text.is_ascii()
        && !text.contains(|c: char| c.is_alphabetic() || MASKS.contains(&c))
        && text.rfind('+').is_none_or(|last| text[..last].bytes().all(|byte| !byte.is_ascii_digit()))
}

/// `²`, `④`: libphonenumber passes over such a digit and reads the rest. A plus behind the first digit is that of a
/// text written from right to left (`4722551234+`), or of a second number: it is dropped in the same way.
fn refuse_odd_digits_and_signs(number: &str) -> Result<(), PhoneError> {
    let behind = number.trim_start_matches(|c: char| is_plus(c) || c.is_whitespace());
    if behind.contains(is_plus) || number.contains(is_odd_digit) {
        return Err(PhoneError::NotANumber);
    }
    Ok(())
}

fn is_odd_digit(c: char) -> bool {
    matches!(
        c,
        '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{2089}' | '\u{2150}'..='\u{218B}' | '\u{2460}'..='\u{249B}'
            | '\u{24EA}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '\u{3007}' | '\u{3021}'..='\u{3029}'
            | '\u{3220}'..='\u{3229}' | '\u{3248}'..='\u{324F}' | '\u{3280}'..='\u{3289}' | '\u{32B1}'..='\u{32BF}'
            | '\u{1F100}'..='\u{1F10C}'
    )
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '＋')
}

const MASKS: [char; 5] = ['*', '•', '#', '_', '?'];
const LOOK_LIKE_DIGITS: [char; 6] = ['O', 'o', 'l', 'I', 'О', 'о'];
/// How an extension is called.
pub(crate) const EXTENSION: [&str; 10] =
    ["", "x", "xt", "xtn", "ext", "extn", "extension", "int", "anexo", "доб"];
/// Digits that are left of a number at least, where a word was cut off.
const FEWEST: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> Result<(String, bool), PhoneError> {
        let mut damage = Vec::new();
        let text = settle(Cow::Borrowed(text), Region::new("US"), &mut damage)?;
        Ok((text.into_owned(), !damage.is_empty()))
    }

    #[test]
    fn a_vanity_number_is_left_as_it_is() {
        for vanity in [
            "1-800-FLOWERS",
            "800 FLOWERS",
            "+1 (800) GOT-JUNK",
            "212-555-CALL",
            "1-888-4-YELLOW",
            "1 800 CALL 123",
        ] {
            assert_eq!(settled(vanity), Ok((vanity.to_owned(), false)), "{vanity}");
        }
    }

    #[test]
    fn a_word_beside_the_number_is_cut_off_and_said() {
        let cases = [
            ("212-555-1234 home", "212-555-1234"),
            ("212-555-1234 (work)", "212-555-1234"),
            ("(212) 555-1234 - cell", "212) 555-1234"),
            ("+49 30 123 home x12", "+49 30 123 ext. 12"),
            ("+49 30 123456 (Büro)", "+49 30 123456"),
        ];
        for (text, kept) in cases {
            assert_eq!(settled(text), Ok((kept.to_owned(), true)), "{text}");
        }
        assert_eq!(settled("Tel.: 212-555-1234"), Ok(("Tel.: 212-555-1234".to_owned(), true)));
    }

    #[test]
    fn a_word_that_is_no_label_is_refused_beside_a_national_number() {
        for text in [
            "Norway 4722551234",
            "NO 4722551234",
            "(Norge) 47 22 55 12 34",
            "Tel NO 4722551234",
            "tel:NO 4722551234",
            "🇳🇴 4722551234",
            "˖ 4722551234",
            "ᐩ 4722551234",
            "4722551234 Norway",
            "4722551234 (NO)",
            "4722551234 🇳🇴",
            "4722551234 Norway x12",
        ] {
            assert_eq!(settled(text), Err(PhoneError::WordBeside), "{text}");
        }
        for text in
            ["Norway +47 22551234", "+47 22551234 (Norway)", "Work phone: 212-555-1234", "☎ 212-555-1234"]
        {
            assert!(settled(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_word_for_plus_is_one() {
        for text in
            ["plus 47 22551234", "Plus: 47 22551234", "(intl.) 47 22551234", "tel. international 47 22551234"]
        {
            assert!(settled(text).is_ok_and(|(text, said)| text.starts_with("+47") && said), "{text}");
        }
        assert_eq!(settled("plus47 22551234"), Err(PhoneError::Letters));
    }

    #[test]
    fn an_extension_is_no_word() {
        for text in ["tel:+1-212-555-1234;ext=89", "212-555-1234#89", "212-555-1234,,89#"] {
            assert_eq!(settled(text), Ok((text.to_owned(), false)), "{text}");
        }
        for text in ["212-555-1234 ext. 89", "212-555-1234x89", "212-555-1234 extension 89"] {
            assert_eq!(settled(text), Ok(("212-555-1234 ext. 89".to_owned(), false)), "{text}");
        }
        assert_eq!(
            settled("tel:0172-12345678;phone-context=example.com"),
            Ok(("tel:0172-12345678;phone-context=example.com".to_owned(), false))
        );
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        let cases = [
            ("212-555-XXXX", PhoneError::Masked),
            ("212-555-xxxx", PhoneError::Masked),
            ("212-555-NNNN", PhoneError::Masked),
            ("212-555-12XX", PhoneError::Masked),
            ("212-XXX-1234", PhoneError::Masked),
            ("212-555-****", PhoneError::Masked),
            ("212-***-1234", PhoneError::Masked),
            ("212-555-##34", PhoneError::Masked),
            ("212-555-123O", PhoneError::LetterForDigit),
            ("212-555-1O34", PhoneError::LetterForDigit),
            ("212-555-OO34", PhoneError::Masked),
            ("O212 555 1234", PhoneError::LetterForDigit),
            ("2l2-555-1234", PhoneError::LetterForDigit),
            ("212-555-12ab", PhoneError::Letters),
            ("212-555-1234 or 415-555-2671", PhoneError::Letters),
            ("+49 800 FLOWERS", PhoneError::Letters),
            ("212 555 work", PhoneError::Letters),
            ("1-800-FL0WERS", PhoneError::Letters),
            ("212-555-NONE", PhoneError::Letters),
            ("1 212 FAXHOME", PhoneError::Letters),
            ("212 HOME FAX", PhoneError::Letters),
            ("212-555-CELL", PhoneError::Letters),
            ("²12 555 1234", PhoneError::NotANumber),
            ("④⑦ 212 555 1234", PhoneError::NotANumber),
            ("4722551234+", PhoneError::NotANumber),
        ];
        for (text, expected) in cases {
            assert_eq!(settled(text), Err(expected), "{text}");
        }
    }
}
