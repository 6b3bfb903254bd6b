use callboard_phone::Region;
use callboard_rpc::types::{ColumnMapping, ColumnQuestion, ColumnRole, QuestionAbout};

use super::content::{is_marked, is_phone};
use super::decide::taken;
use super::places::{Chosen, Named, Places};
use super::sample::Sample;
use super::words::is_other_number;
use crate::table::Row;
use crate::zone::ZoneData;

/// The columns that are not used, looked at in every row: numbers, zones and states may begin anywhere in a list, and stand
/// in a few cells only.
#[derive(Debug)]
pub(in crate::contacts) struct Watch {
    columns: Vec<Watched>,
    zones: ZoneData,
    region: Option<Region>,
    has_phone: bool,
    /// Somebody said which columns hold numbers: nothing is asked.
    is_said: bool,
    zone: Chosen,
    state: Chosen,
}

#[derive(Debug)]
struct Watched {
    index: usize,
    name: String,
    has_name: bool,
    is_other: bool,
    filled: u64,
    phones: u64,
    marked: u64,
    /// Cells that took the long way and were none.
    looked: u32,
    places: Places,
}

/// The long way is as dear as a contact: a column of other numbers pays for it so often.
const MOST_LOOKS: u32 = 20_000;

impl Watch {
    pub(in crate::contacts) fn of(
        sample: &Sample,
        mapping: &ColumnMapping,
        region: Option<Region>,
        zones: &ZoneData,
        is_said: impl Fn(ColumnRole) -> bool,
    ) -> Self {
        let taken = taken(mapping);
        let free = sample.names().into_iter().enumerate().filter(|(index, _)| !taken.contains(index));
        let watched = |(index, name): (usize, String)| Watched {
            index,
            has_name: !sample.header.cell(index).is_empty(),
            is_other: is_other_number(&name),
            name,
            filled: 0,
            phones: 0,
            marked: 0,
            looked: 0,
            places: Places::default(),
        };
        let chosen =
            |role, column: Option<u32>| Chosen { is_there: column.is_some(), is_said: is_said(role) };
        Self {
            columns: free.map(watched).collect(),
            zones: zones.clone(),
            region,
            has_phone: mapping.phone.is_some(),
            is_said: is_said(ColumnRole::Phone),
            zone: chosen(ColumnRole::Zone, mapping.zone),
            state: chosen(ColumnRole::State, mapping.state),
        }
    }

    pub(in crate::contacts) fn see(&mut self, row: &Row) {
        for column in &mut self.columns {
            column.see(row.cell(column.index), self.region, &self.zones);
        }
    }

    /// What is to be said of them, and what only a person can say.
    pub(in crate::contacts) fn end(&self) -> (Vec<String>, Vec<ColumnQuestion>) {
        let (mut notes, mut questions) = (Vec::new(), Vec::new());
        for column in &self.columns {
            let named = Named { name: &column.name, in_the_file: column.has_name };
            let (note, question) = column.places.end(index(column.index), named, self.zone, self.state);
            notes.extend(note);
            questions.extend(question);
            if column.phones == 0 {
                continue;
            }
            if !self.is_said && column.is_asked_about(self.has_phone) {
                questions.push(column.question(self.has_phone));
            } else if !column.is_other || column.phones * 10 >= column.filled {
                notes.push(column.note());
            }
        }
        (notes, questions)
    }
}

impl Watched {
    fn see(&mut self, cell: &[u8], region: Option<Region>, zones: &ZoneData) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.places.see(cell, zones);
        let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
        if cell.len() > 48 || (cell.is_ascii() && !(7..=17).contains(&digits)) {
            return;
        }
        let north_american = region.is_none_or(|region| region.calling_code() == 1);
        let text = String::from_utf8_lossy(cell);
        let is_number = callboard_phone::plain(cell, north_american).is_some()
            || (self.looked < MOST_LOOKS && is_phone(&text, region));
        if is_number {
            self.phones += 1;
            self.marked += u64::from(is_marked(&text));
        } else {
            self.looked += 1;
        }
    }

    /// Without any column of numbers a share of them is enough; beside one, most of it must be.
    fn is_asked_about(&self, has_phone: bool) -> bool {
        if has_phone {
            return !self.is_other && self.phones * 10 >= self.filled * 7;
        }
        self.marked * 10 >= self.filled * 2 || self.phones * 10 >= self.filled * 4
    }

    fn question(&self, has_phone: bool) -> ColumnQuestion {
        let columns = vec![index(self.index)];
        let why = if has_phone {
            "is not used: if the campaign dials it, the law of its numbers counts."
        } else {
            "no column is chosen for them: without it the law of the number’s place is not known."
        };
        let also = if has_phone { "too, and" } else { "(not only in its first rows), and" };
        let words = format!("The column “{}” looks like phone numbers {also} {why}", self.name);
        ColumnQuestion { about: QuestionAbout::Phone, columns, words }
    }

    fn note(&self) -> String {
        format!(
            "The column “{}” holds phone numbers in {} of {} cells, and is not used: choose it if the campaign dials it.",
            self.name, self.phones, self.filled
        )
    }
}

fn index(column: usize) -> u32 {
    u32::try_from(column).unwrap_or(u32::MAX)
}
