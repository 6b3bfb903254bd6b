use std::sync::LazyLock;

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber};

use crate::parse::has_north_american_shape;
use crate::places::PLACES;
use crate::zones::{known, unknown, zones};
use crate::{E164, PhoneError, Region, WhyUnknown, ZonesOf, country, possible};

/// Where a number may ring, and whose law it brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Whereabouts {
    /// `US` for its territories too, whose numbers have a state (`US-PR`). `None`: it belongs to no country (toll-free
    /// numbers of North America, world-wide plans).
    pub country: Option<Region>,
    /// Every state or province that its area code lies in; none outside the US and Canada.
    pub states: &'static [&'static str],
    pub zones: ZonesOf,
}

/// A number in a plain writing, as far as its first digits tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plain {
    /// An area code of North America that lies somewhere.
    Area(u16),
    /// A calling code that is one country's own.
    Country(Region),
}

/// Reads a number and says where it may ring.
///
/// An area code that is known to be in service counts, also where the number plan does not list it yet. Any other
/// number that is possible and not listed has a country and no zone ([`WhyUnknown::NotListed`]).
pub fn whereabouts(raw: &str, region: Option<Region>) -> Result<Whereabouts, PhoneError> {
    let parsed = possible(raw, region)?;
    let number = parsed.e164;
    if let Some(found) = number.area_code().and_then(of_area) {
        return Ok(found);
    }
    if parsed.listed {
        // Toll-free numbers and the like ring anywhere in North America, whatever the plan calls their country.
        let country = if number.area_code().is_some() { None } else { country(&number) };
        return Ok(Whereabouts { country, states: &[], zones: zones(&number) });
    }
    let calling_code = calling_code(number.digits()).filter(|code| *code != 1).ok_or(PhoneError::NotValid)?;
    let country = PHONE_NUMBER_UTIL.get_region_for_country_code(i32::from(calling_code));
    if country == Some(rlibphonenumber::Region::World) {
        return Ok(Whereabouts { country: None, states: &[], zones: unknown(WhyUnknown::NoCountry) });
    }
    let country = country.map(Region);
    Ok(Whereabouts { country, states: &[], zones: unknown(WhyUnknown::NotListed) })
}

/// What is known of every number of an area code of North America; `None` where it lies nowhere.
pub fn of_area(code: u16) -> Option<Whereabouts> {
    let area = PLACES.area(code)?;
    let country = match area.states.first() {
        Some(state) => Region::new(&state[..2]),
        None => country(&E164::from_stored(&format!("+1{code}5552671"))?),
    };
    Some(Whereabouts { country, states: &area.states, zones: known(&area.zones) })
}

/// The area code or the country of a number in one of the plain writings, a hundred times faster than the parser:
/// E.164, or ten digits (eleven with a leading 1) where the default region is North American, with nothing but spaces,
/// parentheses, hyphens and (twice or more) points between them. `None` for everything else, also where it may be a
/// number all the same: ask [`whereabouts`] then. Where the parser reads a number, both agree.
pub fn plain(raw: &[u8], north_american: bool) -> Option<Plain> {
    let (mut digits, mut count, mut plus, mut points) = (0_u64, 0_u32, false, 0);
    for byte in raw {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'+' if count == 0 && !plus => plus = true,
            b'.' => points += 1,
            // A minus before digits alone is a sum's: the parser looks.
            b'-' if count == 0 && !plus => return None,
            b' ' | b'(' | b')' | b'-' => {}
            _ => return None,
        }
        if count > 15 {
            return None;
        }
    }
    // One point may be the decimal end of a spreadsheet.
    if points == 1 {
        return None;
    }
    match (plus, count) {
        (true, 11) if digits / TEN_DIGITS == 1 => area(digits % TEN_DIGITS),
        (true, _) => single_country(digits, count),
        (false, 10) if north_american => area(digits),
        (false, 11) if north_american && digits / TEN_DIGITS == 1 => area(digits % TEN_DIGITS),
        _ => None,
    }
}

const TEN_DIGITS: u64 = 10_000_000_000;

fn area(national: u64) -> Option<Plain> {
    let code = u16::try_from(national / 10_000_000).ok()?;
    (has_north_american_shape(national) && PLACES.area(code).is_some()).then_some(Plain::Area(code))
}

fn single_country(digits: u64, count: u32) -> Option<Plain> {
    if digits < 10_u64.pow(count.checked_sub(1)?) {
        return None; // no calling code begins with 0
    }
    let code = calling_code(digits)?;
    let plan = PLANS[usize::from(code)]?;
    let national = count - code.ilog10() - 1;
    (plan.lengths & (1 << national) != 0).then_some(Plain::Country(plan.country))
}

/// The calling code with which the digits begin: one to three of them, no code being the beginning of another.
fn calling_code(digits: u64) -> Option<u16> {
    let mut first = digits;
    while first >= 1000 {
        first /= 10;
    }
    let first = u16::try_from(first).ok()?;
    [first / 100, first / 10, first].into_iter().find(|code| IN_USE[usize::from(*code)])
}

/// A calling code that belongs to one country alone.
#[derive(Clone, Copy)]
struct Plan {
    country: Region,
    /// Bit n: a national number may have n digits.
    lengths: u32,
}

static IN_USE: LazyLock<Box<[bool]>> = LazyLock::new(|| {
    let mut codes = vec![false; 1000];
    PHONE_NUMBER_UTIL
        .get_supported_calling_codes()
        .for_each(|code| codes[usize::try_from(code).unwrap_or(0)] = true);
    codes.into()
});

static PLANS: LazyLock<Box<[Option<Plan>]>> = LazyLock::new(|| {
    let mut plans = vec![None; 1000];
    for code in PHONE_NUMBER_UTIL.get_supported_calling_codes() {
        let regions: Option<Vec<_>> =
            PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(code).map(Iterator::collect);
        if let Some([only]) = regions.as_deref()
            && *only != rlibphonenumber::Region::World
            && let Ok(index) = usize::try_from(code)
        {
            plans[index] = Some(Plan { country: Region(*only), lengths: lengths(code) });
        }
    }
    plans.into()
});

fn lengths(country_code: i32) -> u32 {
    let possible = |digits: &u32| {
        let number =
            PhoneNumber { country_code, national_number: 10_u64.pow(digits - 1), ..PhoneNumber::default() };
        matches!(PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number), Ok(NumberLengthType::IsPossible))
    };
    (2..=15).filter(possible).fold(0, |all, digits| all | 1 << digits)
}
