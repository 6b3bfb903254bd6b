mod book;
mod every_rule;
mod every_window;
mod house;
mod places;
mod states;
mod strictest;
mod window;

use jiff::Zoned;
use jiff::civil::Date;

use super::{Binding, Jurisdiction, RuleBook, Ruling, Verdict};

fn place(code: &str) -> Jurisdiction {
    Jurisdiction::parse(code).unwrap_or_else(|| panic!("{code} is a jurisdiction"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// `10:00-21:00 us-ky-hours/us-federal-hours`, or `closed us-al-hours`.
fn hours(book: &RuleBook, codes: &[&str], date: &str) -> String {
    let places: Vec<_> = codes.iter().map(|code| place(code)).collect();
    match book.allowed(&places, day(date)) {
        Ok(open) => format!("{}-{} {}/{}", open.from, open.to, open.from_by.rule, open.to_by.rule),
        Err(refusal) => format!("closed {}", refusal.by.rule),
    }
}

/// The ruling on a window that starts at a local time of a zone and lasts so many minutes.
fn rule_on(zone: &str, code: &str, start: &str, minutes: i64) -> Ruling {
    let start: Zoned = format!("{start}[{zone}]").parse().unwrap();
    let end = start.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
    RuleBook::built_in().clamp(&start, &end, &[place(code)])
}

/// `legal`, `until 20:00 us-fl-hours`, `refused us-ky-hours, next 2026-11-23T10:00`.
fn in_short(ruling: &Ruling) -> String {
    let named = |rule: &Binding| rule.rule.clone();
    match &ruling.verdict {
        Verdict::Legal => "legal".to_owned(),
        Verdict::Clamped { end, rule } => format!("until {} {}", end.strftime("%H:%M"), named(rule)),
        Verdict::Refused { rule, next_legal } => {
            let next = next_legal
                .as_ref()
                .map_or("never".to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M").to_string());
            format!("refused {}, next {next}", named(rule))
        }
    }
}
