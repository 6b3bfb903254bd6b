use callboard_phone::{Region, mask_in_text};
use callboard_rpc::types::{ColumnMapping, ColumnQuestion, ColumnRole, ColumnSaid, QuestionAbout};

use super::ask::{ask, asks};
use super::content::Look;
use super::names::recognise;
use super::said::apply;
use super::sample::Sample;
use super::states::{Verdict, is_region, judge, like_a_region};
use super::words::is_other_number;
use crate::kernel::Result;
use crate::zone::ZoneData;

/// Which column holds what; what a person should know of it, and what only a person can say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::contacts) struct Decided {
    pub(in crate::contacts) mapping: ColumnMapping,
    pub(in crate::contacts) notes: Vec<String>,
    pub(in crate::contacts) questions: Vec<ColumnQuestion>,
    /// The line that reads like the names, where that is the question.
    pub(in crate::contacts) header_line: Option<u64>,
}

/// Decides which column holds what: `said` goes before names, and names before content.
pub(in crate::contacts) fn decide(
    sample: &Sample,
    said: &[ColumnSaid],
    region: Option<Region>,
    zones: &ZoneData,
) -> Result<Decided> {
    let names = sample.names();
    let by_name = recognise(names.iter().map(String::as_str));
    if let Some((question, header_line)) = sample.question_about_header(&by_name, region, zones) {
        return Ok(Decided {
            mapping: by_name,
            questions: vec![question],
            header_line,
            ..Decided::default()
        });
    }
    let mapping = apply(by_name, said, &names)?;
    let looks = (0..names.len()).map(|column| Look::of(&sample.rows, column, region, zones)).collect();
    let has_name = (0..names.len()).map(|column| !sample.header.cell(column).is_empty()).collect();
    let decided = Decided { mapping, ..Decided::default() };
    let mut deciding = Deciding { names, has_name, looks, said, decided };
    deciding.zone();
    deciding.phone();
    deciding.state();
    deciding.note_phones();
    deciding.note_countries();
    // The name of a column may be a contact's number, where a file has no names.
    let Decided { notes, questions, .. } = &mut deciding.decided;
    let words = notes.iter_mut().chain(questions.iter_mut().map(|question| &mut question.words));
    words.for_each(|words| *words = mask_in_text(words));
    Ok(deciding.decided)
}

impl Decided {
    /// The mapping to count by; what is not known yet is an error that asks for it.
    pub(in crate::contacts) fn settled(self, names: &[String]) -> Result<(ColumnMapping, Vec<String>)> {
        if !self.questions.is_empty() {
            return Err(ask(&self.questions, names, &self.mapping, self.header_line));
        }
        let of_contact = [self.mapping.phone, self.mapping.zone, self.mapping.state];
        if of_contact.iter().all(Option::is_none) {
            let hint = format!(
                "Say which column holds what, such as `--column zone=NAME`. The columns are {}.",
                names.join(", ")
            );
            return Err(asks("No column says a zone, a state or a phone number.", &hint));
        }
        Ok((self.mapping, self.notes))
    }
}

/// The columns that hold something.
pub(in crate::contacts) fn taken(mapping: &ColumnMapping) -> Vec<usize> {
    let ColumnMapping { id, phone, zone, state, country, more_phones, more_states, more_countries } = mapping;
    let single = [id, phone, zone, state, country].into_iter().copied().flatten();
    let more = [more_phones, more_states, more_countries].into_iter().flatten().flatten().copied();
    single.chain(more).map(|column| column as usize).collect()
}

struct Deciding<'s> {
    names: Vec<String>,
    /// Whether the file names the column.
    has_name: Vec<bool>,
    looks: Vec<Look>,
    said: &'s [ColumnSaid],
    decided: Decided,
}

impl Deciding<'_> {
    fn is_said(&self, role: ColumnRole) -> bool {
        self.said.iter().any(|one| one.role == role)
    }

    /// Columns that hold nothing yet.
    fn free(&self) -> impl Iterator<Item = usize> + use<> {
        let taken = taken(&self.decided.mapping);
        (0..self.names.len()).filter(move |index| !taken.contains(index))
    }

    /// Names of zones cannot be anything else.
    fn zone(&mut self) {
        if self.decided.mapping.zone.is_some() || self.is_said(ColumnRole::Zone) {
            return;
        }
        let found = self.free().find(|column| self.looks[*column].is_zones());
        if let Some(column) = found {
            self.decided.mapping.zone = Some(index(column));
            self.decided.notes.push(format!("The zones are read from the column “{}”.", self.names[column]));
        }
    }

    /// One column of numbers is taken; of several, and where it is not sure, somebody says which.
    fn phone(&mut self) {
        if self.is_said(ColumnRole::Phone) {
            return;
        }
        if self.decided.mapping.phone.is_some() {
            let unused = self.free().filter(|column| self.looks[*column].is_phones());
            for column in unused.filter(|column| !is_other_number(&self.names[*column])).collect::<Vec<_>>() {
                let words = format!(
                    "The column “{}” looks like phone numbers too, and is not used: if the campaign dials it, the law of its numbers counts.",
                    self.names[column]
                );
                let columns = vec![index(column)];
                self.decided.questions.push(ColumnQuestion { about: QuestionAbout::Phone, columns, words });
            }
            return;
        }
        let id = self.decided.mapping.id.map(|id| id as usize);
        let candidates: Vec<usize> = (0..self.names.len())
            .filter(|column| self.looks[*column].may_be_phones())
            .filter(|column| self.free().any(|free| free == *column) || id == Some(*column))
            // An id that is no number may look like one now and then.
            .filter(|column| self.looks[*column].is_phones() || !self.is_another(*column, id))
            .collect();
        match candidates[..] {
            [] => {}
            [only] if self.looks[only].is_phones() && !self.is_another(only, id) => {
                self.decided.mapping.phone = Some(index(only));
                let note = format!(
                    "The phone numbers are read from the column “{}”, by its content.",
                    self.names[only]
                );
                self.decided.notes.push(note);
            }
            _ => {
                let names: Vec<String> =
                    candidates.iter().map(|column| format!("“{}”", self.names[*column])).collect();
                let (what, look) = match names.len() {
                    1 => ("The column", "looks"),
                    _ => ("The columns", "look"),
                };
                let words = format!(
                    "{what} {} {look} like phone numbers, and no column is chosen for them: without it the law of the \
                     number’s place is not known.",
                    names.join(", ")
                );
                let columns = candidates.into_iter().map(index).collect();
                self.decided.questions.push(ColumnQuestion { about: QuestionAbout::Phone, columns, words });
            }
        }
    }

    /// Whether the name says something else than a number to call.
    fn is_another(&self, column: usize, id: Option<usize>) -> bool {
        id == Some(column) || is_other_number(&self.names[column])
    }

    /// A clear name is taken where its cells are states; of every other column of states somebody says what it is.
    fn state(&mut self) {
        if self.is_said(ColumnRole::State) {
            return;
        }
        for column in self.free() {
            if self.verdict(column) == Verdict::Take {
                let mapping = &mut self.decided.mapping;
                match mapping.state {
                    None => mapping.state = Some(index(column)),
                    Some(_) => mapping.more_states.get_or_insert_default().push(index(column)),
                }
                let note = format!("The states are read from the column “{}”.", self.names[column]);
                self.decided.notes.push(note);
            }
        }
        for column in self.free() {
            let name = &self.names[column];
            match self.verdict(column) {
                _ if self.decided.mapping.state.is_none() && is_region(name) => {
                    self.ask_about_states(column, like_a_region(name));
                }
                Verdict::Ask(words) => self.ask_about_states(column, words),
                Verdict::Note(note) => self.decided.notes.push(note),
                Verdict::Take | Verdict::Nothing => {}
            }
        }
    }

    fn verdict(&self, column: usize) -> Verdict {
        let beside = self.decided.mapping.state.is_some();
        judge(&self.names[column], self.has_name[column], &self.looks[column].states, beside)
    }

    fn ask_about_states(&mut self, column: usize, words: String) {
        let columns = vec![index(column)];
        self.decided.questions.push(ColumnQuestion { about: QuestionAbout::State, columns, words });
    }

    /// Several states and countries of a contact: all of them hold.
    fn note_countries(&mut self) {
        let ColumnMapping { state, more_states, country, more_countries, .. } = &self.decided.mapping;
        for (what, first, more) in [("state", state, more_states), ("country", country, more_countries)] {
            let Some(more) = more.as_ref() else { continue };
            let columns = first.iter().chain(more).filter_map(|column| self.names.get(*column as usize));
            let names: Vec<_> = columns.map(|name| format!("“{name}”")).collect();
            self.decided
                .notes
                .push(format!("Every {what} of a contact counts for its law: {}.", names.join(", ")));
        }
    }

    fn note_phones(&mut self) {
        let mapping = &self.decided.mapping;
        let Some(more) = mapping.more_phones.as_ref() else { return };
        let columns = mapping.phone.iter().chain(more);
        let names: Vec<_> = columns
            .filter_map(|column| self.names.get(*column as usize))
            .map(|name| format!("“{name}”"))
            .collect();
        self.decided
            .notes
            .push(format!("Every number of a contact counts for its hours: {}.", names.join(", ")));
    }
}

fn index(column: usize) -> u32 {
    u32::try_from(column).expect("a row has 4,096 cells at most")
}
