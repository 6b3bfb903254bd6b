use std::io::{Read, Seek};
use std::ops::ControlFlow;

use callboard_rpc::types::{ContactsColumn, ContactsColumns};

use super::{cell, columns, rows};
use crate::kernel::Result;

/// Rows that are shown of each column.
const SAMPLES: usize = 5;

/// The columns of a list with their first cells, numbers masked.
pub(super) fn inspect<R: Read + Seek>(input: R) -> Result<ContactsColumns> {
    let mut names: Option<Vec<String>> = None;
    let mut samples: Vec<Vec<String>> = Vec::new();
    let mut seen = 0;
    let format = rows::each_row(input, |row| {
        if names.is_none() {
            samples = vec![Vec::new(); row.cells];
            names = Some(columns::names(row));
            return Ok(ControlFlow::Continue(()));
        }
        for (column, cell) in samples.iter_mut().zip(row.iter()) {
            column.push(callboard_phone::mask_in_text(&cell::text(cell)));
        }
        seen += 1;
        Ok(if seen < SAMPLES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    let names = names.ok_or_else(|| rows::refuse("The file is empty."))?;
    let mapping = columns::recognise(names.iter().map(String::as_str));
    let column = |(index, (name, samples))| ContactsColumn { index, name, samples };
    let columns = (0..).zip(names.into_iter().zip(samples)).map(column).collect();
    Ok(ContactsColumns { format: format.as_str().to_owned(), columns, mapping })
}
