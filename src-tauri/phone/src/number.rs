use std::fmt;

use crate::mask;

/// A phone number of at most 15 digits, beginning with the calling code, without the `+`.
///
/// Its digits never begin with 0, so they pack into an `i64` without loss: eight bytes in memory and in
/// the database, and sorting by it sorts by country. Equality is equality of the number, however it was written.
///
/// Printing it masks it. [`E164::reveal`] gives it whole: use that for requests and storage only.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct E164(u64);

/// The smallest and largest that can be written: five digits, fifteen digits.
const DIGITS: std::ops::RangeInclusive<u64> = 10_000..=999_999_999_999_999;

impl E164 {
    /// Takes back what [`E164::pack`] gave. `None` where it can be no number; it is not validated anew.
    pub fn unpack(packed: i64) -> Option<Self> {
        u64::try_from(packed).ok().filter(|digits| DIGITS.contains(digits)).map(Self)
    }

    /// Takes back what [`E164::reveal`] gave: `+` and digits, nothing else. It is not validated anew.
    pub fn from_stored(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|digits| DIGITS.contains(digits)).map(Self)
    }

    /// The digits as an integer, for storing and sorting.
    pub fn pack(self) -> i64 {
        i64::try_from(self.0).expect("15 digits fit into 63 bits")
    }

    /// The whole number, `+14155552671`.
    pub fn reveal(self) -> String {
        format!("+{}", self.0)
    }

    /// `+1 415 ***-**71`, the same for the same number always.
    pub fn masked(self) -> String {
        mask::masked(&self.0.to_string())
    }

    /// The number of these digits, which are known to be one.
    pub(crate) fn of_digits(digits: u64) -> Self {
        debug_assert!(DIGITS.contains(&digits), "five to fifteen digits");
        Self(digits)
    }

    pub(crate) fn digits(self) -> u64 {
        self.0
    }

    /// The three digits after `+1`, where this is a North American number.
    pub(crate) fn area_code(self) -> Option<u16> {
        let ten_digits = 10_000_000_000;
        (self.0 / ten_digits == 1)
            .then(|| u16::try_from(self.0 % ten_digits / 10_000_000).unwrap_or_default())
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E164({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_packs_into_eight_bytes_and_comes_back() {
        let number = E164::from_stored("+14155552671").unwrap();
        assert_eq!(number.pack(), 14_155_552_671);
        assert_eq!(E164::unpack(number.pack()), Some(number));
        assert_eq!(number.reveal(), "+14155552671");
        assert_eq!(size_of::<E164>(), 8);
    }

    #[test]
    fn what_can_be_no_number_is_not_taken_from_storage() {
        for text in ["14155552671", "+", "+0415", "+1 415", "+1234567890123456", "+١٢٣٤٥٦", "+999"] {
            assert_eq!(E164::from_stored(text), None, "{text}");
        }
        assert_eq!(E164::unpack(-14_155_552_671), None);
        assert_eq!(E164::unpack(1_000_000_000_000_000), None, "sixteen digits are no E.164");
    }

    #[test]
    fn printing_a_number_never_shows_it_whole() {
        let number = E164::from_stored("+4917212345678").unwrap();
        let printed = format!("{number} {number:?} {:?}", Some(number));
        assert!(!printed.contains("172") && !printed.contains("2345"), "{printed}");
    }

    #[test]
    fn only_eleven_digits_from_one_have_an_area_code() {
        assert_eq!(E164(14_155_552_671).area_code(), Some(415));
        assert_eq!(E164(4_917_212_345_678).area_code(), None);
        assert_eq!(E164(1_415_555).area_code(), None);
    }
}
