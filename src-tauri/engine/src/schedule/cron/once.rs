//! `@once 2026-12-08T10:00`: a single moment on the wall clock.

use jiff::civil::DateTime;

use super::error::{CronError, CronFault};
use super::list::Piece;

/// The moment of a line that begins with `@once`; `None` for any other line. A space may stand for the `T`.
pub(super) fn moment(line: Piece<'_>) -> Option<Result<DateTime, CronError>> {
    let word = line.text.split_ascii_whitespace().next()?;
    if !word.eq_ignore_ascii_case("@once") {
        return None;
    }
    let written = line.text[word.len()..].split_ascii_whitespace().collect::<Vec<_>>().join("T");
    let read = DateTime::strptime("%Y-%m-%dT%H:%M", &written).ok();
    // The crate that evaluates expressions ends its calendar in 2100, and ours ends with it.
    let read = read.filter(|moment| (1970..=2100).contains(&moment.year()));
    Some(read.ok_or_else(|| CronError::new(CronFault::NoMoment, line.at(), NO_MOMENT)))
}

/// `@once 2026-12-08T10:00`.
pub(super) fn text(moment: DateTime) -> String {
    format!("@once {}", moment.strftime("%Y-%m-%dT%H:%M"))
}

/// Its time and its day of the year, as the five fields would say them.
pub(super) fn fields(moment: DateTime) -> [String; 5] {
    let (minute, hour) = (moment.minute().to_string(), moment.hour().to_string());
    [minute, hour, moment.day().to_string(), moment.month().to_string(), "*".to_owned()]
}

const NO_MOMENT: &str = "This is no date and time of a single start; write it as 2026-12-08 10:00.";
