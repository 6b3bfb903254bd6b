use std::sync::LazyLock;

use phonenumber::Mode;
use phonenumber::metadata::DATABASE;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

use crate::parse::structured;
use crate::{CrossCheck, E164, check};

/// A number as a person reads it. Whole: show it only where revealing is allowed and audited.
#[derive(Clone, PartialEq, Eq)]
pub struct Display {
    /// `+1 415-555-2671`
    pub international: String,
    /// `(415) 555-2671`
    pub national: String,
}

/// What stands behind a number, as far as its plan says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    FixedLine,
    Mobile,
    /// North America gives both from the same ranges.
    FixedLineOrMobile,
    TollFree,
    PremiumRate,
    SharedCost,
    Voip,
    Personal,
    Pager,
    CompanyWide,
    Voicemail,
    Unknown,
}

/// Writes a number the way its country does.
///
/// By the crate phonenumber where it reads the number as we do, else by rlibphonenumber: its metadata is
/// older, and it takes some numbers for others. Slow (about 2 ms at first sight of a country): for the rows
/// that are in view, never for an import.
pub fn display(number: &E164) -> Display {
    match check::second_reading(*number) {
        (CrossCheck::Agrees, Some(second)) => {
            LazyLock::force(&ROOMIER_CACHE);
            let format = |mode| second.format().mode(mode).to_string();
            Display { international: format(Mode::International), national: format(Mode::National) }
        }
        _ => from_first_reading(*number),
    }
}

/// What kind of line it is, by the same plan that validated it.
pub fn kind(number: &E164) -> Kind {
    let Some(parsed) = structured(*number) else { return Kind::Unknown };
    match PHONE_NUMBER_UTIL.get_number_type(&parsed) {
        PhoneNumberType::FixedLine => Kind::FixedLine,
        PhoneNumberType::Mobile => Kind::Mobile,
        PhoneNumberType::FixedLineOrMobile => Kind::FixedLineOrMobile,
        PhoneNumberType::TollFree => Kind::TollFree,
        PhoneNumberType::PremiumRate => Kind::PremiumRate,
        PhoneNumberType::SharedCost => Kind::SharedCost,
        PhoneNumberType::VoIP => Kind::Voip,
        PhoneNumberType::PersonalNumber => Kind::Personal,
        PhoneNumberType::Pager => Kind::Pager,
        PhoneNumberType::UAN => Kind::CompanyWide,
        PhoneNumberType::VoiceMail => Kind::Voicemail,
        PhoneNumberType::Unknown => Kind::Unknown,
    }
}

impl std::fmt::Debug for Display {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Display({})", crate::mask(&self.international))
    }
}

/// A page of 50 worldwide rows needs some 300 patterns; the crate keeps 100 and compiles the rest anew.
static ROOMIER_CACHE: LazyLock<()> = LazyLock::new(|| {
    if let Ok(mut cache) = DATABASE.cache().lock() {
        cache.set_capacity(1_000);
    }
});

fn from_first_reading(number: E164) -> Display {
    let Some(parsed) = structured(number) else {
        return Display { international: number.reveal(), national: number.reveal() };
    };
    let format = |style| PHONE_NUMBER_UTIL.format(&parsed, style).into_owned();
    Display {
        international: format(PhoneNumberFormat::International),
        national: format(PhoneNumberFormat::National),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> E164 {
        E164::from_stored(text).unwrap()
    }

    #[test]
    fn a_number_is_written_as_its_country_writes_it() {
        let us = display(&number("+14155552671"));
        assert_eq!((us.international.as_str(), us.national.as_str()), ("+1 415-555-2671", "(415) 555-2671"));
        let german = display(&number("+4917212345678"));
        assert_eq!(german.national.replace(' ', ""), "017212345678", "no digit is lost on the way");
    }

    #[test]
    fn a_range_that_the_second_reader_does_not_know_is_displayed_too() {
        assert_eq!(display(&number("+12745552671")).national, "(274) 555-2671");
    }

    #[test]
    fn the_kind_of_a_line_is_the_plans() {
        let cases = [
            ("+14155552671", Kind::FixedLineOrMobile),
            ("+18005552671", Kind::TollFree),
            ("+4917212345678", Kind::Mobile),
            ("+4930123456", Kind::FixedLine),
        ];
        for (text, expected) in cases {
            assert_eq!(kind(&number(text)), expected, "{text}");
        }
    }
}
