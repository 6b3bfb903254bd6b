//! Decisions about a fire that need no clock and no database: holidays, jitter, what is due, what is too late.
//!
//! The scheduler keeps one [`Watermark`] per (schedule, zone): everything up to it has been decided. It asks
//! [`due`] what came since, and [`decide`] what to do with each. Neither a clock that is set back nor one that jumps
//! forward, nor a restart in between, makes an occurrence happen twice; what was slept through is a row with a
//! reason, and at most the newest of it starts late.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::cron::Cron;
use super::fires::{Fire, fires};

/// Local dates on which a schedule does not fire, each in the contact's own calendar: 1 January begins in Auckland
/// while it is still the year before in Honolulu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<Date>);

/// A date that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The holiday {0:?} is not a date; write it as 2026-12-25.")]
pub struct NoDate(String);

impl Holidays {
    /// Reads ISO dates (`2026-12-25`).
    pub fn read<S: AsRef<str>>(dates: &[S]) -> Result<Self, NoDate> {
        let date = |text: &S| {
            text.as_ref().trim().parse().map_err(|_| NoDate(text.as_ref().chars().take(32).collect()))
        };
        dates.iter().map(date).collect::<Result<_, _>>().map(Self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a start at this instant falls on a holiday where the contact is.
    pub fn fall_on(&self, start: Timestamp, zone: &TimeZone) -> bool {
        !self.0.is_empty() && self.0.contains(&zone.to_datetime(start).date())
    }
}

/// Up to where the fires of a schedule in a zone have been decided. It only grows ([`Watermark::advance`]), so a
/// clock that is set back finds nothing due until it has caught up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermark {
    pub decided_until: Timestamp,
    /// The last fire that was decided. Newer zone data may move its instant; it still does not happen again.
    pub last: Option<super::occurrence::Occurrence>,
}

impl Watermark {
    /// Nothing before the schedule was made is due.
    pub fn starting(at: Timestamp) -> Self {
        Self { decided_until: at, last: None }
    }

    /// The mark after these fires were decided at `now`.
    #[must_use]
    pub fn advance(self, now: Timestamp, decided: &[Fire]) -> Self {
        Self {
            decided_until: self.decided_until.max(now),
            last: decided.last().map(Fire::occurrence).or(self.last),
        }
    }
}

/// What came between the watermark and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// In order; the newest [`MOST_DUE`] where there are more.
    pub fires: Vec<Fire>,
    /// Older ones that are only counted: a machine that slept for a year must not fill the tray with minutes.
    pub passed_over: u64,
}

/// As many fires of one schedule and zone are listed one by one.
pub const MOST_DUE: usize = 200;

/// The fires after the watermark up to and including `now`.
pub fn due(cron: &Cron, zone: &TimeZone, mark: Watermark, now: Timestamp) -> Due {
    let (mut newest, mut passed_over) = (VecDeque::new(), 0);
    let came = fires(cron, zone, mark.decided_until).take_while(|fire| fire.at <= now);
    for fire in came.filter(|fire| Some(fire.occurrence()) != mark.last) {
        if newest.len() == MOST_DUE {
            newest.pop_front();
            passed_over += 1;
        }
        newest.push_back(fire);
    }
    Due { fires: newest.into(), passed_over }
}

/// What is done with a fire that the program slept through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfire {
    /// It goes to the tray of missed fires.
    Skip,
    /// One late start inside the legal window, where it is not older than this.
    Late { max_age: SignedDuration },
}

/// What is to be done with a window that was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Start it; later than asked where the program woke up after it.
    Begin {
        start: Timestamp,
    },
    Missed(MissedBecause),
}

/// Why a window did not start, for its row in the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissedBecause {
    /// The policy is to skip.
    Late { by: SignedDuration },
    /// Late starts are allowed, but not this late.
    TooOld { by: SignedDuration, max_age: SignedDuration },
    /// Its legal window is over, or too short to begin.
    WindowOver { ended: Timestamp },
    /// A newer fire of the same schedule and zone was slept through too; at most one starts late.
    Superseded,
}

/// A start has to lie this far ahead when it is sent; the tenant refuses one that is not in the future.
pub const LEAD: SignedDuration = SignedDuration::from_secs(5);

/// A start this late still counts as on time: the engine was busy, not asleep.
pub const ON_TIME: SignedDuration = SignedDuration::from_secs(60);

/// No window shorter than this is started: the tenant would only set it up.
pub const SHORTEST: SignedDuration = SignedDuration::from_secs(60);

/// Decides one due window. `end` is its end after clamping to the legal hours; `newest` says that no later fire of
/// the same schedule and zone is due.
pub fn decide(start: Timestamp, end: Timestamp, now: Timestamp, newest: bool, policy: Misfire) -> Decision {
    let soonest = now.saturating_add(LEAD).unwrap_or(now);
    let begin = start.max(soonest);
    let late = now.duration_since(start);
    if end.duration_since(begin) < SHORTEST {
        return Decision::Missed(MissedBecause::WindowOver { ended: end });
    }
    if late <= ON_TIME {
        return Decision::Begin { start: begin };
    }
    match policy {
        Misfire::Skip => Decision::Missed(MissedBecause::Late { by: late }),
        Misfire::Late { max_age } if late > max_age => {
            Decision::Missed(MissedBecause::TooOld { by: late, max_age })
        }
        Misfire::Late { .. } if !newest => Decision::Missed(MissedBecause::Superseded),
        Misfire::Late { .. } => Decision::Begin { start: begin },
    }
}

/// Puts a start off by `share` (in 0.0..1.0, drawn once per window and stored with it) of at most `most`, so that
/// many schedules do not begin in one second. It never leaves less than [`SHORTEST`] of the window.
pub fn jittered(start: Timestamp, end: Timestamp, most: SignedDuration, share: f64) -> Timestamp {
    let room = end.duration_since(start).saturating_sub(SHORTEST);
    let most = most.min(room).max(SignedDuration::ZERO);
    // Whole seconds: the tenant's times have no fraction.
    let seconds = (most.as_secs_f64() * share.clamp(0.0, 1.0)).floor();
    start.saturating_add(SignedDuration::from_secs_f64(seconds)).unwrap_or(start)
}

impl fmt::Display for MissedBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late { by } => {
                write!(f, "The program came {} late, and this schedule skips what it missed.", Words(*by))
            }
            Self::TooOld { by, max_age } => {
                write!(
                    f,
                    "The program came {} late; a late start is allowed up to {}.",
                    Words(*by),
                    Words(*max_age)
                )
            }
            Self::WindowOver { ended } => write!(f, "Its legal window was over at {ended}."),
            Self::Superseded => f.write_str("A later fire was missed too; only the newest starts late."),
        }
    }
}

struct Words(SignedDuration);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.as_mins();
        match (minutes / 60, minutes % 60) {
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, 0) => write!(f, "{hours} h"),
            (hours, minutes) => write!(f, "{hours} h {minutes} min"),
        }
    }
}
