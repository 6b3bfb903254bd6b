mod of_other_files;
mod of_text;
mod of_workbooks;

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::{Choice, Shape, bounds, each_row};
use crate::kernel::Result;

/// A row's line and cells.
type Told = (u64, Vec<String>);

/// The rows that a file gives, their faults, and how it was read.
fn rows_of(bytes: &[u8], choice: &Choice) -> Result<(Vec<Told>, Vec<String>, Shape)> {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let shape = each_row(Cursor::new(bytes), choice, |row| {
        rows.push((row.line(), (0..row.cells()).map(|index| row.text(index).into_owned()).collect()));
        faults.extend(row.fault().map(str::to_owned));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((rows, faults, shape))
}

fn rows(text: impl AsRef<[u8]>) -> Vec<Told> {
    let (rows, faults, _) = rows_of(text.as_ref(), &Choice::default()).unwrap();
    assert_eq!(faults, Vec::<String>::new());
    rows
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    rows_of(bytes.as_ref(), &Choice::default()).unwrap_err().to_string()
}

fn row(line: u64, cells: &[&str]) -> Told {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
