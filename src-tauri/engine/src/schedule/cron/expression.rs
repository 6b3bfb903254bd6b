use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::error::{CronError, CronFault};
use super::field::{Field, FieldKind};
use super::list::{self, Piece};
use super::wall::Wall;
use super::{once, refused};

/// A five-field expression that was understood and comes at least once before the year 2101, which is as far as
/// the evaluating crate's calendar goes. Made by [`Cron::parse`]; cheap to clone.
#[derive(Clone)]
pub struct Cron(Arc<Parsed>);

struct Parsed {
    text: String,
    fields: [Field; 5],
    wall: Wall,
    /// The one moment of `@once`; the fields then say its time and its day of the year.
    once: Option<DateTime>,
}

/// Longer texts are refused before anything is read: the tenant's and the window's limit.
const MAX_BYTES: usize = 256;

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, CronError> {
        Self::parse(text)
    }
}

impl Cron {
    /// Reads `0 9 * * MON-FRI`, `@daily`, with any spaces and tabs between and around the fields.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        if text.len() > MAX_BYTES {
            let message = format!("The expression has {} bytes; at most {MAX_BYTES} are read.", text.len());
            return Err(CronError::new(CronFault::TooLong, MAX_BYTES..text.len(), message));
        }
        let pieces = split(text);
        let Some(first) = pieces.first() else {
            return Err(CronError::new(
                CronFault::Empty,
                0..text.len(),
                format!("Nothing is written yet; {FIVE}"),
            ));
        };
        refused::zone_prefix(*first)?;
        if first.text.starts_with('@') {
            let line = Piece { text: text[first.start..].trim_ascii_end(), start: first.start };
            if let Some(moment) = once::moment(line) {
                return Self::once(moment?);
            }
            let fields = split(refused::macro_fields(line)?);
            return Self::from_pieces(line.text, line.at(), &fields);
        }
        let all = first.start..pieces.last().map_or(0, |last| last.at().end);
        Self::from_pieces(&text[all.clone()], all, &pieces)
    }

    fn from_pieces(text: &str, all: Range<usize>, pieces: &[Piece<'_>]) -> Result<Self, CronError> {
        let five: [Piece<'_>; 5] = pieces.try_into().map_err(|_| wrong_number_of_fields(&all, pieces))?;
        let mut fields = Vec::with_capacity(5);
        for (kind, piece) in FieldKind::ALL.into_iter().zip(five) {
            fields.push(list::field(kind, piece)?);
        }
        let fields: [Field; 5] = fields.try_into().expect("five pieces make five fields");
        let wall = Wall::new(&fields);
        if wall.never_comes() {
            let days = five[2].start..five[4].at().end;
            let at = if days.end <= all.end { days } else { all };
            let message =
                "This date never comes: no month that is named has such a day (30 February, 31 June).";
            return Err(CronError::new(CronFault::NeverComes, at, message));
        }
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Self(Arc::new(Parsed { text, fields, wall, once: None })))
    }

    /// A single moment on the wall clock, which comes once and never again.
    pub(in crate::schedule) fn once(moment: DateTime) -> Result<Self, CronError> {
        let pieces = once::fields(moment);
        let mut fields = Vec::with_capacity(5);
        for (kind, text) in FieldKind::ALL.into_iter().zip(&pieces) {
            fields.push(list::field(kind, Piece { text, start: 0 })?);
        }
        let fields: [Field; 5] = fields.try_into().expect("five pieces make five fields");
        let wall = Wall::new(&fields);
        Ok(Self(Arc::new(Parsed { text: once::text(moment), fields, wall, once: Some(moment) })))
    }

    /// The single moment that it means, where it means one.
    pub fn is_once(&self) -> Option<DateTime> {
        self.0.once
    }

    /// The expression as it was written, with single spaces.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// One of the five fields.
    pub fn field(&self, kind: FieldKind) -> &Field {
        let [minute, hour, day, month, weekday] = &self.0.fields;
        match kind {
            FieldKind::Minute => minute,
            FieldKind::Hour => hour,
            FieldKind::DayOfMonth => day,
            FieldKind::Month => month,
            FieldKind::DayOfWeek => weekday,
        }
    }

    /// A wildcard job begins with `*` in minute or hour and follows the real clock over a clock change; any other
    /// is a fixed-time job, whose skipped time is caught up and whose repeated time is taken once.
    pub fn is_wildcard(&self) -> bool {
        self.field(FieldKind::Minute).starred || self.field(FieldKind::Hour).starred
    }

    /// Both day fields restrict and neither begins with `*`: the 15th **or** a Friday. Few expect it, so the
    /// preview warns.
    pub fn days_are_either_or(&self) -> bool {
        let (day, weekday) = (self.field(FieldKind::DayOfMonth), self.field(FieldKind::DayOfWeek));
        !day.starred && !weekday.starred
    }

    /// The next time on the wall clock strictly after `wall`, with no regard to any zone.
    pub(in crate::schedule) fn next_wall(&self, wall: DateTime) -> Option<DateTime> {
        match self.0.once {
            Some(moment) => (moment > wall).then_some(moment),
            None => self.0.wall.next_after(wall),
        }
    }
}

fn split(text: &str) -> Vec<Piece<'_>> {
    let offset = |piece: &str| piece.as_ptr().addr() - text.as_ptr().addr();
    text.split_ascii_whitespace().map(|piece| Piece { text: piece, start: offset(piece) }).collect()
}

const FIVE: &str = "write five fields: minute, hour, day of month, month, day of week.";

fn wrong_number_of_fields(all: &Range<usize>, pieces: &[Piece<'_>]) -> CronError {
    let from_field = |n: usize| pieces[n].start..all.end;
    match pieces.len() {
        n @ 0..=4 => {
            let missing = FieldKind::ALL[n].title().to_lowercase();
            let message = format!("{n} of five fields are there, {missing} is missing; {FIVE}");
            CronError::new(CronFault::TooFewFields, all.end..all.end, message)
        }
        6 => CronError::new(
            CronFault::SixFields,
            from_field(5),
            format!("Six fields: seconds are not read here; {FIVE}"),
        ),
        7 => CronError::new(
            CronFault::SevenFields,
            from_field(5),
            format!("Seven fields: seconds and years are not read here; {FIVE}"),
        ),
        n => CronError::new(
            CronFault::TooManyFields,
            from_field(5),
            format!("{n} fields are too many; {FIVE}"),
        ),
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cron({:?})", self.as_str())
    }
}

impl PartialEq for Cron {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Cron {}
