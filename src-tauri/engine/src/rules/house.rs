//! A rule as a supervisor writes it, turned into a row of the book.

use callboard_rpc::RpcError;
use callboard_rpc::types::HouseRule;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Confidence, Hours, Jurisdiction, Kind, Rule, TimeOfDay, Weekday};

/// Checks what was written, field by field. `at` becomes the day on which it was read.
///
/// On its days calls are allowed between its hours, or not at all; on all other days it says nothing.
pub(super) fn rule(written: &HouseRule, version: u32, at: Timestamp) -> Result<Rule, RpcError> {
    check_id(&written.id)?;
    let why = written.why.trim();
    if why.is_empty() {
        return Err(RpcError::field("why", "A rule of the house needs its reason."));
    }
    let jurisdictions = jurisdictions(&written.jurisdictions)?;
    let days = days(&written.days)?;
    let open = open(written.from.as_deref(), written.to.as_deref())?;
    Ok(Rule {
        id: written.id.clone(),
        version,
        jurisdictions,
        scope: "all calls".to_owned(),
        kind: Kind::Hours,
        says: says(&days, open, why),
        hours: hours(&days, open),
        federal_only: false,
        closed_on_holidays: false,
        limit: None,
        effective_from: None,
        effective_until: None,
        source: "rule of the house".to_owned(),
        read_on: Some(at.to_zoned(TimeZone::UTC).date()),
        confidence: Confidence::HouseDefault,
        counsel_reviewed: false,
        enforced: true,
        not_enforced_because: None,
        house: true,
    })
}

type Open = Option<(TimeOfDay, TimeOfDay)>;

const WEEK: [Weekday; 7] =
    [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];

fn check_id(id: &str) -> Result<(), RpcError> {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if id.len() <= 64 && id.split('-').all(word) {
        return Ok(());
    }
    Err(RpcError::field("id", "An id of lower-case words with hyphens is needed, such as `no-uk`."))
}

fn jurisdictions(codes: &[String]) -> Result<Vec<String>, RpcError> {
    if codes.is_empty() {
        return Err(RpcError::field("jurisdictions", "Name a country, a state, or * for everywhere."));
    }
    let known = |code: &String| match code.trim() {
        "*" => Ok("*".to_owned()),
        code => Jurisdiction::parse(code).map(String::from).ok_or_else(|| {
            RpcError::field(
                "jurisdictions",
                format!("{code:?} is no country and no state; write GB or US-FL."),
            )
        }),
    };
    codes.iter().map(known).collect()
}

fn days(numbers: &[u8]) -> Result<Vec<Weekday>, RpcError> {
    if numbers.is_empty() {
        return Ok(WEEK.to_vec());
    }
    let mut days = Vec::new();
    for number in numbers {
        let wrong = || RpcError::field("days", "Days are 0 (Sunday) to 6 (Saturday).");
        let day = *WEEK.get(usize::from(*number)).ok_or_else(wrong)?;
        if !days.contains(&day) {
            days.push(day);
        }
    }
    Ok(days)
}

fn open(from: Option<&str>, to: Option<&str>) -> Result<Open, RpcError> {
    let time = |field, text: &str| {
        let parsed = text.trim().parse::<TimeOfDay>();
        parsed.map_err(|why| RpcError::field(field, format!("{why}.")))
    };
    let (from, to) = match (from, to) {
        (None, None) => return Ok(None),
        (Some(from), Some(to)) => (time("from", from)?, time("to", to)?),
        (None, Some(_)) => return Err(RpcError::field("from", "Hours need a beginning too.")),
        (Some(_), None) => return Err(RpcError::field("to", "Hours need an end too.")),
    };
    if from >= to {
        return Err(RpcError::field("to", "The hours end before they begin; a night is two rules."));
    }
    Ok(Some((from, to)))
}

/// A day that stands in no row is closed, so the days that the rule does not name are open all day.
fn hours(days: &[Weekday], open: Open) -> Vec<Hours> {
    let others: Vec<Weekday> = WEEK.into_iter().filter(|day| !days.contains(day)).collect();
    let mut hours = Vec::new();
    if let Some((from, to)) = open {
        hours.push(Hours { days: days.to_vec(), from, to });
    }
    if !others.is_empty() {
        hours.push(Hours { days: others, from: TimeOfDay::MIDNIGHT, to: TimeOfDay::DAYS_END });
    }
    hours
}

fn says(days: &[Weekday], open: Open, why: &str) -> String {
    let when = if days.len() == WEEK.len() {
        "every day".to_owned()
    } else {
        format!("on {}", days.iter().map(|day| day.name()).collect::<Vec<_>>().join(", "))
    };
    match open {
        Some((from, to)) => format!("{from} to {to} {when}. {why}"),
        None if days.len() == WEEK.len() => format!("No calls at all. {why}"),
        None => format!("No calls {when}. {why}"),
    }
}
