use callboard_phone::{Region, mask_in_text};
use callboard_rpc::types::{DncColumnRole, DncColumnSaid, DncQuestion, DncQuestionAbout};

use super::super::sample::{Sample, has_letters, is_number};
use super::content::Look;
use super::named::{is_elses, is_other_date, recognise};
use super::{Columns, said};
use crate::kernel::Result;
use crate::table::Format;
use crate::table::names::vocabulary::WORDS;
use crate::table::names::words::bare;

/// Which column holds what; what a person should know of it, and what only a person can say.
#[derive(Clone, Debug, Default)]
pub(in crate::dnc::reading) struct Decided {
    pub(in crate::dnc::reading) columns: Columns,
    /// `Column 3` where the file has no name.
    pub(in crate::dnc::reading) names: Vec<String>,
    pub(in crate::dnc::reading) notes: Vec<String>,
    pub(in crate::dnc::reading) questions: Vec<DncQuestion>,
    /// Rows that take a number off the list are among the first.
    pub(in crate::dnc::reading) deletes: bool,
}

/// Rows that may stand above the names.
const TITLES: usize = 10;

/// Decides which column holds what: `spoken` goes before names, and names before content.
pub(in crate::dnc::reading) fn decide(
    sample: &Sample,
    spoken: &[DncColumnSaid],
    region: Option<Region>,
) -> Result<Decided> {
    let header: &[String] = sample.header.as_ref().map_or(&[], |(_, names)| names);
    let name = |column: usize| match header.get(column).map(|name| name.trim()) {
        Some(name) if !name.is_empty() => name.chars().take(128).collect(),
        _ => format!("Column {}", column + 1),
    };
    let names: Vec<String> = (0..sample.width()).map(name).collect();
    let looks: Vec<Look> = (0..names.len()).map(|column| Look::of(&sample.rows, column, region)).collect();
    let columns = match sample.shape.format {
        Format::Registry => {
            Columns { split: Some((0, 1)), date: Some(2), direction: Some(3), ..Columns::default() }
        }
        _ => said::apply(recognise(&named(header, names.len()), &looks), spoken, &names)?,
    };
    let decided = Decided { columns, names, ..Decided::default() };
    let mut deciding = Deciding { looks, spoken, decided };
    if let Some(question) = question_about_header(sample, &deciding.decided.columns) {
        deciding.decided.questions.push(question);
    } else if sample.shape.format != Format::Registry {
        deciding.split();
        deciding.phones();
        deciding.date();
        deciding.direction();
    }
    let direction = deciding.decided.columns.direction;
    deciding.decided.deletes = direction.is_some_and(|column| deciding.looks[column].deletes > 0);
    // The name of a column may be a number, where a file has no names.
    let Decided { notes, questions, .. } = &mut deciding.decided;
    let words = notes.iter_mut().chain(questions.iter_mut().map(|question| &mut question.words));
    words.for_each(|words| *words = mask_in_text(words));
    Ok(deciding.decided)
}

/// The names that the file has; empty where it has none.
fn named(header: &[String], width: usize) -> Vec<String> {
    (0..width).map(|column| header.get(column).cloned().unwrap_or_default()).collect()
}

/// A title above the names, with the line that reads like them; nothing where somebody said which line it is.
fn question_about_header(sample: &Sample, columns: &Columns) -> Option<DncQuestion> {
    let (line, _) = sample.header.as_ref()?;
    if sample.header_is_said || *line == 0 || !columns.phones.is_empty() || columns.split.is_some() {
        return None;
    }
    let is_names = |row: &crate::table::OneRow<'_>| {
        let cells: Vec<String> = (0..row.cells()).map(|column| row.text(column).to_owned()).collect();
        let looks = vec![Look::default(); cells.len()];
        let found = recognise(&cells, &looks);
        let is_told = !found.phones.is_empty() || found.split.is_some();
        is_told && has_letters(row.iter()) && !row.iter().any(is_number)
    };
    let found = sample.rows.iter().take(TITLES).find(is_names)?.line();
    let words = format!("Line {found} reads like the names of the columns, and not line {line}.");
    Some(DncQuestion { about: DncQuestionAbout::Header, columns: Vec::new(), words })
}

struct Deciding<'s> {
    looks: Vec<Look>,
    spoken: &'s [DncColumnSaid],
    decided: Decided,
}

impl Deciding<'_> {
    fn is_said(&self, role: DncColumnRole) -> bool {
        self.spoken.iter().any(|one| one.role == role)
    }

    /// Columns that hold nothing yet and of which this is true.
    fn free(&self, is: impl Fn(&Self, usize) -> bool) -> Vec<usize> {
        let is_free = |column: &usize| self.decided.columns.role(*column).is_none() && is(self, *column);
        (0..self.looks.len()).filter(is_free).collect()
    }

    fn called(&self, columns: &[usize]) -> String {
        let names: Vec<String> =
            columns.iter().map(|column| format!("“{}”", self.decided.names[*column])).collect();
        names.join(", ")
    }

    fn ask(&mut self, about: DncQuestionAbout, columns: &[usize], words: String) {
        let columns = columns.iter().filter_map(|column| u32::try_from(*column).ok()).collect();
        self.decided.questions.push(DncQuestion { about, columns, words });
    }

    fn note(&mut self, words: String) {
        self.decided.notes.push(words);
    }

    /// Three digits beside seven are the two parts of a number.
    fn split(&mut self) {
        let said = [DncColumnRole::AreaCode, DncColumnRole::Number].map(|role| self.is_said(role));
        if self.decided.columns.split.is_some() || said.contains(&true) {
            return;
        }
        let areas = self.free(|this, column| this.looks[column].is_area_codes());
        let beside = |area: &usize| self.looks.get(area + 1).is_some_and(Look::is_seven_digits);
        if let Some(area) = areas.into_iter().find(beside) {
            self.decided.columns.phones.retain(|column| *column != area + 1);
            self.decided.columns.split = Some((area, area + 1));
            let called = self.called(&[area, area + 1]);
            self.note(format!("The columns {called} are read as the area code and the rest of one number."));
        }
    }

    /// Every column of numbers counts; of one that only looks so somebody says whether it does.
    fn phones(&mut self) {
        if self.is_said(DncColumnRole::Phone) {
            return;
        }
        // The only column, however its numbers are damaged.
        if let [only] = self.looks.as_slice()
            && only.numbers > 0
        {
            self.decided.columns.phones = vec![0];
            return;
        }
        let elses =
            self.free(|this, column| this.looks[column].is_phones() && is_elses(&this.decided.names[column]));
        if !elses.is_empty() {
            let called = self.called(&elses);
            self.note(format!("The numbers of {called} are not read: by its name they are somebody else's."));
        }
        let is_own = |this: &Self, column: usize| !is_elses(&this.decided.names[column]);
        let sure = self.free(|this, column| this.looks[column].is_phones() && is_own(this, column));
        let maybe = self.free(|this, column| this.looks[column].may_be_phones() && is_own(this, column));
        let has_some = !self.decided.columns.phones.is_empty() || self.decided.columns.split.is_some();
        match (has_some, sure.as_slice(), maybe.as_slice()) {
            (false, [_, ..], _) if sure == maybe => {
                let called = self.called(&sure);
                let has_names = self.looks.len() > 1;
                self.decided.columns.phones = sure;
                if has_names {
                    self.note(format!("The phone numbers are read from {called}, by what stands there."));
                }
            }
            (false, _, []) => self.ask_for_numbers(),
            (false, ..) => {
                let called = self.called(&maybe);
                let words =
                    format!("It is not sure which columns hold the numbers of this list: {called} may.");
                self.ask(DncQuestionAbout::Phone, &maybe, words);
            }
            (true, _, []) => {}
            (true, ..) => {
                let called = self.called(&maybe);
                let words = format!(
                    "{called} may hold phone numbers too, and would not be read: say whether they count."
                );
                self.ask(DncQuestionAbout::Phone, &maybe, words);
            }
        }
    }

    fn ask_for_numbers(&mut self) {
        const SHOWN: usize = 10;
        let damaged = self.free(|this, column| this.looks[column].numbers > 0);
        let all: Vec<usize> = (0..self.looks.len().min(SHOWN)).collect();
        let called = self.called(&all);
        let words = format!("No column of this file looks like phone numbers. It has {called}.");
        self.ask(DncQuestionAbout::Phone, &damaged, words);
    }

    fn date(&mut self) {
        if self.decided.columns.date.is_some() || self.is_said(DncColumnRole::Date) {
            return;
        }
        let found = self.free(|this, column| {
            this.looks[column].is_clear_dates() && !is_other_date(&this.decided.names[column])
        });
        match found[..] {
            [] => {}
            [only] => {
                self.decided.columns.date = Some(only);
                let called = self.called(&found);
                self.note(format!("The dates are read from {called}, by what stands there."));
            }
            _ => {
                let called = self.called(&found);
                let words = format!("Several columns hold dates: {called}. Say which one says since when.");
                self.ask(DncQuestionAbout::Date, &found, words);
            }
        }
    }

    fn direction(&mut self) {
        if self.decided.columns.direction.is_some() || self.is_said(DncColumnRole::Direction) {
            return;
        }
        let found = self.free(|this, column| this.looks[column].is_directions());
        // `IN` is Indiana in a column of states.
        let is_state = |this: &Self, column: usize| WORDS.state.has(&bare(&this.decided.names[column]));
        let ins = self.free(|this, column| this.looks[column].is_ins_alone() && !is_state(this, column));
        match (found.as_slice(), ins.as_slice()) {
            ([only], []) => {
                self.decided.columns.direction = Some(*only);
                let called = self.called(&found);
                self.note(format!("In or out is read from {called}, by what stands there."));
            }
            ([], []) => {}
            _ => {
                let all: Vec<usize> = found.iter().chain(&ins).copied().collect();
                let called = self.called(&all);
                let words =
                    format!("Say whether {called} says which numbers are opt-ins and which are opt-outs.");
                self.ask(DncQuestionAbout::Direction, &all, words);
            }
        }
    }
}
