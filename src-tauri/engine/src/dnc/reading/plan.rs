use std::fs::File;
use std::ops::ControlFlow;

use callboard_phone::{PhoneError, Wanted, numbers_in};
use callboard_rpc::RpcError;
use callboard_rpc::types::{DncQuestion, DncQuestionAbout};

use super::columns::{self, Columns, Decided};
use super::dates::{self, Evidence};
use super::numbers::Joined;
use super::sample::{self, Sample};
use super::{DateOrder, How, line};
use crate::kernel::{Error, Result};
use crate::table::{Format, OneRow};

/// How a file is read, decided by its beginning and, of the order of day and month, by as much of it as that takes.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) columns: Columns,
    pub(super) names: Vec<String>,
    /// Cells that a row may have.
    pub(super) width: usize,
    /// The line of the names of the columns; 0: there is none.
    pub(super) header_line: u64,
    /// The names as a line of CSV.
    pub(super) header: String,
    pub(super) order: Option<DateOrder>,
    pub(super) is_1904: bool,
    /// It is a registry's own format, whose numbers are North American.
    pub(super) is_registry: bool,
    pub(super) notes: Vec<String>,
    pub(super) questions: Vec<DncQuestion>,
}

impl Plan {
    pub(super) fn of(file: &mut File, sheet: Option<&str>, sample: &Sample, how: &How) -> Result<Self> {
        let Decided { columns, names, notes, questions, deletes } =
            columns::decide(sample, &how.columns, how.region)?;
        let header = sample.header.as_ref().map(|(_, names)| line::of(names.iter().map(String::as_bytes)));
        let mut plan = Self {
            width: sample.width(),
            header_line: sample.header_line(),
            header: header.unwrap_or_default(),
            order: how.date_order,
            is_1904: sample.shape.is_1904,
            is_registry: sample.shape.format == Format::Registry,
            notes: sample.shape.notes(),
            columns,
            names,
            questions,
        };
        plan.notes.extend(notes);
        plan.decide_changes(deletes, how);
        plan.decide_region(sample, how);
        plan.decide_order(file, sheet, sample, how)?;
        plan.note_days(sample);
        Ok(plan)
    }

    /// What is still to be said is an error that asks for it.
    pub(super) fn settled(self) -> Result<Self> {
        match self.questions.first() {
            None => Ok(self),
            Some(question) => Err(self.asking(question)),
        }
    }

    fn asking(&self, question: &DncQuestion) -> Error {
        let words: Vec<&str> = self.questions.iter().map(|question| question.words.as_str()).collect();
        let column = question.columns.first().and_then(|column| self.names.get(*column as usize));
        ask(question.about, &words.join(" "), column.map(String::as_str))
    }

    fn ask(&mut self, about: DncQuestionAbout, columns: Vec<usize>, words: &str) {
        let columns = columns.into_iter().filter_map(|column| u32::try_from(column).ok()).collect();
        self.questions.push(DncQuestion { about, columns, words: words.to_owned() });
    }

    /// A D takes back what the list said; in a list that is no change file nobody knows what it means.
    fn decide_changes(&mut self, deletes: bool, how: &How) {
        if deletes && !how.changes {
            self.ask(DncQuestionAbout::Changes, self.columns.direction.into_iter().collect(), DELETES);
        }
        if how.changes && self.columns.direction.is_none() && self.questions.is_empty() {
            let words = "A change file has a column of A and D, and no column of this file is one.";
            self.ask(DncQuestionAbout::Direction, Vec::new(), words);
        }
    }

    fn decide_region(&mut self, sample: &Sample, how: &How) {
        if self.is_registry {
            return;
        }
        if let (Some(region), Some(_)) = (how.region, self.columns.split) {
            self.notes
                .push(format!("Area codes and the numbers behind them are read as numbers of {region}."));
        }
        let mut joined = Joined::default();
        let is_national = |text: &str| matches!(numbers_in(text, None, Wanted::Possible), Err(refused) if refused.error == PhoneError::NeedsRegion);
        let mut national = |row: OneRow<'_>| {
            let split = self.columns.split.is_some_and(|split| is_national(joined.of(row, split, false)));
            split || self.columns.phones.iter().any(|column| is_national(row.text(*column)))
        };
        if how.region.is_none() && sample.rows.iter().any(|row| row.fault().is_none() && national(row)) {
            let words = "The list has national numbers: say of which country they are.";
            self.ask(DncQuestionAbout::Region, self.columns.phones.clone(), words);
        }
    }

    /// The first cell that can be read in one order alone decides for all.
    fn decide_order(
        &mut self,
        file: &mut File,
        sheet: Option<&str>,
        sample: &Sample,
        how: &How,
    ) -> Result<()> {
        let columns: Vec<usize> = self.columns.date.into_iter().chain(self.columns.expiry).collect();
        if self.order.is_some() || columns.is_empty() {
            return Ok(());
        }
        let mut seen = Seen::default();
        for row in sample.rows.iter() {
            for column in &columns {
                seen.add(row.text(*column));
            }
        }
        if seen.open && seen.order.is_none() {
            sample::each_row(file, sheet, how, |row| {
                for column in &columns {
                    seen.add(&row.text(*column));
                }
                Ok(if seen.order.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
        }
        self.order = seen.order;
        match seen.order {
            Some(DateOrder::DayFirst) if seen.open => {
                self.notes.push("Dates are read with the day first.".into());
            }
            Some(DateOrder::MonthFirst) if seen.open => {
                self.notes.push("Dates are read with the month first.".into());
            }
            None if seen.open => self.ask(DncQuestionAbout::DateOrder, columns, ORDER_OPEN),
            _ => {}
        }
        Ok(())
    }

    fn note_days(&mut self, sample: &Sample) {
        let Some(date) = self.columns.date else { return };
        let is_days = |row: OneRow<'_>| {
            let text = row.text(date);
            let whole = text.split(['.', ',']).next().unwrap_or_default();
            whole.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        };
        if sample.rows.iter().any(is_days) {
            let since = if self.is_1904 { "1904" } else { "1900" };
            self.notes.push(format!(
                "Numbers of five digits among the dates are a spreadsheet’s days since {since}."
            ));
        }
    }
}

/// What the cells of the dates say of their order.
#[derive(Default)]
struct Seen {
    order: Option<DateOrder>,
    open: bool,
}

impl Seen {
    fn add(&mut self, cell: &str) {
        match dates::evidence(cell) {
            Evidence::Decides(order) => {
                self.order.get_or_insert(order);
                self.open = true;
            }
            Evidence::Open => self.open = true,
            Evidence::Nothing => {}
        }
    }
}

pub(super) const DELETES: &str = "Rows of this list say D (delete). Only in a change file does that take a number off the list again: say whether it \
     is one.";
pub(super) const ORDER_OPEN: &str = "Whether the day or the month comes first in the dates of this list (03/04/2026) cannot be told from them.";

/// The error that asks for something only a person can say.
pub(super) fn ask(about: DncQuestionAbout, words: &str, column: Option<&str>) -> Error {
    let column = column.map_or("NAME".to_owned(), callboard_phone::mask_in_text);
    let (field, hint) = match about {
        DncQuestionAbout::Sheet => ("sheet", "Say `--sheet NAME`.".to_owned()),
        DncQuestionAbout::Header => (
            "header_row",
            "Say the line of the names, such as `--header-row 2`; 0 where there is none.".to_owned(),
        ),
        DncQuestionAbout::Phone => {
            let hint =
                format!("Say `--column phone=\"{column}\"`, once for each column, or `--column phone=none`.");
            ("columns", hint)
        }
        DncQuestionAbout::Region => {
            ("region", "Say `--region US`, or set the connection’s region.".to_owned())
        }
        DncQuestionAbout::Date => {
            ("columns", format!("Say `--column date=\"{column}\"`, or `--column date=none`."))
        }
        DncQuestionAbout::DateOrder => {
            ("date_order", "Say `--date-order dmy` or `--date-order mdy`.".to_owned())
        }
        DncQuestionAbout::Direction => {
            ("columns", format!("Say `--column direction=\"{column}\"`, or `--column direction=none`."))
        }
        DncQuestionAbout::Changes => {
            let hint = "Say `--changes` where it is a change file; else take these rows out, or say \
                        `--column direction=none`."
                .to_owned();
            ("changes", hint)
        }
    };
    RpcError::field(field, words).hint(hint).into()
}
