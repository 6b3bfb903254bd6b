use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, ContactSetId, FileId};

/// Looks into a file before it is imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ContactsInspect {
    pub file: FileId,
    /// Of a workbook; absent: the first visible one with anything in it.
    pub sheet: Option<String>,
    /// The line of the names of the columns, the first being 1; 0: there is none. Absent: the first that is not blank.
    pub header_row: Option<u32>,
    pub connection: Option<ConnectionId>,
    /// For national numbers; absent: the connection's.
    pub region: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ContactsColumns {
    /// `csv` or `xlsx`.
    pub format: String,
    pub columns: Vec<ContactsColumn>,
    /// What the names and the cells say; to be completed by hand where a role is missing.
    pub mapping: ColumnMapping,
    /// What only a person can say; an import without a mapping is refused until then.
    pub questions: Vec<ColumnQuestion>,
    /// What a person should know of how it is read.
    pub notes: Vec<String>,
    /// The line of the names; 0: the file has none.
    pub header_row: u32,
    /// The sheet that is looked at, and all that are visible.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
}

/// Something about the columns that cannot be known from the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnQuestion {
    pub about: QuestionAbout,
    /// The columns in question.
    pub columns: Vec<u32>,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuestionAbout {
    /// Which line the names of the columns are.
    Header,
    Phone,
    Zone,
    State,
}

/// What a column holds of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    Id,
    Phone,
    Zone,
    State,
    Country,
}

/// What somebody says of a column, by its name or its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ColumnSaid {
    pub role: ColumnRole,
    /// Absent: no column holds it.
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ContactsColumn {
    pub index: u32,
    pub name: String,
    /// From the first rows; phone numbers masked.
    pub samples: Vec<String>,
}

/// Which column holds what; counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ColumnMapping {
    pub id: Option<u32>,
    pub phone: Option<u32>,
    pub zone: Option<u32>,
    pub state: Option<u32>,
    /// Further columns of phone numbers: each number counts for zone and law.
    pub more_phones: Option<Vec<u32>>,
    /// Further columns of states: the law of each holds.
    pub more_states: Option<Vec<u32>>,
    /// Held against zone, states and numbers: where they name different countries the row is refused.
    pub country: Option<u32>,
    pub more_countries: Option<Vec<u32>>,
}

/// Counts the contacts of a file by zone and jurisdiction; the people are not kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ContactsImport {
    pub file: FileId,
    /// The name of the file, to find the set again.
    pub name: String,
    pub connection: Option<ConnectionId>,
    /// Whole, as somebody chose it; absent: by `columns`, by names and by content.
    pub mapping: Option<ColumnMapping>,
    /// For national numbers; absent: the connection's.
    pub region: Option<String>,
    /// Columns that somebody names, where there is no mapping.
    pub columns: Option<Vec<ColumnSaid>>,
    /// Of a workbook; absent: the first visible one with anything in it.
    pub sheet: Option<String>,
    /// The line of the names of the columns, the first being 1; 0: there is none. Absent: the first that is not blank.
    pub header_row: Option<u32>,
}

/// What is kept of a contact list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ContactSet {
    pub id: ContactSetId,
    pub name: String,
    pub rows: u64,
    /// Contacts that have a zone.
    pub placed: u64,
    pub needs_zone: u64,
    pub invalid: u64,
    /// Of the invalid: they have no number, and the list has a column for it.
    pub without_number: u64,
    /// Of the invalid: their id stands in the list before.
    pub doubled: u64,
    /// What a person should know of how it was read.
    pub notes: Vec<String>,
    pub groups: Vec<ContactGroup>,
    #[ts(type = "string")]
    pub imported_at: Timestamp,
}

/// Contacts that share a zone and a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactGroup {
    /// One IANA name; where a number's area has several, all of them, sorted and joined by `|`: legal only
    /// where each is inside its hours.
    pub zone: String,
    /// `US-FL`, `US`, `GB` …
    pub jurisdiction: String,
    pub contacts: u64,
    pub source: ZoneSource,
}

/// Where a contact's zone came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// The list says it.
    Contact,
    /// The state has one zone.
    State,
    /// The number's area code.
    Number,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ContactsRefused {
    pub set: ContactSetId,
    pub after: Option<String>,
    pub limit: Option<u32>,
}

/// A row of the list that cannot be dialled as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedContact {
    /// Line in the file, the header being 1.
    pub line: u64,
    pub contact_id: String,
    pub kind: RefusedKind,
    /// In words; a number in it is masked.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefusedKind {
    NeedsZone,
    Invalid,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ContactSetRef {
    pub set: ContactSetId,
}
