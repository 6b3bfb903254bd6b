use rlibphonenumber::{
    NotANumberError, NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat,
};

use crate::north_america::quick;
use crate::{Damage, E164, PhoneError, Region, damage, letters};

/// A number that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub e164: E164,
    /// Whether the plan of its country lists it; only [`possible`] gives one that it does not.
    pub listed: bool,
    /// Digits of the extension, kept beside the number and never in it.
    pub extension: Option<String>,
    /// What was undone so that it could be read; mostly empty.
    pub repaired: Vec<Damage>,
}

/// Reads a number as a person or a file wrote it, and refuses what is no valid number.
///
/// A number with `+` is read by its own country's plan, whatever `region` says. A national one needs a
/// region and is refused without ([`PhoneError::NeedsRegion`]): it is never guessed. Digits may be of any
/// script; `(0)`, `tel:`, extensions and vanity letters (`1-800-FLOWERS`) are understood. Words around the number
/// are cut off and said ([`Damage::Words`]); letters or a mask within it are refused.
pub fn parse(raw: &str, region: Option<Region>) -> Result<Parsed, PhoneError> {
    possible(raw, region)
        .and_then(|parsed| if parsed.listed { Ok(parsed) } else { Err(PhoneError::NotValid) })
}

/// The same for a number that must not be called, where *possible* is enough: the plan grows, and an opt-out of a
/// number that it does not list yet (`+14575550123`) is kept. Refused is only what nobody could dial: too short, too
/// long, no calling code, an area code that begins with 0 or 1.
pub fn possible(raw: &str, region: Option<Region>) -> Result<Parsed, PhoneError> {
    quick(raw, region).map_or_else(|| by_parser(raw, region), Ok)
}

/// The same for every writing.
pub(crate) fn by_parser(raw: &str, region: Option<Region>) -> Result<Parsed, PhoneError> {
    let (text, mut repaired) = damage::repair(raw)?;
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    if is_negative(&text) {
        return Err(PhoneError::Negative);
    }
    let text = letters::settle(text, region, &mut repaired)?;
    let mut number = read(&text, region)?;
    if number.extension.as_ref().is_some_and(|digits| digits.len() > LONGEST_EXTENSION) {
        return Err(PhoneError::TwoNumbers);
    }
    if without_old_mobile_digit(&mut number) {
        repaired.push(Damage::MexicanMobile);
    }
    let listed = PHONE_NUMBER_UTIL.is_valid_number(&number);
    if !listed {
        could_be_dialled(&number)?;
    }
    let e164 = e164_of(&number)?;
    Ok(Parsed { e164, listed, extension: number.extension.filter(|digits| !digits.is_empty()), repaired })
}

/// `-2125550123`: a minus and digits alone, as a spreadsheet writes what it took for a sum (`1-2125550124`).
fn is_negative(text: &str) -> bool {
    let digits = text.trim().strip_prefix(MINUSES).map(str::trim_start);
    digits.is_some_and(|digits| {
        !digits.is_empty() && digits.chars().all(|c| c.is_numeric() || matches!(c, '.' | ','))
    })
}

const MINUSES: [char; 5] = ['-', '−', '–', '﹣', '－'];

/// The same for systems that write a number with its country code and without `+`, as `WhatsApp` does
/// (`5215555550123`). What `region` reads as a national number is that; only where it does not, and the digits are more
/// than any country's own numbers have, they begin with a calling code: it is the one reading that is left.
pub fn possible_without_plus(raw: &str, region: Option<Region>) -> Result<Parsed, PhoneError> {
    let refused = match possible(raw, region) {
        Err(refused @ (PhoneError::NeedsRegion | PhoneError::NotValid | PhoneError::TooLong)) => refused,
        other => return other,
    };
    let digits = raw.trim();
    let whole = (SHORTEST_WHOLE..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !whole {
        return Err(refused);
    }
    possible(&format!("+{digits}"), None).map_err(|_| refused)
}

/// A bare number of so many digits has its country code: with fewer it may be one country's national number and another's
/// whole one (`13012345678` rings in Maryland, or on a mobile in China), which is never guessed.
const SHORTEST_WHOLE: usize = 12;

/// Digits of an extension. What is longer and follows a `;` or `,` is a second number, whose owner counts too.
const LONGEST_EXTENSION: usize = 7;

/// The release of the number plan that decides what is valid (libphonenumber's).
pub fn metadata_release() -> &'static str {
    "9.0.42"
}

/// The number in rlibphonenumber's own shape, for its kind and its country.
pub(crate) fn structured(number: E164) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(number.reveal(), None).ok()
}

fn read(text: &str, region: Option<Region>) -> Result<PhoneNumber, PhoneError> {
    PHONE_NUMBER_UTIL.parse(text, region.map(|region| region.0)).map_err(|error| match error {
        ParseError::InvalidCountryCode if region.is_none() && !has_plus(text) => PhoneError::NeedsRegion,
        ParseError::InvalidCountryCode => PhoneError::UnknownCallingCode,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneError::TooShort,
        ParseError::TooLongNsn | ParseError::NotANumber(NotANumberError::FailedToParseNumberAsInt(_)) => {
            PhoneError::TooLong
        }
        ParseError::NotANumber(_) => PhoneError::NotANumber,
    })
}

/// `+52 1 55 5555 0123` → `+52 55 5555 0123`: eleven digits that begin with 1 are no number of Mexico otherwise.
fn without_old_mobile_digit(number: &mut PhoneNumber) -> bool {
    const MEXICO: i32 = 52;
    const TEN_DIGITS: u64 = 10_000_000_000;
    let old = number.country_code == MEXICO && number.national_number / TEN_DIGITS == 1;
    if old {
        number.national_number %= TEN_DIGITS;
    }
    old
}

/// Whether a number that no plan lists has a length and, in North America, a shape that can be dialled.
fn could_be_dialled(number: &PhoneNumber) -> Result<(), PhoneError> {
    let long_enough = PHONE_NUMBER_UTIL.is_possible_number_with_reason(number);
    if !matches!(long_enough, Ok(NumberLengthType::IsPossible)) {
        return Err(PhoneError::NotValid);
    }
    let shaped = number.country_code != 1 || has_north_american_shape(number.national_number);
    if shaped { Ok(()) } else { Err(PhoneError::NotValid) }
}

/// Ten digits whose area code and exchange begin with 2 to 9, and whose area code is no service (`411`).
pub(crate) fn has_north_american_shape(national: u64) -> bool {
    let digit = |place: u64| national / place % 10;
    let ten = (1_000_000_000..10_000_000_000).contains(&national);
    ten && digit(1_000_000_000) >= 2 && digit(1_000_000) >= 2 && national / 10_000_000 % 100 != 11
}

fn has_plus(text: &str) -> bool {
    text.contains(['+', '＋'])
}

pub(crate) fn e164_of(number: &PhoneNumber) -> Result<E164, PhoneError> {
    let text = PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164);
    E164::from_stored(&text).ok_or(PhoneError::MoreThanFifteenDigits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_number_is_no_extension() {
        let us = Region::new("US");
        for text in [
            "+12125550123;2055550123",
            "2125550123; 2055550123",
            "+12125550123,,2055550123",
            "212-555-0123 ext. 2055550123",
        ] {
            assert_eq!(possible(text, us).unwrap_err(), PhoneError::TwoNumbers, "{text}");
            assert_eq!(parse(text, us).unwrap_err(), PhoneError::TwoNumbers, "{text}");
        }
        let extended = parse("+1 212 555 0123 ext. 1234567", None).unwrap();
        assert_eq!(extended.extension.as_deref(), Some("1234567"));
    }

    #[test]
    fn a_negative_number_is_a_sum_and_no_number() {
        let us = Region::new("US");
        for text in [
            "-2125550123",
            "−2125550123",
            "- 2125550123",
            "'-2125550123",
            "=-2125550123",
            "-2125550123.0",
            "-12125550123",
        ] {
            assert_eq!(parse(text, us).unwrap_err(), PhoneError::Negative, "{text}");
            assert_eq!(crate::plain(text.as_bytes(), true), None, "{text}");
            assert!(crate::whereabouts(text, us).is_err(), "{text}");
        }
        for text in ["212-555-0123", "-212-555-0123", "- (212) 555-0123", "+1-2125550123"] {
            assert_eq!(parse(text, us).unwrap().e164.reveal(), "+12125550123", "{text}");
        }
    }

    #[test]
    fn a_whole_number_without_its_plus_is_read_where_nothing_else_fits() {
        let us = Region::new("US");
        for region in [None, us] {
            let read = |raw| possible_without_plus(raw, region).map(|parsed| parsed.e164.reveal());
            assert_eq!(
                read("5215555550123").as_deref(),
                Ok("+525555550123"),
                "as WhatsApp writes Mexican mobiles"
            );
            assert_eq!(read("525555550123").as_deref(), Ok("+525555550123"));
            assert_eq!(read("447911123456").as_deref(), Ok("+447911123456"));
            assert_eq!(read("+5215555550123").as_deref(), Ok("+525555550123"));
            assert_eq!(read("999912345678"), possible("999912345678", region).map(|p| p.e164.reveal()));
        }
        let read = |raw, region| possible_without_plus(raw, region).map(|parsed| parsed.e164.reveal());
        // A national number stays one.
        assert_eq!(read("4155552671", us).as_deref(), Ok("+14155552671"));
        assert_eq!(read("14155552671", us).as_deref(), Ok("+14155552671"));
        assert_eq!(read("017212345678", Region::new("DE")).as_deref(), Ok("+4917212345678"));
        // And what may be two numbers is none.
        for raw in ["4155552671", "13012345678", "41446681800"] {
            assert_eq!(read(raw, None), Err(PhoneError::NeedsRegion), "{raw}");
        }
        assert!(read("41446681800", us).is_err(), "one digit too many is rather a slip");
    }

    #[test]
    fn the_release_that_is_named_is_the_one_that_is_built_in() {
        let lock = include_str!("../../../Cargo.lock");
        let pinned = "name = \"rlibphonenumber\"\nversion = \"2.2.15\"";
        assert!(lock.contains(pinned), "its Readme names the metadata; read it and pack assets/zones anew");
        assert_eq!(crate::zone_data_release(), format!("phonenumbers {}", metadata_release()));
    }
}
