use rlibphonenumber::{NotANumberError, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat};

use crate::{Damage, E164, PhoneError, Region, damage};

/// A number that was read and is in use somewhere in the plan of its country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub e164: E164,
    /// Digits of the extension, kept beside the number and never in it.
    pub extension: Option<String>,
    /// What a spreadsheet had done to it, in the order in which it was undone; mostly empty.
    pub repaired: Vec<Damage>,
}

/// Reads a number as a person or a file wrote it, and refuses what is no valid number.
///
/// A number with `+` is read by its own country's plan, whatever `region` says. A national one needs a
/// region and is refused without ([`PhoneError::NeedsRegion`]): it is never guessed. Digits may be of any
/// script; `(0)`, `tel:`, extensions, letters (`1-800-FLOWERS`) and words around the number are understood.
pub fn parse(raw: &str, region: Option<Region>) -> Result<Parsed, PhoneError> {
    let (text, repaired) = damage::repair(raw)?;
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    let number = read(&text, region)?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return Err(PhoneError::NotValid);
    }
    let e164 = e164_of(&number)?;
    Ok(Parsed { e164, extension: number.extension.filter(|digits| !digits.is_empty()), repaired })
}

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

fn has_plus(text: &str) -> bool {
    text.contains(['+', '＋'])
}

fn e164_of(number: &PhoneNumber) -> Result<E164, PhoneError> {
    let text = PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164);
    E164::from_stored(&text).ok_or(PhoneError::MoreThanFifteenDigits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_that_is_named_is_the_one_that_is_built_in() {
        let lock = include_str!("../../../Cargo.lock");
        let pinned = "name = \"rlibphonenumber\"\nversion = \"2.2.15\"";
        assert!(lock.contains(pinned), "its Readme names the metadata; read it and pack assets/zones anew");
        assert_eq!(crate::zone_data_release(), format!("phonenumbers {}", metadata_release()));
    }
}
