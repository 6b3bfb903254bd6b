/// Why a number is refused. The text is a whole sentence for a person, and never repeats the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PhoneError {
    #[error("There is nothing in this field.")]
    Empty,
    #[error("This is not a phone number.")]
    NotANumber,
    /// National writing, and nobody said of which country. It is never taken for a US number.
    #[error(
        "This is a national number and no default region is set: write it with + and the country code, or set the region of the connection or the import."
    )]
    NeedsRegion,
    #[error("This region is not a two-letter country code that has phone numbers.")]
    UnknownRegion,
    #[error("No country has this calling code.")]
    UnknownCallingCode,
    #[error("The number has too few digits.")]
    TooShort,
    #[error("The number has too many digits.")]
    TooLong,
    /// Longer than E.164 allows; some German numbers are, and could be stored nowhere.
    #[error("The number has more than 15 digits, which E.164 does not allow.")]
    MoreThanFifteenDigits,
    /// `4.15555E9`: a spreadsheet rounded the number, and the digits are gone.
    #[error(
        "A spreadsheet has rounded this number and digits are lost: format the column as text and export it again."
    )]
    DigitsLost,
    /// Letters that spell no North American vanity number, and are no words beside a number either.
    #[error(
        "Letters stand among the digits. They count only in a North American number with seven letters or digits after the area code, as 1-800-FLOWERS."
    )]
    Letters,
    /// `Norway 47 …`, `47 … (NO)`: the digits may be another country's than the default region's.
    #[error(
        "A word or sign that is not known stands beside a number without +. It may name a country: write the number with + and its country code, and the word in another column."
    )]
    WordBeside,
    /// `-2125550123`
    #[error(
        "A minus stands before the digits: a spreadsheet has reckoned with this number. Format the column as text and export it again."
    )]
    Negative,
    /// `+12125550123;2055550123`: what follows is too long for an extension, so it is a number of its own.
    #[error("Two numbers stand in one field: write each in a field of its own.")]
    TwoNumbers,
    #[error("A letter stands where a digit belongs (O for 0, l for 1): write the digit.")]
    LetterForDigit,
    /// `212-555-XXXX`, `212-555-****`.
    #[error("Part of this number is hidden behind a mask, so it cannot be dialled.")]
    Masked,
    #[error("No such number is in use: the length may be right, the range is not assigned.")]
    NotValid,
}
