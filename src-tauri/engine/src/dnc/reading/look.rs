use std::fs::File;

use callboard_phone::mask_in_text;
use callboard_rpc::types::{DncColumn, DncColumnRole, DncLook, DncQuestion, DncQuestionAbout};

use super::plan::Plan;
use super::sample::Sample;
use super::{How, dates};
use crate::kernel::Result;
use crate::table::{self, Unpacked};

/// Rows that are shown of each column.
const SAMPLES: usize = 5;

/// A list as it looks before it is imported, numbers masked, with what only a person can say of it.
pub(in crate::dnc) fn look(file: File, how: &How) -> Result<DncLook> {
    let Unpacked { mut file, name, sheet, files } = table::unpacked(file, how.sheet.as_deref(), &how.folder)?;
    if !files.is_empty() {
        return Ok(asking(DncLook { files, ..nothing(name) }, "Several files are packed in this archive."));
    }
    let sheets = match &sheet {
        None => table::filled_sheets(&mut file)?,
        Some(_) => Vec::new(),
    };
    if sheets.len() > 1 {
        return Ok(asking(DncLook { sheets, ..nothing(name) }, "Several sheets of this workbook have rows."));
    }
    let sample = Sample::of(&mut file, sheet.as_deref(), how)?;
    let plan = Plan::of(&mut file, sheet.as_deref(), &sample, how)?;
    let column = |(index, name): (usize, &String)| {
        let role = plan.columns.role(index);
        let samples = sample.rows.iter().take(SAMPLES).map(|row| shown(role, &table::shown(row.cell(index))));
        DncColumn {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            name: mask_in_text(name),
            role,
            samples: samples.collect(),
        }
    };
    Ok(DncLook {
        format: Some(sample.shape.format.as_str().to_owned()),
        columns: plan.names.iter().enumerate().map(column).collect(),
        header_row: u32::try_from(plan.header_line).unwrap_or(u32::MAX),
        sheet: sample.shape.sheet.clone(),
        sheets: sample.shape.sheets.clone(),
        notes: plan.notes,
        questions: plan.questions,
        ..nothing(name)
    })
}

/// A date looks like a number, and need not be masked.
fn shown(role: Option<DncColumnRole>, cell: &str) -> String {
    let is_date = matches!(role, Some(DncColumnRole::Date | DncColumnRole::Expiry)) && dates::is_date(cell);
    if is_date { cell.to_owned() } else { mask_in_text(cell) }
}

fn nothing(file: Option<String>) -> DncLook {
    DncLook {
        format: None,
        file,
        files: Vec::new(),
        sheet: None,
        sheets: Vec::new(),
        header_row: 0,
        columns: Vec::new(),
        questions: Vec::new(),
        notes: Vec::new(),
    }
}

fn asking(look: DncLook, what: &str) -> DncLook {
    let words = format!("{what} Say which one is meant.");
    let question = DncQuestion { about: DncQuestionAbout::Sheet, columns: Vec::new(), words };
    DncLook { questions: vec![question], ..look }
}
