use std::io::{Read, Seek};
use std::ops::ControlFlow;

use callboard_phone::Region;
use callboard_rpc::types::{ContactsColumn, ContactsColumns};

use super::columns::{self, Decided, SAMPLE, Sample};
use crate::kernel::Result;
use crate::table::{self, Choice};
use crate::zone::ZoneData;

/// Rows that are shown of each column.
const SAMPLES: usize = 5;

/// The columns of a list with their first cells, numbers masked; what they hold, and what is to be asked about them.
pub(super) fn inspect<R: Read + Seek>(
    input: R,
    choice: &Choice,
    region: Option<Region>,
    zones: &ZoneData,
) -> Result<ContactsColumns> {
    let mut sample: Option<Sample> = None;
    let shape = table::each_row(input, &Choice { seen_only: true, ..choice.clone() }, |row| {
        match &mut sample {
            None => {
                let header_is_said = choice.header_row.is_some();
                sample = Some(Sample { header: row.clone(), header_is_said, rows: Vec::new() });
            }
            Some(sample) => sample.rows.push(row.clone()),
        }
        let enough = sample.as_ref().is_some_and(|sample| sample.rows.len() == SAMPLE);
        Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let sample = sample.ok_or_else(|| table::refuse("The file is empty."))?;
    let Decided { mapping, notes, questions, .. } = columns::decide(&sample, &[], region, zones)?;
    let column = |(index, name): (u32, String)| {
        let cell = |row: &table::Row| callboard_phone::mask_in_text(&row.shown(index as usize));
        let samples = sample.rows.iter().take(SAMPLES).map(cell).collect();
        ContactsColumn { index, name: callboard_phone::mask_in_text(&name), samples }
    };
    let columns = (0..).zip(sample.names()).map(column).collect();
    let notes = shape.notes().into_iter().chain(notes).collect();
    Ok(ContactsColumns {
        format: shape.format.as_str().to_owned(),
        columns,
        mapping,
        questions,
        notes,
        header_row: u32::try_from(sample.header.line()).unwrap_or(u32::MAX),
        sheet: shape.sheet,
        sheets: shape.sheets,
    })
}
