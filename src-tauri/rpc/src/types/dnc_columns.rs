use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column of a do-not-call list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DncColumnRole {
    /// Whole numbers; several columns of a list may hold some.
    Phone,
    /// The first part of a number whose rest stands in the column of [`DncColumnRole::Number`].
    AreaCode,
    Number,
    /// Since when a number is on the list.
    Date,
    /// In or out, add or delete.
    Direction,
    /// Until when a number is to be on the list.
    Expiry,
    Reason,
}

/// What somebody says of a column, by its name or its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncColumnSaid {
    pub role: DncColumnRole,
    /// Absent: no column holds it.
    pub name: Option<String>,
}

/// The order of day and month in a date of numbers, `03/04/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum DncDateOrder {
    /// The day first: 3 April.
    Dmy,
    /// The month first: 4 March.
    Mdy,
}

/// A do-not-call list as it looks before it is imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncLook {
    /// `csv`, `xlsx`, `xls`, `ods` or `registry`; absent where a file of an archive is to be chosen first.
    pub format: Option<String>,
    /// Of an archive: the file that is read, and where it has several and none is chosen, all of them.
    pub file: Option<String>,
    pub files: Vec<String>,
    /// Of a workbook: the sheet that is looked at, and where several have rows and none is chosen, those.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    /// The line of the names of the columns; 0: the file has none.
    pub header_row: u32,
    pub columns: Vec<DncColumn>,
    /// What only a person can say; the import is refused until then.
    pub questions: Vec<DncQuestion>,
    /// What a person should know of how it is read.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncColumn {
    pub index: u32,
    /// Masked where it is a number.
    pub name: String,
    /// Absent: it is not used.
    pub role: Option<DncColumnRole>,
    /// From the first rows; phone numbers masked.
    pub samples: Vec<String>,
}

/// Something about a list that cannot be known from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DncQuestion {
    pub about: DncQuestionAbout,
    /// The columns in question.
    pub columns: Vec<u32>,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DncQuestionAbout {
    /// Which sheet of a workbook, or which file of an archive.
    Sheet,
    /// Which line the names of the columns are.
    Header,
    /// Which columns hold the numbers.
    Phone,
    /// Whose national numbers they are.
    Region,
    /// Which column says since when.
    Date,
    /// Whether the day or the month comes first.
    DateOrder,
    /// Which column says in or out.
    Direction,
    /// Whether it is a change file, whose D takes back what the list said before.
    Changes,
}
