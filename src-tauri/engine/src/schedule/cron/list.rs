use std::ops::Range;

use super::error::{CronError, CronFault};
use super::field::{Field, FieldKind};

/// A piece of the text and where it begins, so that a refusal can point at it.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

/// Reads one field: a list of `*`, `N`, `N-M`, each with an optional `/S`, and `?` alone in the day fields.
pub(super) fn field(kind: FieldKind, piece: Piece<'_>) -> Result<Field, CronError> {
    if piece.text == "?" && kind.is_day() {
        return Ok(Field { kind, numbers: normal(kind, all(kind)), starred: true });
    }
    let mut numbers = 0;
    let mut start = piece.start;
    for text in piece.text.split(',') {
        numbers |= part(kind, Piece { text, start })?;
        start += text.len() + 1;
    }
    Ok(Field { kind, numbers: normal(kind, numbers), starred: piece.text.starts_with('*') })
}

/// One item of a list, as bits.
fn part(kind: FieldKind, piece: Piece<'_>) -> Result<u64, CronError> {
    if piece.text.is_empty() {
        let message = format!("{}: something is missing beside the comma.", kind.title());
        return Err(CronError::new(CronFault::EmptyPart, piece.at(), message));
    }
    let (base, step) = match piece.split_at('/') {
        Some((base, step)) => (base, Some(step)),
        None => (piece, None),
    };
    let steps_to_the_end = step.is_some();
    let (low, high) = span(kind, base, steps_to_the_end)?;
    let step = step.map_or(Ok(1), |step| step_of(kind, step))?;
    Ok((low..=high).step_by(step).fold(0, |bits, n| bits | 1 << n))
}

/// The first and last number of `*`, `N`, `N-M`; a single `N` before a step runs to the end of the field.
fn span(kind: FieldKind, piece: Piece<'_>, to_the_end: bool) -> Result<(u8, u8), CronError> {
    let (low, high) = kind.bounds();
    if piece.text == "*" {
        return Ok((low, high));
    }
    let Some((first, last)) = piece.split_at('-') else {
        let n = number(kind, piece)?;
        // A step in the week ends on Saturday, as in robfig/cron; Sunday stands once, as 0.
        let end = if kind == FieldKind::DayOfWeek { n.max(6) } else { high };
        return Ok((n, if to_the_end { end } else { n }));
    };
    let (from, to) = (number(kind, first)?, number(kind, last)?);
    if from <= to {
        return Ok((from, to));
    }
    let instead = match (kind, to) {
        (FieldKind::DayOfWeek, 0) => format!("end the week with 7 for Sunday: {}-7", first.text),
        _ => format!("write {}-{high},{low}-{}", first.text, last.text),
    };
    let message = format!("{}: the range {} runs backwards; {instead}.", kind.title(), shown(piece.text));
    Err(CronError::new(CronFault::BackwardsRange, piece.at(), message))
}

/// A step of at least 1. One too large for the field is as good as the field's length: it takes the first element.
fn step_of(kind: FieldKind, piece: Piece<'_>) -> Result<usize, CronError> {
    if piece.text.is_empty() || !piece.text.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("{}: after / comes a number, the step, as in */15.", kind.title());
        return Err(CronError::new(CronFault::NotANumber, piece.at(), message));
    }
    match piece.text.trim_start_matches('0') {
        "" => {
            let message = format!("{}: a step of 0 never moves on; use 1 or more.", kind.title());
            Err(CronError::new(CronFault::ZeroStep, piece.at(), message))
        }
        digits => Ok(digits.parse::<u16>().map_or(usize::from(u16::MAX), usize::from)),
    }
}

/// A number within the field's bounds, or one of its names.
fn number(kind: FieldKind, piece: Piece<'_>) -> Result<u8, CronError> {
    let (low, high) = kind.bounds();
    let named = kind.names().iter().position(|name| name.eq_ignore_ascii_case(piece.text));
    if let Some(index) = named {
        return Ok(low + u8::try_from(index).expect("a field has at most twelve names"));
    }
    if piece.text.is_empty() || !piece.text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(not_a_number(kind, piece));
    }
    let digits = piece.text.trim_start_matches('0');
    let value = if digits.is_empty() { Some(0) } else { digits.parse::<u8>().ok() };
    value.filter(|n| (low..=high).contains(n)).ok_or_else(|| {
        let message = format!("{} {}: use {}.", kind.title(), shown(piece.text), kind.allowed());
        CronError::new(CronFault::OutOfRange, piece.at(), message)
    })
}

/// The sentence for what is neither a number nor a name; some spellings of other crons have their own.
fn not_a_number(kind: FieldKind, piece: Piece<'_>) -> CronError {
    if piece.text.is_empty() {
        let message = format!("{}: a number is missing; use {}.", kind.title(), kind.allowed());
        return CronError::new(CronFault::EmptyPart, piece.at(), message);
    }
    if let Some((code, message)) = super::refused::spelling(kind, piece.text) {
        return CronError::new(code, piece.at(), message);
    }
    let message = format!("{} {:?}: use {}.", kind.title(), shown(piece.text), kind.allowed());
    CronError::new(CronFault::NotANumber, piece.at(), message)
}

impl<'a> Piece<'a> {
    pub(super) fn at(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The pieces before and after the first `separator`.
    fn split_at(self, separator: char) -> Option<(Piece<'a>, Piece<'a>)> {
        let (before, after) = self.text.split_once(separator)?;
        let start = self.start + before.len() + separator.len_utf8();
        Some((Piece { text: before, ..self }, Piece { text: after, start }))
    }
}

fn all(kind: FieldKind) -> u64 {
    let (low, high) = kind.bounds();
    (low..=high).fold(0, |bits, n| bits | 1 << n)
}

/// Sunday as 7 becomes Sunday as 0.
fn normal(kind: FieldKind, bits: u64) -> u64 {
    if kind == FieldKind::DayOfWeek && bits & (1 << 7) != 0 { bits & !(1 << 7) | 1 } else { bits }
}

/// At most 20 characters of what was written, so that a sentence stays one.
fn shown(text: &str) -> String {
    match text.char_indices().nth(20) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
