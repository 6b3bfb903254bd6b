use callboard_phone::Region;
use callboard_rpc::RpcError;
use callboard_rpc::types::{ColumnMapping, ColumnQuestion, ColumnRole, ColumnSaid, QuestionAbout};

use super::content::{self, Look};
use super::names::{bare, is_other_number, is_region, recognise};
use super::said::apply;
use crate::kernel::{Error, Result};
use crate::table::Row;
use crate::zone::ZoneData;

/// Rows that are looked at to know what a column holds.
pub(in crate::contacts) const SAMPLE: usize = 200;
/// Lines that may stand above the names of the columns.
const TITLES: usize = 20;

/// The beginning of a list.
#[derive(Clone, Debug)]
pub(in crate::contacts) struct Sample {
    pub(in crate::contacts) header: Row,
    /// Somebody said which line it is.
    pub(in crate::contacts) header_is_said: bool,
    pub(in crate::contacts) rows: Vec<Row>,
}

/// Which column holds what; what a person should know of it, and what only a person can say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::contacts) struct Decided {
    pub(in crate::contacts) mapping: ColumnMapping,
    pub(in crate::contacts) notes: Vec<String>,
    pub(in crate::contacts) questions: Vec<ColumnQuestion>,
    /// The line that reads like the names, where that is the question.
    pub(in crate::contacts) header_line: Option<u64>,
}

impl Sample {
    /// The names of the columns; one that has none is called by its number.
    pub(in crate::contacts) fn names(&self) -> Vec<String> {
        let name = |index| match self.header.shown(index) {
            name if name.is_empty() => format!("Column {}", index + 1),
            name => name.into_owned(),
        };
        (0..self.header.cells()).map(name).collect()
    }
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
    if let Some((question, header_line)) = about_header(sample, &by_name, region, zones) {
        return Ok(Decided {
            mapping: by_name,
            questions: vec![question],
            header_line,
            ..Decided::default()
        });
    }
    let mapping = apply(by_name, said, &names)?;
    let looks = (0..names.len()).map(|column| Look::of(&sample.rows, column, region, zones)).collect();
    let mut deciding = Deciding { names, looks, said, decided: Decided { mapping, ..Decided::default() } };
    deciding.zone();
    deciding.phone();
    deciding.state();
    deciding.note_phones();
    deciding.note_countries();
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
            return Err(asks("No column says a zone, a state or a phone number.".to_owned(), &hint));
        }
        Ok((self.mapping, self.notes))
    }
}

/// An error that asks what only a person can say; `header` is the line that reads like the names of the columns.
pub(in crate::contacts) fn ask(
    questions: &[ColumnQuestion],
    names: &[String],
    mapping: &ColumnMapping,
    header: Option<u64>,
) -> Error {
    let words: Vec<&str> = questions.iter().map(|question| question.words.as_str()).collect();
    let Some(first) = questions.first() else { return asks(words.join(" "), "") };
    let name = |column: &u32| names.get(*column as usize).map_or("NAME", String::as_str);
    let asked = first.columns.first().map_or("NAME", name);
    let hint = match (first.about, mapping.phone) {
        (QuestionAbout::Header, _) => match header {
            Some(line) => format!("Say the line of the names: `--header-row {line}`; 0 where there is none."),
            None => "Say the line of the names, such as `--header-row 2`, or `--header-row 0` where there is none.".to_owned(),
        },
        (QuestionAbout::Phone, Some(_)) => {
            let used: Vec<String> = mapping
                .phone
                .iter()
                .chain(mapping.more_phones.iter().flatten())
                .map(|column| format!("--column phone=\"{}\"", name(column)))
                .collect();
            let used = used.join(" ");
            format!("Say `{used} --column phone=\"{asked}\"`, or `{used}` where it is not dialled.")
        }
        (QuestionAbout::Phone, None) => {
            format!("Say `--column phone=\"{asked}\"`, or `--column phone=none` where it holds none.")
        }
        (QuestionAbout::Zone, _) => {
            format!("Say `--column zone=\"{asked}\"`, or `--column zone=none` where it holds none.")
        }
        (QuestionAbout::State, _) => {
            format!("Say `--column state=\"{asked}\"`, or `--column state=none` where it holds none.")
        }
    };
    asks(words.join(" "), &hint)
}

/// The columns that hold something.
pub(super) fn taken(mapping: &ColumnMapping) -> Vec<usize> {
    let ColumnMapping { id, phone, zone, state, country, more_phones, more_states, more_countries } = mapping;
    let single = [id, phone, zone, state, country].into_iter().copied().flatten();
    let more = [more_phones, more_states, more_countries].into_iter().flatten().flatten().copied();
    single.chain(more).map(|column| column as usize).collect()
}

fn asks(words: String, hint: &str) -> Error {
    RpcError::field("mapping", words).hint(hint).into()
}

struct Deciding<'s> {
    names: Vec<String>,
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

    fn state(&mut self) {
        if self.is_said(ColumnRole::State) {
            return;
        }
        if self.decided.mapping.state.is_some() {
            let unused = self.free().filter(|column| self.looks[*column].may_be_states());
            for column in unused.filter(|column| !self.is_country(*column)).collect::<Vec<_>>() {
                let name = &self.names[column];
                self.decided.notes.push(states_too(name));
            }
            return;
        }
        let free: Vec<usize> = self.free().collect();
        let region = free.iter().copied().find(|column| is_region(&self.names[*column]));
        let alike = || {
            free.iter()
                .copied()
                .find(|column| self.looks[*column].may_be_states() && !self.is_country(*column))
        };
        let Some(column) = region.or_else(alike) else { return };
        let name = &self.names[column];
        let words = if region.is_some() {
            format!(
                "The column “{name}” may hold states, or countries, or regions of sales: where it holds states, their \
                 law counts."
            )
        } else {
            like_states(name)
        };
        let columns = vec![index(column)];
        self.decided.questions.push(ColumnQuestion { about: QuestionAbout::State, columns, words });
    }

    fn is_country(&self, column: usize) -> bool {
        is_no_state(&self.names[column])
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

/// Whether a name says something else whose values look like states.
pub(super) fn is_no_state(name: &str) -> bool {
    let name = bare(name);
    ["country", "land", "lang", "locale", "currency", "name", "initial", "gender", "suffix", "title"]
        .iter()
        .any(|word| name.contains(word))
}

pub(super) fn like_states(name: &str) -> String {
    format!("The column “{name}” looks like states, and no column is chosen for them: their law counts.")
}

pub(super) fn states_too(name: &str) -> String {
    format!("The column “{name}” looks like states too, and is not used.")
}

/// A first line that holds a contact, or a title above the names; nothing where somebody said which line it is.
fn about_header(
    sample: &Sample,
    by_name: &ColumnMapping,
    region: Option<Region>,
    zones: &ZoneData,
) -> Option<(ColumnQuestion, Option<u64>)> {
    let (header, line) = (&sample.header, sample.header.line());
    let places = |found: &ColumnMapping| found.phone.or(found.zone).or(found.state).is_some();
    if sample.header_is_said || places(by_name) {
        return None;
    }
    let ask = |words: String| ColumnQuestion { about: QuestionAbout::Header, columns: Vec::new(), words };
    let names_something = |row: &&Row| {
        let names: Vec<_> = (0..row.cells()).map(|column| row.shown(column)).collect();
        let found = recognise(names.iter().map(AsRef::as_ref));
        [found.id, found.phone, found.zone, found.state].iter().flatten().count() > 1 && places(&found)
    };
    if let Some(row) = sample.rows.iter().take(TITLES).find(names_something) {
        let words = format!("Line {} reads like the names of the columns, and not line {line}.", row.line());
        return Some((ask(words), Some(row.line())));
    }
    let is_data = (0..header.cells()).any(|column| {
        let text = header.text(column);
        content::is_phone(&text, region) || content::is_zone(&text, zones)
    });
    is_data.then(|| {
        (ask(format!("Line {line} reads like a contact, and not like the names of the columns.")), None)
    })
}

fn index(column: usize) -> u32 {
    u32::try_from(column).expect("a row has 4,096 cells at most")
}
