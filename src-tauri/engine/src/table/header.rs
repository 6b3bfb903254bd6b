use std::ops::ControlFlow;

use super::choice::{Choice, unnamed};
use super::row::Row;
use super::{field, refuse, refuse_at};
use crate::kernel::{Error, Result};

/// The way from rows of a file to a header and what comes after it.
pub(super) struct Header {
    wanted: Option<u32>,
    /// Of the header, once it was there.
    pub(super) columns: usize,
}

impl Header {
    pub(super) fn of(choice: &Choice) -> Self {
        Self { wanted: choice.header_row, columns: 0 }
    }

    /// Hands a row on; those above the header are passed over.
    pub(super) fn pass(
        &mut self,
        row: &Row,
        visit: &mut impl FnMut(&Row) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        if self.columns > 0 {
            return visit(row);
        }
        match self.wanted {
            Some(0) => {
                self.columns = row.cells();
                let mut names = Row::default();
                (0..row.cells()).for_each(|index| names.push(unnamed(index).as_bytes()));
                let flow = visit(&names)?;
                return if flow.is_break() { Ok(flow) } else { visit(row) };
            }
            Some(wanted) if row.line() < u64::from(wanted) => return Ok(ControlFlow::Continue(())),
            Some(wanted) if row.line() > u64::from(wanted) => return Err(no_row(wanted)),
            None if row.is_blank() => return Ok(ControlFlow::Continue(())),
            _ => {}
        }
        if let Some(fault) = row.fault() {
            return Err(refuse_at(row.line(), &format!("The names of the columns cannot be read. {fault}")));
        }
        self.columns = row.cells();
        visit(row)
    }

    /// At the end of the file.
    pub(super) fn end(&self) -> Result<()> {
        match self.wanted {
            _ if self.columns > 0 => Ok(()),
            Some(wanted) if wanted > 0 => Err(no_row(wanted)),
            _ => Err(refuse("The file is empty.")),
        }
    }
}

fn no_row(wanted: u32) -> Error {
    field("header_row", format!("Nothing stands in line {wanted}: say the line of the names of the columns."))
}
