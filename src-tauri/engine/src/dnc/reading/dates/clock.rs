use jiff::civil::Time;
use jiff::tz::Offset;

/// The time of day behind a date, and its offset: `T10:15:00-05:00`, ` 1:30 PM`, ` 10:15 UTC`, nothing. `None` where it is
/// something else.
pub(super) fn read(text: &str) -> Option<(Option<Time>, Option<Offset>)> {
    let text = text.trim();
    let text = text.strip_prefix(['T', 't', ',']).unwrap_or(text).trim_start();
    let text = text.strip_prefix("at ").unwrap_or(text).trim_start();
    if text.is_empty() {
        return Some((None, None));
    }
    let (hour, minute, second, nanos, rest) = numbers(text)?;
    let (hour, rest) = half_of_day(hour, rest.trim_start())?;
    let offset = if rest.is_empty() { None } else { Some(offset(rest)?) };
    // A leap second is the last one of its minute.
    let time = Time::new(hour, minute, second.min(59), nanos).ok()?;
    Some((Some(time), offset))
}

/// `10:15`, `10:15:00.5`, `101500`
fn numbers(text: &str) -> Option<(i8, i8, i8, i32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let two = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    if digits == 6 || digits == 4 {
        let second = if digits == 6 { two(4)? } else { 0 };
        return Some((two(0)?, two(2)?, second, 0, &text[digits..]));
    }
    let hour = text[..digits].parse().ok().filter(|_| digits <= 2)?;
    let rest = text[digits..].strip_prefix(':')?;
    let minute = rest.get(..2)?.parse().ok()?;
    let rest = &rest[2..];
    let Some(behind) = rest.strip_prefix(':') else { return Some((hour, minute, 0, 0, rest)) };
    let second = behind.get(..2)?.parse().ok()?;
    let rest = &behind[2..];
    let Some(fraction) = rest.strip_prefix(['.', ',']) else { return Some((hour, minute, second, 0, rest)) };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let nanos = fraction.bytes().take(digits).chain(std::iter::repeat(b'0')).take(9);
    let nanos = nanos.fold(0, |sum, byte| sum * 10 + i32::from(byte - b'0'));
    Some((hour, minute, second, nanos, &fraction[digits..]))
}

/// `1:30 PM` is 13:30.
fn half_of_day(hour: i8, rest: &str) -> Option<(i8, &str)> {
    let begins = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    for (word, afternoon) in [("a.m.", 0), ("am", 0), ("p.m.", 12), ("pm", 12)] {
        if begins(word) {
            let hour = (1..=12).contains(&hour).then_some(hour % 12 + afternoon)?;
            return Some((hour, rest[word.len()..].trim_start()));
        }
    }
    Some((hour, rest))
}

/// `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `-5`
fn offset(text: &str) -> Option<Offset> {
    if ["Z", "UTC", "GMT"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match (digits.len(), digits.split_once(':')) {
        (_, Some((hours, minutes))) if minutes.len() == 2 => (hours, minutes),
        (1 | 2, None) => (digits, "0"),
        (4, None) => digits.split_at_checked(2)?,
        _ => return None,
    };
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = |part: &str, each: i32| part.parse::<i32>().ok().map(|number| number * each);
    if !plain(hours) || !plain(minutes) || hours.len() > 2 {
        return None;
    }
    Offset::from_seconds(sign * (seconds(hours, 3_600)? + seconds(minutes, 60)?)).ok()
}
