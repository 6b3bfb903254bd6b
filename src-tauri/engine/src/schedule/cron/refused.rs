//! Spellings of other crons, each refused with its own sentence and what to write instead.

use super::error::{CronError, CronFault};
use super::field::FieldKind;
use super::list::Piece;

/// `L`, `W`, `#` and a `?` out of place, which Quartz knows. `None`: an ordinary slip.
pub(super) fn spelling(kind: FieldKind, text: &str) -> Option<(CronFault, String)> {
    let upper = text.to_ascii_uppercase();
    let title = kind.title();
    if text.contains('?') {
        let message = format!(
            "{title}: ? stands alone, and only for the day of month or the day of week; write * instead."
        );
        return Some((CronFault::QuestionMark, message));
    }
    if !kind.is_day() {
        return None;
    }
    if text.contains('#') {
        let message = format!(
            "{title}: # (as in \"the second Friday\") is not supported; name the dates, or save one schedule for \
             each."
        );
        return Some((CronFault::NthWeekday, message));
    }
    let day_before = |letter: char| {
        upper.strip_suffix(letter).is_some_and(|rest| {
            rest.is_empty() || rest.bytes().all(|b| b.is_ascii_digit()) || kind.names().contains(&rest)
        })
    };
    if upper.ends_with('W') && (day_before('W') || upper == "LW") {
        let message = format!("{title}: W (the nearest weekday) is not supported; name the days themselves.");
        return Some((CronFault::NearestWeekday, message));
    }
    if day_before('L') || upper.starts_with("L-") {
        let message = format!(
            "{title}: L (the last day) is not supported; months end on different days, so use 28 or the 1st."
        );
        return Some((CronFault::LastDay, message));
    }
    None
}

/// What the whole line may be instead of five fields: the macros, and those that are refused.
pub(super) fn macro_fields(line: Piece<'_>) -> Result<&'static str, CronError> {
    let word = line.text.split_ascii_whitespace().next().unwrap_or_default();
    let lower = line.text.to_ascii_lowercase();
    let fields = match lower.as_str() {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => {
            let at = line.start..line.start + word.len();
            return Err(refused_macro(&word.to_ascii_lowercase(), word.len() < line.text.len(), at));
        }
    };
    Ok(fields)
}

fn refused_macro(word: &str, more: bool, at: std::ops::Range<usize>) -> CronError {
    const KNOWN: &str = "@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly";
    match word {
        "@every" => CronError::new(
            CronFault::Every,
            at,
            "@every counts from the program's start and not by the clock; write the times, for example */30 * * * *.",
        ),
        "@reboot" => CronError::new(
            CronFault::Reboot,
            at,
            "@reboot is not a time; a campaign cannot begin because a computer was restarted.",
        ),
        _ if more && KNOWN.split(", ").any(|known| known == word) => CronError::new(
            CronFault::UnknownMacro,
            at,
            format!("{word} stands alone; nothing comes after it."),
        ),
        _ => CronError::new(CronFault::UnknownMacro, at, format!("Not a known word; there are {KNOWN}.")),
    }
}

/// `TZ=…` and `CRON_TZ=…` in front: the zone is chosen beside the expression.
pub(super) fn zone_prefix(first: Piece<'_>) -> Result<(), CronError> {
    let upper = first.text.to_ascii_uppercase();
    if upper.starts_with("TZ=") || upper.starts_with("CRON_TZ=") {
        let message = "TZ= does not belong into the expression; it runs in each contact's zone, or in the one \
                       chosen beside it.";
        return Err(CronError::new(CronFault::TimeZone, first.at(), message));
    }
    Ok(())
}
