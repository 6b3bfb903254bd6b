//! The builder's day buttons and times, and the cron text: one truth, edited from either side.

use std::collections::BTreeSet;

use jiff::civil::{Time, Weekday};

use super::cron::{Cron, FieldKind};

/// What the buttons show: on each of `days`, at each of `times`. Both in order, the week from Monday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buttons {
    pub days: Vec<Weekday>,
    pub times: Vec<Time>,
}

/// Why buttons and text cannot say the same; the sentence is for the supervisor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ButtonsRefusal {
    #[error("The buttons cannot show this: it follows the clock ({0}), and they show single times.")]
    FollowsTheClock(String),
    #[error("The buttons cannot show this: it names days of the month or months, and they show weekdays.")]
    NamesDates,
    #[error("The buttons cannot show this: {0} times a day are more than {MOST_TIMES}.")]
    TooManyTimes(u32),
    #[error("Choose at least one day and one time.")]
    NothingChosen,
    #[error(
        "One cron line runs every chosen minute in every chosen hour, so it cannot say {0}. Save two schedules, or \
         choose times with the same minutes."
    )]
    NotOneLine(String),
}

/// The buttons hold as many times.
const MOST_TIMES: u32 = 12;

/// What the buttons show for an expression, where they can.
pub fn buttons_of(cron: &Cron) -> Result<Buttons, ButtonsRefusal> {
    let field = |kind| cron.field(kind);
    let (minute, hour) = (field(FieldKind::Minute), field(FieldKind::Hour));
    if cron.is_wildcard() {
        return Err(ButtonsRefusal::FollowsTheClock(cron.as_str().to_owned()));
    }
    let dates_free = field(FieldKind::DayOfMonth).is_starred() && field(FieldKind::DayOfMonth).is_all();
    if !dates_free || !field(FieldKind::Month).is_all() {
        return Err(ButtonsRefusal::NamesDates);
    }
    let count = minute.count() * hour.count();
    if count > MOST_TIMES {
        return Err(ButtonsRefusal::TooManyTimes(count));
    }
    let number = |n: u8| i8::try_from(n).expect("an hour or a minute is below 60");
    let at = |h| minute.numbers().map(move |m| Time::constant(number(h), number(m), 0, 0));
    Ok(Buttons {
        days: WEEK.into_iter().filter(|day| field(FieldKind::DayOfWeek).allows(sunday_zero(*day))).collect(),
        times: hour.numbers().flat_map(at).collect(),
    })
}

/// The expression for chosen days and times, as the builder writes it: `0 9 * * 1,3,5`. Seconds are dropped.
pub fn cron_of(buttons: &Buttons) -> Result<String, ButtonsRefusal> {
    let times: BTreeSet<(i8, i8)> = buttons.times.iter().map(|time| (time.hour(), time.minute())).collect();
    let days: BTreeSet<u8> = buttons.days.iter().map(|day| sunday_zero(*day)).collect();
    if times.is_empty() || days.is_empty() {
        return Err(ButtonsRefusal::NothingChosen);
    }
    let hours: BTreeSet<i8> = times.iter().map(|(hour, _)| *hour).collect();
    let minutes: BTreeSet<i8> = times.iter().map(|(_, minute)| *minute).collect();
    if hours.len() * minutes.len() != times.len() {
        let clock: Vec<String> =
            times.iter().map(|(hour, minute)| format!("{hour:02}:{minute:02}")).collect();
        return Err(ButtonsRefusal::NotOneLine(clock.join(" and ")));
    }
    let days = if days.len() == 7 { "*".to_owned() } else { list(days) };
    Ok(format!("{} {} * * {days}", list(minutes), list(hours)))
}

fn list<N: ToString>(numbers: BTreeSet<N>) -> String {
    numbers.into_iter().map(|n| n.to_string()).collect::<Vec<_>>().join(",")
}

fn sunday_zero(day: Weekday) -> u8 {
    u8::try_from(day.to_sunday_zero_offset()).expect("a weekday is 0 to 6")
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];
