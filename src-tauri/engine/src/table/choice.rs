/// Which part of a file is read, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Choice {
    /// Of a workbook; absent: the first visible one with anything in it, or with [`Choice::ask`] the only one.
    pub sheet: Option<String>,
    /// The line of the header, the first being 1; what stands above it is passed over. 0: there is none, and the columns
    /// are called `Column 1`, `Column 2` … Absent: the first row.
    pub header_row: Option<u32>,
    /// Characters that nobody sees (zero-width ones, marks of direction) are taken out of the cells.
    pub seen_only: bool,
    /// Where several sheets have anything in them and none is named, which one is meant is asked.
    pub ask: bool,
    /// A cell of a workbook that is a date is written as one (`2026-11-20`, `2026-11-20T08:30:00`), and not as the number
    /// that stands for it.
    pub dates: bool,
    /// The XML of a do-not-call registry is read too.
    pub registry: bool,
}

/// What kind of file a table came from, by its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
    Xls,
    Ods,
    /// The XML of a do-not-call registry.
    Registry,
}

impl Format {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Registry => "registry",
        }
    }
}

/// How a file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub format: Format,
    /// The sheet that was read, and all that are visible, in their order.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    /// The name of an encoding that is not UTF-8.
    pub encoding: Option<&'static str>,
    /// The days of a workbook are counted from 1904, as old Macs did.
    pub is_1904: bool,
}

impl Shape {
    /// What a person should know of it, in sentences.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(sheet) = self.sheet.as_ref().filter(|_| self.sheets.len() > 1) {
            let others: Vec<_> =
                self.sheets.iter().filter(|one| *one != sheet).map(|one| format!("“{one}”")).collect();
            notes.push(format!("The sheet “{sheet}” was read; the workbook also has {}.", others.join(", ")));
        }
        if let Some(encoding) = self.encoding {
            notes.push(format!("The file is written in {encoding}, not in UTF-8."));
        }
        notes
    }
}

/// `Column 3`: what a column is called that has no name.
pub(super) fn unnamed(index: usize) -> String {
    format!("Column {}", index + 1)
}
