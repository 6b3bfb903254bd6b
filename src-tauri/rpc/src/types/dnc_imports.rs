use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, DncColumnSaid, DncDateOrder, DncDirection, DncImportId, FileId};

/// What a file says of the list that it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DncImportMode {
    /// Its numbers join the list.
    #[default]
    Adds,
    /// It is the whole list: what it lacks is taken back.
    Edition,
    /// Its rows add numbers (A) and take back what this list said of them (D).
    Changes,
    /// Made here: numbers that a person lets be called again.
    Release,
}

/// A do-not-call list that is read and held against the ledger. Nothing else is written until `dnc.import`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncLookAt {
    /// The only one where it is absent.
    pub connection: Option<ConnectionId>,
    pub file: FileId,
    /// The file's name, as it is shown.
    pub name: String,
    /// The list that it belongs to; absent: it is called as the file.
    pub list: Option<String>,
    pub mode: Option<DncImportMode>,
    /// What a row says that names no direction; absent: out.
    pub direction: Option<DncDirection>,
    /// Which column holds what, where its name or content does not say it.
    pub columns: Option<Vec<DncColumnSaid>>,
    /// Of national numbers; absent: the connection's.
    pub region: Option<String>,
    pub date_order: Option<DncDateOrder>,
    pub sheet: Option<String>,
    /// The line of the names of the columns; 0: there are none.
    pub header_row: Option<u32>,
    /// A row with a bad date takes the import's start and is not refused.
    pub start_for_bad_dates: Option<bool>,
    /// Imports it as soon as it is read, also where the program ends meanwhile.
    pub go: Option<DncGo>,
}

/// That an import is to be written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncGo {
    /// The tenant is told of its numbers.
    pub push: bool,
    /// `confirm` of the import, where it is not 0.
    pub count: Option<u64>,
}

/// An import that was looked at is to be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncImportGo {
    pub import: DncImportId,
    #[serde(flatten)]
    pub go: DncGo,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncImportRef {
    pub import: DncImportId,
}

/// Numbers that an import left at the tenant may be called again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncRelease {
    pub import: DncImportId,
    /// How many: `to_release` of the import.
    pub count: u64,
}

/// The tenant is told of an import's numbers, or not any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncImportPush {
    pub import: DncImportId,
    pub push: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DncImportState {
    /// The file is being read.
    Reading,
    /// It was read, and nothing is written.
    Looked,
    /// Its numbers are being written.
    Writing,
    /// A person stopped it while it was written: what was written counts.
    Stopped,
    Done,
    /// It was undone: nothing of it counts any more.
    Undone,
    /// It could not be read.
    Failed,
}

/// One import. Of each number found it is known what came of it: `repeated + fresh + already + older + takes_back` are the
/// `numbers`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncImport {
    pub id: DncImportId,
    pub connection: ConnectionId,
    /// The name of its list.
    pub list: String,
    /// The name of the file.
    pub file: String,
    pub mode: DncImportMode,
    /// Who imported it.
    pub actor: String,
    /// When; the time of rows that name none.
    #[ts(type = "string")]
    pub at: Timestamp,
    pub state: DncImportState,
    /// Rows with anything in them, the names of the columns not counted.
    pub rows: u64,
    /// Numbers found.
    pub numbers: u64,
    /// Cells or rows without a number that can be taken.
    pub refused: u64,
    /// The same number stands in the file more than once.
    pub repeated: u64,
    /// Of these the file changes what holds.
    pub fresh: u64,
    /// Of these what the file says holds already.
    pub already: u64,
    /// Of these something newer is known.
    pub older: u64,
    /// Of these the list takes back what it said.
    pub takes_back: u64,
    /// Of `fresh`: numbers that come off the list.
    pub lifts: u64,
    /// Of those: numbers whose owner opted out.
    pub lifts_people: u64,
    /// An edition lacks so many numbers that its list has.
    pub lacks: u64,
    /// So many are to be confirmed before it is written; 0: nothing is asked.
    pub confirm: u64,
    /// Of the different numbers of the file, those that are written.
    pub written: u64,
    /// Different numbers of the file.
    pub distinct: u64,
    /// Whether the tenant is told of its numbers.
    pub push: bool,
    /// Of the different numbers, those whose turn has come.
    pub passed: u64,
    /// The tenant has confirmed these for this import.
    pub confirmed: u64,
    /// The tenant held these so already, or something newer was told instead.
    pub known: u64,
    /// The tenant refuses these.
    pub dead: u64,
    /// Numbers that the tenant keeps suppressed though nothing says so any more: they wait for a person's release.
    pub to_release: u64,
    /// When the tenant will have confirmed all of it at its pace of requests; absent where there is none.
    #[ts(type = "string | null")]
    pub confirmed_by: Option<Timestamp>,
    /// What a person should know of how the file was read.
    pub notes: Vec<String>,
    /// Why it failed.
    pub words: Option<String>,
}

/// One row, or a cell of one, that was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DncRefused {
    /// Its place among the refused rows.
    pub place: i64,
    /// The line in the file.
    pub line: u32,
    /// The cell as it was written; numbers in it are masked.
    pub cell: String,
    /// What, why, and what to do.
    pub reason: String,
}

/// Refused rows of an import, in the order of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct DncRefusedOf {
    pub import: DncImportId,
    /// Rows after this place.
    pub after: Option<String>,
    pub limit: Option<u32>,
}
