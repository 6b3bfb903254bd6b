//! An expression in plain English, for the command line and the preview's header.

use super::cron::{Cron, Field, FieldKind};

/// `At 09:00 on Monday, Wednesday and Friday.` One sentence with its full stop; says both passes nothing of zones.
pub fn sentence(cron: &Cron) -> String {
    if let Some(moment) = cron.is_once() {
        let weekday = WEEKDAYS[usize::from(moment.weekday().to_sunday_zero_offset().unsigned_abs())];
        return format!("Once, on {weekday} {}.", moment.strftime("%-d %B %Y at %H:%M"));
    }
    format!("{}{}{}.", times(cron), days(cron), months(cron))
}

/// As many single times are listed; beyond, minutes and hours are said apart.
const LISTED_TIMES: u32 = 6;

fn times(cron: &Cron) -> String {
    let (minute, hour) = (cron.field(FieldKind::Minute), cron.field(FieldKind::Hour));
    if !minute.is_starred() && !hour.is_starred() && minute.count() * hour.count() <= LISTED_TIMES {
        let clock = |h| minute.numbers().map(move |m| format!("{h:02}:{m:02}"));
        return format!("At {}", and(hour.numbers().flat_map(clock)));
    }
    let minutes = match even_steps(minute) {
        _ if minute.is_all() => "Every minute".to_owned(),
        Some(step) => format!("Every {step} minutes"),
        None if minute.count() == 1 && minute.allows(0) => "On the hour".to_owned(),
        None => {
            let plural = if minute.count() == 1 { "minute" } else { "minutes" };
            format!("At {plural} {} past the hour", runs(minute, |n| n.to_string()))
        }
    };
    let hours = match even_steps(hour) {
        _ if hour.is_all() => String::new(),
        Some(step) => format!(", every {step} hours from midnight"),
        None => format!(", in the hours of {}", runs(hour, |h| format!("{h:02}"))),
    };
    minutes + &hours
}

fn days(cron: &Cron) -> String {
    let (day, weekday) = (cron.field(FieldKind::DayOfMonth), cron.field(FieldKind::DayOfWeek));
    let dates = || format!("the {}", runs(day, ordinal));
    let weekdays = || runs(weekday, |n| WEEKDAYS[usize::from(n)].to_owned());
    match (day.is_all(), weekday.is_all()) {
        (false, true) if !cron.days_are_either_or() => format!(" on {}", dates()),
        (true, false) if !cron.days_are_either_or() => format!(" on {}", weekdays()),
        // Nothing restricts, or `1-31` beside a weekday: either-or with every day is every day.
        (true, _) | (_, true) => " every day".to_owned(),
        (false, false) if cron.days_are_either_or() => {
            format!(" on {} of the month, and also on every {}", dates(), weekdays())
        }
        (false, false) => format!(" on {} of the month if that is a {}", dates(), runs_or(weekday)),
    }
}

fn months(cron: &Cron) -> String {
    let month = cron.field(FieldKind::Month);
    let dates_alone =
        !cron.field(FieldKind::DayOfMonth).is_all() && cron.field(FieldKind::DayOfWeek).is_all();
    match month.is_all() {
        true if dates_alone && !cron.days_are_either_or() => " of every month".to_owned(),
        true => String::new(),
        false if dates_alone && !cron.days_are_either_or() => format!(" of {}", month_names(month)),
        false => format!(" in {}", month_names(month)),
    }
}

fn month_names(month: &Field) -> String {
    runs(month, |n| MONTHS[usize::from(n) - 1].to_owned())
}

/// The step of a field that is `*/n` from its lowest number, and divides it evenly; else it is said in numbers.
fn even_steps(field: &Field) -> Option<u32> {
    let mut numbers = field.numbers();
    let (first, second) = (numbers.next()?, numbers.next()?);
    let (length, step) = (if field.numbers().any(|n| n > 23) { 60 } else { 24 }, second - first);
    let even = first == 0 && length % step == 0 && field.count() == u32::from(length / step);
    let evenly =
        field.numbers().zip((0..).step_by(step.into())).all(|(n, expected)| u32::from(n) == expected);
    (even && evenly).then_some(u32::from(step))
}

/// Numbers as words, three or more neighbours as "a to b".
fn runs(field: &Field, word: impl Fn(u8) -> String) -> String {
    and(stretches(field).into_iter().flat_map(|(first, last)| match last - first {
        0 => vec![word(first)],
        1 => vec![word(first), word(last)],
        _ => vec![format!("{} to {}", word(first), word(last))],
    }))
}

fn runs_or(weekday: &Field) -> String {
    runs(weekday, |n| WEEKDAYS[usize::from(n)].to_owned()).replace(" and ", " or ")
}

/// Neighbouring numbers, taken together. The week begins on Monday: Saturday and Sunday stand at its end.
fn stretches(field: &Field) -> Vec<(u8, u8)> {
    let mut stretches: Vec<(u8, u8)> = Vec::new();
    for n in week_from_monday(field) {
        match stretches.last_mut() {
            Some((_, last)) if n == *last + 1 => *last = n,
            _ => stretches.push((n, n)),
        }
    }
    stretches
}

fn week_from_monday(field: &Field) -> Vec<u8> {
    let mut numbers: Vec<u8> = field.numbers().collect();
    if field.kind() == FieldKind::DayOfWeek && numbers.first() == Some(&0) {
        numbers.remove(0);
        numbers.push(7);
    }
    numbers
}

fn and(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} and {last}", words.join(", ")),
        last => last.unwrap_or_default(),
    }
}

fn ordinal(n: u8) -> String {
    let suffix = match (n % 10, n / 10) {
        (1, tens) if tens != 1 => "st",
        (2, tens) if tens != 1 => "nd",
        (3, tens) if tens != 1 => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

const WEEKDAYS: [&str; 8] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
