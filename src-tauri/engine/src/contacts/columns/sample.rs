use callboard_phone::Region;
use callboard_rpc::types::{ColumnMapping, ColumnQuestion, QuestionAbout};

use super::content;
use super::names::recognise;
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

impl Sample {
    /// The names of the columns; one that has none is called by its number.
    pub(in crate::contacts) fn names(&self) -> Vec<String> {
        let name = |index| match self.header.shown(index) {
            name if name.is_empty() => format!("Column {}", index + 1),
            name => name.into_owned(),
        };
        (0..self.header.cells()).map(name).collect()
    }

    /// A first line that holds a contact, or a title above the names, with the line that reads like the names; nothing
    /// where somebody said which line it is.
    pub(super) fn question_about_header(
        &self,
        by_name: &ColumnMapping,
        region: Option<Region>,
        zones: &ZoneData,
    ) -> Option<(ColumnQuestion, Option<u64>)> {
        let (header, line) = (&self.header, self.header.line());
        let places = |found: &ColumnMapping| found.phone.or(found.zone).or(found.state).is_some();
        if self.header_is_said || places(by_name) {
            return None;
        }
        let ask = |words: String| ColumnQuestion { about: QuestionAbout::Header, columns: Vec::new(), words };
        let names_something = |row: &&Row| {
            let names: Vec<_> = (0..row.cells()).map(|column| row.shown(column)).collect();
            let found = recognise(names.iter().map(AsRef::as_ref));
            [found.id, found.phone, found.zone, found.state].iter().flatten().count() > 1 && places(&found)
        };
        if let Some(row) = self.rows.iter().take(TITLES).find(names_something) {
            let words =
                format!("Line {} reads like the names of the columns, and not line {line}.", row.line());
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
}
