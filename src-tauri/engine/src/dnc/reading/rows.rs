//! One row: its numbers, or why it is refused.

use std::sync::atomic::{AtomicBool, Ordering};

use callboard_phone::{E164, RefusedCell, Wanted, mask_in_text, numbers_in};
use callboard_rpc::types::DncQuestionAbout;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::dates::{self, Bad};
use super::numbers::Joined;
use super::plan::{self, DELETES, ORDER_OPEN, Plan};
use super::words::{Word, word};
use super::{Entry, How, Refused, line};
use crate::dnc::said::{Direction, Listed, Said};
use crate::kernel::Result;
use crate::table::OneRow;

/// A reader of rows; each thread has its own.
pub(super) struct Reader<'p> {
    plan: &'p Plan,
    how: &'p How,
    joined: Joined,
    /// A time of day had no offset.
    no_offset: &'p AtomicBool,
    pub(super) entries: Vec<Entry>,
    pub(super) refused: Vec<Refused>,
}

/// What a row says of its numbers.
#[derive(Clone, Copy)]
struct Statement {
    said: Listed,
    wanted: Wanted,
    expiry: Option<Date>,
    reason: Option<u32>,
}

/// What a row does to the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Say(Direction),
    TakeBack,
}

/// Why a row is refused, or the whole file.
enum Stop {
    Row(String),
    File(crate::kernel::Error),
}

impl<'p> Reader<'p> {
    pub(super) fn new(plan: &'p Plan, how: &'p How, no_offset: &'p AtomicBool) -> Self {
        let (entries, refused) = (Vec::new(), Vec::new());
        Self { plan, how, joined: Joined::default(), no_offset, entries, refused }
    }

    /// Reads a row with anything in it: an entry or a refusal at least. An error refuses the whole file.
    pub(super) fn read(&mut self, row: OneRow<'_>, reason: Option<u32>) -> Result<()> {
        let statement = match self.statement(row, reason) {
            Ok(statement) => statement,
            Err(Stop::Row(words)) => {
                self.refuse(row, &self.first_cell(row), words);
                return Ok(());
            }
            Err(Stop::File(error)) => return Err(error),
        };
        let before = self.entries.len() + self.refused.len();
        let plan = self.plan;
        if let Some(split) = plan.columns.split {
            let mut joined = std::mem::take(&mut self.joined);
            self.number(row, joined.of(row, split, plan.is_registry), statement);
            self.joined = joined;
        }
        for column in &plan.columns.phones {
            self.number(row, row.text(*column), statement);
        }
        if self.entries.len() + self.refused.len() == before {
            self.refuse(row, "", "The row has no phone number.".to_owned());
        }
        Ok(())
    }

    fn statement(&self, row: OneRow<'_>, reason: Option<u32>) -> std::result::Result<Statement, Stop> {
        self.check_shape(row)?;
        let change = self.change(row)?;
        let at = self.time(row)?;
        let expiry = self.expiry(row)?;
        let said = match change {
            Change::Say(direction) => Said::new(direction, at, self.how.start).map(Listed::from),
            Change::TakeBack => Listed::retraction(at, self.how.start),
        };
        let said = match said {
            Ok(said) => said,
            // The start of the import itself is a time that can be stored.
            Err(error) => return Err(Stop::Row(error.to_string())),
        };
        let wanted = if change == Change::Say(Direction::In) { Wanted::Listed } else { Wanted::Possible };
        Ok(Statement { said, wanted, expiry, reason })
    }

    fn check_shape(&self, row: OneRow<'_>) -> std::result::Result<(), Stop> {
        if let Some(fault) = row.fault() {
            return Err(Stop::Row(fault.to_owned()));
        }
        let (cells, width) = (row.cells(), self.plan.width);
        if cells <= width || row.iter().skip(width).all(<[u8]>::is_empty) {
            return Ok(());
        }
        let words = "a separator inside a text may have shifted it. Put that text in quotation marks.";
        Err(Stop::Row(format!("The row has {cells} cells where the list has {width} columns: {words}")))
    }

    fn change(&self, row: OneRow<'_>) -> std::result::Result<Change, Stop> {
        let usual = Change::Say(self.how.direction);
        let Some(column) = self.plan.columns.direction else { return Ok(usual) };
        let cell = row.cell(column);
        if cell.is_empty() {
            return Ok(usual);
        }
        match word(cell) {
            Some(Word::In) => Ok(Change::Say(Direction::In)),
            Some(Word::Out | Word::Add | Word::Yes) => Ok(Change::Say(Direction::Out)),
            Some(Word::Delete) if self.how.changes => Ok(Change::TakeBack),
            Some(Word::Delete) => Err(Stop::File(plan::ask(DncQuestionAbout::Changes, DELETES, None))),
            Some(Word::No) => Err(Stop::Row(
                "The row says that the number is not on the list. That is no consent: take the row out, or write in \
                 or out."
                    .to_owned(),
            )),
            None => Err(Stop::Row(format!(
                "“{}” says neither in nor out: write in, out, or in a change file A or D.",
                quoted(row.text(column))
            ))),
        }
    }

    /// The time that the row names, or the start of the import.
    fn time(&self, row: OneRow<'_>) -> std::result::Result<Timestamp, Stop> {
        let start = self.how.start;
        let cell = self.plan.columns.date.map_or("", |column| row.text(column));
        if cell.is_empty() {
            return Ok(start);
        }
        let words = match dates::read(cell, self.plan.order, self.plan.is_1904) {
            Ok(when) => match Said::new(Direction::Out, when.at, start) {
                Ok(_) => {
                    if when.no_offset {
                        self.no_offset.store(true, Ordering::Relaxed);
                    }
                    return Ok(when.at);
                }
                Err(_) if when.at > start => "lies ahead",
                Err(_) => "lies before the year 2000",
            },
            Err(Bad::OrderOpen) => {
                return Err(Stop::File(plan::ask(DncQuestionAbout::DateOrder, ORDER_OPEN, None)));
            }
            Err(Bad::TwoDigitYear) => "has a year of two digits",
            Err(Bad::NoDate) => "is no date that is known",
        };
        if self.how.start_for_bad_dates {
            return Ok(start);
        }
        Err(Stop::Row(format!("“{}” {words}: write the date as 2026-11-25, or leave it out.", quoted(cell))))
    }

    /// The last day; one that has passed refuses the row.
    fn expiry(&self, row: OneRow<'_>) -> std::result::Result<Option<Date>, Stop> {
        let cell = self.plan.columns.expiry.map_or("", |column| row.text(column));
        if cell.is_empty() {
            return Ok(None);
        }
        let refuse = |words: &str| Stop::Row(format!("The expiry “{}” {words}", quoted(cell)));
        match dates::read(cell, self.plan.order, self.plan.is_1904) {
            Ok(when) if when.date < Offset::UTC.to_datetime(self.how.start).date() => {
                Err(refuse("has passed, so the row is not taken."))
            }
            Ok(when) => Ok(Some(when.date)),
            Err(Bad::OrderOpen) => Err(Stop::File(plan::ask(DncQuestionAbout::DateOrder, ORDER_OPEN, None))),
            Err(_) => Err(refuse("is no date that is known: write it as 2026-11-25, or leave it out.")),
        }
    }

    fn number(&mut self, row: OneRow<'_>, cell: &str, statement: Statement) {
        if cell.is_empty() {
            return;
        }
        match numbers_in(cell, self.how.region, statement.wanted) {
            Ok(numbers) => {
                let Statement { said, expiry, reason, .. } = statement;
                let line = short(row.line());
                let entry = |number: E164| Entry { number, said, line, expiry, reason };
                self.entries.extend(numbers.map(|parsed| entry(parsed.e164)));
            }
            Err(RefusedCell { error, suggestion }) => {
                let words = match suggestion {
                    Some(number) => {
                        format!("{error} {number} stands in it: write it alone where that is meant.")
                    }
                    None => error.to_string(),
                };
                self.refuse(row, cell, words);
            }
        }
    }

    fn first_cell(&self, row: OneRow<'_>) -> String {
        let columns = &self.plan.columns;
        let phones = columns.phones.iter().copied().chain(columns.split.map(|split| split.1));
        phones.map(|column| row.text(column)).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }

    fn refuse(&mut self, row: OneRow<'_>, cell: &str, reason: String) {
        let (text, cell) = (line::of(row.iter()), line::cell(cell));
        self.refused.push(Refused { line: short(row.line()), text, cell, reason });
    }
}

fn short(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// A cell in a sentence: a row that was shifted may have its number there.
fn quoted(cell: &str) -> String {
    const LONGEST: usize = 40;
    mask_in_text(&cell.chars().take(LONGEST).collect::<String>())
}
