//! The law of every state as a table that people read: the same rows that the program applies.

use std::fmt::Write as _;

use super::{Calendar, Confidence, Kind, Rule, RuleBook, calendars, jurisdiction};

impl RuleBook {
    /// Markdown: one row for each rule of hours of every state, the district and the territories, then the calendars
    /// of holidays.
    pub fn table(&self) -> String {
        let mut out = format!(
            "# Calling hours of the United States, state by state\n\n\
             Rules of {}. Written by `callboard rules table` from the rows that Callboard applies; do not edit it by \
             hand. None of these rules was reviewed by counsel: they were read in the sources named, most of them \
             through third parties, and are no legal advice. Of all rules that apply to a contact (federal, state of \
             the number, state of the address, rules of the house) the strictest holds. The federal hours, {}, hold \
             in every row.\n\n\
             | where | rule | says | holidays | holds from | source | read on | confidence | reviewed by counsel |\n\
             |---|---|---|---|---|---|---|---|---|\n",
            self.version(),
            "08:00 to 21:00 local time (47 CFR 64.1200(c)(1))",
        );
        for (code, name) in jurisdiction::states_of("US") {
            for rule in self.rules().iter().filter(|rule| is_of(rule, code)) {
                row(&mut out, code, name, rule);
            }
        }
        out.push_str("\n## Holidays\n\n| of | source | read on | confidence | what is not in it | days |\n|---|---|---|---|---|---|\n");
        for calendar in calendars() {
            holidays(&mut out, calendar);
        }
        out
    }
}

fn is_of(rule: &Rule, code: &str) -> bool {
    rule.kind == Kind::Hours && !rule.house && rule.jurisdictions.iter().any(|reach| reach == code)
}

fn row(out: &mut String, code: &str, name: &str, rule: &Rule) {
    let read = rule.read_on.map_or_else(|| "from a summary".to_owned(), |day| day.to_string());
    let from = rule.effective_from.map(|day| day.to_string()).unwrap_or_default();
    let (holidays, counsel) = (yes(rule.closed_on_holidays, "closed"), yes(rule.counsel_reviewed, "yes"));
    let _ = writeln!(
        out,
        "| {name} ({code}) | `{}` version {} | {} | {holidays} | {from} | {} | {read} | {} | {counsel} |",
        rule.id,
        rule.version,
        rule.says,
        rule.source,
        rule.confidence.words()
    );
}

fn holidays(out: &mut String, calendar: &Calendar) {
    // One year shows which days they are; the file has the rules by which the others are computed.
    let days = calendar.days.iter().filter(|(day, _)| day.year() == 2027);
    let days: Vec<String> = days.map(|(day, name)| format!("{} {name}", day.strftime("%-d %b"))).collect();
    let read = calendar.read_on.map(|day| day.to_string()).unwrap_or_default();
    let _ = writeln!(
        out,
        "| {} | {} | {read} | {} | {} | in 2027: {} |",
        calendar.jurisdiction,
        calendar.source,
        calendar.confidence.words(),
        calendar.note,
        days.join("; ")
    );
}

fn yes(is: bool, word: &'static str) -> &'static str {
    if is { word } else { "no" }
}

impl Confidence {
    /// As it is shown.
    pub fn words(self) -> &'static str {
        match self {
            Self::LawCited => "the law itself is named",
            Self::ThirdParty => "third party",
            Self::SourcesDiffer => "sources differ; the stricter stands",
            Self::Low => "low: one summary, or nothing was found",
            Self::HouseDefault => "house default",
        }
    }
}
