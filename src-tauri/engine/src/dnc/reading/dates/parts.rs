use super::months::month;

/// The parts of a date, before it is known which number is the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Parts {
    Known {
        year: i16,
        month: u8,
        day: u8,
    },
    /// `03/04/2026`
    Numbers {
        first: u8,
        second: u8,
        year: i16,
        by_dots: bool,
    },
    /// `25/04/26`
    ShortYear,
    /// `46000.5`, as a spreadsheet counts.
    Days {
        whole: i64,
        of_a_day: f64,
    },
}

/// The date at the beginning of a text, and what stands behind it.
pub(super) fn split(text: &str) -> Option<(Parts, &str)> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'T' | b'Z' | b't' | b'z'))
        && let Some(found) = in_words(text)
    {
        return Some(found);
    }
    in_numbers(text)
}

fn in_numbers(text: &str) -> Option<(Parts, &str)> {
    let (first, digits, rest) = number(text)?;
    match (digits, rest.bytes().next()) {
        (8, _) => day_of(first).map(|parts| (parts, rest)),
        // `20261125101500`
        (14, None) => day_of(first / 1_000_000).map(|parts| (parts, &text[8..])),
        (5, None | Some(b'.' | b',')) => days(first, rest),
        (4, Some(separator @ (b'-' | b'/' | b'.'))) => {
            let (month, _, rest) = number(&rest[1..])?;
            let (day, _, rest) = number(rest.strip_prefix(char::from(separator))?)?;
            Some((Parts::Known { year: small(first)?, month: small(month)?, day: small(day)? }, rest))
        }
        (1 | 2, Some(separator @ (b'-' | b'/' | b'.'))) => {
            let (second, digits, rest) = number(&rest[1..])?;
            let (year, of_year, rest) = number(rest.strip_prefix(char::from(separator))?)?;
            match (digits, of_year) {
                (1 | 2, 2) => Some((Parts::ShortYear, rest)),
                (1 | 2, 4) => {
                    let (first, second, year) = (small(first)?, small(second)?, small(year)?);
                    Some((Parts::Numbers { first, second, year, by_dots: separator == b'.' }, rest))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `20261125`
fn day_of(digits: u64) -> Option<Parts> {
    let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
    Some(Parts::Known { year: small(year)?, month: small(month)?, day: small(day)? })
}

/// Five digits count the days from 1927 to 2173.
fn days(whole: u64, rest: &str) -> Option<(Parts, &str)> {
    let whole = i64::try_from(whole).ok()?;
    if rest.is_empty() {
        return Some((Parts::Days { whole, of_a_day: 0.0 }, ""));
    }
    let fraction = &rest[1..];
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let of_a_day = if is_fraction { format!("0.{fraction}").parse().ok()? } else { return None };
    Some((Parts::Days { whole, of_a_day }, ""))
}

/// `25 Nov 2026`, `Wed, Nov 25, 2026`, `25-Nov-2026`, `25. November 2026`.
fn in_words(text: &str) -> Option<(Parts, &str)> {
    let mut rest = text;
    let (mut day, mut name, mut year) = (None, None, None);
    while year.is_none() {
        rest = rest.trim_start_matches([' ', ',', '-', '.', '/']);
        let end = rest.find([' ', ',', '-', '.', '/']).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        rest = behind;
        let digits = word.trim_end_matches(char::is_alphabetic);
        match digits.len() {
            0 if word.is_empty() => return None,
            0 => match month(word) {
                Some(found) if name.is_none() => name = Some(found),
                // A day of the week stands before all, `de` and `of` between.
                None if (day.is_none() && name.is_none()) || matches!(word, "de" | "of") => {}
                _ => return None,
            },
            // `25`, `25th`
            1 | 2 if day.is_none() => day = Some(digits.parse().ok()?),
            4 if word.len() == 4 && day.is_some() && name.is_some() => year = Some(word.parse().ok()?),
            2 if word.len() == 2 && day.is_some() && name.is_some() => return Some((Parts::ShortYear, rest)),
            _ => return None,
        }
    }
    Some((Parts::Known { year: year?, month: name?, day: day? }, rest))
}

/// The number at the beginning of a text, how many digits it has, and what stands behind it.
fn number(text: &str) -> Option<(u64, usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=14).contains(&digits) {
        return None;
    }
    let number = text.bytes().take(digits).fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    Some((number, digits, &text[digits..]))
}

fn small<N: TryFrom<u64>>(number: u64) -> Option<N> {
    N::try_from(number).ok()
}
